import { describe, expect, it } from 'vitest';
import { decodeChunk, encodeChunk } from '../../../shared/chunks/chunk.ts';
import { ChunkError } from '../../../shared/chunks/chunk-error.ts';
import { crc32c } from '../../../shared/chunks/crc32c.ts';
import { decodeTimes, encodeTimes } from '../../../shared/chunks/times.ts';
import { emptyBuckets, type FloatHistogram } from '../../../shared/model/float-histogram.ts';

/** @returns the bytes and a checksum that fits them. */
function sealed(...content: readonly number[]): Uint8Array {
  const bytes = Uint8Array.from([...content, 0, 0, 0, 0]);
  new DataView(bytes.buffer).setInt32(content.length, crc32c(bytes, 0, content.length), true);
  return bytes;
}

function failure(work: () => unknown): readonly [message: string, byte: number | undefined] {
  try {
    work();
  } catch (error) {
    if (error instanceof ChunkError) return [error.message, error.byte];
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the checksum', () => {
  it('is CRC-32C', () => {
    expect(crc32c(new TextEncoder().encode('123456789'), 0, 9) >>> 0).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32), 0, 32) >>> 0).toBe(0x8a9136aa);
  });
});

describe('a decoder of chunks refuses', () => {
  const good = encodeChunk(3, 4, { values: Float64Array.of(1, 2, 3, 5) });
  const changed = good.slice();
  changed[6] = (changed[6] ?? 0) ^ 1;

  it.each([
    ['nothing', new Uint8Array(0), '0 bytes are no chunk (at byte 0)'],
    ['another version', sealed(2, 0, 3, 4), 'chunk version 2 is not known, only 1 (at byte 0)'],
    ['a changed byte', changed, `the checksum is wrong (at byte ${good.length - 4})`],
    ['an unknown shape', sealed(1, 64, 3, 4), 'a chunk cannot be of shape 64 (at byte 2)'],
    ['other times', sealed(1, 0, 3, 5, 0, 2), 'the chunk is of 5 times, and times 3 are 4 (at byte 4)'],
    [
      'more times than a slot has',
      sealed(1, 0, 3, 0x81, 0x80, 0x80, 0x04),
      'the number of times is 8388609, where 8388608 is the most (at byte 3)',
    ],
    ['a number that does not end', sealed(1, 0, ...new Array(9).fill(255)), 'a number is too long (at byte 10)'],
    ['an unknown column', sealed(1, 0, 3, 4, 7), 'a column cannot begin with 7 (at byte 5)'],
    ['a column that ends early', sealed(1, 0, 3, 4, 5, 0, 0), 'the bytes end too early (at byte 5)'],
    ['bytes after the end', sealed(1, 0, 3, 4, 0, 2, 9), '1 bytes follow where none should (at byte 6)'],
    [
      'a stale marker among the numbers',
      sealed(1, 0, 3, 4, 0x78, 2, 0, 0, 0, 0, 0, 0xf0, 0x7f),
      'a stale marker is among the numbers (at byte 13)',
    ],
    [
      'a range beyond the times',
      sealed(1, 1, 3, 4, 3, 2, 0, 2),
      'the number of indices is 2, where 1 is the most (at byte 5)',
    ],
    ['a bit beyond the times', sealed(1, 3, 3, 4, 16, 0, 2), 'a bit is set after the last index (at byte 5)'],
    ['runs beyond the times', sealed(1, 2, 3, 4, 2, 0, 0, 3, 0), 'a run begins after the last index (at byte 8)'],
    [
      'more changes than values',
      sealed(1, 0, 3, 4, 1, 4),
      'the number of changes is 4, where 3 is the most (at byte 5)',
    ],
    ['changes that do not fit', sealed(1, 0, 3, 4, 1, 1, 128, 6, 0, 2), 'the changes do not fit (at byte 10)'],
    [
      'a sparse column in a sparse one',
      sealed(1, 0, 3, 4, 1, 1, 128, 0, 1, 1),
      'a column cannot begin with 1 (at byte 9)',
    ],
    ['bits too wide', sealed(1, 0, 3, 4, 2, 0, 0, 0, 54), '54 bits are too wide (at byte 9)'],
    [
      'a window of bits before any',
      sealed(1, 0, 3, 4, 4, ...new Array(8).fill(0), 1),
      'a window of bits is not possible (at byte 13)',
    ],
  ])('%s', (_name, bytes, message) => {
    const [text, byte] = failure(() => decodeChunk(bytes, () => 4));
    expect(text).toBe(message);
    expect(text).toContain(`byte ${byte}`);
  });

  it('few bytes that tell of many buckets', () => {
    // A million histograms of one layout, which has a million buckets.
    const times = [0x80, 0x80, 0x40];
    const million = [0xff, 0xff, 0x3f];
    const head = [1, 16, 3, ...times, 0, ...times, 1, 0, ...new Array(8).fill(0), 0, 1, 0, 1, 0, ...million, 0];
    const message = failure(() => decodeChunk(sealed(...head), () => 2 ** 20))[0];
    expect(message).toContain('there are too many buckets');
    // With bytes enough for its columns: all have layout 0, hint 0, and are 0.
    const long = new Uint8Array(2 ** 22);
    long.set([...head, 128, 0, 128, 0, 0, 0, 0, 0, 0, 0]);
    new DataView(long.buffer).setInt32(long.length - 4, crc32c(long, 0, long.length - 4), true);
    expect(failure(() => decodeChunk(long, () => 2 ** 20))[0]).toContain(
      'the histograms have 1099511627776 buckets together',
    );
  });
});

