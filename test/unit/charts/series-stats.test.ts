import { expect, test } from 'vitest';
import { orderBy, seriesStats } from '../../../renderer/charts/series-stats.ts';
import { columnsOf } from './columns-of.ts';

const numbers = (values: Float64Array) => [...values];

test('statistics are those of the samples that are there', () => {
  const stats = seriesStats(columnsOf([['a', [0, 1], [1, 5], [2, 3]], ['b', [0, -2]], ['c']]));
  expect({
    last: numbers(stats.last),
    min: numbers(stats.min),
    avg: numbers(stats.avg),
    max: numbers(stats.max),
  }).toEqual({
    last: [3, -2, Number.NaN],
    min: [1, -2, Number.NaN],
    avg: [3, -2, Number.NaN],
    max: [5, -2, Number.NaN],
  });
});

test('NaN is a last value and nothing else; an infinity is an extreme', () => {
  const stats = seriesStats(columnsOf([['a', [0, Number.POSITIVE_INFINITY], [1, 2], [2, Number.NaN]]]));
  expect([stats.last[0], stats.min[0], stats.max[0]]).toEqual([Number.NaN, 2, Number.POSITIVE_INFINITY]);
});

test('series are ordered by a value, those without one last', () => {
  const values = Float64Array.of(2, Number.NaN, 9, 2);
  expect([orderBy(values, true), orderBy(values, false)]).toEqual([
    [2, 0, 3, 1],
    [0, 3, 2, 1],
  ]);
});
