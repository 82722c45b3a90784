/** What functions make of windows with a native histogram in them; those that count samples, or leave histograms out, need none of this. */
import type { FloatHistogram } from '../../../model/float-histogram.ts';
import { detectReset, equalHistograms } from '../../histogram/arithmetic.ts';
import { type HistogramTotal, meanOfHistograms, sumOfHistograms } from '../../histogram/sums.ts';
import type { Element } from '../element.ts';
import {
  metricNamed,
  nameOf,
  tellBoundsDiffered,
  tellHintsCollided,
  tellMixedBuckets,
  tellMixedSamples,
} from '../histogram-words.ts';
import { extrapolatedHistograms, lastTwoHistograms } from './histogram-rate.ts';
import type { SampleWindow, WindowFunction } from './sample-window.ts';
import { beganAnew } from './start-times.ts';

/** Where numbers are among the samples, there is no result. */
const alike =
  (compute: WindowFunction): WindowFunction =>
  (window, teller) => {
    const { histograms, from, to, labels } = window;
    for (let i = from; i < to; i += 1) {
      if (histograms[i] !== undefined) continue;
      tellMixedSamples({ annotations: teller.annotations, at: teller.rangeAt }, metricNamed(labels));
      return undefined;
    }
    return compute(window, teller);
  };

const total = (sum: (histograms: readonly FloatHistogram[]) => HistogramTotal | undefined): WindowFunction =>
  alike(({ histograms, from, to, labels }, { annotations, rangeAt }) => {
    const teller = { annotations, at: rangeAt };
    const result = sum(histograms.slice(from, to).filter((one) => one !== undefined));
    if (result === undefined) {
      tellMixedBuckets(teller, nameOf(labels));
      return undefined;
    }
    if (result.hintsCollided) tellHintsCollided(teller, 'aggregation');
    if (result.boundsDiffered) tellBoundsDiffered(teller, 'aggregation');
    return result.histogram;
  });

type IsEvent = (now: Element, before: Element, index: number, window: SampleWindow) => boolean;

/** Of the steps from sample to sample. That a number follows a histogram, or the other way round, is an event in any case. */
const counting =
  (isEvent: IsEvent): WindowFunction =>
  (window) => {
    const { values, histograms, from, to } = window;
    const at = (index: number): Element => histograms[index] ?? values[index] ?? 0;
    let events = 0;
    for (let i = from + 1; i < to; i += 1) {
      const [before, now] = [at(i - 1), at(i)];
      if (typeof before !== typeof now || isEvent(now, before, i, window)) events += 1;
    }
    return events;
  };

const isReset: IsEvent = (now, before, index, { timesMs, startTimesMs }) => {
  if (startTimesMs !== undefined && beganAnew(timesMs, startTimesMs, index)) return true;
  if (typeof now === 'number') return typeof before === 'number' && now < before;
  return typeof before !== 'number' && detectReset(now, before);
};

const isChange: IsEvent = (now, before) => {
  if (typeof now === 'number') return now !== before && !(Number.isNaN(now) && Number.isNaN(before));
  return typeof before !== 'number' && !equalHistograms(now, before);
};

/** irate and idelta look at the last two samples only: of two numbers as ever, whatever was before them. */
const ofLastTwo = (isRate: boolean): WindowFunction => {
  const ofHistograms = lastTwoHistograms(isRate);
  return (window, teller) => {
    const { histograms, from, to, labels } = window;
    if (to - from < 2) return undefined;
    const [before, now] = [histograms[to - 2], histograms[to - 1]];
    if (before !== undefined && now !== undefined) return ofHistograms(window, teller);
    if (before === undefined && now === undefined) return ofLastNumbers(window, isRate);
    tellMixedSamples({ annotations: teller.annotations, at: teller.callAt }, metricNamed(labels));
    return undefined;
  };
};

function ofLastNumbers({ values, timesMs, startTimesMs, to }: SampleWindow, isRate: boolean): number {
  const [before, now] = [values[to - 2] ?? 0, values[to - 1] ?? 0];
  if (!isRate) return now - before;
  const isReset = now < before || (startTimesMs !== undefined && beganAnew(timesMs, startTimesMs, to - 1));
  return (isReset ? now : now - before) / (((timesMs[to - 1] ?? 0) - (timesMs[to - 2] ?? 0)) / 1000);
}

export const histogramWindowFunctions: ReadonlyMap<string, WindowFunction> = new Map([
  ['rate', alike(extrapolatedHistograms({ isCounter: true, isRate: true }))],
  ['increase', alike(extrapolatedHistograms({ isCounter: true, isRate: false }))],
  ['delta', alike(extrapolatedHistograms({ isCounter: false, isRate: false }))],
  ['irate', ofLastTwo(true)],
  ['idelta', ofLastTwo(false)],
  ['resets', counting(isReset)],
  ['changes', counting(isChange)],
  ['sum_over_time', total(sumOfHistograms)],
  ['avg_over_time', total(meanOfHistograms)],
]);
