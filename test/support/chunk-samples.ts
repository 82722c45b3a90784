/** Samples of all kinds for the codec's tests, by a seeded generator, and how they are compared bit by bit. */
import type { ChunkSamples } from '../../shared/chunks/chunk.ts';
import type { CounterResetHint, FloatHistogram, HistogramBuckets } from '../../shared/model/float-histogram.ts';

type Random = () => number;

interface SamplesOfTimes {
  readonly timesCount: number;
  readonly samples: ChunkSamples;
}

const staleWords = [2, 0x7ff00000] as const;

/** Bit patterns that break what treats them as numbers. */
const specialWords: readonly (readonly [low: number, high: number])[] = [
  staleWords,
  [1, 0x7ff80000],
  [0, 0x7ff80000],
  [0xffffffff, 0xffffffff],
  [1, 0x7ff00000],
  [0xdeadbeef, 0xfff7cafe],
  [0, 0x7ff00000],
  [0, 0xfff00000],
  [0, 0x80000000],
  [0, 0],
  [1, 0],
  [1, 0x80000000],
  [0xffffffff, 0x000fffff],
  [0xffffffff, 0x7fefffff],
  [0, 0x3ff00000],
];

/** @returns columns of many kinds, of 0 to some 300 times. */
export function randomSamples(random: Random): SamplesOfTimes {
  const timesCount = random() % 3 === 0 ? random() % 6 : random() % 300;
  const at = random() % 2 === 0 ? undefined : randomSubset(random, timesCount);
  const values = randomValues(random, at?.length ?? timesCount);
  if (random() % 5 !== 0) return { timesCount, samples: { values, at } };
  const share = 1 + (random() % 3);
  const next = randomHistograms(random);
  const histograms = Array.from(values, () => (random() % 4 < share ? next() : undefined));
  return { timesCount, samples: { values, at, histograms } };
}

function randomSubset(random: Random, total: number): Int32Array {
  const share = [2, 50, 90, 99][random() % 4] ?? 0;
  const start = random() % 2 === 0 ? 0 : random() % (total + 1);
  const all = Array.from({ length: total - start }, (_, i) => start + i);
  return Int32Array.from(
    random() % 4 === 0 ? all.slice(0, random() % (all.length + 1)) : all.filter(() => random() % 100 < share),
  );
}

function randomValues(random: Random, count: number): Float64Array {
  const values = new Float64Array(count);
  const next = generators[random() % generators.length]?.(random) ?? (() => 0);
  for (let i = 0; i < count; i += 1) values[i] = next(i);
  const words = new Uint32Array(values.buffer);
  if (random() % 8 === 0) for (let i = 0; i < words.length; i += 1) words[i] = random();
  const share = [0, 0, 1, 30][random() % 4] ?? 0;
  const special = specialWords[random() % 3 === 0 ? random() % specialWords.length : 0] ?? staleWords;
  for (let i = 0; i < count; i += 1) if (random() % 100 < share) words.set(special, 2 * i);
  if (random() % 10 === 0) {
    for (let i = 0; i < count; i += 1) words.set(specialWords[random() % specialWords.length] ?? staleWords, 2 * i);
  }
  return values;
}

const fraction = (random: Random) => random() / 2 ** 32;

const generators: readonly ((random: Random) => (i: number) => number)[] = [
  // Counters, some with resets.
  (random) => {
    const most = 2 ** (random() % 45);
    const resets = random() % 100 === 0 ? 0.01 : 0;
    let value = Math.floor(fraction(random) * 2 ** (random() % 50));
    return () => {
      value = fraction(random) < resets ? 0 : value + Math.floor(fraction(random) * most);
      return value;
    };
  },
  // Gauges of short decimals, of all exponents.
  (random) => {
    const power = 10 ** (random() % 18);
    const size = 2 ** (random() % 40);
    return () => Math.floor((fraction(random) - 0.3) * size) / power;
  },
  // Multiples of something, from somewhere on.
  (random) => {
    const step = 1 + (random() % 10_000);
    const start = random() % 1_000_000;
    return () => start + step * (random() % 100);
  },
  // Sums of durations, ratios.
  (random) => {
    let value = fraction(random) * 2 ** (random() % 40);
    return () => {
      value += fraction(random);
      return value;
    };
  },
  (random) => {
    const size = 2 ** ((random() % 600) - 300);
    return () => (fraction(random) - 0.5) * size;
  },
  // Sums of nanoseconds as seconds, milliseconds times 0.001: decimals that are a little off.
  (random) => {
    let value = fraction(random) < 0.5 ? 0 : -1;
    return () => {
      value += (random() % 1_000_000_000) / 1e9;
      return value;
    };
  },
  (random) => {
    const factor = [0.1, 0.001, 1e-9, 1.000_000_001][random() % 4] ?? 1;
    return () => (random() % 1_000_000) * factor;
  },
  // Constants and few changes.
  (random) => {
    const value = random() % 2 === 0 ? random() % 3 : fraction(random);
    return () => value;
  },
  (random) => {
    let value = fraction(random);
    const every = 2 + (random() % 60);
    const isWhole = random() % 2 === 0;
    return () => {
      if (random() % every === 0) value = isWhole ? random() % 1000 : fraction(random);
      return value;
    };
  },
  // Straight lines and bends: differences of differences.
  (random) => {
    const [a, b, c] = [random() % 100, random() % 100_000, random()];
    return (i) => a * i * i + b * i + c;
  },
  // The largest whole numbers, and beyond.
  (random) => {
    const base = 2 ** (48 + (random() % 8));
    return () => Math.round((fraction(random) < 0.5 ? -1 : 1) * (base - (random() % 4)));
  },
];

