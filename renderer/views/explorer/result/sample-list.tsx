/** All samples of one series, newest first: when, formatted and exact. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatExact } from '../../../../shared/format/number.ts';
import { formatDateTime } from '../../../../shared/format/time.ts';
import type { Columns } from '../../../../shared/model/query.ts';
import { CopyButton } from '../../../components/copy-button.tsx';
import { columnsOfRow, samplesOfRow, type TableModel } from '../table-model.ts';
import { HistogramDetails } from './histogram-details.tsx';
import { LongTable } from './long-table.tsx';
import styles from './row-details.module.css';
import { histogramAt, noSample, numberOf, type SampleRef, timeOf } from './series-samples.ts';
import type { NumberLook, ValueTexts } from './value-texts.ts';

export interface SampleListProps {
  readonly model: TableModel;
  readonly row: number;
  readonly look: NumberLook;
  readonly texts: ValueTexts;
}

export function SampleList({ model, row, look, texts }: SampleListProps) {
  const { t } = useTranslation('result');
  const columns = columnsOfRow(model, row);
  const refs = useMemo(() => samplesOfRow(model, row), [model, row]);
  const [opened, setOpened] = useState<number | undefined>();
  if (columns === undefined || refs.length === 0) return <p className={styles.none}>{t('details.noSamples')}</p>;
  const refAt = (index: number) => refs[refs.length - 1 - index] ?? noSample;
  const newest = refAt(0);
  const histogram = histogramAt(columns, opened ?? newest);
  const cells = (index: number) => {
    const ref = refAt(index);
    const sample = histogramAt(columns, ref);
    const time = formatDateTime(timeOf(columns, ref), look.zone);
    if (sample === undefined) {
      const value = numberOf(columns, ref);
      return [time, texts.measured(value), formatExact(value)];
    }
    const open = (
      <button key="open" type="button" className={styles.open} onClick={() => setOpened(ref)}>
        {t('table.observed', { count: sample.count, observed: texts.counted(sample.count) })}
      </button>
    );
    return [time, open, formatExact(sample.sum)];
  };
  return (
    <>
      <LongTable
        label={t('details.samples')}
        heads={[t('table.time'), t('table.value'), t(histogram === undefined ? 'details.exact' : 'table.sum')]}
        count={refs.length}
        cells={cells}
      />
      <HistogramDetails sample={histogram} look={look} />
      <div className={styles.buttons}>
        <CopyButton text={() => samplesText(columns, refs)} label={t('details.copySamples')} />
      </div>
    </>
  );
}

/** As Prometheus writes them: `value @time`, oldest first, in seconds since 1970. */
export function samplesText(columns: Columns, refs: Int32Array): string {
  return Array.from(refs, (ref) => `${valueText(columns, ref)} @${timeOf(columns, ref) / 1000}`).join('\n');
}

function valueText(columns: Columns, ref: SampleRef): string {
  const sample = histogramAt(columns, ref);
  if (sample === undefined) return formatExact(numberOf(columns, ref));
  return `{count:${formatExact(sample.count)}, sum:${formatExact(sample.sum)}}`;
}
