import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atOnce } from '../../../renderer/components/slices.ts';
import { apiJson } from '../../../renderer/views/explorer/export/api-json.ts';
import { exportedParts } from '../../../renderer/views/explorer/export/exported-series.ts';
import type { ResultPart } from '../../../renderer/views/explorer/result/result-part.ts';
import type { Columns, ResultType } from '../../../shared/model/query.ts';
import { columnsOf } from '../charts/columns-of.ts';
import { plain, readBytes } from '../sources/prometheus/reference-answer.ts';
import { matrices, noColumns, partOf, vectors } from './result-cases.ts';

function written(part: ResultPart, visible?: readonly number[]): string {
  const [exported] = exportedParts([part], visible);
  if (exported === undefined) throw new Error('one part in, one part out');
  return atOnce(apiJson(exported)).join('');
}

/** By the product's own reader of answers of Prometheus. */
const readBack = (text: string) => plain(readBytes(new TextEncoder().encode(text)));

const meant = (columns: Columns, resultType: ResultType, text?: string) => ({
  ...{ resultType, labels: columns.labels, ends: [...columns.offsets].slice(1), text },
  ...{ timesMs: [...columns.timesMs], values: [...columns.values], histograms: columns.histograms },
  ...{ warnings: [], infos: [], stats: undefined },
});

describe('an answer as JSON', () => {
  test('has the shape of the API of Prometheus', () => {
    const columns = columnsOf([[{ __name__: 'up', job: 'a' }, [1_795_346_080_123, 0.1], [1_795_346_095_000, -0]]]);
    expect(JSON.parse(written(partOf(columns, 'matrix')))).toEqual({
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: { __name__: 'up', job: 'a' },
            values: [
              [1795346080.123, '0.1'],
              [1795346095, '-0'],
            ],
          },
        ],
      },
    });
  });

  test('has native histograms as the API has them', () => {
    const columns: Columns = {
      ...columnsOf([[{ job: 'a' }]]),
      histograms: [{ series: 0, timeMs: 1500, count: 5, sum: 2.5, buckets: [[0, 0.5, Number.POSITIVE_INFINITY, 5]] }],
    };
    expect(JSON.parse(written(partOf(columns, 'vector'))).data.result).toEqual([
      { metric: { job: 'a' }, histogram: [1.5, { count: '5', sum: '2.5', buckets: [[0, '0.5', '+Inf', '5']] }] },
    ]);
  });

  test('of a scalar and of a text is that, with its time', () => {
    const scalar = partOf(columnsOf([[{}, [1500, 3]]]), 'scalar');
    const text = partOf(noColumns, 'string', { evaluatedMs: 2000, done: { text: 'a"b' } });
    expect([scalar, text].map((part) => JSON.parse(written(part)).data)).toEqual([
      { resultType: 'scalar', result: [1.5, '3'] },
      { resultType: 'string', result: [2, 'a"b'] },
    ]);
  });

  test('keeps what the server warned of', () => {
    const part = partOf(noColumns, 'vector', { done: { warnings: ['a "warning"'], infos: ['an info'] } });
    expect(JSON.parse(written(part))).toMatchObject({ warnings: ['a "warning"'], infos: ['an info'] });
  });

  test('of a graph has only the series that are visible', () => {
    const columns = columnsOf([
      ['a', [0, 1]],
      ['b', [0, 2]],
    ]);
    expect(JSON.parse(written(partOf(columns, 'matrix'), [1])).data.result).toEqual([
      { metric: { name: 'b' }, values: [[0, '2']] },
    ]);
  });

  const types = fc.oneof(
    matrices.map((columns) => ({ columns, resultType: 'matrix' as const })),
    vectors.map((columns) => ({ columns, resultType: 'vector' as const })),
  );

  test('is read back as exactly what it was, whatever the texts and the numbers are', () => {
    fc.assert(
      fc.property(types, ({ columns, resultType }) => {
        // Of a series without samples the API has no form.
        const counts = columns.labels.map(
          (_, series) => (columns.offsets[series + 1] ?? 0) - (columns.offsets[series] ?? 0),
        );
        fc.pre(counts.every((count, series) => count > 0 || columns.histograms.some((one) => one.series === series)));
        expect(readBack(written(partOf(columns, resultType)))).toEqual(meant(columns, resultType));
      }),
      { seed: 20_261_129, numRuns: 300 },
    );
  });
});
