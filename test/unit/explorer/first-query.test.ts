import { describe, expect, test } from 'vitest';
import { runQuery } from '../../../renderer/client/run-query.ts';
import { findFirstLook, firstLookOf, firstLookProbe } from '../../../renderer/views/explorer/first-query.ts';
import { AppError } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { QueryItem } from '../../../shared/model/query.ts';
import { columnsOf } from '../charts/columns-of.ts';

const context = 'harbor' as ContextId;
const found = (...marks: (readonly [string, number])[]) => ({
  columns: columnsOf(marks.map(([name, value]) => [{ binnacle_probe: name }, [0, value]] as const)),
});

describe('the first look', () => {
  test('is the first candidate that has data', () => {
    expect(firstLookOf(found(['3', 9], ['1', 4], ['age', 99_999]))).toEqual({
      expr: 'sum by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[5m]))',
      rangeMs: 3_600_000,
    });
  });

  test('is a quarter of an hour of a server that has not seen more', () => {
    expect(firstLookOf(found(['3', 1], ['age', 20]))).toEqual({ expr: 'sum by (job) (up)', rangeMs: 900_000 });
  });

  test('is `up` where nothing has data: it says so itself', () => {
    expect(firstLookOf(found())).toEqual({ expr: 'up', rangeMs: 3_600_000 });
  });

  test('asks one question for all candidates', async () => {
    const asked: string[] = [];
    const client = clientOf(async function* ({ request }) {
      asked.push(request.expr);
      yield { kind: 'head', resultType: 'vector', seriesCount: 1, sampleCount: 1 };
      yield { kind: 'part', columns: found(['0', 1]).columns, continues: false };
      yield done;
    });
    const look = await findFirstLook(client, { context, timeMs: undefined }, new AbortController().signal);
    expect([asked, look.expr]).toEqual([
      [firstLookProbe],
      'sum by (namespace) (rate(container_cpu_usage_seconds_total{container!=""}[5m]))',
    ]);
  });
});

const done: QueryItem = { kind: 'done', warnings: [], infos: [], bytes: 1, totalMs: 1, waitMs: 1, parseMs: 1 };

type Run = (
  input: { readonly request: { readonly expr: string } },
  options?: { readonly signal?: AbortSignal | undefined },
) => AsyncIterable<QueryItem>;

const clientOf = (run: Run) => ({ query: { run } });

describe('a query from its first item to its answer', () => {
  const input = { context, request: { kind: 'instant', expr: 'up' }, timeoutMs: 1000 } as const;

  test('joins the parts and tells the progress', async () => {
    const progress: number[] = [];
    const client = clientOf(async function* () {
      yield { kind: 'progress', phase: 'reading', receivedBytes: 7 };
      yield { kind: 'head', resultType: 'matrix', seriesCount: 2, sampleCount: 3 };
      yield { kind: 'part', columns: columnsOf([['a', [0, 1]]]), continues: false };
      yield {
        kind: 'part',
        columns: columnsOf([
          ['a', [1, 2]],
          ['b', [0, 3]],
        ]),
        continues: true,
      };
      yield done;
    });
    const answer = await runQuery(client, input, {
      signal: new AbortController().signal,
      onProgress: ({ receivedBytes }) => progress.push(receivedBytes),
    });
    expect(answer).toEqual({
      resultType: 'matrix',
      columns: columnsOf([
        ['a', [0, 1], [1, 2]],
        ['b', [0, 3]],
      ]),
      done,
    });
    expect(progress).toEqual([7]);
  });

  test('fails as the stream fails', async () => {
    // biome-ignore lint/correctness/useYield: it fails before its first item
    const client = clientOf(async function* () {
      throw new AppError('prometheus.badData', 'no');
    });
    await expect(runQuery(client, input, { signal: new AbortController().signal })).rejects.toThrow('no');
  });

  test('is a bug where the stream ends without its end', async () => {
    const client = clientOf(async function* () {
      yield { kind: 'progress', phase: 'waiting', receivedBytes: 0 };
    });
    await expect(runQuery(client, input, { signal: new AbortController().signal })).rejects.toThrow('without its end');
  });
});
