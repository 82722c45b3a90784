/** JSON of range selectors into samples: ends that are inferred and ends that are not, histograms by their bounds, and wrong bodies. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inferEnds } from '../../../electron/backend/recorder/append/infer-ends.ts';
import { histogramOfSample } from '../../../electron/backend/recorder/append/matrix-histogram.ts';
import { snappyOf, unsnappy } from '../../../shared/format/snappy.ts';
import { fuzzTimeoutMs } from '../../fuzz/random.ts';
import { createMemoryStore, flippedBytes, outcomesOf, readAll } from './memory-store.ts';

const target = (name: string) => ['__name__', name, 'instance', 'i', 'job', 'j'];
const timed = (labels: readonly string[], ...timesMs: readonly number[]) => ({
  labels,
  timesMs: Float64Array.from(timesMs),
});
const golden = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../golden/remote-read/${name}`, import.meta.url)));

describe('inferred ends', () => {
  const up = timed(target('up'), 10, 20, 30, 40, 50, 60);

  it.each([
    ['where a series ends and its target goes on', timed(target('a'), 10, 20, 30), [40]],
    ['where it was missing in the middle, too', timed(target('a'), 10, 40, 50, 60), [20]],
    ['but not at the end of the window', timed(target('a'), 10, 20, 30, 40, 50), undefined],
    ['nor where nothing is missing', timed(target('a'), 10, 20, 30, 40, 50, 60), undefined],
    ['nor of times of its own', timed(target('a'), 11, 21), undefined],
    ['nor where the last of its own times is one of theirs by chance', timed(target('a'), 5, 13, 20), undefined],
    ['nor where it goes on at times of its own', timed(target('a'), 10, 20, 35, 45, 55, 65), undefined],
    ['nor without job and instance', timed(['__name__', 'a', 'job', 'j'], 10, 20), undefined],
    ['nor of another target', timed(['__name__', 'a', 'instance', 'k', 'job', 'j'], 10, 20), undefined],
  ])('are told %s', (_what, series, ends) => {
    expect(inferEnds([up, series])).toEqual([undefined, ends]);
    expect(inferEnds([series, up])).toEqual([ends, undefined]);
  });

  it('are told of the longest series by one that goes on after it', () => {
    const long = timed(target('long'), ...Array.from({ length: 50 }, (_, i) => 10 * i));
    const late = timed(target('late'), 480, 490, 500, 510, 520);
    expect(inferEnds([long, late])).toEqual([[500], undefined]);
  });
});

describe('histograms by the bounds of their buckets', () => {
  const of = (...buckets: [number, number, number, number][]) => histogramOfSample({ count: 9, sum: 1, buckets });

  it('have their schema and indexes', () => {
    for (const schema of [-4, -1, 0, 3, 8]) {
      const bound = (index: number) => 2 ** (index * 2 ** -schema);
      const found = of(
        [1, -bound(3), -bound(2), 4],
        [3, -0.001, 0.001, 2],
        [0, bound(-6), bound(-5), 1],
        [0, bound(0), bound(1), 2],
      );
      expect(found).toMatchObject({ schema, zeroThreshold: 0.001, zeroCount: 2 });
      expect([found.positive, found.negative].map(({ indexes, counts }) => [[...indexes], [...counts]])).toEqual([
        [
          [-5, 1],
          [1, 2],
        ],
        [[3], [4]],
      ]);
    }
  });

  it('have bounds of their own where these are no powers', () => {
    const found = of([0, Number.NEGATIVE_INFINITY, 0.5, 1], [0, 0.5, 1.7, 2], [0, 5, Number.POSITIVE_INFINITY, 3]);
    expect(found).toMatchObject({ schema: -53, customValues: [0.5, 1.7, 5] });
    expect([...found.positive.indexes]).toEqual([0, 1, 3]);
  });

  it('are none at all where nothing was observed', () => {
    expect(of()).toMatchObject({ schema: 0, zeroCount: 0 });
  });
});

describe('answers that are read whole', () => {
  it('are no success where the server warns that they are not, but their samples are stored, and no ends', () => {
    const series = (name: string, timesMs: readonly number[]) => ({
      metric: { __name__: name, instance: 'i', job: 'j' },
      values: timesMs.map((timeMs) => [timeMs / 1000, '1']),
    });
    const result = [series('up', [1000, 2000, 3000, 4000, 5000, 6000]), series('a', [1000, 2000])];
    const read = (warnings: readonly string[]) => {
      const store = createMemoryStore();
      const body = JSON.stringify({ status: 'success', data: { resultType: 'matrix', result }, warnings });
      const answer = new Uint8Array(Buffer.from(body));
      const counts = () => [...store.samples.values()].map((its) => its.size);
      return { counts, outcome: () => readAll(store, answer, { form: 'matrix' }) };
    };
    const whole = read([]);
    expect(whole.outcome()).toMatchObject({ inferredEnds: 1 });
    expect(whole.counts()).toEqual([6, 3]);
    const partial = read(['no store matched: partial response']);
    expect(partial.outcome).toThrow(
      expect.objectContaining({ code: 'recorder.badAnswer', message: expect.stringContaining('partial response') }),
    );
    expect(partial.counts()).toEqual([6, 2]);
  });

  const bodies = [
    ['matrix', golden('matrix.json')],
    ['samples', golden('samples.bin')],
  ] as const;

  it.each(bodies)(
    'are refused wherever they are cut off: %s',
    (form, body) => {
      const cut = Array.from({ length: body.length - 1 }, (_, length) => body.slice(0, length));
      expect([...outcomesOf(cut, form)]).toEqual(['recorder.badAnswer']);
    },
    fuzzTimeoutMs,
  );

  it.each(bodies)(
    'are refused, or are some samples, whichever byte is another one: %s',
    (form, body) => {
      const known = new Set(['samples', 'recorder.badAnswer', 'recorder.tooMuch']);
      expect([...outcomesOf(flippedBytes(body), form)].filter((outcome) => !known.has(outcome))).toEqual([]);
    },
    fuzzTimeoutMs,
  );

  it('are told to be too much where they say so', () => {
    const lie = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0);
    expect(() => readAll(createMemoryStore(), lie, { form: 'samples' })).toThrow(
      expect.objectContaining({ code: 'recorder.tooMuch' }),
    );
  });

  it('have the NaN of Go, and what was asked for', () => {
    const answer = {
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: { a: 'b' },
            values: [
              [0.999, '1'],
              [1, 'NaN'],
              [2, '-0'],
              [2.001, '3'],
            ],
          },
        ],
      },
    };
    const store = createMemoryStore();
    readAll(store, new TextEncoder().encode(JSON.stringify(answer)), { form: 'matrix', startMs: 1000, endMs: 2000 });
    expect(store.samples).toEqual(
      new Map([
        [
          '{a="b"}',
          new Map([
            [1000, '7ff8000000000001'],
            [2000, '8000000000000000'],
          ]),
        ],
      ]),
    );
  });
});

describe('snappy', () => {
  it('comes back as it was', () => {
    for (const length of [0, 1, 60, 65_536, 65_537, 200_000]) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 7) & 0xff);
      expect(unsnappy(snappyOf(data), length)).toEqual(data);
    }
  });

  it('has copies of one, two and four bytes, also of what is just being written', () => {
    const packed = Uint8Array.from([
      25,
      4,
      97,
      98,
      0b000_001_01,
      2,
      (3 << 2) | 2,
      1,
      0,
      (12 << 2) | 3,
      2,
      0,
      0,
      0,
      0,
      33,
    ]);
    const text = new TextDecoder().decode(unsnappy(packed, 100));
    expect(text).toBe(`abababa${'a'.repeat(4)}${'a'.repeat(13)}!`);
  });

  it.each([
    ['a length without an end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['more than is taken', [0xff, 0xff, 0x7f]],
    ['a literal beyond the end', [5, 4 << 2, 1]],
    ['a literal longer than it all', [1, 4, 1, 2]],
    ['a copy from before the beginning', [5, 0, 97, 0b001, 2]],
    ['a copy of nothing', [5, 0, 97, 0b001, 0]],
    ['a tag that is cut', [5, 61 << 2, 1]],
    ['less than it says', [5, 0, 97]],
  ])('is refused with %s', (_what, packed) => {
    expect(() => unsnappy(Uint8Array.from(packed), 1000)).toThrow(/^snappy: /);
  });
});

describe('native histograms of a server that mixes them up', () => {
  const numbers = { metric: { __name__: 'up', instance: 'i', job: 'j' }, values: [[1, '1']] };
  const histogram = (metric: Readonly<Record<string, string>>) => ({
    metric,
    histograms: [[1, { count: '1', sum: '2', buckets: [[0, '1', '2', '1']] }]],
  });
  function read(result: readonly object[], mixesHistograms: boolean) {
    const store = createMemoryStore();
    const body = new Uint8Array(
      Buffer.from(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } })),
    );
    const { mixed, series } = readAll(store, body, { form: 'matrix', mixesHistograms });
    return { mixed, series, stored: [...store.samples.keys()].length };
  }
  const two = [histogram({ __name__: 'a', x: 'say "x"' }), numbers, histogram({ __name__: 'a', x: 'y', z: '1' })];

  it('are left out where several series have some, and each is to be asked for alone', () => {
    const alone = ['{__name__="a",x="say \\"x\\"",z=""}', '{__name__="a",x="y",z="1"}'];
    expect(read(two, true)).toEqual({ mixed: { alone, left: 0, mayHide: true }, series: 1, stored: 1 });
  });

  it('are taken where one series has them, and of a server that does not', () => {
    const none = { alone: [], left: 0, mayHide: false };
    // Behind one whose last sample is the end, others are not shown.
    expect(read(two.slice(1), true)).toEqual({ mixed: { ...none, mayHide: true }, series: 2, stored: 2 });
    expect(read(two.slice(2), true)).toEqual({ mixed: none, series: 1, stored: 1 });
    expect(read(two, false)).toEqual({ mixed: none, series: 3, stored: 3 });
  });

  it('are counted where there are too many to ask for each', () => {
    const many = Array.from({ length: 130 }, (_, i) => histogram({ __name__: 'a', i: String(i) }));
    const { mixed } = read(many, true);
    expect([mixed.alone.length, mixed.left]).toEqual([100, 30]);
  });
});
