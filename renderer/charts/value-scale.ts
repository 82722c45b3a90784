/** The vertical scale: its limits, and where a value lies on it. Its ticks and their names are in value-ticks.ts. */
import type { TimeZone } from '../../shared/format/time.ts';
import type { UnitName } from '../../shared/format/unit.ts';
import { type Limits, linearTicks, logTicks, type ValueTick } from './value-ticks.ts';

export interface ValueScale {
  readonly kind: 'linear' | 'log';
  /** On a log scale, both above zero. */
  readonly min: number;
  readonly max: number;
  /** Rising, within the limits. */
  readonly ticks: readonly ValueTick[];
  /** 'GiB', 'cores', 'ms'; '' for bare numbers, and where each tick says its own. */
  readonly unitLabel: string;
}

export interface ScaleRequest {
  /** Of what is drawn; undefined where nothing is. */
  readonly extent: readonly [min: number, max: number] | undefined;
  /** For a log scale, on which zero is nowhere. */
  readonly smallestPositive: number | undefined;
  readonly kind: 'linear' | 'log';
  /** `auto`: from zero where the values are far apart. */
  readonly yFrom: 'auto' | 'zero';
  readonly yMin: number | undefined;
  readonly yMax: number | undefined;
  readonly unit: UnitName;
  readonly locale: string;
  /** Of timestamps; UTC unless said. */
  readonly zone?: TimeZone | undefined;
}

/** Room above the highest line, as a part of what is shown. */
const headroom = 0.06;
/** Below this part of the largest value, the spread of the values alone is shown, not the way from zero. */
const closeSpread = 0.25;
/** A spread below this part of the largest value is what subtraction leaves over: the values are drawn as equal. */
const noise = 1e-9;
/** Smaller numbers are drawn as zero: halves and tenths of them run out of bits. */
const leastSize = 1e-280;

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

/** The smallest number above zero, or undefined where there is none. */
export function smallestPositiveOf(lines: readonly Float64Array[]): number | undefined {
  let smallest = Number.POSITIVE_INFINITY;
  for (const values of lines) {
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i] ?? Number.NaN;
      if (value > 0 && value < smallest) smallest = value;
    }
  }
  return Number.isFinite(smallest) ? smallest : undefined;
}

/**
 * Limits of the person's are kept to the letter, also where nothing lies between them; two that contradict each other, and those that a
 * log scale cannot have, are as if not given. Where nothing lies above zero, a log scale would show nothing: the scale is then linear, as it
 * is for times since 1970.
 */
export function valueScale(request: ScaleRequest): ValueScale {
  const { unit, locale, zone = 'utc' } = request;
  const writing = { unit, locale, zone };
  if (request.kind === 'log' && request.smallestPositive !== undefined && unit !== 'timestamp') {
    const { min, max } = logLimits(request, request.smallestPositive);
    return { kind: 'log', min, max, ...logTicks(min, max, writing) };
  }
  const limits = linearLimits(request);
  const [low, high] = limits.minFixed || limits.maxFixed ? [limits.min, limits.max] : finite(request.extent);
  return { kind: 'linear', ...linearTicks(limits, Math.max(Math.abs(low), Math.abs(high)), writing) };
}

/** @returns 0 at the bottom, 1 at the top, beyond them outside; NaN for what is nowhere on a log scale. */
export function placeOn({ kind, min, max }: ValueScale, value: number): number {
  // Halves: the way from the smallest double to the largest is no double.
  if (kind === 'linear') return (value / 2 - min / 2) / (max / 2 - min / 2);
  if (!(value > 0)) return Number.NaN;
  const from = Math.log(min);
  return (Math.log(value) - from) / (Math.log(max) - from);
}

/** The value at a place: the reverse of `placeOn`. */
export function valueAt({ kind, min, max }: ValueScale, place: number): number {
  if (kind === 'linear') return min * (1 - place) + max * place;
  return Math.exp(Math.log(min) * (1 - place) + Math.log(max) * place);
}

type Pair = readonly [low: number, high: number];

const within = (value: number) => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));

