/** A native histogram as bars: small in a cell, beside its numbers; or large, with its bounds along an axis. */
import type { HistogramSample } from '../../../../shared/model/query.ts';
import styles from './histogram-bars.module.css';
import { type HistogramAxis, type HistogramBar, histogramLayout } from './histogram-layout.ts';

export const barsSize = { widthPx: 112, heightPx: 18 } as const;

/** Not read aloud: the row says the numbers. */
export function SmallHistogram({ buckets }: Pick<HistogramSample, 'buckets'>) {
  const { widthPx, heightPx } = barsSize;
  const { bars } = histogramLayout(buckets, 'exponential');
  return (
    <svg className={styles.small} width={widthPx} height={heightPx} aria-hidden="true">
      <path d={bars.map((bar) => barPath(bar, widthPx, heightPx)).join('')} />
    </svg>
  );
}

/** Whole pixels, with one between neighbours where both have room for it. */
function barPath({ from, to, height }: HistogramBar, widthPx: number, heightPx: number): string {
  if (height === 0) return '';
  const left = from * widthPx;
  const width = Math.max(1, (to - from) * widthPx - ((to - from) * widthPx >= 3 ? 1 : 0));
  const high = Math.max(1, height * (heightPx - 1));
  return `M${left.toFixed(1)} ${heightPx}v${(-high).toFixed(1)}h${width.toFixed(1)}V${heightPx}z`;
}

export interface HistogramChartProps {
  readonly buckets: HistogramSample['buckets'];
  readonly axis: HistogramAxis;
  readonly label: string;
  readonly boundText: (bound: number) => string;
}

/** Wide as its place; the table of the buckets is its equal. */
export function HistogramChart({ buckets, axis, label, boundText }: HistogramChartProps) {
  const { bars, marks } = histogramLayout(buckets, axis);
  return (
    <figure className={styles.chart} aria-label={label}>
      <div className={styles.plot} aria-hidden="true">
        {bars.map(({ from, to, height }, i) =>
          height === 0 ? null : (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place
              key={i}
              className={styles.bar}
              // A pixel between neighbours, where there is room for it.
              style={{
                left: `${100 * from}%`,
                width: `max(1px, calc(${100 * (to - from)}% - 1px))`,
                height: `max(1px, ${100 * height}%)`,
              }}
            />
          ),
        )}
      </div>
      <div className={styles.axis} aria-hidden="true">
        {marks.map(({ at, bound }) => (
          <span key={bound} className={styles.mark} style={{ left: `${100 * at}%` }} data-end={endOf(at)}>
            {boundText(bound)}
          </span>
        ))}
      </div>
    </figure>
  );
}

function endOf(at: number): 'first' | 'last' | undefined {
  if (at < 0.05) return 'first';
  return at > 0.95 ? 'last' : undefined;
}