const hints: readonly CounterResetHint[] = ['unknown', 'reset', 'notReset', 'gauge'];

/** @returns one after the other, of a layout that changes now and then. */
function randomHistograms(random: Random): () => FloatHistogram {
  let layout = randomLayout(random);
  const every = 2 + (random() % 30);
  const isExact = random() % 3 === 0;
  return () => {
    if (random() % every === 0) layout = randomLayout(random);
    const { positive, negative } = layout;
    const [count, sum, zeroCount] = randomValues(random, 3);
    return {
      ...layout,
      count: notStale(count),
      sum: isExact && random() % 4 === 0 ? Number.NaN : notStale(sum),
      zeroCount: notStale(zeroCount),
      positive: { indexes: positive.indexes, counts: randomValues(random, positive.indexes.length) },
      negative: { indexes: negative.indexes, counts: randomValues(random, negative.indexes.length) },
      resetHint: hints[random() % hints.length] ?? 'unknown',
    };
  };
}

/** As a property a NaN is any NaN. */
function notStale(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : value;
}

type HistogramLayout = Pick<FloatHistogram, 'schema' | 'zeroThreshold' | 'customValues' | 'positive' | 'negative'>;

function randomLayout(random: Random): HistogramLayout {
  if (random() % 4 === 0) {
    const customValues = Array.from({ length: random() % 12 }, (_, i) => i * 1.5 + 0.1);
    const positive = randomBuckets(random, 0, customValues.length + 1);
    return { schema: -53, zeroThreshold: 0, customValues, positive, negative: randomBuckets(random, 0, 0) };
  }
  const lowest = random() % 5 === 0 ? -(2 ** 31) : (random() % 100) - 50;
  return {
    schema: (random() % 13) - 4,
    zeroThreshold: random() % 3 === 0 ? 0.001 : 2 ** -128,
    customValues: [],
    positive: randomBuckets(random, lowest, random() % 40),
    negative: randomBuckets(random, lowest, random() % 2 === 0 ? 0 : random() % 20),
  };
}

function randomBuckets(random: Random, first: number, count: number): HistogramBuckets {
  const share = 1 + (random() % 4);
  const indexes = Array.from({ length: count }, (_, i) => first + i).filter(() => random() % 4 < share);
  return { indexes: Int32Array.from(indexes), counts: new Float64Array(indexes.length) };
}

export function randomTimes(random: Random): Float64Array<ArrayBuffer> {
  const everyMs = [1, 15_000, 60_000, 1 + (random() % 1e6)][random() % 4] ?? 1;
  const jitterMs = [0, 2, everyMs][random() % 3] ?? 0;
  const missed = random() % 2 === 0 ? 0 : 10;
  const timesMs: number[] = [];
  let time = random() % 2 === 0 ? 0 : 1_790_000_000_000 + random();
  for (let left = random() % 300; left > 0; left -= 1) {
    timesMs.push(time + Math.min(everyMs - 1, jitterMs === 0 ? 0 : random() % jitterMs));
    time += everyMs * (random() % 100 < missed ? 1 + (random() % 5) : 1);
  }
  return Float64Array.from(timesMs);
}

/** @returns what decoding has to give for the samples. */
export function plainSamples({ values, histograms, at }: ChunkSamples): Parameters<typeof allBits>[0] {
  const plain = values.slice();
  for (const [i, histogram] of (histograms ?? []).entries()) if (histogram !== undefined) plain[i] = 0;
  const words = new Uint32Array(plain.buffer);
  const stale: number[] = [];
  for (let i = 0; i < plain.length; i += 1) {
    if (words[2 * i] === staleWords[0] && words[2 * i + 1] === staleWords[1]) stale.push(i);
  }
  return {
    at,
    values: plain,
    stale: stale.length === 0 ? undefined : stale,
    histograms: histograms && [...histograms],
  };
}

interface Comparable {
  readonly at: Int32Array | undefined;
  readonly values: Float64Array;
  readonly stale: readonly number[] | undefined;
  readonly histograms: readonly (FloatHistogram | undefined)[] | undefined;
}

/** As words, which are equal where the bits are. All indices are there or none, no histograms are none. */
export function allBits({ at, values, stale, histograms }: Comparable): object {
  const isEverywhere = at?.every((index, i) => index === i) ?? true;
  return {
    at: isEverywhere && values.length > 0 ? 'the first' : String(at ?? ''),
    values: bitsOf(values),
    stale: stale?.join() ?? '',
    histograms: (histograms ?? []).flatMap((histogram, i) =>
      histogram === undefined ? [] : [`${i} ${histogramBits(histogram)}`],
    ),
  };
}

export function bitsOf(values: Float64Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');
}

function histogramBits(histogram: FloatHistogram): string {
  const { schema, count, sum, zeroThreshold, zeroCount, positive, negative, customValues, resetHint } = histogram;
  const scalars = bitsOf(Float64Array.of(count, sum, zeroThreshold, zeroCount, ...customValues));
  const buckets = [positive, negative].map(({ indexes, counts }) => `${indexes}:${bitsOf(counts)}`);
  return [schema, resetHint, scalars, ...buckets].join(' ');
}
