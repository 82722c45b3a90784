/** The vertical scale: its limits, its 3 to 5 ticks, and what they are called. */
import { formatFixed, type Scale, siScale } from '../../shared/format/number.ts';

export interface ValueScale {
  readonly min: number;
  readonly max: number;
  /** Rising, within the limits. */
  readonly ticks: readonly number[];
  readonly stepValue: number;
}

const mostTicks = 5;
const fewestTicks = 3;
/** Room above the highest line, as a part of what is shown. */
const headroom = 0.06;
/** Below this part of the largest value, the spread of the values alone is shown, not the way from zero. */
const closeSpread = 0.25;

/** The smallest and largest number of several aligned series, or undefined where there is none. */
export function extentOf(lines: readonly Float64Array[]): readonly [min: number, max: number] | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const values of lines) {
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i] ?? Number.NaN;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return min <= max ? [min, max] : undefined;
}

/**
 * From zero where the values are far apart or do not move at all; else around them: a memory of 14 GiB that moves by one percent would
 * be a straight line otherwise. Without values: 0 to 1.
 */
export function valueScale(extent: readonly [min: number, max: number] | undefined): ValueScale {
  const [low, high] = extent ?? [0, 1];
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (size === 0) return withTicks(0, 1);
  const spread = high - low;
  const near = spread > size * 1e-9 && spread < size * closeSpread;
  const from = near ? low - spread * headroom : Math.min(0, low);
  const to = near ? high + spread * headroom : Math.max(0, high);
  const room = near ? 0 : (to - from) * headroom;
  return withTicks(from < 0 ? from - room : from, to > 0 ? to + room : to);
}

function withTicks(min: number, max: number): ValueScale {
  for (const stepValue of niceSteps((max - min) / (mostTicks + 1))) {
    const ticks = ticksBetween(min, max, stepValue);
    if (ticks.length > mostTicks) continue;
    if (ticks.length >= fewestTicks) return { min, max, ticks, stepValue };
    // Too few: the limits move out to the next ticks.
    const lower = Math.floor(min / stepValue) * stepValue;
    const upper = Math.ceil(max / stepValue) * stepValue;
    return { min: lower, max: upper, ticks: ticksBetween(lower, upper, stepValue), stepValue };
  }
  return { min, max, ticks: [min, max], stepValue: max - min };
}

/** 1, 2, 5 times a power of ten, from just below the wanted size on. */
function niceSteps(wanted: number): readonly number[] {
  const power = Math.floor(Math.log10(wanted));
  return [power, power + 1, power + 2].flatMap((p) => [1, 2, 5].map((digit) => Number(`${digit}e${p}`)));
}

function ticksBetween(min: number, max: number, step: number): number[] {
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  // 0 + n: no negative zero among the ticks.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 0 + clean((first + i) * step));
}

/** 0.30000000000000004 → 0.3 */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}

const plain: Scale = { factor: 1, prefix: '' };

/**
 * The prefix that all numbers of an axis or a column share. Between a thousandth and ten thousand there is none: 0.2 is read faster than
 * 200 m, and 4,812 is exact.
 */
export function readableScale(largest: number): Scale {
  const size = Math.abs(largest);
  return size >= 1e-3 && size < 1e4 ? plain : siScale(size);
}

const mostDecimals = 9;

/** One at least, and no fraction but what floating point adds. */
function isWhole(value: number): boolean {
  return Math.round(value) > 0 && Math.abs(value - Math.round(value)) < 1e-6;
}

/** The ticks' names: one prefix for all, as many decimals as tell them apart and no more. */
export function tickLabels(scale: ValueScale, locale: string): readonly string[] {
  const { factor, prefix } = readableScale(Math.max(...scale.ticks.map(Math.abs)));
  const step = scale.stepValue / factor;
  let decimals = 0;
  while (decimals < mostDecimals && !isWhole(step * 10 ** decimals)) decimals += 1;
  return scale.ticks.map((tick) => {
    if (tick === 0) return '0';
    const number = formatFixed(tick / factor, decimals, locale);
    return prefix === '' ? number : `${number} ${prefix}`;
  });
}
