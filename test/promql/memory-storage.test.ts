/** The storage that scripts are evaluated over. */
import { describe, expect, it } from 'vitest';
import { customBucketsSchema, emptyBuckets, type FloatHistogram } from '../../shared/model/float-histogram.ts';
import { labelsFromPairs } from '../../shared/model/labels.ts';
import type { MatchOperator } from '../../shared/promql/ast.ts';
import { seriesMatcher } from '../../shared/promql/engine/series-matcher.ts';
import type { Selection } from '../../shared/promql/queryable.ts';
import type { NewSample } from '../support/promql/memory-series.ts';
import { MemoryStorage } from '../support/promql/memory-storage.ts';

const run = { check: () => undefined, charge: () => undefined };

type Matcher = readonly [name: string, op: MatchOperator, value: string];

const matching = (...matchers: readonly Matcher[]): Selection => ({
  matchers: matchers.map(([name, op, value]) => seriesMatcher({ name, op, value }, true)),
  startMs: 0,
  endMs: 1000,
});

function storageOf(...series: readonly (readonly [labels: Record<string, string>, samples: readonly NewSample[]])[]) {
  const storage = new MemoryStorage();
  for (const [labels, samples] of series) {
    for (const sample of samples) storage.append(labelsFromPairs(Object.entries(labels)), sample);
  }
  return storage;
}

const histogram = (change: Partial<FloatHistogram>): FloatHistogram => ({
  ...{ schema: 0, count: 0, sum: 0, zeroThreshold: 0, zeroCount: 0, customValues: [], resetHint: 'unknown' },
  ...{ positive: emptyBuckets, negative: emptyBuckets },
  ...change,
});

const buckets = (counts: Record<number, number>) => ({
  indexes: Int32Array.from(Object.keys(counts).map(Number)),
  counts: Float64Array.from(Object.values(counts)),
});

describe('series in memory', () => {
  const one = [{ timeMs: 1, value: 1 }];
  const storage = storageOf(
    [{ __name__: 'a', x: '1' }, one],
    [{ __name__: 'a', x: '2', y: '1' }, one],
    [{ __name__: 'b', x: '1' }, one],
    [{ __name__: 'late' }, [{ timeMs: 2000, value: 1 }]],
  );
  const found = (...matchers: readonly Matcher[]) =>
    [...storage.select(matching(...matchers), run)].map(({ labels }) => labels.join(' '));

  it('are those that every matcher takes; a label that is not there is the empty text', () => {
    expect(found(['__name__', '=', 'a'])).toEqual(['__name__ a x 1', '__name__ a x 2 y 1']);
    expect(found(['__name__', '=', 'a'], ['y', '=', ''])).toEqual(['__name__ a x 1']);
    expect(found(['x', '=~', '1|3'])).toEqual(['__name__ a x 1', '__name__ b x 1']);
    expect(found(['x', '=~', '.+'], ['y', '!=', '1'], ['__name__', '!~', 'b'])).toEqual(['__name__ a x 1']);
    expect(found(['__name__', '=', 'none'])).toEqual([]);
    expect(found(['__proto__', '=', 'none'], ['x', '=', '1'])).toEqual([]);
  });

  it('have a sample within the times that are asked for', () => {
    expect(found(['__name__', '=', 'late'])).toEqual([]);
    const early = { ...matching(['__name__', '=', 'late']), startMs: 2000, endMs: 2000 };
    expect([...storage.select(early, run)]).toHaveLength(1);
  });

  it('ask whether to go on', () => {
    const stopped = {
      ...run,
      check() {
        throw new Error('cancelled');
      },
    };
    expect(() => [...storage.select(matching(['x', '=', '1']), stopped)]).toThrow('cancelled');
  });

  it('are columns, with stale markers, histograms and start times beside the values', () => {
    const h = histogram({ count: 1 });
    const mixed = storageOf([
      { __name__: 'm' },
      [
        { timeMs: 1, value: 5, startTimeMs: -3 },
        { timeMs: 2, value: 'stale' },
        { timeMs: 3, value: h },
        { timeMs: 4, value: Number.NaN },
      ],
    ]);
    expect([...mixed.select(matching(['__name__', '=', 'm']), run)]).toEqual([
      {
        labels: ['__name__', 'm'],
        timesMs: Float64Array.of(1, 2, 3, 4),
        values: Float64Array.of(5, Number.NaN, Number.NaN, Number.NaN),
        stale: [1],
        histograms: [undefined, undefined, h, undefined],
        startTimesMs: Float64Array.of(-3, 0, 0, 0),
      },
    ]);
  });

  it('share their times where those are equal, and only there', () => {
    const [a, b, c] = storageOf(
      [
        { n: 'a' },
        [
          { timeMs: 1, value: 1 },
          { timeMs: 2, value: 1 },
          { timeMs: 9, value: 1 },
        ],
      ],
      [
        { n: 'b' },
        [
          { timeMs: 1, value: 2 },
          { timeMs: 2, value: 2 },
          { timeMs: 9, value: 2 },
        ],
      ],
      [
        { n: 'c' },
        [
          { timeMs: 1, value: 1 },
          { timeMs: 3, value: 1 },
          { timeMs: 9, value: 1 },
        ],
      ],
    ).select(matching(['n', '=~', '.+']), run);
    expect(a?.timesMs).toBe(b?.timesMs);
    expect(c?.timesMs).toEqual(Float64Array.of(1, 3, 9));
  });

  it('take samples in time order only, and the same one twice', () => {
    const labels = ['__name__', 'a'];
    const again = storageOf([
      { __name__: 'a' },
      [
        { timeMs: 5, value: Number.NaN },
        { timeMs: 5, value: Number.NaN },
      ],
    ]);
    expect(() => again.append(labels, { timeMs: 5, value: 1 })).toThrow(
      'a at 0.005s: another sample for the same time',
    );
    expect(() => again.append(labels, { timeMs: 4, value: 1 })).toThrow('a at 0.004s: out of order');
    again.append(labels, { timeMs: 6, value: 1 });
    const [series] = again.select(matching(['__name__', '=', 'a']), run);
    expect(series?.timesMs).toEqual(Float64Array.of(5, 6));
  });
});

