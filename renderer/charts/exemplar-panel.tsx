/** One exemplar under its graph: what was observed, its labels (a trace's id, most often), to copy, and the way to the others. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDateTime, type TimeZone } from '../../shared/format/time.ts';
import type { Exemplar } from '../../shared/model/exemplar.ts';
import { formatLabels, type Labels, labelPairs } from '../../shared/model/labels.ts';
import { LabelPairs } from './label-pairs.tsx';
import styles from './series-graph.module.css';

export interface ExemplarPanelProps {
  readonly exemplar: Exemplar;
  readonly exemplars: readonly Exemplar[];
  readonly zone: TimeZone;
  readonly text: (value: number) => string;
  readonly onChoose: (exemplar: Exemplar | undefined) => void;
  readonly onClose: () => void;
}

const longestSeries = 2000;

export function ExemplarPanel({ exemplar, exemplars, zone, text, onChoose, onClose }: ExemplarPanelProps) {
  const { t } = useTranslation('chart');
  const { timeMs, value, labels, series } = exemplar;
  const { before, after } = neighbours(exemplars, exemplar);
  return (
    <section className={styles.exemplar} aria-label={t('graph.exemplar')}>
      <p aria-live="polite">
        <b>{t('graph.exemplarAt', { value: text(value), time: formatDateTime(timeMs, zone) })}</b>{' '}
        <LabelPairs labels={labels} />
      </p>
      <p className={styles.exemplarSeries}>
        {t('graph.series', { series: formatLabels(series).slice(0, longestSeries) })}
      </p>
      <p className={styles.exemplarActions}>
        <CopyText key={`${timeMs} ${formatLabels(labels)}`} labels={labels} />
        <button type="button" className={styles.more} disabled={before === undefined} onClick={() => onChoose(before)}>
          {t('graph.exemplarBefore')}
        </button>
        <button type="button" className={styles.more} disabled={after === undefined} onClick={() => onChoose(after)}>
          {t('graph.exemplarAfter')}
        </button>
        <button type="button" className={styles.more} onClick={onClose}>
          {t('graph.close')}
        </button>
      </p>
    </section>
  );
}

/** In time. */
function neighbours(exemplars: readonly Exemplar[], exemplar: Exemplar) {
  const ordered = exemplars.toSorted((a, b) => a.timeMs - b.timeMs);
  const at = ordered.indexOf(exemplar);
  if (at >= 0) return { before: ordered[at - 1], after: ordered[at + 1] };
  // It is not among those that came last.
  return {
    before: ordered.findLast(({ timeMs }) => timeMs < exemplar.timeMs),
    after: ordered.find(({ timeMs }) => timeMs > exemplar.timeMs),
  };
}

/** A trace's id alone, since that is what one looks for elsewhere; else all labels. */
function CopyText({ labels }: { readonly labels: Labels }) {
  const { t } = useTranslation('chart');
  const [said, setSaid] = useState('');
  const trace = labelPairs(labels).find(([name]) => /^trace_?id$/i.test(name))?.[1];
  const copy = () => {
    navigator.clipboard.writeText(trace ?? formatLabels(labels)).then(
      () => setSaid(t('graph.copied')),
      () => setSaid(t('graph.notCopied')),
    );
  };
  return (
    <>
      <button type="button" className={styles.more} onClick={copy}>
        {trace === undefined ? t('graph.copyLabels') : t('graph.copyTrace')}
      </button>
      <span role="status">{said}</span>
    </>
  );
}
