/**
 * rate, increase and delta of native histograms where the selector is anchored or smoothed: extended-rate.ts for histograms, whose windows
 * hold nothing else.
 */
import type { FloatHistogram } from '../../../model/float-histogram.ts';
import { added, compacted, detectReset, divided, subtracted } from '../../histogram/arithmetic.ts';
import { hasCustomBuckets } from '../../histogram/buckets.ts';
import { nameOf, tellBoundsDiffered, tellMixedBuckets } from '../histogram-words.ts';
import { goSeconds } from './go-seconds.ts';
import { histogramBetween } from './histogram-interpolation.ts';
import { rangeMessages } from './range-messages.ts';
import type { SampleWindow, WindowFunction, WindowTeller } from './sample-window.ts';

interface Kind {
  readonly isCounter: boolean;
  readonly isRate: boolean;
  readonly smoothed: boolean;
}

export const extendedHistogramRate =
  (kind: Kind): WindowFunction =>
  (window, teller) => {
    const { labels, rangeMs } = window;
    const samples = samplesOf(window);
    if (!tellOfSamples(samples, kind, window, teller)) return undefined;
    const { left, right } = endsOf(samples, kind, window, teller);
    if (left === undefined || right === undefined) return refuse(window, teller);
    const isGauge = left.resetHint === 'gauge' && right.resetHint === 'gauge';
    if (!kind.isCounter && !isGauge) teller.annotations.warn(rangeMessages.notGauge(labels), teller.rangeAt);
    let result = combine(subtracted, right, left, teller);
    if (kind.isCounter) {
      const [first, ...rest] = lostBefore(samples, left, right, skipsFirst(samples, kind, window));
      let lost = first;
      for (const more of rest) lost = lost && combine(added, lost, more, teller);
      if (lost !== undefined) result = result && combine(added, result, lost, teller);
    }
    if (result === undefined) return refuse(window, teller);
    const perSecond = kind.isRate ? divided(result, goSeconds(rangeMs)) : result;
    return { ...compacted(perSecond), resetHint: 'gauge' };
  };

interface Sample {
  readonly timeMs: number;
  readonly histogram: FloatHistogram;
}

function samplesOf({ timesMs, histograms, from, to }: SampleWindow): readonly Sample[] {
  const samples: Sample[] = [];
  for (let i = from; i < to; i += 1) {
    const histogram = histograms[i];
    if (histogram !== undefined) samples.push({ timeMs: timesMs[i] as number, histogram });
  }
  return samples;
}

/** @returns whether they go together */
function tellOfSamples(
  samples: readonly Sample[],
  { isCounter }: Kind,
  window: SampleWindow,
  teller: WindowTeller,
): boolean {
  const [first] = samples;
  if (first === undefined) return false;
  const isCustom = hasCustomBuckets(first.histogram);
  for (const { histogram } of samples) {
    if (hasCustomBuckets(histogram) !== isCustom) {
      refuse(window, teller);
      return false;
    }
    if (isCounter && histogram.resetHint === 'gauge') {
      teller.annotations.warn(rangeMessages.notCounter(window.labels), teller.rangeAt);
    }
  }
  return true;
}

function refuse({ labels }: SampleWindow, { annotations, rangeAt }: WindowTeller): undefined {
  tellMixedBuckets({ annotations, at: rangeAt }, nameOf(labels));
}

/** What is there at the range's begin and at its end. */
function endsOf(
  samples: readonly Sample[],
  { isCounter, smoothed }: Kind,
  { endMs, rangeMs }: SampleWindow,
  { annotations, rangeAt }: WindowTeller,
): { readonly left: FloatHistogram | undefined; readonly right: FloatHistogram | undefined } {
  const tell = (during: 'addition' | 'subtraction') => tellBoundsDiffered({ annotations, at: rangeAt }, during);
  const [first, second] = samples;
  const [beforeLast, last] = [samples.at(-2), samples.at(-1)];
  const drawsLeft = smoothed && first !== undefined && second !== undefined && first.timeMs < endMs - rangeMs;
  const drawsRight = smoothed && beforeLast !== undefined && last !== undefined && last.timeMs > endMs;
  return {
    left: drawsLeft ? histogramBetween(first, second, endMs - rangeMs, isCounter, tell) : first?.histogram,
    right: drawsRight ? histogramBetween(beforeLast, last, endMs, isCounter, tell) : last?.histogram,
  };
}

function combine(
  operation: typeof added,
  left: FloatHistogram,
  right: FloatHistogram,
  { annotations, rangeAt }: WindowTeller,
): FloatHistogram | undefined {
  const combined = operation(left, right);
  const during = operation === added ? 'addition' : 'subtraction';
  if (combined?.boundsDiffered === true) tellBoundsDiffered({ annotations, at: rangeAt }, during);
  return combined?.histogram;
}

/** The left end was drawn over a reset, which is not to be counted once more. */
function skipsFirst([first, second]: readonly Sample[], { smoothed }: Kind, { endMs, rangeMs }: SampleWindow): boolean {
  if (!smoothed || first === undefined || second === undefined || first.timeMs >= endMs - rangeMs) return false;
  return detectReset(second.histogram, first.histogram);
}

/** What the counter had before each of its resets. The last sample itself is looked at as the right end. */
function lostBefore(
  samples: readonly Sample[],
  left: FloatHistogram,
  right: FloatHistogram,
  skipsSecond: boolean,
): readonly FloatHistogram[] {
  const lost: FloatHistogram[] = [];
  const start = skipsSecond ? 2 : 1;
  if (start >= samples.length) return lost;
  let before = skipsSecond ? (samples[1]?.histogram ?? left) : left;
  for (const { histogram } of samples.slice(start, -1)) {
    if (detectReset(histogram, before)) lost.push(before);
    before = histogram;
  }
  if (detectReset(right, before)) lost.push(before);
  return lost;
}
