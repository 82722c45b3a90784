import { expect, test } from 'vitest';
import { orderBy, seriesStats, totalNow } from '../../../renderer/charts/series-stats.ts';
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

test('a series is finite where every sample of it is', () => {
  const one = (...values: number[]) => values.map((value, i) => [i, value] as const);
  const columns = columnsOf([
    ['a', ...one(1, 2)],
    ['b', ...one(1, Number.NaN)],
    ['c', ...one(Number.NEGATIVE_INFINITY, 1)],
    ['d', ...one(Number.POSITIVE_INFINITY)],
  ]);
  expect([...seriesStats(columns).finite]).toEqual([1, 0, 0, 0]);
});

test('NaN is a last value and nothing else; an infinity is an extreme', () => {
  const stats = seriesStats(columnsOf([['a', [0, Number.POSITIVE_INFINITY], [1, 2], [2, Number.NaN]]]));
  expect([stats.last[0], stats.min[0], stats.max[0]]).toEqual([Number.NaN, 2, Number.POSITIVE_INFINITY]);
});

test('series are ordered as they would be one by one, however many are equal', () => {
  const values = Float64Array.from({ length: 500 }, (_, i) => (i % 7 === 0 ? Number.NaN : ((i * 7919) % 23) - 11));
  values[3] = Number.POSITIVE_INFINITY;
  values[4] = Number.NEGATIVE_INFINITY;
  values[5] = -0;
  const there = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
  const without = [...values.keys()].filter((i) => Number.isNaN(values[i]));
  const at = (i: number) => values[i] ?? 0;
  const compare = (a: number, b: number) => (at(a) === at(b) ? 0 : at(a) < at(b) ? -1 : 1);
  expect(orderBy(values, false)).toEqual([...there.toSorted(compare), ...without]);
  expect(orderBy(values, true)).toEqual([...there.toSorted((a, b) => compare(b, a)), ...without]);
});

test('series are ordered by a value, those without one last', () => {
  const values = Float64Array.of(2, Number.NaN, 9, 2);
  expect([orderBy(values, true), orderBy(values, false)]).toEqual([
    [2, 0, 3, 1],
    [0, 3, 2, 1],
  ]);
});

test('the total is that of the newest time: what has ended before is not in it', () => {
  expect(totalNow(columnsOf([['a', [0, 1], [2, 5]], ['b', [2, 7]], ['ended', [1, 100]], ['never']]))).toBe(12);
});

test('there is no total where nothing is, and where it is no number', () => {
  expect(totalNow(columnsOf([['a']]))).toBeUndefined();
  expect(
    totalNow(
      columnsOf([
        ['a', [0, Number.NaN]],
        ['b', [0, 1]],
      ]),
    ),
  ).toBeUndefined();
});
