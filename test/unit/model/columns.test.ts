import { describe, expect, it } from 'vitest';
import { joinParts, joinSlices, type Part } from '../../../shared/model/columns.ts';
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

describe('joined slices', () => {
  const columns = (
    ...args: [labels: string[][], offsets: number[], values: number[], histograms?: HistogramSample[]]
  ) => part(false, ...args).columns;
  const [one, two, three] = [
    ['i', '1'],
    ['i', '2'],
    ['i', '3'],
  ] as const;

  it('of nothing are empty columns, and of one are that one', () => {
    expect(joinSlices([])).toEqual(columns([], [0], []));
    const only = columns([[...one]], [0, 1], [1]);
    expect(joinSlices([only])).toBe(only);
  });

  it('are series with the samples of each, in the order in which they are met', () => {
    const slices = [
      columns([[...one], [...two]], [0, 2, 3], [1, 2, 1], [histogram(1, 1)]),
      columns([], [0], []),
      columns([[...two], [...three]], [0, 1, 3], [3, 3, 4], [histogram(0, 3), histogram(1, 3)]),
      columns([[...one], [...three]], [0, 1, 1], [5], [histogram(1, 5)]),
    ];
    expect(joinSlices(slices)).toEqual(
      columns(
        [[...one], [...two], [...three]],
        [0, 3, 5, 7],
        [1, 2, 5, 1, 3, 3, 4],
        [histogram(1, 1), histogram(1, 3), histogram(2, 3), histogram(2, 5)],
      ),
    );
  });

  it('are not changed, and share no memory with the whole', () => {
    const slices = [columns([[...one]], [0, 1], [1]), columns([[...one]], [0, 1], [2])];
    const before = structuredClone(slices);
    const joined = joinSlices(slices);
    joined.values.fill(9);
    expect(slices).toEqual(before);
  });
});
