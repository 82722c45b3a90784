/** The ticks of a vertical scale: round numbers of what is written beside them, and names that tell them apart. */
import { formatExact } from '../../shared/format/number.ts';
import { formatDateTime, formatHourMinute, formatTime, type TimeZone } from '../../shared/format/time.ts';
import {
  formatAlone,
  formatScaled,
  formatTimestamp,
  formatWithUnit,
  type Magnitude,
  magnitudeOf,
  magnitudesOf,
  type UnitName,
} from '../../shared/format/unit.ts';
import { logPlaces } from './log-places.ts';

export interface ValueTick {
  readonly value: number;
  /** Without its unit, which stands once above the axis; but for bare numbers (`10 k`) and a log scale over several magnitudes. */
  readonly label: string;
}

/** A limit that is not fixed may move out to the next tick. */
export interface Limits {
  readonly min: number;
  readonly max: number;
  readonly minFixed: boolean;
  readonly maxFixed: boolean;
}

interface Writing {
  readonly unit: UnitName;
  readonly locale: string;
  readonly zone: TimeZone;
}

interface Ticks {
  readonly ticks: readonly ValueTick[];
  readonly unitLabel: string;
}

const mostTicks = 5;
const fewestTicks = 3;

/** @param size of the largest value, which decides how all are written */
export function linearTicks(
  limits: Limits,
  size: number,
  writing: Writing,
): Ticks & { readonly min: number; readonly max: number } {
  const { unit, zone } = writing;
  const magnitude = magnitudeOf(unit, size);
  const steps =
    unit === 'timestamp' ? clockSteps(offsetSeconds(limits.min, zone)) : unit === 'seconds' ? clockSteps(0) : undefined;
  const { min, max, step, values } = placed(limits, steps ?? decimalSteps(magnitude.factor));
  return { min, max, ...labelled(values, step, magnitude, writing) };
}

/** What lies between two ticks, and the ticks' values by their number. */
interface Step {
  readonly size: number;
  readonly at: (count: number) => number;
  /** Where the tick with the number 0 is. */
  readonly origin: number;
}

/** Rising, each at most 2.5 times the one before it, from one on that is not larger than wanted. */
type Steps = (wanted: number) => readonly Step[];

interface Placed {
  readonly min: number;
  readonly max: number;
  readonly step: Step;
  readonly values: readonly number[];
}

/** 3 to 5 ticks; with limits that may not move, up to 8. */
function placed(limits: Limits, steps: Steps): Placed {
  const { min, max } = limits;
  let closer: Placed | undefined;
  for (const step of steps(max / (mostTicks + 1) - min / (mostTicks + 1))) {
    const values = ticksBetween(min, max, step);
    const found = { min, max, step, values };
    if (values.length > mostTicks) closer = found;
    else if (values.length >= fewestTicks) return found;
    else {
      const wider = movedOut(limits, step);
      return wider.values.length >= fewestTicks || closer === undefined ? wider : closer;
    }
  }
  const step: Step = { size: max - min, at: () => min, origin: min };
  return closer ?? { min, max, step, values: [min, max] };
}

function movedOut({ min, max, minFixed, maxFixed }: Limits, step: Step): Placed {
  const below = step.at(Math.floor((min - step.origin) / step.size + 1e-9));
  const above = step.at(Math.ceil((max - step.origin) / step.size - 1e-9));
  const lower = minFixed || !Number.isFinite(below) ? min : Math.min(min, below);
  const upper = maxFixed || !Number.isFinite(above) ? max : Math.max(max, above);
  return { min: lower, max: upper, step, values: ticksBetween(lower, upper, step) };
}

function ticksBetween(min: number, max: number, { size, at, origin }: Step): readonly number[] {
  const first = Math.ceil((min - origin) / size - 1e-9);
  const last = Math.floor((max - origin) / size + 1e-9);
  // The steps begin just below what is wanted: never many more than these.
  const count = Math.min(20, Math.max(0, last - first + 1));
  return Array.from({ length: count }, (_, i) => at(first + i)).filter((value) => value >= min && value <= max);
}

/** 1, 2, 5 times a power of ten of the magnitude that is written: whole GiB, not whole billions of bytes. */
function decimalSteps(factor: number): Steps {
  return (wanted) => {
    const power = Math.floor(Math.log10(wanted / factor) + 1e-12);
    return [power, power + 1, power + 2].flatMap((p) => [1, 2, 5].map((digit) => decimalStep(digit, p, factor)));
  };
}

function decimalStep(digit: number, power: number, factor: number): Step {
  return {
    size: Number(`${digit}e${power}`) * factor,
    // By its digits: 3 * 0.1 is not 0.3. 0 + n: no negative zero among the ticks.
    at: (count) => 0 + Number(`${count * digit}e${power}`) * factor,
    origin: 0,
  };
}

const clockSizes = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200];
const dayLength = 86_400;

/** Seconds: decimal below one and from a day on, quarters and halves between. @param offset of the zone in which they are round */
function clockSteps(offset: number): Steps {
  return (wanted) => {
    const shifted = ({ size, at }: Step): Step => ({ size, at: (count) => 0 + at(count) - offset, origin: 0 - offset });
    if (wanted < 1) return [...decimalSteps(1)(wanted), clockStep(1), clockStep(2)].map(shifted);
    const days = decimalSteps(dayLength)(Math.max(wanted, dayLength));
    return [...clockSizes.filter((size) => size * 2.5 > wanted).map(clockStep), ...days].map(shifted);
  };
}

