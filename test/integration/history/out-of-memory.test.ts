/** Workers of a history that run out of memory: who called is told so, what was acknowledged stays, and the next one is answered. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderName } from '../../../electron/backend/history/service/history-identity.ts';
import {
  createHistoryService,
  type HistoryService,
} from '../../../electron/backend/history/service/history-service.ts';
import { historyData } from '../../../electron/backend/history-source.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';
import { recordedOrigin, slotMs } from '../../support/history/service-fixture.ts';

const workerUrl = (name: string) => new URL(`../../../electron/workers/${name}.ts`, import.meta.url);
const beginMs = 236_000 * slotMs;
const labelsOf = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) => ['__name__', name, 'i', `${i} ${'x'.repeat(60)}`]);

let dataDir: string;
let history: HistoryService;
let logged: string[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'binnacle-history-'));
  logged = [];
  start(24);
});

afterEach(async () => {
  await history.close();
  rmSync(dataDir, { recursive: true });
});

function start(heapMiB: number | undefined): void {
  const log = { write: (_: string, _scope: string, message: string) => void logged.push(message.split('\n')[0] ?? '') };
  history = createHistoryService({ dataDir, log, workerUrl, heapMiB });
}

async function record(timeMs: number): Promise<void> {
  const writer = await history.writer(recordedOrigin);
  const series = await writer.register(labelsOf('few', 5));
  await writer.appendScrape({ target: 't', timeMs, series, values: Float64Array.from(series, () => 1) });
}

async function count(expr: string): Promise<unknown> {
  const { data } = historyData(
    { source: folderName(recordedOrigin), origin: recordedOrigin },
    { history, version: '0.1.0' },
  );
  const query = { kind: 'instant', expr: parseExpr(expr, {}), timeMs: beginMs + 60_000 } as const;
  const { value } = await data.evaluate(
    { query, lookbackMs: undefined, timeoutMs: 60_000 },
    new AbortController().signal,
  );
  return value.kind === 'vector' ? value.series.map(({ values }) => values[0]) : value.kind;
}

test('the writer: every call that waits is told, and the next one goes on with what was acknowledged', async () => {
  await record(beginMs);
  const writer = await history.writer(recordedOrigin);
  const isOver = { code: 'history.outOfMemory', retryable: true, details: { path: writer.source } };
  const tooMuch = writer.register(labelsOf('many', 300_000));
  const behind = writer.stats();
  await expect(tooMuch).rejects.toMatchObject(isOver);
  await expect(behind).rejects.toMatchObject(isOver);
  await expect(writer.stats()).rejects.toMatchObject(isOver);
  expect(writer.failure()).toMatchObject(isOver);
  expect(logged).toEqual([expect.stringContaining('heap out of memory')]);
  await record(beginMs + 1000);
  expect(await history.writer(recordedOrigin)).not.toBe(writer);
  expect(await count('count_over_time(few[10m])')).toEqual([2, 2, 2, 2, 2]);
});

test('a reader: the query is told, and the next one is answered by a new worker', async () => {
  await history.close();
  start(undefined);
  const writer = await history.writer(recordedOrigin);
  const series = await writer.register(labelsOf('many', 200_000));
  await writer.appendScrape({ target: 't', timeMs: beginMs, series, values: Float64Array.from(series, () => 1) });
  await record(beginMs);
  await history.close();
  start(64);
  await expect(count('many')).rejects.toMatchObject({ name: 'EvaluationError', kind: 'budget' });
  expect(await count('count_over_time(few[10m])')).toEqual([1, 1, 1, 1, 1]);
});
