/** One context in the rail: a button over the whole row, whose name is the context's name and nothing else; its state describes it. */
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContextSummary } from '../../../shared/model/context.ts';
import type { AlertCounts } from '../../../shared/model/notice.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import type { RowProps } from '../../components/virtual-list.tsx';
import type { AskedWay } from '../../state/asked.tsx';
import type { Connection } from '../../state/connections-store.ts';
import { useContextActions } from '../actions.ts';
import { useRowText } from '../state-text.ts';
import styles from './rail-row.module.css';

export interface RailRowProps {
  readonly context: ContextSummary;
  readonly connection: Connection;
  /** Undefined where there is nothing to tell. */
  readonly alerts: AlertCounts | undefined;
  readonly nowMs: number;
  readonly selected: boolean;
  /** Of whom it is asked, where it is the one that is open. */
  readonly from: AskedWay['from'] | undefined;
  /** Two letters, for the narrow rail. */
  readonly marks: string;
  /** What tells it from others of its name, or what a search found: the end of its file's path, most often. */
  readonly place: string | undefined;
  readonly narrow: boolean;
  readonly row: RowProps;
}

/** What the rail has room for. */
const mostShown = 1000;

export function RailRow({
  context,
  connection,
  alerts,
  nowMs,
  selected,
  from,
  marks,
  place,
  narrow,
  row,
}: RailRowProps) {
  const { t } = useTranslation();
  const stateId = useId();
  const firing = alerts?.firing ?? 0;
  const alertText = firing === 0 ? undefined : t('rail.firing', { count: firing });
  const { open } = useContextActions();
  const text = useRowText()(context, connection, nowMs, from);
  const tip = (
    <>
      <b>{context.name}</b>
      <br />
      {text.line}
      {alertText === undefined ? null : (
        <>
          <br />
          {alertText}
        </>
      )}
      {place === undefined ? null : (
        <>
          <br />
          {place}
        </>
      )}
    </>
  );
  return (
    <Tooltip text={tip} position="right" disabled={!narrow || selected}>
      <div className={styles.row} data-current={selected}>
        <StateGlyph kind={text.glyph} />
        <div className={styles.text}>
          <button
            type="button"
            {...row}
            className={styles.name}
            aria-label={context.name}
            aria-describedby={stateId}
            aria-current={selected ? 'page' : undefined}
            onClick={() => open(context)}
          >
            <MiddleText>{context.name}</MiddleText>
          </button>
          <p id={stateId} className={styles.state}>
            <span className={styles.line}>{text.line}</span>
            {alertText === undefined ? null : <span className={styles.spoken}>, {alertText}</span>}
            {place === undefined ? null : (
              <span className={styles.place}>
                <MiddleText>{place}</MiddleText>
              </span>
            )}
          </p>
        </div>
        <span className={styles.marks} aria-hidden="true">
          {marks}
        </span>
        {firing === 0 ? null : (
          <span className={styles.firing} title={narrow ? undefined : alertText} aria-hidden="true">
            <StateGlyph kind="firing" />
            {firing < mostShown ? firing : `${mostShown - 1}+`}
          </span>
        )}
      </div>
    </Tooltip>
  );
}