function clockStep(size: number): Step {
  return { size, at: (count) => count * size, origin: 0 };
}

/** Seconds that the zone's clock is ahead of UTC. */
function offsetSeconds(atSeconds: number, zone: TimeZone): number {
  const minutes = zone === 'utc' ? 0 : new Date(atSeconds * 1000).getTimezoneOffset();
  return Number.isFinite(minutes) ? -minutes * 60 : 0;
}

function labelled(values: readonly number[], step: Step, magnitude: Magnitude, writing: Writing): Ticks {
  const { unit, locale, zone } = writing;
  if (unit === 'timestamp') return ticksOf(values, timeLabels(values, step.size, zone), '');
  const { factor, label } = unit === 'seconds' ? readableTime(magnitude, step.size) : magnitude;
  const scaled = values.map((value) => value / factor);
  const labels = uniqueLabels(scaled, decimalsOf(step.size / factor), locale);
  if (unit !== 'none' || label === '') return ticksOf(values, labels, label);
  return ticksOf(
    values,
    labels.map((text) => (text === '0' ? text : `${text} ${label}`)),
    '',
  );
}

function ticksOf(values: readonly number[], labels: readonly string[], unitLabel: string): Ticks {
  return { ticks: values.map((value, i) => ({ value, label: labels[i] ?? '' })), unitLabel };
}

const mostDecimals = 12;

/** How many decimals a step has, but for what floating point adds. */
function decimalsOf(step: number): number {
  let decimals = 0;
  while (decimals < mostDecimals && !isWhole(step * 10 ** decimals)) decimals += 1;
  return decimals;
}

function isWhole(value: number): boolean {
  return Math.round(value) > 0 && Math.abs(value - Math.round(value)) < 1e-6;
}

/** A step of minutes between 10 h and 11 h is not told in parts of hours: the longest unit that has few decimals. */
function readableTime(magnitude: Magnitude, step: number): Magnitude {
  const shorter = magnitudesOf('seconds').filter(({ factor }) => factor <= magnitude.factor);
  const found = shorter.findLast(({ factor }) => decimalsOf(step / factor) <= (factor > 1 ? 2 : mostDecimals));
  return found ?? magnitude;
}

/** Decimals, then digits, are added until no two are equal. */
function uniqueLabels(scaled: readonly number[], decimals: number, locale: string): readonly string[] {
  const labels = scaled.map((value) => formatScaled(value, decimals, locale));
  if (new Set(labels).size === labels.length) return labels;
  if (decimals < mostDecimals) return uniqueLabels(scaled, decimals + 1, locale);
  for (let digits = 5; digits < 17; digits += 1) {
    const exact = scaled.map((value) => formatExact(0 + Number(value.toPrecision(digits))));
    if (new Set(exact).size === exact.length) return exact;
  }
  return scaled.map(formatExact);
}

/** The shortest form of the clock and the date that the step needs and that tells the ticks apart. */
function timeLabels(values: readonly number[], step: number, zone: TimeZone): readonly string[] {
  const times = values.map((value) => value * 1000);
  const forms: readonly ((timeMs: number) => string)[] = [
    ...(step >= dayLength ? [(timeMs: number) => formatDateTime(timeMs, zone).slice(0, 10)] : []),
    ...(step >= 60 ? [(timeMs: number) => formatHourMinute(timeMs, zone)] : []),
    ...(step >= 60 ? [(timeMs: number) => formatDateTime(timeMs, zone).slice(5, 16)] : []),
    (timeMs) => formatTime(timeMs, zone),
    (timeMs) => formatDateTime(timeMs, zone),
  ];
  for (const form of forms) {
    const labels = times.map(form);
    if (new Set(labels).size === labels.length) return labels;
  }
  const labels = values.map((value) => formatTimestamp(value, zone));
  return new Set(labels).size === labels.length ? labels : values.map(formatExact);
}

/** @param min above zero */
export function logTicks(min: number, max: number, writing: Writing): Ticks {
  const { unit, locale } = writing;
  const fallback = () => {
    const limits = { min, max, minFixed: true, maxFixed: true };
    return linearTicks(limits, max, writing).ticks.map(({ value }) => value);
  };
  const values = logPlaces(min, max, unit) ?? fallback();
  const largest = magnitudeOf(unit, values.at(-1) ?? max);
  const own = values.map((value) => magnitudeOf(unit, value));
  const together = values.every((value) => isShort(value / largest.factor));
  if (unit === 'none' || !(together || own.every(({ label }) => label === largest.label))) {
    return ticksOf(values, uniqueAlone(values, unit, locale), '');
  }
  const scaled = values.map((value) => value / largest.factor);
  const labels = scaled.map((value) => formatAlone(value, locale));
  const unique = new Set(labels).size === labels.length;
  return ticksOf(values, unique ? labels : uniqueLabels(scaled, 1, locale), largest.label);
}

/** Three decimals at most. */
function isShort(scaled: number): boolean {
  return decimalsOf(scaled) <= 3;
}

function uniqueAlone(values: readonly number[], unit: UnitName, locale: string): readonly string[] {
  const labels = values.map((value) => formatWithUnit(value, unit, locale));
  return new Set(labels).size === labels.length ? labels : uniqueLabels(values, mostDecimals, locale);
}
