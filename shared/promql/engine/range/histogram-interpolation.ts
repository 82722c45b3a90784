/** A native histogram between two others, as `smoothed` draws it. */
import type { FloatHistogram } from '../../../model/float-histogram.ts';
import { added, type Combined, detectReset, scaled, subtracted } from '../../histogram/arithmetic.ts';

interface TimedHistogram {
  readonly timeMs: number;
  readonly histogram: FloatHistogram;
}

/**
 * On the straight line between two; a counter that began anew between them began at nought.
 * @param tell of custom bounds that only one of them has
 * @returns undefined where exponential and custom buckets would have to go together
 */
export function histogramBetween(
  before: TimedHistogram,
  after: TimedHistogram,
  atMs: number,
  isCounter: boolean,
  tell: (during: 'addition' | 'subtraction') => void,
): FloatHistogram | undefined {
  if (atMs === before.timeMs) return before.histogram;
  if (atMs === after.timeMs) return after.histogram;
  const share = (atMs - before.timeMs) / (after.timeMs - before.timeMs);
  if (isCounter && detectReset(after.histogram, before.histogram)) return scaled(after.histogram, share);
  const grown = told(subtracted(after.histogram, before.histogram), () => tell('subtraction'));
  if (grown === undefined) return undefined;
  return told(added(scaled(grown, share), before.histogram), () => tell('addition'));
}

function told(combined: Combined | undefined, tell: () => void): FloatHistogram | undefined {
  if (combined?.boundsDiffered === true) tell();
  return combined?.histogram;
}
