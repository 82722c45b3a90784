import { describe, expect, it } from 'vitest';
import { joinParts, type Part } from '../../../shared/model/columns.ts';
import type { HistogramSample } from '../../../shared/model/query.ts';

const histogram = (series: number, timeMs: number): HistogramSample => ({
  series,
  timeMs,
  count: 1,
  sum: 1,
  buckets: [],
});

function part(
  continues: boolean,
  labels: string[][],
  offsets: number[],
  values: number[],
  histograms: HistogramSample[] = [],
): Part {
  const timesMs = Float64Array.from(values, (value) => value * 1000);
  const columns = {
    labels,
    offsets: Uint32Array.from(offsets),
    timesMs,
    values: Float64Array.from(values),
    histograms,
  };
  return { columns, continues };
}

describe('joined parts', () => {
  it('of nothing are empty columns', () => {
    expect(joinParts([])).toEqual(part(false, [], [0], []).columns);
  });

  it('are one set of columns, with the series that go on from part to part in one piece', () => {
    const parts = [
      part(
        false,
        [
          ['a', '1'],
          ['a', '2'],
        ],
        [0, 1, 3],
        [1, 2, 3],
        [histogram(0, 5)],
      ),
      part(true, [['a', '2']], [0, 2], [4, 5]),
      part(
        true,
        [
          ['a', '2'],
          ['a', '3'],
          ['a', '4'],
        ],
        [0, 1, 1, 2],
        [6, 7],
        [histogram(0, 6), histogram(2, 7)],
      ),
      part(false, [['a', '5']], [0, 1], [8]),
    ];
    expect(joinParts(parts)).toEqual(
      part(
        false,
        [
          ['a', '1'],
          ['a', '2'],
          ['a', '3'],
          ['a', '4'],
          ['a', '5'],
        ],
        [0, 1, 6, 6, 7, 8],
        [1, 2, 3, 4, 5, 6, 7, 8],
        [histogram(0, 5), histogram(1, 6), histogram(3, 7)],
      ).columns,
    );
  });
});
