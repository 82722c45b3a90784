/** Bytes that were written once stay readable: a head may wait for its fold over an update of Binnacle. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeLayout, encodeLayout } from '../../../../electron/backend/history/store/head-layout.ts';
import { bitmapWords, decodeRow, encodeRow, setBit } from '../../../../electron/backend/history/store/head-row.ts';
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import { awkwardBits, valuesOfBits } from '../../../support/history/sample-bits.ts';

const file = new URL('../../../golden/history/head-version-1.txt', import.meta.url);
/** A name and the bytes in hexadecimal, a line each. */
const golden = new Map(
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ') as [string, string]),
);

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytesOf = (name: string) => Uint8Array.from(Buffer.from(golden.get(name) ?? '', 'hex'));

const series = Uint32Array.of(7, 3, 4_000_000_000, 1, 1_000_000);
const values = new Uint32Array(valuesOfBits(awkwardBits.slice(0, 5)).buffer);
const histogram: FloatHistogram = {
  schema: -53,
  count: 6,
  sum: -0.5,
  zeroThreshold: 0,
  zeroCount: 0,
  positive: { indexes: Int32Array.of(0, 2), counts: Float64Array.of(4, 2) },
  negative: { indexes: new Int32Array(0), counts: new Float64Array(0) },
  customValues: [0.25, 1, 4],
  resetHint: 'notReset',
};
const absent = new Uint32Array(bitmapWords(5));
setBit(absent, 2);

test('layouts and rows are written as they were in version 1', () => {
  const before = values.slice();
  before.set([9, 9], 2);
  before.set([9, 9], 8);
  const written = {
    layout: hex(encodeLayout(series)),
    keyframe: hex(encodeRow({ words: values, before: undefined, absent: undefined, histograms: [] })),
    changes: hex(encodeRow({ words: values, before, absent, histograms: [{ index: 3, histogram }] })),
  };
  expect(written).toEqual(Object.fromEntries(golden));
});

test('layouts and rows of version 1 are read', () => {
  expect(decodeLayout(bytesOf('layout'))).toEqual(series);
  expect(decodeRow(bytesOf('keyframe'), 5)).toEqual({
    isKeyframe: true,
    absent: undefined,
    changed: undefined,
    values,
    histograms: [],
  });
  expect(decodeRow(bytesOf('changes'), 5)).toEqual({
    isKeyframe: false,
    absent,
    changed: Uint32Array.of(0b10010, 0),
    values: Uint32Array.of(...values.subarray(2, 4), ...values.subarray(8, 10)),
    histograms: [{ index: 3, histogram }],
  });
});
