/** Streamed chunks into samples: kinds that no server at hand makes, answers that are wrong, and every byte of a real one broken. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/base/errors.ts';
import type { FloatHistogram } from '../../../shared/model/float-histogram.ts';
import { fuzzTimeoutMs, seededRandom } from '../../fuzz/random.ts';
import { integer, message, text } from '../../support/exposition/protobuf-writer.ts';
import { sampleText } from '../../support/history/stored-samples.ts';
import {
  bitsOf,
  chunkedSeries,
  frame,
  histogramChunk,
  labelsOf,
  type RawSample,
  type TimedHistogram,
  xorChunk,
} from '../../support/raw-chunks.ts';
import { createMemoryStore, flippedBytes, outcomesOf, readAll } from './memory-store.ts';

const golden = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../golden/remote-read/${name}`, import.meta.url)));
const staleBits = 0x7ff0_0000_0000_0002n;
const xor = (samples: readonly RawSample[]) => [{ encoding: 1, data: xorChunk(samples) }];
const bodyOf = (...frames: readonly number[][]) => Uint8Array.from(frames.flat());

function readChunks(body: Uint8Array, pieceBytes?: number) {
  const store = createMemoryStore();
  const outcome = readAll(store, body, { form: 'chunks' }, pieceBytes);
  return { outcome, samples: store.samples };
}

function errorOf(body: Uint8Array): unknown {
  try {
    readChunks(body);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('streamed chunks', () => {
  it('are read bit for bit: values of all kinds, times at any distance', () => {
    const random = seededRandom(7);
    const special = [
      staleBits,
      0x7ff8_0000_0000_0001n,
      0xfff8_dead_beef_0003n,
      1n << 63n,
      0n,
      0xffff_ffff_ffff_ffffn,
      1n,
    ];
    for (let round = 0; round < 200; round += 1) {
      let timeMs = 1_700_000_000_000 + (random() % 100_000);
      const steps = [1, 15_000, 8191, 8192, 70_000, 600_000, 2 ** 33];
      const samples = Array.from({ length: 1 + (random() % 40) }, () => {
        timeMs += random() % 3 === 0 ? 15_000 : (steps[random() % steps.length] ?? 1);
        const kind = random() % 4;
        const any = (BigInt(random()) << 32n) | BigInt(random());
        const bits =
          kind === 0 ? (special[random() % special.length] ?? 0n) : kind === 1 ? bitsOf(random() % 1000) : any;
        return { timeMs, bits };
      });
      const expected = new Map(samples.map((sample) => [sample.timeMs, sampleText(sample.bits, undefined)]));
      const body = bodyOf(frame(chunkedSeries({ __name__: 'a', b: 'c' }, xor(samples))));
      expect(readChunks(body).samples).toEqual(new Map([['a{b="c"}', expected]]));
    }
  });

  const base = { zeroThreshold: 0.001, zeroCount: 2, customValues: [], resetHint: 'unknown' } as const;
  const buckets = (indexes: readonly number[], counts: readonly number[]) => ({
    indexes: Int32Array.from(indexes),
    counts: Float64Array.from(counts),
  });
  const kinds: readonly [name: string, isFloat: boolean, flags: number, samples: readonly FloatHistogram[]][] = [
    [
      'whole counts',
      false,
      0,
      [1, 2, 9].map(
        (n): FloatHistogram => ({
          ...base,
          schema: 3,
          count: 10 * n,
          sum: n / 3,
          positive: buckets([-5, 0, 1, 900], [n, 5, 2 * n, 70_000 * n]),
          negative: buckets([4], [n]),
        }),
      ),
    ],
    [
      'counts that are no whole ones',
      true,
      0,
      [0.5, 7.25, 7.25, 1e-9].map(
        (n): FloatHistogram => ({
          ...base,
          schema: -4,
          count: n,
          sum: -n,
          positive: buckets([1, 3], [n, n / 7]),
          negative: buckets([], []),
        }),
      ),
    ],
    [
      'gauges',
      false,
      0xc0,
      [9, 3].map(
        (n): FloatHistogram => ({
          ...base,
          resetHint: 'gauge',
          schema: 0,
          count: n,
          sum: n,
          positive: buckets([1], [n]),
          negative: buckets([], []),
        }),
      ),
    ],
    [
      'bounds of their own',
      false,
      0,
      [3, 4].map(
        (n): FloatHistogram => ({
          ...base,
          schema: -53,
          zeroThreshold: 0,
          zeroCount: 0,
          count: n,
          sum: n,
          customValues: [0, 0.005, 1.5, 33_554.43, 99_999.5, 1 / 3 + 1e5],
          positive: buckets([0, 2, 5], [n, 1, 2]),
          negative: buckets([], []),
        }),
      ),
    ],
    [
      'bounds of their own, and no whole counts',
      true,
      0,
      [3.5, 4].map(
        (n): FloatHistogram => ({
          ...base,
          schema: -53,
          zeroThreshold: 0,
          zeroCount: 0,
          count: n,
          sum: n,
          customValues: [-1, 2],
          positive: buckets([1], [n]),
          negative: buckets([], []),
        }),
      ),
    ],
  ];
  it.each(kinds)('have histograms: %s', (_name, isFloat, flags, histograms) => {
    const samples: TimedHistogram[] = histograms.map((histogram, i) => ({ timeMs: 1000 * (i + 1) + i, histogram }));
    const body = bodyOf(
      frame(
        chunkedSeries({ __name__: 'h' }, [
          { encoding: isFloat ? 3 : 2, data: histogramChunk(samples, isFloat, flags) },
        ]),
      ),
    );
    expect(readChunks(body).samples.get('h')).toEqual(
      new Map(samples.map(({ timeMs, histogram }) => [timeMs, sampleText(0n, histogram)])),
    );
  });

  it('end a histogram with the marker of a number, and leave empty buckets out', () => {
    const histogram: FloatHistogram = {
      ...base,
      schema: 0,
      count: 2,
      sum: 1,
      positive: buckets([1, 2], [0, 2]),
      negative: buckets([], []),
    };
    const empty = new Float64Array(BigUint64Array.of(staleBits).buffer)[0] ?? 0;
    const data = histogramChunk([{ timeMs: 5, histogram }], false);
    const last = histogramChunk(
      [{ timeMs: 9, histogram: { ...histogram, sum: empty, count: 0, zeroCount: 0, positive: buckets([], []) } }],
      false,
    );
    const { samples } = readChunks(
      bodyOf(
        frame(
          chunkedSeries(
            { __name__: 'h' },
            [data, last].map((one) => ({ encoding: 2, data: one })),
          ),
        ),
      ),
    );
    const kept = { ...histogram, positive: buckets([2], [2]) };
    expect(samples.get('h')).toEqual(
      new Map([
        [5, sampleText(0n, kept)],
        [9, sampleText(staleBits, undefined)],
      ]),
    );
  });

  const sampleAt = (timeMs: number, value = timeMs): RawSample => ({ timeMs, bits: bitsOf(value) });

  it('go on over frames, put chunks that lie one over the other in order, and leave out what was not asked for', () => {
    const parts = [[10, 20, 30], [25, 30, 35], [40]].map((times) =>
      frame(chunkedSeries({ __name__: 'a' }, xor(times.map((timeMs) => sampleAt(timeMs))))),
    );
    const other = frame(chunkedSeries({ __name__: 'b' }, xor([sampleAt(5), sampleAt(36)])));
    const store = createMemoryStore();
    const outcome = readAll(store, bodyOf(...parts, other), { form: 'chunks', startMs: 20, endMs: 35 });
    expect([...(store.samples.get('a')?.keys() ?? [])]).toEqual([20, 25, 30, 35]);
    expect(outcome).toEqual({
      series: 1,
      samples: 4,
      added: 4,
      duplicate: 0,
      conflicting: 0,
      refused: 0,
      inferredEnds: 0,
      mixed: { alone: [], left: 0, mayHide: false },
      oldestMs: 20,
      newestMs: 35,
    });
  });

  it('sort labels as a history has them, and take those away that a server added', () => {
    const labels = labelsOf({ '\u{10000}': 'x', '￿': 'y', __name__: 'a', zz: '1' });
    const body = bodyOf(
      frame(
        message(
          1,
          labels,
          message(2, integer(3, 1), [0x22, ...[xorChunk([sampleAt(1)]).length], ...xorChunk([sampleAt(1)])]),
        ),
      ),
    );
    const store = createMemoryStore();
    readAll(store, body, { form: 'chunks', added: ['zz', '1'] });
    expect([...store.samples.keys()]).toEqual(['a{"\u{10000}"="x", "￿"="y"}']);
  });

  it('count what is of no known kind as refused', () => {
    const data = xorChunk([sampleAt(1), sampleAt(2)]);
    const { outcome } = readChunks(bodyOf(frame(chunkedSeries({ __name__: 'a' }, [{ encoding: 9, data }]))));
    expect(outcome).toMatchObject({ series: 0, samples: 0, refused: 2 });
  });

  const series = chunkedSeries({ __name__: 'a' }, xor([sampleAt(1), sampleAt(2)]));
  const wrong: readonly [what: string, body: Uint8Array, reason: RegExp][] = [
    ['a frame that is too long', Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x7f), /frame of/],
    ['a length without an end', Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff), /frame of/],
    ['a frame that is cut', bodyOf(frame(series).slice(0, -1)), /within a frame/],
    ['another checksum', Uint8Array.from(frame(series), (byte, i) => (i === 2 ? byte ^ 1 : byte)), /checksum/],
    [
      'words of the server',
      bodyOf(frame(series), [...new TextEncoder().encode('iterate chunk: no\n')]),
      /server broke off: iterate chunk: no$/,
    ],
    [
      'more samples than bits',
      bodyOf(frame(chunkedSeries({ a: 'b' }, [{ encoding: 1, data: xorChunk([sampleAt(1)], 60_000) }]))),
      /too early/,
    ],
    [
      'times that go back',
      bodyOf(frame(chunkedSeries({ a: 'b' }, xor([sampleAt(5), sampleAt(6), sampleAt(3)])))),
      /do not rise/,
    ],
    ['a time twice', bodyOf(frame(chunkedSeries({ a: 'b' }, xor([sampleAt(5), sampleAt(5)])))), /do not rise/],
    ['a label twice', bodyOf(frame(message(1, labelsOf({ a: 'b' }), labelsOf({ a: 'c' })))), /twice/],
    ['no labels', bodyOf(frame(message(1))), /without labels/],
    ['a label that is no text', bodyOf(frame(message(1, message(1, text(1, 'a'), [0x12, 1, 0xff])))), /UTF-8/],
    [
      'labels behind chunks',
      bodyOf(frame(message(1, labelsOf({ a: 'b' }), message(9), labelsOf({ c: 'd' })))),
      /behind the chunks/,
    ],
    ['a message beyond its end', bodyOf(frame([0x0a, 0x7f, 1])), /EOF/],
    [
      'spans of a billion buckets',
      bodyOf(
        frame(
          chunkedSeries({ a: 'b' }, [
            {
              encoding: 2,
              data: [0, 1, 0, 0, 0b0_10_001_1_1, 0b111111_11, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            },
          ]),
        ),
      ),
      /./,
    ],
  ];
  it.each(wrong)('are refused for %s', (_what, body, reason) => {
    const error = errorOf(body);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      code: 'recorder.badAnswer',
      details: { reason: expect.stringMatching(reason), byte: expect.any(Number) },
    });
  });

  it('keep what came before, and take nothing more of an answer that is wrong', () => {
    const { calls, samples } = createMemoryStore();
    calls.beginRead({ id: 3, form: 'chunks', startMs: 0, endMs: 10, into: 'past' });
    expect(() => calls.feedRead(3, bodyOf(frame(series), [0xff, 0xff, 0xff, 0xff, 0x7f]))).toThrow('frame');
    expect(() => calls.feedRead(3, bodyOf(frame(series)))).toThrow('given up');
    expect(() => calls.endRead(3)).toThrow('given up');
    calls.dropRead(3);
    expect(samples.size).toBe(0);
  });

  describe('of a real server', () => {
    const body = golden('chunks.bin');
    const whole = readChunks(body);

    it('are the same however they are cut, and what other forms of them are', () => {
      expect(whole.outcome).toMatchObject({ refused: 0, series: whole.samples.size });
      expect(readChunks(body, 1).samples).toEqual(whole.samples);
      const store = createMemoryStore();
      readAll(store, golden('samples.bin'), { form: 'samples' });
      const numbers = (samples: ReadonlyMap<string, ReadonlyMap<number, string>>) =>
        new Map(
          [...samples]
            .filter(([name]) => !name.startsWith('latency'))
            .map(([name, its]) => [
              name,
              new Map([...its].map(([at, one]) => [at, one === '8000000000000000' ? '0000000000000000' : one])),
            ]),
        );
      expect(numbers(store.samples)).toEqual(numbers(whole.samples));
      expect([...whole.samples.keys()].filter((name) => name.startsWith('latency')).length).toBe(2);
    });

    it(
      'are refused, or are less of the same, wherever they are cut off',
      () => {
        const codes = new Set<unknown>();
        for (let length = 0; length < body.length; length += 1) {
          const store = createMemoryStore();
          try {
            readAll(store, body.slice(0, length), { form: 'chunks' });
            for (const [name, its] of store.samples) {
              const same = [...(whole.samples.get(name) ?? [])].slice(0, its.size);
              if (JSON.stringify([...its]) !== JSON.stringify(same)) expect([...its]).toEqual(same);
            }
          } catch (error) {
            codes.add(error instanceof AppError ? error.code : error);
          }
        }
        expect([...codes]).toEqual(['recorder.badAnswer']);
      },
      fuzzTimeoutMs,
    );

    it(
      'are refused whichever byte of them is another one',
      () => {
        expect([...outcomesOf(flippedBytes(body), 'chunks')]).toEqual(['recorder.badAnswer']);
      },
      fuzzTimeoutMs,
    );

    it(
      'are refused, or are some samples, where somebody made the checksum right',
      () => {
        function* madeRight(): Generator<Uint8Array> {
          for (const { from, to } of framesOf(body))
            for (const content of flippedBytes(body.subarray(from, to))) yield bodyOf(frame([...content]));
        }
        expect(outcomesOf(madeRight(), 'chunks')).toEqual(new Set(['samples', 'recorder.badAnswer']));
      },
      fuzzTimeoutMs,
    );
  });
});

function framesOf(body: Uint8Array): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (let at = 0; at < body.length; ) {
    let [length, shift] = [0, 0];
    for (let byte = 0x80; byte >= 0x80; shift += 7, at += 1) {
      byte = body[at] ?? 0;
      length += (byte & 0x7f) * 2 ** shift;
    }
    found.push({ from: at + 4, to: at + 4 + length });
    at += 4 + length;
  }
  return found;
}
