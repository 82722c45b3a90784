/** An alert: how it is, what tells it apart, its value, since when; below it what its annotations say, and its details where it is open. */
import { type MouseEvent, memo } from 'react';
import { formatShort } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { labelValue } from '../../../shared/model/labels.ts';
import { LabelChips } from '../../charts/label-chips.tsx';
import { Below } from '../../components/below.tsx';
import { Cell, GridRow, StateCell } from '../../components/grid-parts.tsx';
import { isRowClick } from '../../components/row-click.ts';
import { isSameFrame, type RowFrame } from '../../components/row-frame.ts';
import { AlertDetails } from './alert-details.tsx';
import styles from './alert-rows.module.css';
import type { AlertModel } from './alerts-model.ts';
import type { RowActions } from './row-actions.ts';
import { Since, useRowTexts } from './row-texts.tsx';
import type { Section } from './shown-alerts.ts';
import { stateGlyphs } from './state-words.ts';

export interface AlertRowProps {
  readonly section: Section;
  readonly model: AlertModel;
  readonly open: boolean;
  readonly place: number;
  readonly of: number;
  /** What its annotations say stands below it. */
  readonly notes: boolean;
  readonly frame: RowFrame;
  readonly actions: RowActions;
}

export const AlertRow = memo(
  function AlertRow({ section, model, open, place, of, notes, frame, actions }: AlertRowProps) {
    const { t, locale } = useRowTexts();
    const { alert } = model;
    const { state, labels, value, activeAtMs } = alert;
    const toggle = (event: MouseEvent<HTMLElement>) => {
      if (!isRowClick(event)) return;
      event.currentTarget.focus({ preventScroll: true });
      actions.onToggleAlert(alert.key);
    };
    const note = notes ? model.note : '';
    return (
      <GridRow frame={frame} level={2} open={open} place={{ at: place, of }} className={styles.alert} onClick={toggle}>
        <div className={styles.line} role="presentation">
          <StateCell look={state} glyph={stateGlyphs[state]} word={t(`state.${state}`)} />
          <Cell className={styles.labels}>
            {section.kind === 'rule' ? null : (
              <b className={styles.alertName}>{plainText(labelValue(labels, 'alertname') ?? '')}</b>
            )}
            <LabelChips labels={labels} names={section.naming} />
          </Cell>
          <Cell className={styles.number}>{value === undefined ? '' : formatValue(value, locale)}</Cell>
          <Cell className={styles.number}>{activeAtMs === undefined ? '' : <Since timeMs={activeAtMs} />}</Cell>
        </div>
        {note === '' ? null : (
          <Cell className={styles.note}>
            <span>{plainText(note)}</span>
          </Cell>
        )}
        {open ? (
          <Below row={frame['data-row']} onHeight={actions.onHeight}>
            <AlertDetails model={model} onExplore={actions.onExplore} />
          </Below>
        ) : null}
      </GridRow>
    );
  },
  (a, b) =>
    a.model === b.model &&
    a.section === b.section &&
    a.open === b.open &&
    a.place === b.place &&
    a.of === b.of &&
    a.notes === b.notes &&
    a.actions === b.actions &&
    isSameFrame(a.frame, b.frame),
);

/** At most six digits: the whole value is in the details. */
function formatValue(value: number, locale: string): string {
  const size = Math.abs(value);
  if (size !== 0 && Number.isFinite(value) && (size >= 1e9 || size < 1e-3)) return value.toExponential(3);
  return formatShort(value, size < 1 ? 6 : 3, locale);
}
