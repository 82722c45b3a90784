/** Units of measured values: how a number of each is written, alone, in a column, and along an axis. */
import { formatCount, formatExact, formatFixed, formatShort } from './number.ts';
import { formatDateTime, type TimeZone } from './time.ts';

/**
 * `none`: a bare number. `ratio`: 1 is 100 %. `percent`: 100 is 100 %. `timestamp`: seconds since 1970. The `…PerSecond` are rates of
 * the same; `perSecond` is a rate of events.
 */
export const unitNames = [
  'none',
  'bytes',
  'bytesPerSecond',
  'bits',
  'bitsPerSecond',
  'seconds',
  'timestamp',
  'ratio',
  'percent',
  'cores',
  'perSecond',
  'celsius',
  'hertz',
  'volts',
  'amperes',
  'watts',
  'joules',
  'meters',
  'grams',
] as const;

export type UnitName = (typeof unitNames)[number];

/** What all numbers of a column or an axis are divided by, and what then stands behind them. */
export interface Magnitude {
  readonly factor: number;
  /** 'GiB', 'ms', '%', 'cores'; of a bare number its prefix ('k') or ''. */
  readonly label: string;
}

/** A magnitude, and the smallest size that is written with it. */
type Rung = readonly [from: number, magnitude: Magnitude];

interface Ladder {
  readonly unit: Magnitude;
  /** Rising. */
  readonly rungs: readonly Rung[];
  /** Below this size, and from the largest on, a number is written in the unit itself: with an exponent, not a row of zeros. */
  readonly smallest: number;
  readonly largest: number;
}

const siPowers = [
  [-12, 'p'],
  [-9, 'n'],
  [-6, 'µ'],
  [-3, 'm'],
  [0, ''],
  [3, 'k'],
  [6, 'M'],
  [9, 'G'],
  [12, 'T'],
  [15, 'P'],
  [18, 'E'],
] as const;

const powerOfTen = (power: number) => Number(`1e${power}`);

/** Every prefix, from `least` to `most`. */
function siLadder(symbol: string, least = -12, most = 18): Ladder {
  const powers = siPowers.filter(([power]) => power >= least && power <= most);
  return {
    unit: { factor: 1, label: symbol },
    rungs: powers.map(([power, prefix]) => [
      powerOfTen(power),
      { factor: powerOfTen(power), label: `${prefix}${symbol}` },
    ]),
    smallest: powerOfTen(least - 3),
    largest: powerOfTen(Math.max(15, most + 3)),
  };
}

/** Between a thousandth and ten thousand there is no prefix: 0.2 is read faster than 200 m, and 4,812 is exact. */
function plainLadder(symbol: string): Ladder {
  const ladder = siLadder(symbol);
  const rungs = ladder.rungs.flatMap(([from, magnitude]): Rung[] => {
    if (magnitude.factor === 1e-3) return [];
    const plainFrom = magnitude.factor === 1 ? 1e-3 : magnitude.factor === 1e3 ? 1e4 : from;
    return [[plainFrom, magnitude]];
  });
  return { ...ladder, rungs };
}

function binaryLadder(symbol: string): Ladder {
  const rungs = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((prefix, i): Rung => {
    const factor = 1024 ** i;
    return [i === 0 ? 0 : factor, { factor, label: `${prefix}${symbol}` }];
  });
  return { unit: { factor: 1, label: symbol }, rungs, smallest: 1e-6, largest: 1024 ** 7 };
}

function oneRung(factor: number, label: string): Ladder {
  const unit = { factor, label };
  return { unit, rungs: [[0, unit]], smallest: factor * 1e-6, largest: factor * 1e15 };
}

const coreLadder: Ladder = {
  unit: { factor: 1, label: 'cores' },
  rungs: [
    [1e-9, { factor: 1e-9, label: 'ncores' }],
    [1e-6, { factor: 1e-3, label: 'mcores' }],
    [1e-3, { factor: 1, label: 'cores' }],
  ],
  smallest: 1e-12,
  largest: 1e15,
};

/** Two of a unit at least before a longer one is used: 90 s, 36 h. */
const timeLadder: Ladder = {
  unit: { factor: 1, label: 's' },
  rungs: [
    [1e-9, { factor: 1e-9, label: 'ns' }],
    [1e-6, { factor: 1e-6, label: 'µs' }],
    [1e-3, { factor: 1e-3, label: 'ms' }],
    [1, { factor: 1, label: 's' }],
    [120, { factor: 60, label: 'min' }],
    [2 * 3600, { factor: 3600, label: 'h' }],
    [2 * 86_400, { factor: 86_400, label: 'd' }],
  ],
  smallest: 1e-12,
  largest: 1e15,
};

const ladders: Readonly<Record<UnitName, Ladder>> = {
  none: plainLadder(''),
  bytes: binaryLadder('B'),
  bytesPerSecond: binaryLadder('B/s'),
  bits: siLadder('bit'),
  bitsPerSecond: siLadder('bit/s'),
  seconds: timeLadder,
  timestamp: oneRung(1, ''),
  ratio: oneRung(0.01, '%'),
  percent: oneRung(1, '%'),
  cores: coreLadder,
  perSecond: plainLadder('/s'),
  celsius: oneRung(1, '°C'),
  hertz: siLadder('Hz'),
  volts: siLadder('V'),
  amperes: siLadder('A'),
  watts: siLadder('W'),
  joules: siLadder('J'),
  meters: siLadder('m', -12, 3),
  grams: siLadder('g', -12, 3),
};