describe('what is read back of a counter reset hint', () => {
  const hints = (...samples: readonly NewSample['value'][]) => {
    const storage = storageOf([{ n: 'h' }, samples.map((value, i) => ({ timeMs: i, value }))]);
    const [series] = storage.select(matching(['n', '=', 'h']), run);
    return series?.histograms?.map((one) => one?.resetHint);
  };
  const h = histogram({ count: 5, positive: buckets({ 0: 2, 2: 3 }) });

  const continued = ['unknown', 'notReset'];
  const begunAnew = ['unknown', 'unknown'];

  it('is that a counter goes on, where it does', () => {
    expect(hints(h, h, histogram({ count: 4 }), h)).toEqual(['unknown', 'notReset', 'unknown', 'notReset']);
    expect(hints(h, { ...h, count: 6, positive: buckets({ 0: 1, 2: 5 }) })).toEqual(begunAnew);
    expect(hints(h, { ...h, count: 6, positive: buckets({ 2: 6 }) })).toEqual(begunAnew);
    expect(hints(h, { ...h, count: 6, positive: buckets({ 0: 2, 1: 1, 2: 3 }) })).toEqual(continued);
    expect(hints({ ...h, zeroCount: 1 }, { ...h, count: 6 })).toEqual(begunAnew);
    expect(hints(h, { ...h, schema: 1 })).toEqual(begunAnew);
    expect(hints(h, { ...h, zeroThreshold: 1 })).toEqual(begunAnew);
    const custom = (...customValues: number[]) => histogram({ schema: customBucketsSchema, customValues });
    expect(hints(custom(1), custom(1))).toEqual(continued);
    expect(hints(custom(1), custom(2))).toEqual(begunAnew);
  });

  it('is what was said of gauges; what was said of resets is lost', () => {
    expect(hints({ ...h, resetHint: 'reset' }, { ...h, resetHint: 'reset' })).toEqual(begunAnew);
    expect(hints({ ...h, resetHint: 'notReset' }, { ...h, resetHint: 'notReset' })).toEqual(continued);
    expect(hints({ ...h, resetHint: 'notReset' }, { ...h, count: 1, resetHint: 'notReset' })).toEqual(begunAnew);
    const gauge: FloatHistogram = { ...h, resetHint: 'gauge' };
    expect(hints(gauge, gauge, h, h)).toEqual(['gauge', 'gauge', 'unknown', 'notReset']);
  });

  it('is unknown behind a number or a stale marker', () => {
    expect(hints(h, 1, h, 'stale', h)).toEqual(['unknown', undefined, 'unknown', undefined, 'unknown']);
  });
});
