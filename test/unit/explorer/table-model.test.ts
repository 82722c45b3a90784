import { describe, expect, test } from 'vitest';
import { sortRows, tableModel, timeKey, valueKey } from '../../../renderer/views/explorer/table-model.ts';
import type { Columns, ResultType } from '../../../shared/model/query.ts';
import { columnsOf } from '../charts/columns-of.ts';

const done = { kind: 'done', warnings: [], infos: [], bytes: 1, totalMs: 1, waitMs: 1, parseMs: 1 } as const;
const model = (columns: Columns, resultType: ResultType = 'vector') => tableModel({ columns, resultType, done });

const vector = model(
  columnsOf([
    [{ job: 'a', le: '10' }, [7, 2]],
    [{ job: 'a', le: '9' }, [7, Number.NaN]],
    [{ job: 'a', le: '+Inf' }, [7, 5]],
  ]),
);

describe('a vector', () => {
  test('has a row for each series, and says once what all share', () => {
    expect(vector).toMatchObject({ rowCount: 3, common: ['job', 'a'], labelNames: ['le'], hasTimes: false });
    expect([0, 1, 2].map((row) => [vector.labelOf(row, 'le'), vector.textOf(row)])).toEqual([
      ['10', '2'],
      ['9', 'NaN'],
      ['+Inf', '5'],
    ]);
  });

  test('stands in the order of the server until it is sorted', () => {
    expect(sortRows(vector, undefined)).toEqual([0, 1, 2]);
  });

  test('is sorted by value, NaN last', () => {
    expect(sortRows(vector, { key: valueKey, descending: true })).toEqual([2, 0, 1]);
    expect(sortRows(vector, { key: valueKey, descending: false })).toEqual([0, 2, 1]);
  });

  test('is sorted by labels, numbers by their size', () => {
    const rows = model(
      columnsOf([
        [{ le: '10' }, [0, 1]],
        [{ le: '9' }, [0, 1]],
        [{ le: '0.5' }, [0, 1]],
      ]),
    );
    expect(sortRows(rows, { key: 'le', descending: false })).toEqual([2, 1, 0]);
  });

  test('has bars only where values can be compared as lengths', () => {
    const bars = (...values: number[]) =>
      model(columnsOf(values.map((value, i) => [`s${i}`, [0, value]] as const))).barMax;
    expect([bars(1, 4), bars(4), bars(1, -1), bars(1, Number.POSITIVE_INFINITY), bars(0, 0)]).toEqual([
      4,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('shows values exactly', () => {
    expect(model(columnsOf([['a', [0, 0.1 + 0.2]]])).textOf(0)).toBe('0.30000000000000004');
  });
});

describe('a range vector', () => {
  const matrix = model(
    columnsOf([
      ['a', [1, 10], [2, 30]],
      ['b', [3, 20]],
    ]),
    'matrix',
  );

  test('has a row for each sample, with its time', () => {
    const rows = [0, 1, 2].map((row) => [matrix.labelOf(row, 'name'), matrix.textOf(row), matrix.timeOf(row)]);
    expect(rows).toEqual([
      ['a', '10', 1],
      ['a', '30', 2],
      ['b', '20', 3],
    ]);
    expect([matrix.hasTimes, matrix.barMax]).toEqual([true, undefined]);
  });

  test('is sorted by time', () => {
    expect(sortRows(matrix, { key: timeKey, descending: true })).toEqual([2, 1, 0]);
  });
});

test('native histograms are rows of their own, behind the numbers', () => {
  const columns: Columns = {
    ...columnsOf([['a', [1, 10]], ['b']]),
    histograms: [{ series: 1, timeMs: 5, count: 4, sum: 2.5, buckets: [] }],
  };
  const both = model(columns);
  expect([both.rowCount, both.labelOf(1, 'name'), both.textOf(1), both.timeOf(1), both.numberOf(1)]).toEqual([
    2,
    'b',
    'count 4, sum 2.5',
    5,
    4,
  ]);
});
