import { describe, expect, test } from 'vitest';
import { legendOrder, type OrderRequest, orderAt } from '../../../renderer/charts/legend-order.ts';
import { seriesStats } from '../../../renderer/charts/series-stats.ts';
import { columnsOf } from './columns-of.ts';

const columns = columnsOf([
  ['pod-10', [1000, 1], [2000, 5]],
  ['pod-9', [1000, 3], [2000, 2]],
  ['pod-1', [1000, 2]],
  ['db'],
]);
const names = ['pod-10', 'pod-9', 'pod-1', 'db'];
const nobody = () => false;

const order = (more: Partial<OrderRequest> = {}) =>
  legendOrder({
    sort: { key: 'last', descending: true },
    stats: seriesStats(columns),
    nameOf: (series) => names[series] ?? '',
    isPinned: nobody,
    texts: () => names,
    filter: '',
    ...more,
  });

describe('the rows of the legend', () => {
  test('are in the order of a number, either way, and those without one come last', () => {
    expect(order()).toEqual([0, 1, 2, 3]);
    expect(order({ sort: { key: 'max', descending: false } })).toEqual([2, 1, 0, 3]);
  });

  test('are in the order of their names as people count', () => {
    expect(order({ sort: { key: 'name', descending: false } })).toEqual([3, 2, 1, 0]);
    expect(order({ sort: { key: 'name', descending: true } })).toEqual([0, 1, 2, 3]);
  });

  test('have the pinned ones first, those in order too', () => {
    expect(order({ isPinned: (series) => series >= 2 })).toEqual([2, 3, 0, 1]);
  });

  test('are those that have every word of the filter', () => {
    expect(order({ filter: 'POD 1' })).toEqual([0, 2]);
    expect(order({ filter: '  ' })).toEqual([0, 1, 2, 3]);
    expect(order({ filter: 'nothing' })).toEqual([]);
  });

  test('are in the order of what they were at the crosshair', () => {
    expect(orderAt([0, 1, 2, 3], columns, 1000, 1000, true, nobody)).toEqual([1, 2, 0, 3]);
    expect(orderAt([0, 1, 2, 3], columns, 1000, 1000, false, nobody)).toEqual([0, 2, 1, 3]);
    expect(orderAt([0, 1, 2, 3], columns, 1000, 1000, true, (series) => series === 3)).toEqual([3, 1, 2, 0]);
    // What the filter left out stays out.
    expect(orderAt([2, 0], columns, 2000, 1000, true, nobody)).toEqual([0, 2]);
  });
});
