/** One native histogram, whole: its bars over a linear or an exponential axis, and its buckets as a table. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatExact } from '../../../../shared/format/number.ts';
import type { HistogramSample } from '../../../../shared/model/query.ts';
import { Segmented } from '../../../components/segmented.tsx';
import { HistogramChart } from './histogram-bars.tsx';
import { bucketText, type HistogramAxis } from './histogram-layout.ts';
import { LongTable } from './long-table.tsx';
import styles from './row-details.module.css';
import { aloneText, type NumberLook } from './value-texts.ts';

export interface HistogramDetailsProps {
  /** Undefined: a number, of which there is no more to show. */
  readonly sample: HistogramSample | undefined;
  readonly look: NumberLook;
}

export function HistogramDetails({ sample, look }: HistogramDetailsProps) {
  const { t } = useTranslation('result');
  const [axis, setAxis] = useState<HistogramAxis>('exponential');
  if (sample === undefined) return null;
  const { buckets } = sample;
  if (buckets.length === 0) return <p className={styles.none}>{t('histogram.empty')}</p>;
  const boundText = aloneText(look);
  return (
    <>
      <HistogramChart buckets={buckets} axis={axis} label={t('histogram.chart')} boundText={boundText} />
      <div className={styles.axis}>
        {t('histogram.axis')}
        <Segmented
          label={t('histogram.axis')}
          options={[
            { value: 'exponential', label: t('histogram.exponential') },
            { value: 'linear', label: t('histogram.linear') },
          ]}
          value={axis}
          onChange={setAxis}
        />
      </div>
      <Buckets buckets={buckets} boundText={boundText} />
    </>
  );
}

const shareWidthPx = 96;

function Buckets({
  buckets,
  boundText,
}: Pick<HistogramSample, 'buckets'> & { readonly boundText: (bound: number) => string }) {
  const { t } = useTranslation('result');
  const most = Math.max(...buckets.map(([, , , count]) => count));
  return (
    <LongTable
      label={t('histogram.buckets')}
      heads={[t('histogram.bucket'), t('table.count'), t('histogram.share'), t('histogram.exact')]}
      count={buckets.length}
      cells={(index) => {
        const [rule = 0, lower = 0, upper = 0, count = 0] = buckets[index] ?? [];
        return [
          bucketText(rule, boundText(lower), boundText(upper)),
          formatExact(count),
          <svg key="share" className={styles.share} width={shareWidthPx} height="6" aria-hidden="true">
            <rect width={most > 0 ? (shareWidthPx * Math.max(0, count)) / most : 0} height="6" />
          </svg>,
          bucketText(rule, formatExact(lower), formatExact(upper)),
        ];
      }}
    />
  );
}
