/** What is open under a row: all of its labels, and what was measured, exactly. */
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../../shared/format/duration.ts';
import { formatExact } from '../../../../shared/format/number.ts';
import { formatDateTime } from '../../../../shared/format/time.ts';
import { formatLabels, labelPairs } from '../../../../shared/model/labels.ts';
import { Button } from '../../../components/button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { histogramOfRow, labelsOfRow, type TableModel } from '../table-model.ts';
import { HistogramDetails } from './histogram-details.tsx';
import styles from './row-details.module.css';
import { SampleList } from './sample-list.tsx';
import type { NumberLook, ValueTexts } from './value-texts.ts';

export interface RowDetailsProps {
  readonly model: TableModel;
  readonly row: number;
  readonly look: NumberLook;
  readonly texts: ValueTexts;
  readonly onFilter: LabelFilter;
}

/** A label of a result was chosen: the expressions are to be asked with it, or without it. */
export type LabelFilter = (name: string, value: string, operator: '=' | '!=') => void;

export function RowDetails(props: RowDetailsProps) {
  const { model, row, look } = props;
  const { t } = useTranslation('result');
  const labels = labelsOfRow(model, row);
  const part = model.parts[model.partOf[row] ?? 0];
  return (
    <div className={styles.details}>
      <section className={styles.side} aria-label={t('details.labels')}>
        {model.parts.length > 1 ? (
          <p className={styles.expr}>
            {part?.letter} <code>{part?.expr}</code>
          </p>
        ) : null}
        <LabelList {...props} />
        <div className={styles.buttons}>
          <CopyButton text={() => formatLabels(labels)} label={t('details.copySeries')} />
        </div>
      </section>
      <section className={styles.side} aria-label={t('details.measured')}>
        {model.kind === 'series' ? (
          <SampleList {...props} />
        ) : (
          <>
            <Measured {...props} />
            <HistogramDetails sample={histogramOfRow(model, row)} look={look} />
          </>
        )}
      </section>
    </div>
  );
}

function LabelList({ model, row, onFilter }: RowDetailsProps) {
  const { t } = useTranslation('result');
  const pairs = labelPairs(labelsOfRow(model, row));
  if (pairs.length === 0) return <p className={styles.none}>{t('details.noLabels')}</p>;
  return (
    <ul className={styles.labels}>
      {pairs.map(([name, value]) => (
        <li key={name}>
          <code className={styles.name}>{name}</code>
          <code className={styles.value}>{value}</code>
          <Button
            size="small"
            look="quiet"
            aria-label={t('menu.only', { name, value })}
            title={t('menu.only', { name, value })}
            onClick={() => onFilter(name, value, '=')}
          >
            =
          </Button>
          <Button
            size="small"
            look="quiet"
            aria-label={t('menu.without', { name, value })}
            title={t('menu.without', { name, value })}
            onClick={() => onFilter(name, value, '!=')}
          >
            ≠
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Measured({ model, row, look, texts }: RowDetailsProps) {
  const { t } = useTranslation('result');
  const value = model.values[row] ?? Number.NaN;
  const histogram = histogramOfRow(model, row);
  const time = `${formatDateTime(model.timesMs[row] ?? Number.NaN, look.zone)}${useAge(model, row)}`;
  const facts: readonly (readonly [string, string])[] =
    histogram === undefined
      ? [
          [t('table.value'), texts.measured(value)],
          [t('details.exact'), formatExact(value)],
        ]
      : [
          [t('table.count'), formatExact(histogram.count)],
          [t('table.sum'), `${texts.alone(histogram.sum)} (${formatExact(histogram.sum)})`],
          [t('details.average'), histogram.count > 0 ? texts.alone(histogram.sum / histogram.count) : '–'],
        ];
  return (
    <dl className={styles.facts}>
      {[...facts, [t('table.time'), time] as const].map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Of a sample that is older than its evaluation: by how much. */
function useAge(model: TableModel, row: number): string {
  const { t } = useTranslation('result');
  const evaluatedMs = model.parts[model.partOf[row] ?? 0]?.evaluatedMs;
  const age = (evaluatedMs ?? Number.NaN) - (model.timesMs[row] ?? Number.NaN);
  return age >= 1 ? `, ${t('details.before', { time: formatSpan(age) })}` : '';
}
