import { describe, expect, it } from 'vitest';
import { type ChunkSamples, decodeChunk, encodeChunk } from '../../../shared/chunks/chunk.ts';
import { emptyBuckets, type FloatHistogram, type HistogramBuckets } from '../../../shared/model/float-histogram.ts';
import { seededRandom } from '../../fuzz/random.ts';
import { allBits, plainSamples } from '../../support/chunk-samples.ts';

function buckets(first: number, ...counts: readonly number[]): HistogramBuckets {
  return { indexes: Int32Array.from(counts, (_, i) => first + i), counts: Float64Array.from(counts) };
}

const base: FloatHistogram = {
  schema: 3,
  count: 10,
  sum: 12.5,
  zeroThreshold: 2 ** -128,
  zeroCount: 1,
  positive: buckets(-2, 1, 2, 3),
  negative: buckets(4, 3),
  customValues: [],
  resetHint: 'unknown',
};

/** Encodes histograms beside each other; checks that they come back. @returns how many bytes they took */
function bytesOf(histograms: readonly (FloatHistogram | undefined)[], values?: Float64Array): number {
  const samples: ChunkSamples = { values: values ?? new Float64Array(histograms.length), histograms };
  const bytes = encodeChunk(1, histograms.length, samples);
  const decoded = decodeChunk(bytes, () => histograms.length);
  expect(allBits(decoded)).toEqual(allBits(plainSamples(samples)));
  return bytes.length;
}

/** As a latency is observed: buckets that come in time, and rise. */
function observed(length: number): FloatHistogram[] {
  const random = seededRandom(8);
  const counts = new Map<number, number>();
  let sum = 0;
  let count = 0;
  return Array.from({ length }, () => {
    for (let left = random() % 20; left > 0; left -= 1) {
      const index = Math.round(((random() % 1000) + (random() % 1000) + (random() % 1000)) / 100);
      counts.set(index, (counts.get(index) ?? 0) + 1);
      sum += 1.1 ** index;
      count += 1;
    }
    const sorted = [...counts].sort(([a], [b]) => a - b);
    const positive = {
      indexes: Int32Array.from(sorted, ([index]) => index),
      counts: Float64Array.from(sorted, ([, n]) => n),
    };
    return { ...base, count, sum, zeroCount: 0, positive, negative: emptyBuckets };
  });
}

describe('native histograms come back', () => {
  const custom: FloatHistogram = {
    ...base,
    schema: -53,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: buckets(0, 5, 0, 7),
    negative: emptyBuckets,
    customValues: [0.1, 0.5, 2.5],
  };
  const hints = (['unknown', 'reset', 'notReset', 'gauge'] as const).map((resetHint) => ({ ...base, resetHint }));
  const cases: readonly (readonly [string, readonly (FloatHistogram | undefined)[]])[] = [
    ['with every reset hint', hints],
    ['with other schemas in the middle', [base, { ...base, schema: 2, positive: buckets(-1, 4) }, base]],
    ['with other zero thresholds', [base, { ...base, zeroThreshold: 0.001 }, { ...base, zeroThreshold: -0 }]],
    ['with bounds of their own, which change', [custom, custom, { ...custom, customValues: [0.1, 0.5, 3] }, base]],
    ['without buckets', [{ ...base, positive: emptyBuckets, negative: emptyBuckets }]],
    [
      'with listed buckets that are empty',
      [
        { ...base, positive: buckets(0, 0, 0) },
        { ...base, positive: buckets(1, 0) },
      ],
    ],
    [
      'with buckets that come and go',
      [base, { ...base, positive: buckets(7, 1) }, { ...base, negative: emptyBuckets }, base],
    ],
    [
      'with the lowest and the highest index',
      [{ ...base, positive: { indexes: Int32Array.of(-(2 ** 31), 2 ** 31 - 1), counts: Float64Array.of(1, -0) } }],
    ],
    [
      'with fractional, negative and infinite counts',
      [{ ...base, count: 0.5, sum: -Infinity, zeroCount: -2, positive: buckets(0, 1e-300, -3, Infinity) }],
    ],
    ['with a sum that is NaN', [{ ...base, sum: Number.NaN }]],
  ];
  it.each(cases)('%s', (_name, histograms) => {
    bytesOf(histograms);
  });

  it('among numbers and stale markers', () => {
    const values = Float64Array.of(1, 2, 3, 4, 5, 6);
    new Uint32Array(values.buffer).set([2, 0x7ff00000], 2 * 4);
    bytesOf([undefined, base, base, undefined, undefined, base], values);
  });

  it('bucket by bucket, with the bits of a NaN', () => {
    const counts = Float64Array.of(1, 2);
    new Uint32Array(counts.buffer).set([2, 0x7ff00000, 0xdeadbeef, 0x7ff4cafe]);
    bytesOf([base, { ...base, positive: { indexes: Int32Array.of(3, 9), counts } }]);
  });

  it('as the stale marker of a number where their sum is the marker', () => {
    const sum = new Float64Array(1);
    new Uint32Array(sum.buffer).set([2, 0x7ff00000]);
    const stale = { ...base, sum: sum[0] as number, positive: emptyBuckets, negative: emptyBuckets };
    const { values, ...rest } = decodeChunk(
      encodeChunk(1, 3, { values: new Float64Array(3), histograms: [base, stale, base] }),
      () => 3,
    );
    expect([...new Uint32Array(values.buffer, values.byteOffset, 6)]).toEqual([0, 0, 2, 0x7ff00000, 0, 0]);
    expect(rest).toEqual({ timesNumber: 1, at: undefined, stale: [1], histograms: [base, undefined, base] });
  });
});

describe('native histograms take', () => {
  it('few bytes where their buckets only rise, and new ones come', () => {
    const histograms = observed(480);
    const counts = histograms.reduce((sum, { positive }) => sum + positive.indexes.length, 0);
    expect(bytesOf(histograms) / counts).toBeLessThan(0.5);
  });

  it('nearly nothing where nothing happens', () => {
    expect(bytesOf(new Array<FloatHistogram>(480).fill(base))).toBeLessThan(70);
  });

  it('no more than their counts where all of them have others', () => {
    const scattered = Array.from({ length: 300 }, (_, i) => ({
      ...base,
      positive: buckets(1000 * i, ...new Array<number>(50).fill(i)),
    }));
    expect(bytesOf(scattered)).toBeLessThan(300 * 50 * 8);
  });
});
