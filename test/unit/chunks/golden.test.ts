/**
 * What version 1 of the formats is, in bytes: histories that were written have to be read for ever. A change of what encoders choose may
 * change the files (`npx vitest run --project unit test/unit/chunks/golden.test.ts -u` writes them anew); one that fails to read them
 * needs a new version.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChunkSamples, decodeChunk, encodeChunk } from '../../../shared/chunks/chunk.ts';
import { decodeTimes, encodeTimes } from '../../../shared/chunks/times.ts';
import type { FloatHistogram } from '../../../shared/model/float-histogram.ts';
import { seededRandom } from '../../fuzz/random.ts';
import { allBits, plainSamples } from '../../support/chunk-samples.ts';

const directory = join(import.meta.dirname, '../../golden/chunks');
const timesNumber = 300;

/** Lines of 32 bytes, as hexadecimal digits. */
function asText(bytes: Uint8Array): string {
  return `${Buffer.from(bytes)
    .toString('hex')
    .replaceAll(/.{64}(?=.)/g, '$&\n')}\n`;
}

/** @returns what a file has; where it is to be made, what it will have. */
function fileBytes(path: string, made: Uint8Array): Uint8Array {
  if (!existsSync(path)) return made;
  return Buffer.from(readFileSync(path, 'latin1').replaceAll(/\s/g, ''), 'hex');
}

const random = seededRandom(2026);
const fraction = () => random() / 2 ** 32;
const count = 120;

function columnOf(value: (i: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => value(i));
}

function bits(...patterns: readonly (readonly [low: number, high: number])[]): Float64Array {
  return new Float64Array(Uint32Array.from(patterns.flat()).buffer);
}

/** Adds up what a function gives. */
function sums(next: () => number): Float64Array {
  let sum = 0;
  return columnOf(() => {
    sum += next();
    return sum;
  });
}

const special = bits(
  [1, 0x7ff80000],
  [2, 0x7ff00000],
  [0xffffffff, 0xffffffff],
  [0, 0x80000000],
  [0, 0],
  [1, 0],
  [0xffffffff, 0x800fffff],
  [0, 0x7ff00000],
  [0, 0xfff00000],
  [2, 0x7ff00000],
  [0xffffffff, 0x7fefffff],
);

function withStale(values: Float64Array, index: number): Float64Array {
  new Uint32Array(values.buffer).set([2, 0x7ff00000], 2 * index);
  return values;
}

const exponential: FloatHistogram = {
  schema: 3,
  count: 12,
  sum: 18.4,
  zeroThreshold: 2 ** -128,
  zeroCount: 2,
  positive: { indexes: Int32Array.of(-4, -3, 0, 1, 9), counts: Float64Array.of(1, 3, 0, 2, 1) },
  negative: { indexes: Int32Array.of(2), counts: Float64Array.of(3) },
  customValues: [],
  resetHint: 'unknown',
};

const custom: FloatHistogram = {
  ...exponential,
  schema: -53,
  zeroThreshold: 0,
  zeroCount: 0,
  positive: { indexes: Int32Array.of(0, 2), counts: Float64Array.of(4, 8) },
  negative: { indexes: new Int32Array(0), counts: new Float64Array(0) },
  customValues: [0.25, 1],
  resetHint: 'gauge',
};

const histograms = Array.from({ length: 20 }, (_, i): FloatHistogram | undefined => {
  if (i === 3 || i === 4) return undefined;
  if (i > 15) return custom;
  return {
    ...exponential,
    count: 12 + i,
    sum: 18.4 + i / 10,
    zeroCount: 2 + i,
    resetHint: i === 9 ? 'reset' : 'notReset',
  };
});

const chunks: Readonly<Record<string, ChunkSamples>> = {
  constant: { values: columnOf(() => 1.5) },
  'constant-bits': { values: columnOf(() => Math.PI) },
  sparse: { values: columnOf((i) => (i < 50 ? 3 : i < 90 ? 4 : 7.5)) },
  'decimal-levels': { values: columnOf(() => 4096 * (100 + (random() % 9))) },
  'decimal-differences': {
    values: withStale(
      sums(() => random() % 100),
      77,
    ),
  },
  'decimal-bends': { values: columnOf((i) => Math.floor((i * i * 1000) / 7) / 100) },
  'decimal-wide': { values: columnOf(() => Math.floor((fraction() - 0.5) * 2 ** 45)) },
  'near-decimal': { values: sums(() => (random() % 1_000_000) / 1e9) },
  units: { values: columnOf(() => 1 + fraction() + fraction() / 2 ** 32) },
  xor: { values: columnOf(() => Math.fround(fraction() * 2 ** (random() % 60))) },
  raw: { values: bits(...Array.from({ length: count }, () => [random(), random()] as const)) },
  special: { values: special },
  range: { values: columnOf((i) => i).slice(0, 30), at: Int32Array.from({ length: 30 }, (_, i) => 90 + i) },
  runs: {
    values: columnOf((i) => i).slice(0, 110),
    at: Int32Array.from({ length: 110 }, (_, i) => (i < 60 ? i : i + 5)),
  },
  bitmap: { values: columnOf((i) => i).slice(0, 60), at: Int32Array.from({ length: 60 }, (_, i) => 2 * i + (i & 1)) },
  none: { values: new Float64Array(0), at: new Int32Array(0) },
  histograms: {
    values: withStale(
      columnOf((i) => i),
      4,
    ).slice(0, 20),
    histograms,
    at: Int32Array.from({ length: 20 }, (_, i) => i),
  },
};

describe('the chunk', () => {
  it.each(Object.entries(chunks))('%s is these bytes, and is read from them', async (name, samples) => {
    const timesCount = samples.at === undefined ? samples.values.length : count;
    const bytes = encodeChunk(timesNumber, timesCount, samples);
    const path = join(directory, `${name}.hex`);
    const decoded = decodeChunk(fileBytes(path, bytes), (number) => (number === timesNumber ? timesCount : -1));
    expect(allBits(decoded)).toEqual(allBits(plainSamples(samples)));
    await expect(asText(bytes)).toMatchFileSnapshot(path);
  });
});

const startMs = 1_790_000_000_123;
const times: Readonly<Record<string, Float64Array<ArrayBuffer>>> = {
  'times-regular': Float64Array.from({ length: 480 }, (_, i) => startMs + 15_000 * i),
  'times-jitter': Float64Array.from(
    { length: 200 },
    (_, i) => startMs + 15_000 * (i < 90 ? i : i + 4) + (random() % 3),
  ),
  'times-one': Float64Array.of(startMs),
  'times-none': new Float64Array(0),
};

describe('the shared times', () => {
  it.each(Object.entries(times))('%s are these bytes, and are read from them', async (name, timesMs) => {
    const bytes = encodeTimes(timesMs);
    const path = join(directory, `${name}.hex`);
    expect(decodeTimes(fileBytes(path, bytes))).toEqual(timesMs);
    await expect(asText(bytes)).toMatchFileSnapshot(path);
  });
});
