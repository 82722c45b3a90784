/** What a tried rule comes to, in numbers and alert by alert, beside the rule as it is. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../../../shared/format/duration.ts';
import { formatCount } from '../../../../shared/format/number.ts';
import { plainText } from '../../../../shared/format/plain-text.ts';
import type { Evaluations } from '../../../../shared/model/alert-spans.ts';
import { formatLabels, type Labels, labelValue } from '../../../../shared/model/labels.ts';
import { AlertBars } from '../../../charts/alert-bars.tsx';
import type { Gap } from '../../../charts/graph-model.ts';
import { type LabelSplit, splitLabels } from '../../../charts/label-split.ts';
import { MiddleText } from '../../../charts/middle-text.tsx';
import { TimeAxis } from '../../../charts/time-axis.tsx';
import { VirtualList } from '../../../components/virtual-list.tsx';
import { useSettings } from '../../../state/stores.tsx';
import styles from './comparison.module.css';
import { type ComparedAlert, compared, type TriedOutcome, type TriedSummary } from './tried-rule.ts';

export interface ComparisonProps {
  /** Of the rule as it is; undefined where nothing is changed, or it is not known yet. */
  readonly before: TriedOutcome | undefined;
  readonly after: TriedOutcome;
  readonly evaluations: Evaluations;
  readonly gaps: readonly Gap[];
  readonly note: string;
}

const rowPx = 36;
const singleRowPx = 26;

export function Comparison({ before, after, evaluations, gaps, note }: ComparisonProps) {
  const { t } = useTranslation('tryRule');
  const { timeZone } = useSettings();
  const alerts = useMemo(() => compared(before, after), [before, after]);
  const split = useMemo(() => splitLabels(alerts.map(({ labels }) => labels)), [alerts]);
  const window = { startMs: evaluations.startMs, endMs: evaluations.endMs + evaluations.stepMs };
  return (
    <section className={styles.comparison} aria-label={t('outcome')}>
      <Numbers before={before?.summary} after={after.summary} />
      {alerts.length === 0 ? (
        <p className={styles.none} role="status">
          {t('none')}
        </p>
      ) : (
        <div className={styles.alerts}>
          <VirtualList
            label={t('alerts')}
            items={alerts}
            keyOf={({ key }) => key}
            rowHeight={before === undefined ? singleRowPx : rowPx}
            current={-1}
            render={(alert, row) => (
              <div className={styles.row} data-compared={before !== undefined} {...row}>
                <span className={styles.name} title={formatLabels(alert.labels)}>
                  <MiddleText>{nameOf(split, alert.labels)}</MiddleText>
                </span>
                <Bars alert={alert} isCompared={before !== undefined} {...{ gaps, window }} />
              </div>
            )}
          />
          <div className={styles.row}>
            <span />
            <TimeAxis {...window} timeZone={timeZone} />
          </div>
        </div>
      )}
      <p className={styles.note}>{note}</p>
    </section>
  );
}

/** Its values alone: what they are of stands in the whole, on hover. */
function nameOf(split: LabelSplit, labels: Labels): string {
  const values = split.naming.flatMap((name) => labelValue(labels, name) ?? []);
  return values.length === 0 ? formatLabels(labels) : plainText(values.join(' · '));
}

interface BarsProps {
  readonly alert: ComparedAlert;
  readonly isCompared: boolean;
  readonly gaps: readonly Gap[];
  readonly window: { readonly startMs: number; readonly endMs: number };
}

function Bars({ alert, isCompared, gaps, window }: BarsProps) {
  const { t } = useTranslation('tryRule');
  const words = (spans: ComparedAlert['after']) => {
    const firing = spans.filter(({ state }) => state === 'firing');
    const sumMs = firing.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    return firing.length === 0 ? t('never') : t('fired', { count: firing.length, time: formatDuration(sumMs) });
  };
  return (
    <div className={styles.bars}>
      {isCompared ? (
        <div className={styles.before}>
          <AlertBars
            label={t('bar.before', { what: words(alert.before) })}
            spans={alert.before}
            {...{ gaps }}
            {...window}
          />
        </div>
      ) : null}
      <AlertBars label={t('bar.after', { what: words(alert.after) })} spans={alert.after} {...{ gaps }} {...window} />
    </div>
  );
}

interface NumbersProps {
  readonly before: TriedSummary | undefined;
  readonly after: TriedSummary;
}

const rows = [
  'fired',
  'times',
  'firingMs',
  'longestMs',
  'onlyPending',
] as const satisfies readonly (keyof TriedSummary)[];

function Numbers({ before, after }: NumbersProps) {
  const { t, i18n } = useTranslation('tryRule');
  const text = (summary: TriedSummary, row: (typeof rows)[number]) =>
    row.endsWith('Ms') ? formatDuration(summary[row]) : formatCount(summary[row], i18n.language);
  return (
    <table className={styles.numbers}>
      <thead>
        <tr>
          <td />
          {before === undefined ? null : <th scope="col">{t('before')}</th>}
          <th scope="col">{before === undefined ? t('before') : t('after')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            <th scope="row">{t(`numbers.${row}`)}</th>
            {before === undefined ? null : <td>{text(before, row)}</td>}
            <td data-other={before !== undefined && before[row] !== after[row]}>{text(after, row)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
