/**
 * The windows of `anchored` and `smoothed` selectors: from the last sample at or before the range's begin to the last one in it, or, where
 * it is smoothed, to the first at or behind its end. https://prometheus.io/docs/prometheus/latest/feature_flags/#extended-range-selectors
 */
import type { TimeGrid } from '../time-grid.ts';
import { keeping, type Windows, windowFinder } from '../windows.ts';

interface ExtendedWindows {
  /** Empty where no sample lies behind the range's begin (or, smoothed, none before its end). */
  readonly windows: Windows;
  /** All samples that are looked at: those of the lookback on either side, too. */
  readonly reach: Windows;
}

interface ExtendedShape {
  readonly ends: TimeGrid;
  readonly rangeMs: number;
  readonly lookbackMs: number;
  readonly extension: 'anchored' | 'smoothed';
}

/** What is found holds until the next call. */
export function extendedFinder({ ends, rangeMs, lookbackMs, extension }: ExtendedShape) {
  const smoothed = extension === 'smoothed';
  const beyondMs = smoothed ? lookbackMs : 0;
  const find = windowFinder({ grid: ends, lengthMs: rangeMs + lookbackMs, closed: false, beyondMs });
  const findCut = keeping(ends.count, (timesMs, windows) => {
    cut(timesMs, find(timesMs), { ends, rangeMs, smoothed }, windows);
    return windows;
  });
  return (timesMs: Float64Array): ExtendedWindows => ({ windows: findCut(timesMs), reach: find(timesMs) });
}

function cut(
  timesMs: Float64Array,
  reach: Windows,
  { ends, rangeMs, smoothed }: { readonly ends: TimeGrid; readonly rangeMs: number; readonly smoothed: boolean },
  { lo, hi }: Windows,
): void {
  const total = timesMs.length;
  let inside = 0;
  let atEnd = 0;
  for (let i = 0; i < ends.count; i += 1) {
    const endMs = ends.startMs + i * ends.stepMs;
    const startMs = endMs - rangeMs;
    const from = reach.lo[i] as number;
    const to = reach.hi[i] as number;
    while (inside < total && (timesMs[inside] as number) <= startMs) inside += 1;
    while (atEnd < total && (timesMs[atEnd] as number) < endMs) atEnd += 1;
    const last = smoothed ? Math.max(from, Math.min(atEnd, to - 1)) : to - 1;
    const first = Math.max(from, Math.min(inside, to - 1) - 1);
    const isEmpty =
      to <= from || (timesMs[last] as number) <= startMs || (smoothed && (timesMs[first] as number) > endMs);
    lo[i] = first;
    hi[i] = isEmpty ? first : last + 1;
  }
}
