/** Columns as a slot of 2 h has them at a sample each 15 s: what a cluster's targets expose, by a seeded generator. */
import { seededRandom } from '../fuzz/random.ts';

export const timesCount = 480;

export interface ColumnKind {
  readonly name: string;
  /** Of all columns, in percent. */
  readonly share: number;
  /** @returns one more column of the kind. */
  readonly column: (random: () => number) => Float64Array;
}

const fraction = (random: () => number) => random() / 2 ** 32;

function columnOf(next: (i: number) => number): Float64Array {
  return Float64Array.from({ length: timesCount }, (_, i) => next(i));
}

/** Events in a while, of so many on the average: as of a Poisson process. */
function events(random: () => number, mean: number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  let count = 0;
  for (let product = fraction(random); product > Math.exp(-mean); product *= fraction(random)) count += 1;
  return count;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(fraction(random) + 1e-12)) * Math.cos(2 * Math.PI * fraction(random));
}

/** From 0.01 to 10,000, most of them small. */
function someRate(random: () => number): number {
  return 10 ** (6 * fraction(random) ** 2 - 2);
}

function counter(random: () => number): Float64Array {
  const mean = someRate(random);
  let value = Math.floor(fraction(random) * 1e6 * mean);
  const restart = random() % 200 === 0 ? random() % timesCount : -1;
  return columnOf((i) => {
    value = i === restart ? 0 : value + events(random, mean);
    return value;
  });
}

/** CPU seconds: a counter with two decimals. */
function seconds(random: () => number): Float64Array {
  const mean = 1500 * fraction(random) ** 3;
  let value = Math.floor(fraction(random) * 1e8);
  return columnOf(() => {
    value += events(random, mean);
    return value / 100;
  });
}

/** The sum of a histogram of durations: every observation adds all of a double's digits. */
function sum(random: () => number): Float64Array {
  const mean = someRate(random);
  let value = fraction(random) * 1e5;
  return columnOf(() => {
    for (let left = events(random, Math.min(mean, 20)); left > 0; left -= 1) value += 0.005 + fraction(random) ** 4;
    return value;
  });
}

function bytesGauge(random: () => number): Float64Array {
  const page = 4096;
  let pages = 1000 + (random() % 200_000);
  return columnOf(() => {
    if (random() % 3 !== 0) pages = Math.max(10, pages + Math.round(normal(random) * 60));
    return pages * page;
  });
}

function countGauge(random: () => number): Float64Array {
  const usual = 2 + (random() % 400);
  return columnOf(() => Math.max(0, Math.round(usual + normal(random) * Math.sqrt(usual) * 0.5)));
}

function ratioGauge(random: () => number): Float64Array {
  let level = fraction(random);
  return columnOf(() => {
    level = Math.min(1, Math.max(0, level + normal(random) * 0.01));
    return level;
  });
}

function rarelyChanged(random: () => number): Float64Array {
  let value = random() % 5;
  return columnOf(() => {
    if (random() % 120 === 0) value = random() % 5;
    return value;
  });
}

function constant(random: () => number): Float64Array {
  const value = [1, 0, random() % 100, 1_700_000_000 + (random() % 1e8), fraction(random)][random() % 5] ?? 0;
  return new Float64Array(timesCount).fill(value);
}

/** One of the buckets of a histogram: the wider ones have more. */
function bucket(random: () => number): Float64Array {
  const mean = someRate(random) * fraction(random) ** 2;
  let value = Math.floor(1e5 * mean);
  return columnOf(() => {
    value += events(random, mean);
    return value;
  });
}

export const columnKinds: readonly ColumnKind[] = [
  { name: 'counters', share: 20, column: counter },
  { name: 'buckets', share: 30, column: bucket },
  { name: 'sums', share: 4, column: sum },
  { name: 'cpu seconds', share: 5, column: seconds },
  { name: 'bytes', share: 6, column: bytesGauge },
  { name: 'counts', share: 6, column: countGauge },
  { name: 'ratios', share: 2, column: ratioGauge },
  { name: 'rarely changed', share: 5, column: rarelyChanged },
  { name: 'constants', share: 22, column: constant },
];

/** @returns so many columns of one kind. */
export function columnsOf({ column }: ColumnKind, count: number, seed: number): Float64Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => column(random));
}
