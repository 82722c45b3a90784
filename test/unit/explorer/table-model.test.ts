import { describe, expect, test } from 'vitest';
import { atOnce } from '../../../renderer/components/slices.ts';
import { parseFilter } from '../../../renderer/views/explorer/result/row-filter.ts';
import { orderRows, type RowSort } from '../../../renderer/views/explorer/result/row-order.ts';
import {
  histogramOfRow,
  labelsOfRow,
  mostRows,
  rowKey,
  rowsWithKeys,
  samplesOfRow,
  type TableModel,
  tableModel,
} from '../../../renderer/views/explorer/table-model.ts';
import { labelValue } from '../../../shared/model/labels.ts';
import type { Columns } from '../../../shared/model/query.ts';
import { columnsOf } from '../charts/columns-of.ts';
import { modelOf, partOf } from './result-cases.ts';

const sorted = (model: TableModel, sort: RowSort | undefined) => [
  ...atOnce(orderRows(model, parseFilter('', 'none'), sort)).rows,
];
const rowsOf = ({ rowCount }: TableModel) => Array.from({ length: rowCount }, (_, row) => row);

const vector = modelOf(
  columnsOf([
    [{ job: 'a', le: '10' }, [7, 2]],
    [{ job: 'a', le: '9' }, [7, Number.NaN]],
    [{ job: 'a', le: '+Inf' }, [7, 5]],
  ]),
);

describe('a vector', () => {
  test('has a row for each series, and says once what all share', () => {
    expect(vector).toMatchObject({
      rowCount: 3,
      common: ['job', 'a'],
      columns: [{ name: 'le', present: 3, longest: 4 }],
      timesDiffer: false,
      leftOut: 0,
    });
    expect(rowsOf(vector).map((row) => [labelValue(labelsOfRow(vector, row), 'le'), vector.values[row]])).toEqual([
      ['10', 2],
      ['9', Number.NaN],
      ['+Inf', 5],
    ]);
  });

  test('stands in the order of the server until it is sorted', () => {
    expect(sorted(vector, undefined)).toEqual([0, 1, 2]);
  });

  test('is sorted by value, NaN last', () => {
    expect(sorted(vector, { key: 'value', descending: true })).toEqual([2, 0, 1]);
    expect(sorted(vector, { key: 'value', descending: false })).toEqual([0, 2, 1]);
  });

  test('is sorted by labels, numbers by their size', () => {
    const model = modelOf(
      columnsOf([
        [{ le: '10' }, [0, 1]],
        [{ le: '+Inf' }, [0, 1]],
        [{ le: '9' }, [0, 1]],
        [{ le: '0.5' }, [0, 1]],
      ]),
    );
    expect(sorted(model, { key: 'label:le', descending: false })).toEqual([3, 2, 0, 1]);
    expect(sorted(model, { key: 'label:le', descending: true })).toEqual([1, 0, 2, 3]);
  });

  test('sorted by a label puts the series that have it not last, both ways', () => {
    const model = modelOf(
      columnsOf([
        [{ other: 'x' }, [0, 1]],
        [{ pod: 'pod-10' }, [0, 1]],
        [{ pod: 'pod-9' }, [0, 1]],
      ]),
    );
    expect(sorted(model, { key: 'label:pod', descending: false })).toEqual([2, 1, 0]);
    expect(sorted(model, { key: 'label:pod', descending: true })).toEqual([1, 2, 0]);
  });

  test('has bars only where values can be compared as lengths', () => {
    const bars = (...values: number[]) =>
      modelOf(columnsOf(values.map((value, i) => [`s${i}`, [0, value]] as const))).barMax;
    expect([bars(1, 4), bars(4), bars(1, -1), bars(1, Number.POSITIVE_INFINITY), bars(0, 0)]).toEqual([
      4,
      undefined,
      undefined,
      1,
      undefined,
    ]);
  });

  test('of one series alone names it by all that it has', () => {
    expect(modelOf(columnsOf([['a', [0, 1]]]))).toMatchObject({ common: [], columns: [{ name: 'name' }] });
  });

  test('has the metric name first, then the labels in the order of their names', () => {
    const model = modelOf(
      columnsOf([
        [{ zone: 'x', __name__: 'up', Job: 'a' }, [0, 1]],
        [{ zone: 'y', __name__: 'down', Job: 'b' }, [0, 1]],
      ]),
    );
    expect(model.columns.map(({ name }) => name)).toEqual(['__name__', 'Job', 'zone']);
  });
});

const range = columnsOf([
  ['a', [1, 10], [2, 30]],
  ['b', [3, 20]],
]);

