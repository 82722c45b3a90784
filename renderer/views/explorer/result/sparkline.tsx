/** The course of one series in a cell, in ink. A figure beside its numbers, so it is not read aloud. */
import type { Columns } from '../../../../shared/model/query.ts';
import { noSample, numberOf, type SampleRef, timeOf } from './series-samples.ts';
import styles from './sparkline.module.css';

export const sparklineSize = { widthPx: 96, heightPx: 18 } as const;

export function Sparkline({ columns, refs }: { readonly columns: Columns; readonly refs: Int32Array }) {
  const { widthPx, heightPx } = sparklineSize;
  return (
    <svg className={styles.line} width={widthPx} height={heightPx} aria-hidden="true">
      <path d={sparklinePath(columns, refs, sparklineSize)} />
    </svg>
  );
}

/** More points than this are not told apart: of each few of them then the one that stands out is drawn, so that no spike is lost. */
const mostPoints = 400;

/** A path through the samples by their time. NaN breaks it. */
export function sparklinePath(
  columns: Columns,
  refs: Int32Array,
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
): string {
  const every = Math.max(1, Math.ceil(refs.length / mostPoints));
  const fromMs = timeOf(columns, refs[0] ?? noSample);
  const spanMs = timeOf(columns, refs[refs.length - 1] ?? noSample) - fromMs;
  const [low, high] = extent(columns, refs);
  const inner = heightPx - 2;
  let path = '';
  let last: number | undefined;
  for (let i = 0; i < refs.length; i += every) {
    const ref = standingOut(columns, refs, i, i + every, last);
    const value = numberOf(columns, ref);
    if (!Number.isFinite(value)) {
      last = undefined;
      continue;
    }
    const x = spanMs > 0 ? ((timeOf(columns, ref) - fromMs) / spanMs) * widthPx : widthPx / 2;
    const y = 1 + (high > low ? inner * (1 - (value - low) / (high - low)) : inner / 2);
    const point = `${x.toFixed(1)} ${y.toFixed(1)}`;
    // A line of no length is a dot: a sample alone is seen too.
    path += last === undefined ? `M${point}h0` : `L${point}`;
    last = value;
  }
  return path;
}

/** Of the samples [from, end) the one that is farthest from the last drawn value. */
function standingOut(
  columns: Columns,
  refs: Int32Array,
  from: number,
  end: number,
  last: number | undefined,
): SampleRef {
  let best = refs[from] ?? noSample;
  let farthest = -1;
  for (let i = from; i < Math.min(end, refs.length); i += 1) {
    const ref = refs[i] ?? noSample;
    const away = Math.abs(numberOf(columns, ref) - (last ?? 0));
    if (away > farthest && Number.isFinite(away)) [best, farthest] = [ref, away];
  }
  return best;
}

function extent(columns: Columns, refs: Int32Array): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const ref of refs) {
    const value = numberOf(columns, ref);
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