/** A pile of the largest numbers has no finite height. */
function finite(extent: Pair | undefined): Pair {
  return extent === undefined ? [0, 1] : [within(extent[0]), within(extent[1])];
}

/** The person's limits over those of the data. */
function withOverrides([from, to]: Pair, { yMin, yMax }: Pick<ScaleRequest, 'yMin' | 'yMax'>, beyond: Beyond): Limits {
  const free: Limits = { min: from, max: to, minFixed: false, maxFixed: false };
  if (yMin !== undefined && yMax !== undefined) {
    return tellsApart(yMin, yMax) ? { min: yMin, max: yMax, minFixed: true, maxFixed: true } : free;
  }
  if (yMin !== undefined) {
    return { min: yMin, max: tellsApart(yMin, to) ? to : beyond.above(yMin), minFixed: true, maxFixed: false };
  }
  if (yMax !== undefined) {
    return { min: tellsApart(from, yMax) ? from : beyond.below(yMax), max: yMax, minFixed: false, maxFixed: true };
  }
  return free;
}

/** Where an axis ends that begins above all data, or begins that ends below them. */
interface Beyond {
  readonly above: (limit: number) => number;
  readonly below: (limit: number) => number;
}

const linearBeyond: Beyond = {
  above: (limit) => within(limit + (Math.abs(limit) || 1)),
  below: (limit) => within(limit - (Math.abs(limit) || 1)),
};

const logBeyond: Beyond = {
  above: (limit) => within(limit * 10),
  below: (limit) => Math.max(Number.MIN_VALUE, limit / 10),
};

/** Far enough for ticks between them that are different numbers. */
function tellsApart(low: number, high: number): boolean {
  const size = Math.max(Math.abs(low), Math.abs(high));
  return low < high && size >= leastSize && high / 2 - low / 2 > (size / 2) * 1e-12;
}

const usable = (limit: number | undefined) => (Number.isFinite(limit) ? limit : undefined);

function linearLimits(request: ScaleRequest): Limits {
  const { unit, yFrom } = request;
  const limits = { yMin: usable(request.yMin), yMax: usable(request.yMax) };
  const [low, high] = finite(request.extent);
  const around = unit === 'timestamp' && yFrom === 'auto' ? timesAround(low, high) : valuesAround(low, high, yFrom);
  return withOverrides(around, limits, linearBeyond);
}

/**
 * From zero where the values are far apart or do not move at all; else around them: a memory of 14 GiB that moves by one percent would
 * be a straight line otherwise. Without values: 0 to 1.
 */
function valuesAround(low: number, high: number, yFrom: 'auto' | 'zero'): Pair {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (size < leastSize) return [0, 1];
  const spread = high - low;
  if (yFrom === 'auto' && spread > size * noise && spread < size * closeSpread) {
    return [within(low - spread * headroom), within(high + spread * headroom)];
  }
  const [from, to] = [Math.min(0, low), Math.max(0, high)];
  const room = to * headroom - from * headroom;
  return [from < 0 ? within(from - room) : from, to > 0 ? within(to + room) : to];
}

/** Times since 1970 do not begin there. */
function timesAround(low: number, high: number): Pair {
  const room = Math.max(high / 2 - low / 2, 1800) * 2 * headroom;
  return low < high ? [within(low - room), within(high + room)] : [within(low - 1800), within(high + 1800)];
}

function logLimits(request: ScaleRequest, smallest: number): Limits {
  const high = Math.max(request.extent === undefined ? smallest : finite(request.extent)[1], smallest);
  const span = Math.log(high) - Math.log(smallest);
  // Equal values lie in the middle of their decade.
  const room = span < noise ? Math.log(10) / 2 : span * headroom;
  const around: Pair = [
    Math.max(Number.MIN_VALUE, Math.min(smallest, Math.exp(Math.log(smallest) - room))),
    within(Math.max(high, Math.exp(Math.log(high) + room))),
  ];
  const positive = (limit: number | undefined) => (limit !== undefined && limit > 0 ? usable(limit) : undefined);
  return withOverrides(around, { yMin: positive(request.yMin), yMax: positive(request.yMax) }, logBeyond);
}
