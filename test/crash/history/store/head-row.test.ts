/** Head rows and layouts as bytes. */
import { expect, test } from 'vitest';
import { decodeLayout, encodeLayout } from '../../../../electron/backend/history/store/head-layout.ts';
import {
  applyRow,
  bitmapWords,
  decodeRow,
  encodeRow,
  hasBit,
  isKeyframe,
  type RowHistogram,
  setBit,
} from '../../../../electron/backend/history/store/head-row.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../../../fuzz/random.ts';
import { awkwardBits, histogramOf, valuesOfBits } from '../../../support/history/sample-bits.ts';

const wordsOfBits = (bits: readonly string[]) => new Uint32Array(valuesOfBits(bits).buffer);

test('a layout of any ids in any order is read as it was written', () => {
  for (const ids of [[], [7], [1, 2, 3], [2 ** 32 - 1, 1, 2 ** 31, 5]]) {
    expect([...decodeLayout(encodeLayout(Uint32Array.from(ids)))]).toEqual(ids);
  }
});

test('a keyframe has all values, bit for bit, and the next row only what changed', () => {
  const first = wordsOfBits(awkwardBits);
  const key = encodeRow({ words: first, before: undefined, absent: undefined, histograms: [] }).slice();
  const before = first.slice();
  const second = first.slice();
  second.set([1, 2], 8);
  const row = encodeRow({ words: second, before, absent: undefined, histograms: [] }).slice();
  const read = new Uint32Array(first.length);
  applyRow(decodeRow(key, awkwardBits.length), read);
  expect([...read]).toEqual([...first]);
  const decoded = decodeRow(row, awkwardBits.length);
  applyRow(decoded, read);
  expect([...read]).toEqual([...second]);
  expect([isKeyframe(key), isKeyframe(row), [...decoded.values], [...before]]).toEqual([
    true,
    false,
    [1, 2],
    [...second],
  ]);
});

test('a row of 5,000 series of which a fifth changed is 9 kB', () => {
  const before = new Uint32Array(10_000);
  const words = before.slice();
  for (let i = 0; i < 5000; i += 5) words[2 * i] = 1;
  expect(encodeRow({ words, before, absent: undefined, histograms: [] }).length).toBe(16 + 632 + 8000);
});

test('whole histograms and absent series are in the row', () => {
  const absent = new Uint32Array(bitmapWords(70));
  setBit(absent, 69);
  const histograms: RowHistogram[] = [
    { index: 0, histogram: histogramOf(1) },
    { index: 68, histogram: { ...histogramOf(2), customValues: [0.5, 1], schema: -53, resetHint: 'gauge' } },
  ];
  const row = encodeRow({ words: new Uint32Array(140), before: undefined, absent, histograms }).slice();
  const decoded = decodeRow(row, 70);
  expect(decoded.histograms).toEqual(histograms);
  expect(Array.from({ length: 70 }, (_, i) => hasBit(decoded.absent ?? new Uint32Array(4), i)).indexOf(true)).toBe(69);
});

test('bytes that begin anywhere in their memory are read', () => {
  const row = encodeRow({ words: Uint32Array.of(1, 2), before: undefined, absent: undefined, histograms: [] });
  const shifted = new Uint8Array(row.length + 1);
  shifted.set(row, 1);
  expect([...decodeRow(shifted.subarray(1), 1).values]).toEqual([1, 2]);
});

test('whatever single bytes are changed or missing, a row and a layout are refused', () => {
  const histograms = [{ index: 3, histogram: histogramOf(4) }];
  const row = encodeRow({ words: wordsOfBits(awkwardBits), before: undefined, absent: undefined, histograms }).slice();
  const layout = encodeLayout(Uint32Array.of(5, 600, 70_000));
  for (const [bytes, decode] of [
    [row, (some: Uint8Array) => decodeRow(some, awkwardBits.length)],
    [layout, decodeLayout],
  ] as const) {
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = bytes.slice();
      changed[i] = (changed[i] as number) ^ 0x41;
      // Two bytes of the row's header are not in use, and are covered by its checksum all the same.
      expect(() => decode(changed), `byte ${i}`).toThrow(ChunkError);
      expect(() => decode(bytes.subarray(0, i)), `${i} bytes`).toThrow(ChunkError);
    }
  }
});

test('a row of another layout is refused', () => {
  const row = encodeRow({ words: new Uint32Array(8), before: undefined, absent: undefined, histograms: [] }).slice();
  expect(() => decodeRow(row, 5)).toThrow('a row of 4 series');
});

test('chains of random rows are read as they were written', { timeout: fuzzTimeoutMs }, () => {
  for (let seed = 1; seed <= 100 * fuzzFactor; seed += 1) {
    const random = seededRandom(seed);
    const count = 1 + (random() % 200);
    const words = new Uint32Array(2 * count);
    const before = new Uint32Array(2 * count);
    const read = new Uint32Array(2 * count);
    for (let n = 0; n < 10; n += 1) {
      const changes = random() % (2 * count);
      for (let c = 0; c < changes; c += 1) words[random() % words.length] = random();
      const isKey = n === 0 || random() % 4 === 0;
      const row = encodeRow({ words, before: isKey ? undefined : before, absent: undefined, histograms: [] }).slice();
      before.set(words);
      applyRow(decodeRow(row, count), read);
      expect(read, `seed ${seed}`).toEqual(words);
    }
  }
});
