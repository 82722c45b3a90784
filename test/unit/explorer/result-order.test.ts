import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atOnce } from '../../../renderer/components/slices.ts';
import { mergeSort } from '../../../renderer/views/explorer/result/merge-sort.ts';
import { compareNatural, naturalKey } from '../../../renderer/views/explorer/result/natural-order.ts';
import { parseFilter } from '../../../renderer/views/explorer/result/row-filter.ts';
import { type ColumnKey, orderRows } from '../../../renderer/views/explorer/result/row-order.ts';
import { labelsOfRow } from '../../../renderer/views/explorer/table-model.ts';
import { hardTexts, matrices, modelOf } from './result-cases.ts';

const runs = { seed: 20_261_129, numRuns: 500 };

const inOrder = (texts: readonly (string | undefined)[], descending = false) =>
  texts.toSorted((a, b) => compareNatural(naturalKey(a), naturalKey(b), descending));

describe('the natural order', () => {
  test('counts as people do', () => {
    expect(inOrder(['pod-10', 'pod-9', 'pod-1', 'pod-01', 'pod', 'Pod-2'])).toEqual([
      'Pod-2',
      'pod',
      'pod-1',
      'pod-01',
      'pod-9',
      'pod-10',
    ]);
    expect(inOrder(['10.0.0.12', '10.0.0.2', '9.255.0.1'])).toEqual(['9.255.0.1', '10.0.0.2', '10.0.0.12']);
    expect(inOrder(['v1.10.0', 'v1.9.3', 'v1.9'])).toEqual(['v1.9', 'v1.9.3', 'v1.10.0']);
  });

  test('takes numbers by their size, before all texts, and what is missing after all', () => {
    const mixed = ['b', '+Inf', '2', undefined, '1e3', '-Inf', '0.5', 'a', '-4', ''];
    expect(inOrder(mixed).slice(0, 8)).toEqual(['-Inf', '-4', '0.5', '2', '1e3', '+Inf', 'a', 'b']);
    expect(inOrder(mixed, true).slice(0, 8)).toEqual(['b', 'a', '+Inf', '1e3', '2', '0.5', '-4', '-Inf']);
  });

  const texts = fc.oneof(
    hardTexts,
    fc.stringMatching(/^[a-c0-3.-]{0,6}$/),
    fc.double().map(String),
    fc.constantFrom('+Inf', '-Inf', 'Inf', '1e999'),
  );
  const sign = (a: string, b: string, descending: boolean) =>
    Math.sign(compareNatural(naturalKey(a), naturalKey(b), descending)) + 0;

  test('is a total order', () => {
    fc.assert(
      fc.property(texts, texts, texts, fc.boolean(), (a, b, c, descending) => {
        expect(sign(a, a, descending)).toBe(0);
        expect(sign(a, b, descending) + sign(b, a, descending)).toBe(0);
        const [x, y, z] = inOrder([a, b, c], descending) as [string, string, string];
        expect([sign(x, y, descending) <= 0, sign(y, z, descending) <= 0, sign(x, z, descending) <= 0]).toEqual([
          true,
          true,
          true,
        ]);
        // Equals are alike to everything else.
        if (sign(a, b, descending) === 0) expect(sign(a, c, descending)).toBe(sign(b, c, descending));
      }),
      runs,
    );
  });

  test('turned around is the same the other way round, but for what is missing', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        fc.pre(a !== '' && b !== '');
        expect(sign(a, b, true)).toBe(0 - sign(a, b, false));
      }),
      runs,
    );
  });
});

describe('the sort in slices', () => {
  test('is the stable sort', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 200 }), (keys) => {
        const rows = Uint32Array.from(keys, (_, i) => i);
        const compare = (a: number, b: number) => (keys[a] ?? 0) - (keys[b] ?? 0);
        expect([...atOnce(mergeSort(rows, compare))]).toEqual([...rows].sort(compare));
        // What it was given stays.
        expect([...rows]).toEqual(keys.map((_, i) => i));
      }),
      runs,
    );
  });

  test('pauses on the way, so that a page answers', () => {
    const work = mergeSort(
      Uint32Array.from({ length: 50_000 }, (_, i) => i),
      (a, b) => b - a,
    );
    let pauses = 0;
    while (work.next().done !== true) pauses += 1;
    expect(pauses).toBeGreaterThan(100);
  });
});

describe('a table in order', () => {
  const keys = fc.oneof(
    fc.constantFrom<ColumnKey>('value', 'time', 'count', 'first', 'sum', 'part', 'bar'),
    hardTexts.map((name): ColumnKey => `label:${name}`),
  );

  test('has each of its rows once, whatever it is sorted by', () => {
    fc.assert(
      fc.property(
        matrices,
        keys,
        fc.boolean(),
        fc.constantFrom('samples', 'series'),
        (columns, key, descending, kind) => {
          const model = modelOf(columns, 'matrix', kind);
          const { rows } = atOnce(orderRows(model, parseFilter('', 'none'), { key, descending }));
          expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: model.rowCount }, (_, row) => row));
        },
      ),
      runs,
    );
  });

  test('sorted again in the same way stays as it is, and rows that are equal stand as the server has them', () => {
    fc.assert(
      fc.property(matrices, fc.boolean(), (columns, descending) => {
        const model = modelOf(columns, 'matrix');
        const { rows } = atOnce(orderRows(model, parseFilter('', 'none'), { key: 'value', descending }));
        for (let i = 1; i < rows.length; i += 1) {
          const [before = 0, after = 0] = [rows[i - 1], rows[i]];
          const [a = 0, b = 0] = [model.values[before], model.values[after]];
          if (Object.is(a, b)) expect(before).toBeLessThan(after);
          else if (!Number.isNaN(b) && a !== b) expect(descending ? a > b : a < b).toBe(true);
        }
      }),
      runs,
    );
  });

  test('may be sorted by a label that is called as one of its own columns', () => {
    const model = modelOf({
      labels: [
        ['value', 'b'],
        ['value', 'a'],
      ],
      offsets: Uint32Array.of(0, 1, 2),
      timesMs: Float64Array.of(0, 0),
      values: Float64Array.of(1, 2),
      histograms: [],
    });
    const by = (key: ColumnKey) =>
      [...atOnce(orderRows(model, parseFilter('', 'none'), { key, descending: false })).rows].map(
        (row) => labelsOfRow(model, row)[1],
      );
    expect([by('value'), by('label:value')]).toEqual([
      ['b', 'a'],
      ['a', 'b'],
    ]);
  });
});
