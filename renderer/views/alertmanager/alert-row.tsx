/** The rows of the alerts: a group and its counts; an alert, and when it is open all that is known of it. */
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { type Labels, labelPairs, labelValue } from '../../../shared/model/labels.ts';
import { Below } from '../../components/below.tsx';
import { formatMoment } from '../../components/formats.ts';
import { Cell, GridRow } from '../../components/grid-parts.tsx';
import type { RowFrame } from '../../components/row-frame.ts';
import { useSharedNow } from '../../components/shared-now.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useSettings } from '../../state/stores.tsx';
import { AlertDetails, type AlertDetailsProps } from './alert-details.tsx';
import { type AlertRow, type GroupRow, isSuppressed } from './alert-rows.ts';
import styles from './rows.module.css';

export interface GroupViewProps {
  readonly row: GroupRow;
  readonly frame: RowFrame;
  readonly open: boolean;
  readonly onToggle: () => void;
}

export function GroupView({ row, frame, open, onToggle }: GroupViewProps) {
  const { t, i18n } = useTranslation('alertmanager');
  const { group, active, suppressed } = row;
  const number = (count: number) => formatCount(count, i18n.language);
  const name = group.labels.length === 0 ? t('group.all') : labelsText(group.labels);
  return (
    <GridRow frame={frame} level={1} open={open} className={styles.group} onClick={clicked(onToggle)}>
      <Cell className={styles.groupName}>
        <Caret open={open} />
        <code className={styles.groupLabels} title={plainText(name)}>
          {plainText(name)}
        </code>
      </Cell>
      <Cell className={styles.receiver}>{t('group.to', { receiver: plainText(group.receiver) })}</Cell>
      <Cell className={styles.number}>
        {t('group.counts', { active: number(active), suppressed: number(suppressed) })}
      </Cell>
    </GridRow>
  );
}

export interface AlertViewProps extends Omit<AlertDetailsProps, 'alert'> {
  readonly row: AlertRow;
  readonly frame: RowFrame;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onHeight: (key: string, heightPx: number) => void;
}

export function AlertView({ row, frame, open, onToggle, onHeight, ...details }: AlertViewProps) {
  const { t } = useTranslation('alertmanager');
  const { alert, rest, place, of } = row;
  const name = labelValue(alert.labels, 'alertname') ?? t('alerts.noName');
  const labels = labelsText(rest);
  return (
    <GridRow
      frame={frame}
      level={2}
      open={open}
      place={{ at: place, of }}
      className={styles.row}
      onClick={clicked(onToggle)}
    >
      <div className={styles.alertLine}>
        <Cell className={styles.state} data-look={alert.state}>
          <StateGlyph kind={isSuppressed(alert) ? 'inactive' : 'firing'} />
          {t(`state.${alert.state}`)}
        </Cell>
        <Cell className={styles.name}>{plainText(name)}</Cell>
        <Cell className={styles.labels}>
          <code title={plainText(labels)}>{plainText(labels)}</code>
        </Cell>
        <Since sinceMs={alert.startsAtMs} />
      </div>
      {open ? (
        <Below row={row.key} onHeight={onHeight}>
          <AlertDetails alert={alert} {...details} />
        </Below>
      ) : null}
    </GridRow>
  );
}

function Since({ sinceMs }: { readonly sinceMs: number | undefined }) {
  const { t } = useTranslation('alertmanager');
  const { timeZone } = useSettings();
  const nowMs = useSharedNow();
  if (sinceMs === undefined) return <Cell className={styles.number}>{t('alerts.notSaid')}</Cell>;
  return (
    <Cell className={styles.number}>
      <time title={formatMoment(sinceMs, timeZone)}>{formatSpan(nowMs - sinceMs, { wholeSeconds: true })}</time>
    </Cell>
  );
}

/** `severity="warning" node="a"` */
function labelsText(labels: Labels): string {
  return labelPairs(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join('  ');
}

/** A click on a row, and not on what is in it or on a text that is being selected. */
export function clicked(onToggle: () => void) {
  return ({ target, currentTarget }: MouseEvent<HTMLElement>) => {
    if (target instanceof Element && target.closest('button, a, [data-inside]') !== null) return;
    currentTarget.focus({ preventScroll: true });
    onToggle();
  };
}

function Caret({ open }: { readonly open: boolean }) {
  return (
    <svg className={styles.caret} data-open={open} width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
      <path d="M1.5 0.5L7 4 1.5 7.5z" />
    </svg>
  );
}