describe('a range vector', () => {
  test('has a row for each series, with how many samples it has, the first and the last', () => {
    const model = modelOf(range, 'matrix', 'series');
    expect(
      rowsOf(model).map((row) => [model.counts[row], model.firsts[row], model.values[row], model.timesMs[row]]),
    ).toEqual([
      [2, 10, 30, 2],
      [1, 20, 20, 3],
    ]);
    expect([...samplesOfRow(model, 0)]).toEqual([0, 1]);
    expect(sorted(model, { key: 'count', descending: false })).toEqual([1, 0]);
    expect(sorted(model, { key: 'first', descending: true })).toEqual([1, 0]);
  });

  test('can have a row for each sample, with its time', () => {
    const model = modelOf(range, 'matrix');
    expect(rowsOf(model).map((row) => [labelsOfRow(model, row)[1], model.values[row], model.timesMs[row]])).toEqual([
      ['a', 10, 1],
      ['a', 30, 2],
      ['b', 20, 3],
    ]);
    expect([model.timesDiffer, model.barMax]).toEqual([true, undefined]);
    expect(sorted(model, { key: 'time', descending: true })).toEqual([2, 1, 0]);
  });

  test('has a row also for a series without samples', () => {
    const model = modelOf(columnsOf([['a']]), 'matrix', 'series');
    expect([model.rowCount, model.counts[0], model.values[0], model.timesMs[0]]).toEqual([
      1,
      0,
      Number.NaN,
      Number.NaN,
    ]);
  });

  test('of more samples than a table can have says how many have no row', () => {
    const count = mostRows + 5;
    const columns: Columns = {
      labels: [['name', 'long']],
      offsets: Uint32Array.of(0, count),
      timesMs: Float64Array.from({ length: count }, (_, i) => i),
      values: new Float64Array(count),
      histograms: [],
    };
    expect(modelOf(columns, 'matrix')).toMatchObject({ rowCount: mostRows, leftOut: 5 });
  });
});

test('native histograms are rows in their place, counted by their observations', () => {
  const columns: Columns = {
    ...columnsOf([['a', [1, 10]], ['b']]),
    histograms: [{ series: 1, timeMs: 5, count: 4, sum: 2.5, buckets: [] }],
  };
  const model = modelOf(columns);
  expect(rowsOf(model).map((row) => [labelsOfRow(model, row)[1], model.values[row], model.timesMs[row]])).toEqual([
    ['a', 10, 1],
    ['b', 4, 5],
  ]);
  expect([model.hasHistograms, histogramOfRow(model, 0), histogramOfRow(model, 1)?.sum]).toEqual([
    true,
    undefined,
    2.5,
  ]);
  expect(sorted(model, { key: 'sum', descending: false })).toEqual([1, 0]);
});

describe('several expressions', () => {
  const a = partOf(columnsOf([[{ job: 'x' }, [0, 1]]]), 'vector', { letter: 'A' });
  const b = partOf(columnsOf([[{ job: 'x' }, [0, 2]]]), 'vector', { letter: 'A2' });
  const model = atOnce(tableModel([a, b], 'samples'));

  test('are rows of one table, and each knows its own', () => {
    expect(rowsOf(model).map((row) => [model.parts[model.partOf[row] ?? 9]?.letter, model.values[row]])).toEqual([
      ['A', 1],
      ['A2', 2],
    ]);
    expect(sorted(model, { key: 'part', descending: true })).toEqual([1, 0]);
  });

  test('give rows of equal labels different keys', () => {
    expect(rowKey(model, 0)).not.toBe(rowKey(model, 1));
  });
});

describe('the key of a row', () => {
  test('finds it again in a newer answer, wherever it is', () => {
    const before = modelOf(
      columnsOf([
        [{ job: 'x', pod: '1' }, [0, 1]],
        [{ job: 'x', pod: '2' }, [0, 2]],
      ]),
    );
    const after = modelOf(
      columnsOf([
        [{ job: 'x', pod: '0' }, [9, 1]],
        [{ job: 'x', pod: '2' }, [9, 7]],
        [{ job: 'x', pod: '3' }, [9, 2]],
      ]),
    );
    const keys = new Set([rowKey(before, 0), rowKey(before, 1)]);
    expect(atOnce(rowsWithKeys(after, keys))).toEqual({ model: after, rows: new Set([1]) });
  });

  test('says the time where a row is one of many samples of a series', () => {
    const model = modelOf(range, 'matrix');
    expect(atOnce(rowsWithKeys(model, new Set([rowKey(model, 1)]))).rows).toEqual(new Set([1]));
    expect(new Set(rowsOf(model).map((row) => rowKey(model, row))).size).toBe(3);
  });

  test('is not the same for labels that read alike when they are put together', () => {
    const model = modelOf(
      columnsOf([
        [{ a: 'b', c: '' }, [0, 1]],
        [{ a: 'bc' }, [0, 1]],
        [{ ab: 'c' }, [0, 1]],
      ]),
    );
    expect(new Set(rowsOf(model).map((row) => rowKey(model, row))).size).toBe(3);
  });
});