/** Half a unit of the third digit: 999.6 ms is written 1 s, not 1,000 ms. */
const almost = 1 + 5e-4;

/** @param largest of the values that share it: its sign does not matter. */
export function magnitudeOf(unit: UnitName, largest: number): Magnitude {
  const ladder = ladders[unit];
  const size = Math.abs(largest);
  if (!(size >= ladder.smallest && size < ladder.largest)) return ladder.unit;
  let found = ladder.rungs[0]?.[1] ?? ladder.unit;
  for (const [from, magnitude] of ladder.rungs) if (size * almost >= from) found = magnitude;
  return found;
}

/** All of a unit's magnitudes, rising. */
export function magnitudesOf(unit: UnitName): readonly Magnitude[] {
  return ladders[unit].rungs.map(([, magnitude]) => magnitude);
}

/** Three digits of the largest value, two decimals at most from one on: 14.21, 1.90, 312.4, 0.0412. */
export function decimalsFor(scaledLargest: number): number {
  if (!(scaledLargest > 0) || scaledLargest >= 1000) return 0;
  if (scaledLargest >= 100) return 1;
  return scaledLargest >= 1 ? 2 : 2 - Math.floor(Math.log10(scaledLargest));
}

/** Past these, a number is written with an exponent: nobody counts its zeros. */
const mostDecimals = 12;
const mostSize = 1e15;

/** A number in its column's or axis's magnitude, with so many decimals, or with the zeros at their end cut off. */
export function formatScaled(scaled: number, decimals: number, locale: string, zeros: 'kept' | 'cut' = 'kept'): string {
  if (scaled === 0) return '0';
  if (!Number.isFinite(scaled)) return formatExact(scaled);
  if (decimals > mostDecimals || Math.abs(scaled) >= mostSize) {
    const short = Number(scaled.toPrecision(4));
    // Of the largest doubles, four digits are more than any double.
    return formatExact(Number.isFinite(short) ? short : scaled);
  }
  return zeros === 'cut' ? formatShort(scaled, decimals, locale) : formatFixed(scaled, decimals, locale);
}

/** A number in its own magnitude: up to four digits, and no zeros at their end. */
export function formatAlone(scaled: number, locale: string): string {
  return formatScaled(scaled, decimalsFor(Math.abs(scaled)), locale, 'cut');
}

const largestDateMs = 8.64e15;

/** Seconds since 1970; a number that no date can hold stays one. */
export function formatTimestamp(seconds: number, zone: TimeZone): string {
  const timeMs = Math.round(seconds * 1000);
  return Math.abs(timeMs) <= largestDateMs ? formatDateTime(timeMs, zone) : formatExact(seconds);
}

/**
 * `14.21 GiB`, `41.2 ms`, `2 h 13 min`, `27 %`, `2026-11-23 02:11:00`: alone, in the magnitude that fits it best.
 * @param zone of a timestamp
 */
export function formatWithUnit(value: number, unit: UnitName, locale: string, zone: TimeZone = 'utc'): string {
  if (!Number.isFinite(value)) return formatExact(value);
  if (unit === 'timestamp') return formatTimestamp(value, zone);
  if (unit === 'none' && Number.isInteger(value) && Math.abs(value) < 1e7) return formatCount(value + 0, locale);
  if (unit === 'seconds' && isLong(Math.abs(value))) return formatLong(value, locale);
  const { factor, label } = magnitudeOf(unit, value);
  // A hundred times the largest doubles is none.
  if (!Number.isFinite(value / factor)) return formatExact(value);
  const text = formatAlone(value / factor, locale);
  return label === '' ? text : `${text} ${label}`;
}

/** From a minute on, as long as a number of days can be read. */
function isLong(seconds: number): boolean {
  return seconds >= 59.995 && seconds < 1e11;
}

/** Two neighbours of days, hours, minutes, seconds, the second rounded: `1 min 30 s`, `2 h 13 min`, `3 d 4 h`; from 100 days on, days. */
function formatLong(value: number, locale: string): string {
  const sign = value < 0 ? '-' : '';
  const size = Math.abs(value);
  const [seconds, minutes, hours] = [Math.round(size), Math.round(size / 60), Math.round(size / 3600)];
  if (seconds < 3600) return sign + pair(seconds, 60, 'min', 's');
  if (minutes < 1440) return sign + pair(minutes, 60, 'h', 'min');
  if (hours < 2400) return sign + pair(hours, 24, 'd', 'h');
  return `${sign}${formatCount(size / 86_400, locale)} d`;
}

function pair(count: number, each: number, name: string, restName: string): string {
  const rest = count % each;
  return `${Math.floor(count / each)} ${name}${rest === 0 ? '' : ` ${rest} ${restName}`}`;
}
