/** The functions over ranges, by name: what each makes of numbers, and what of native histograms. */
import { doubleExponentialSmoothing } from './double-smoothing.ts';
import { extendedHistogramRate } from './extended-histograms.ts';
import { extendedRate } from './extended-rate.ts';
import { maxOverTime, minOverTime, timeOfMax, timeOfMin } from './extremes.ts';
import type { FloatRangeFunction } from './float-range.ts';
import { histogramWindowFunctions } from './histogram-windows.ts';
import { idelta, irate } from './instant-rate.ts';
import { madOverTime, quantileOverTime } from './quantiles.ts';
import { delta, increase, rate } from './rate.ts';
import { deriv, predictLinear } from './regression.ts';
import { changes, resets } from './resets.ts';
import type { WindowFunction } from './sample-window.ts';
import * as single from './single-samples.ts';
import { avgOverTime, stddevOverTime, stdvarOverTime, sumOverTime } from './sums.ts';

export interface RangeFunction {
  readonly name: string;
  readonly compute: FloatRangeFunction;
  /** Of a window with a histogram in it; `any`: it makes no difference what a sample is; `ignored`: only numbers count. */
  readonly histograms: WindowFunction | 'any' | 'ignored';
  /** It gives a sample of the series, which keeps its name. */
  readonly keepsName: boolean;
}

type Entry = readonly [name: string, compute: FloatRangeFunction];

const ofSamples: readonly Entry[] = [
  ['rate', rate],
  ['increase', increase],
  ['delta', delta],
  ['irate', irate],
  ['idelta', idelta],
  ['resets', resets],
  ['changes', changes],
  ['sum_over_time', sumOverTime],
  ['avg_over_time', avgOverTime],
];

const ofAnySamples: readonly Entry[] = [
  ['count_over_time', single.countOverTime],
  ['present_over_time', single.presentOverTime],
  ['ts_of_first_over_time', single.timeOfFirst],
  ['ts_of_last_over_time', single.timeOfLast],
];

const ofNumbers: readonly Entry[] = [
  ['min_over_time', minOverTime],
  ['max_over_time', maxOverTime],
  ['ts_of_min_over_time', timeOfMin],
  ['ts_of_max_over_time', timeOfMax],
  ['stddev_over_time', stddevOverTime],
  ['stdvar_over_time', stdvarOverTime],
  ['quantile_over_time', quantileOverTime],
  ['mad_over_time', madOverTime],
  ['deriv', deriv],
  ['predict_linear', predictLinear],
  ['double_exponential_smoothing', doubleExponentialSmoothing],
];

const windowFunctionOf = (name: string): WindowFunction => {
  const found = histogramWindowFunctions.get(name);
  if (found === undefined) throw new Error(`the engine has no ${name} of native histograms`);
  return found;
};

export const rangeFunctions: readonly RangeFunction[] = [
  { name: 'first_over_time', compute: single.firstOverTime, histograms: single.firstSample, keepsName: true },
  { name: 'last_over_time', compute: single.lastOverTime, histograms: single.lastSample, keepsName: true },
  ...ofSamples.map(([name, compute]) => ({ name, compute, histograms: windowFunctionOf(name), keepsName: false })),
  ...ofAnySamples.map(([name, compute]) => ({ name, compute, histograms: 'any' as const, keepsName: false })),
  ...ofNumbers.map(([name, compute]) => ({ name, compute, histograms: 'ignored' as const, keepsName: false })),
];

const kinds = new Map([
  ['rate', { isCounter: true, isRate: true }],
  ['increase', { isCounter: true, isRate: false }],
  ['delta', { isCounter: false, isRate: false }],
]);

/** @returns what it is over an anchored or smoothed selector; undefined where it is as ever */
export function extendedFunction(of: RangeFunction, extension: 'anchored' | 'smoothed'): RangeFunction | undefined {
  const kind = kinds.get(of.name);
  if (kind === undefined) return undefined;
  const whole = { ...kind, smoothed: extension === 'smoothed' };
  return { ...of, compute: extendedRate(whole), histograms: extendedHistogramRate(whole) };
}

const allowed = {
  anchored: ['changes', 'delta', 'increase', 'rate', 'resets'],
  smoothed: ['delta', 'increase', 'rate'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** @returns why the function may not be given such a selector, in Prometheus's words; undefined where it may */
export function refusalOf(name: string, extension: 'anchored' | 'smoothed'): string | undefined {
  const names: readonly string[] = allowed[extension];
  if (names.includes(name)) return undefined;
  return `${extension} modifier can only be used with: ${names.join(', ')} - not with ${name}`;
}
