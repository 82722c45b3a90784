/**
 * rate, increase, delta, irate and idelta of windows that hold native histograms only.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#rate
 */
import type { FloatHistogram } from '../../../model/float-histogram.ts';
import { quoteText } from '../../go-text.ts';
import { added, compacted, detectReset, divided, scaled, subtracted } from '../../histogram/arithmetic.ts';
import { emptyLike, hasCustomBuckets } from '../../histogram/buckets.ts';
import { nameOf, type Teller, tellBoundsDiffered, tellMixedBuckets } from '../histogram-words.ts';
import { rangeMessages } from './range-messages.ts';
import type { SampleWindow, WindowFunction } from './sample-window.ts';
import { beganAnew, overlapsBefore } from './start-times.ts';

interface Kind {
  readonly isCounter: boolean;
  readonly isRate: boolean;
}

/** A window, and whom to tell of it. */
interface Told {
  readonly window: SampleWindow;
  readonly teller: Teller;
}

/** rate, increase and delta. */
export const extrapolatedHistograms =
  (kind: Kind): WindowFunction =>
  (window, { annotations, rangeAt }) => {
    const told: Told = { window, teller: { annotations, at: rangeAt } };
    const histograms = window.histograms.slice(window.from, window.to).filter((one) => one !== undefined);
    const [first, second] = histograms;
    if (first === undefined) return undefined;
    let grown = second === undefined ? undefined : growth(histograms, kind.isCounter, told);
    if (second !== undefined && grown === undefined) return undefined;
    // The counter was nought when it began, which counts as a sample.
    if (kind.isCounter && beginsWithin(window)) {
      grown = grown === undefined ? first : combine(added, grown, first, told);
    }
    return grown === undefined ? undefined : scaled(grown, stretch(window, kind, first.count, grown.count));
  };

/** The counter of the first sample is known to have begun in the range. */
function beginsWithin({ startTimesMs, timesMs, from, endMs, rangeMs }: SampleWindow): boolean {
  const began = startTimesMs?.[from] ?? 0;
  return began !== 0 && began > endMs - rangeMs && began < (timesMs[from] ?? 0);
}

/** Samples may lie so many of their average distances from an end of the range, and the slope is drawn on to it. */
const nearEnough = 1.1;

/** By what the growth between the samples is multiplied to be that of the whole range, or of a second of it; as rate.ts does with numbers. */
function stretch(window: SampleWindow, { isCounter, isRate }: Kind, firstCount: number, grownCount: number): number {
  const { timesMs, startTimesMs, from, to, endMs, rangeMs } = window;
  const firstMs = timesMs[from] ?? 0;
  const lastMs = timesMs[to - 1] ?? 0;
  const average = to - 1 === from ? 0 : (lastMs - firstMs) / 1000 / (to - 1 - from);
  const threshold = average * nearEnough;
  const began = isCounter && beginsWithin(window) ? startTimesMs?.[from] : undefined;
  const sampled = (lastMs - (began ?? firstMs)) / 1000;
  let toStart = began === undefined ? (firstMs - (endMs - rangeMs)) / 1000 : 0;
  if (toStart >= threshold && began === undefined) toStart = average / 2;
  if (isCounter && began === undefined && grownCount > 0 && firstCount >= 0) {
    toStart = Math.min(toStart, sampled * (firstCount / grownCount));
  }
  let toEnd = (endMs - lastMs) / 1000;
  if (toEnd >= threshold) toEnd = average / 2;
  const factor = sampled === 0 ? 1 : (sampled + toStart + toEnd) / sampled;
  return isRate ? factor / (rangeMs / 1000) : factor;
}

/** What was observed between the first sample and the last. @returns undefined where they do not go together */
function growth(histograms: readonly FloatHistogram[], isCounter: boolean, told: Told): FloatHistogram | undefined {
  let [before, second] = histograms;
  const last = histograms.at(-1);
  if (before === undefined || second === undefined || last === undefined) return undefined;
  tellKinds(histograms, isCounter, told);
  // What lies before a reset is not looked at, so its buckets need not go with the others.
  if (isCounter && isResetAt(1, second, before, told.window)) before = emptyLike(second);
  const isCustom = hasCustomBuckets(before);
  const looked = isCounter ? histograms.slice(1) : [last];
  if (looked.some((one) => hasCustomBuckets(one) !== isCustom)) return refuse(told);
  let grown = combine(subtracted, last, before, told);
  if (isCounter) {
    tellOverlap(told);
    for (let i = 1; i < histograms.length && grown !== undefined; i += 1) {
      const now = histograms[i] ?? last;
      if (isResetAt(i, now, before, told.window)) grown = combine(added, grown, before, told);
      before = now;
    }
  }
  return grown === undefined ? undefined : asGauge(grown);
}

function asGauge(histogram: FloatHistogram): FloatHistogram {
  return { ...compacted(histogram), resetHint: 'gauge' };
}

/** @param index within the window */
function isResetAt(index: number, now: FloatHistogram, before: FloatHistogram, window: SampleWindow): boolean {
  const { startTimesMs, timesMs, from } = window;
  return (startTimesMs !== undefined && beganAnew(timesMs, startTimesMs, from + index)) || detectReset(now, before);
}

function combine(
  operation: typeof added,
  left: FloatHistogram,
  right: FloatHistogram,
  told: Told,
): FloatHistogram | undefined {
  const combined = operation(left, right);
  if (combined === undefined) return refuse(told);
  if (combined.boundsDiffered) tellBoundsDiffered(told.teller, operation === added ? 'addition' : 'subtraction');
  return combined.histogram;
}

function refuse({ window, teller }: Told): undefined {
  tellMixedBuckets(teller, nameOf(window.labels));
  return undefined;
}

function isGauge({ resetHint }: FloatHistogram): boolean {
  return resetHint === 'gauge';
}

function tellKinds(histograms: readonly FloatHistogram[], isCounter: boolean, { window, teller }: Told): void {
  const { annotations, at } = teller;
  const ends = [...histograms.slice(0, 1), ...histograms.slice(-1)];
  if (isCounter && histograms.some(isGauge)) annotations.warn(rangeMessages.notCounter(window.labels), at);
  if (!isCounter && !ends.every(isGauge)) annotations.warn(rangeMessages.notGauge(window.labels), at);
}

function tellOverlap({ window: { timesMs, startTimesMs, from, to, labels }, teller: { annotations, at } }: Told): void {
  if (startTimesMs === undefined) return;
  for (let i = from + 1; i < to; i += 1) {
    if (!overlapsBefore(timesMs, startTimesMs, i)) continue;
    const words = 'sample has start time that overlaps with previous sample timestamp for metric';
    annotations.warn(`${words} ${quoteText(nameOf(labels))}`, at);
    return;
  }
}

/** irate and idelta, of the last two samples. */
export const lastTwoHistograms =
  (isRate: boolean): WindowFunction =>
  (window, { annotations, callAt }) => {
    const { histograms, timesMs, from, to } = window;
    const [before, now] = [histograms[to - 2], histograms[to - 1]];
    if (before === undefined || now === undefined) return undefined;
    const told: Told = { window, teller: { annotations, at: callAt } };
    tellKinds([before, now], isRate, told);
    const isReset = isRate && isResetAt(to - 1 - from, now, before, window);
    const grown = isReset ? now : combine(subtracted, now, before, told);
    if (grown === undefined) return undefined;
    const seconds = ((timesMs[to - 1] ?? 0) - (timesMs[to - 2] ?? 0)) / 1000;
    return isRate ? divided(asGauge(grown), seconds) : asGauge(grown);
  };
