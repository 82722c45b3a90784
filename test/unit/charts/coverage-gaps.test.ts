/** What was not recorded, as gaps of a chart. */
import { describe, expect, it } from 'vitest';
import {
  columnsBeside,
  gapsOf,
  recordedPart,
  tellsNothing,
  unitedGaps,
  withoutUntold,
} from '../../../renderer/charts/coverage-gaps.ts';
import type { Columns } from '../../../shared/model/query.ts';
import type { CoverageSpan } from '../../../shared/model/recording.ts';

const span = (startMs: number, endMs: number, state: CoverageSpan['state']): CoverageSpan => ({
  ...{ startMs, endMs, state, detail: '' },
});

describe('the gaps of a coverage', () => {
  it('are what was not recorded, one for one reason, and none that is too short', () => {
    const coverage = [
      span(0, 99, 'recorded'),
      span(100, 199, 'deleted'),
      span(200, 299, 'notRecorded'),
      span(300, 399, 'asleep'),
      span(400, 409, 'unreachable'),
      span(410, 500, 'recorded'),
    ];
    expect(gapsOf(coverage, 50)).toEqual([
      { startMs: 100, endMs: 299, kind: 'notRecorded' },
      { startMs: 300, endMs: 399, kind: 'asleep' },
    ]);
    expect(gapsOf(coverage, 0)).toHaveLength(3);
  });

  it('leave out what was not written down yet, and only that', () => {
    const minute = 60_000;
    const recorded = span(0, 10 * minute - 1, 'recorded');
    const coverage = [recorded, span(10 * minute, 20 * minute, 'notRecorded')];
    const until = (endMs: number) => [recorded, span(10 * minute, endMs, 'notRecorded')];
    const window = { endMs: 20 * minute };
    expect([
      withoutUntold(coverage, window, undefined),
      withoutUntold(coverage, window, 15 * minute),
      withoutUntold(coverage, window, 5 * minute),
      withoutUntold(coverage, { endMs: 30 * minute }, 15 * minute),
      withoutUntold([recorded], window, 0),
    ]).toEqual([until(19 * minute), until(15 * minute), [recorded], coverage, [recorded]]);
    const asleep = [recorded, span(10 * minute, 20 * minute, 'asleep')];
    expect(withoutUntold(asleep, window, undefined)).toEqual(asleep);
  });

  it('are not known where nobody wrote down what was recorded', () => {
    const nothing = [span(0, 99, 'notRecorded')];
    expect([tellsNothing(nothing), tellsNothing([]), tellsNothing([...nothing, span(100, 199, 'recorded')])]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('tell which part was recorded', () => {
    const gaps = gapsOf([span(-100, 249, 'asleep'), span(250, 899, 'recorded'), span(900, 2000, 'notRecorded')], 0);
    expect(recordedPart(gaps, { startMs: 0, endMs: 1000 })).toBeCloseTo(0.651, 3);
    expect(recordedPart([], { startMs: 0, endMs: 1000 })).toBe(1);
    expect([
      recordedPart(gaps, { startMs: 100, endMs: 100 }),
      recordedPart(gaps, { startMs: 500, endMs: 500 }),
    ]).toEqual([0, 1]);
  });
});

describe('an answer beside gaps', () => {
  const columns: Columns = {
    labels: [[], []],
    offsets: Uint32Array.from([0, 4, 7]),
    timesMs: Float64Array.from([0, 10, 20, 30, 10, 20, 30]),
    values: Float64Array.from([1, 2, 3, 4, 5, 6, 7]),
    histograms: [{ series: 0, timeMs: 20, count: 1, sum: 1, buckets: [] }],
  };

  it('has no sample within one, and all others', () => {
    const left = columnsBeside(columns, [{ startMs: 10, endMs: 30, kind: 'asleep' }]);
    expect([[...left.offsets], [...left.timesMs], [...left.values], left.histograms]).toEqual([
      [0, 3, 5],
      [0, 10, 30, 10, 30],
      [1, 2, 4, 5, 7],
      [],
    ]);
  });

  it('is the same where nothing is in one', () => {
    expect(columnsBeside(columns, [])).toBe(columns);
    expect(columnsBeside({ ...columns, histograms: [] }, [{ startMs: 21, endMs: 29, kind: 'asleep' }]).timesMs).toBe(
      columns.timesMs,
    );
  });
});

describe('the gaps of several expressions', () => {
  it('are what is a gap of any of them, rising and without overlaps', () => {
    const [a, b] = [
      [
        { startMs: 0, endMs: 100, kind: 'notRecorded' },
        { startMs: 300, endMs: 400, kind: 'asleep' },
      ] as const,
      [
        { startMs: 50, endMs: 200, kind: 'notRecorded' },
        { startMs: 350, endMs: 500, kind: 'unreachable' },
        { startMs: 360, endMs: 380, kind: 'notRecorded' },
      ] as const,
    ];
    expect(unitedGaps([a, b])).toEqual([
      { startMs: 0, endMs: 200, kind: 'notRecorded' },
      { startMs: 300, endMs: 400, kind: 'asleep' },
      { startMs: 400, endMs: 500, kind: 'unreachable' },
    ]);
    expect([unitedGaps([a]), unitedGaps([])]).toEqual([a, []]);
  });
});