describe('an encoder of chunks refuses', () => {
  const values = Float64Array.of(1, 2);
  const buckets = (...indexes: number[]) => ({
    indexes: Int32Array.from(indexes),
    counts: new Float64Array(indexes.length),
  });
  const histogram: FloatHistogram = {
    schema: 0,
    count: 1,
    sum: 1,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: emptyBuckets,
    negative: emptyBuckets,
    customValues: [],
    resetHint: 'unknown',
  };

  it.each([
    ['more values than times', 1, { values }, '2 samples of 1 times cannot be: 8388608 times are the most'],
    ['other times than values', 2, { values, at: Int32Array.of(0) }, '2 values have 1 times'],
    ['fewer values than times where all are meant', 3, { values }, '2 values have 3 times'],
    ['times that do not rise', 2, { values, at: Int32Array.of(1, 1) }, '1 is followed by 1 of 2 times'],
    ['times that are not there', 2, { values, at: Int32Array.of(0, 2) }, '0 is followed by 2 of 2 times'],
    ['other histograms than values', 2, { values, histograms: [] }, '2 values have 0 histograms'],
    [
      'buckets that do not rise',
      2,
      { values, histograms: [undefined, { ...histogram, positive: buckets(3, 3) }] },
      'indexes of buckets have to rise',
    ],
    [
      'buckets without counts',
      2,
      { values, histograms: [undefined, { ...histogram, negative: { ...buckets(3), counts: new Float64Array(0) } }] },
      'a histogram has 0 counts of 1 buckets',
    ],
  ])('%s', (_name, timesCount, samples, message) => {
    expect(failure(() => encodeChunk(1, timesCount, samples))).toEqual([message, undefined]);
  });
});

describe('times', () => {
  it.each([
    ['equal ones', [1, 2, 2]],
    ['earlier ones', [2, 1]],
    ['fractions', [1, 1.5]],
    ['those before the epoch', [-1]],
    ['NaN', [Number.NaN]],
    ['those after the last', [2 ** 51]],
  ])('are refused: %s', (_name, timesMs) => {
    expect(failure(() => encodeTimes(Float64Array.from(timesMs)))[0]).toContain('times have to be whole and to rise');
  });

  it('are refused where decoded ones do not rise', () => {
    expect(failure(() => decodeTimes(sealed(1, 3, 5, 0, 128, 0)))).toEqual(['the times do not rise (at byte 6)', 6]);
  });
});
