/** What is stored here, asked as a source: its names, labels and values through the same catalog as a remote Prometheus's. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkerPool, type WorkerPool } from '../../../../electron/backend/base/worker-pool.ts';
import { inProcessApi } from '../../../../electron/backend/prometheus-api/in-process.ts';
import { workerData } from '../../../../electron/backend/prometheus-api/worker-data.ts';
import { explainEmpty } from '../../../../electron/backend/sources/empty/explain-empty.ts';
import { createLocalSource } from '../../../../electron/backend/sources/local/local-source.ts';
import type { Source } from '../../../../electron/backend/sources/source.ts';
import type { FoundMetrics } from '../../../../shared/model/catalog.ts';

const language = { semantics: 'v3', parse: {}, lookbackMs: 300_000, subqueryStepMs: 60_000 } as const;
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const never = new AbortController().signal;
const options = { signal: never, timeoutMs: 10_000 };
/** Long ago: nothing of it is within a day of now. */
const lastMs = 1_700_000_000_000;
const log = { write: (level: string, _scope: string, message: string) => void logged.push(`${level} ${message}`) };
const logged: string[] = [];

let dir: string;
let pool: WorkerPool;
let catalogPool: WorkerPool;
let source: Source;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-local-'));
  const storage = join(dir, 'data.txt');
  const lines = ['# TYPE http_requests counter', '# HELP http_requests Requests that were answered.'];
  for (const code of ['200', '404', '한국어'])
    lines.push(`http_requests_total{code="${code}",job="web"} 5 ${lastMs / 1000}`);
  lines.push('# TYPE up gauge', `up{job="web"} 1 ${lastMs / 1000}`);
  writeFileSync(storage, `${lines.join('\n')}\n# EOF\n`);
  pool = createWorkerPool({ url: new URL('../../../support/promapi/query-worker.ts', import.meta.url), log, size: 1 });
  catalogPool = createWorkerPool({ url: new URL('../../../../electron/workers/catalog.ts', import.meta.url), log });
  const data = workerData({ pool, storage, language });
  const buildInfo = { version: '3.14.0', revision: '', branch: '', buildUser: '', buildDate: '', goVersion: '' };
  const api = inProcessApi({ data, clock, parse: {}, buildInfo, semantics: 'v3', log });
  const deps = { pool, clock, storage, language, api, catalogPool, log, version: '2.45.0', lastMs: () => lastMs };
  source = createLocalSource(deps);
});

afterAll(async () => {
  await Promise.all([pool.close(), catalogPool.close()]);
  rmSync(dir, { recursive: true });
});

describe('what is stored on this computer', () => {
  test('tells the version of the server that was recorded, and has no exemplars', async () => {
    expect([
      await source.buildInfo(options),
      await source.exemplars({ expr: 'up', startMs: 0, endMs: lastMs }, options),
    ]).toEqual([{ version: '2.45.0' }, { exemplars: [], complete: true }]);
  });

  test('has its metrics with type and help, though they ended long ago', async () => {
    let found: FoundMetrics | undefined;
    for await (const item of source.catalog.metrics({ text: 'http', offset: 0, limit: 10 }, never)) found = item;
    expect(found).toMatchObject({
      state: { kind: 'ready', names: 2 },
      metrics: [{ name: 'http_requests_total', type: 'counter', help: 'Requests that were answered.' }],
    });
  });

  test('knows labels and values of a selector, and how many series it has', async () => {
    const values = { label: 'code', selector: 'http_requests_total', text: '', limit: 10 };
    const span = { startMs: lastMs - 60_000, endMs: lastMs };
    expect([
      (await source.catalog.labelNames({ selector: 'up', text: '', limit: 10 }, never)).texts,
      (await source.catalog.labelValues(values, never)).texts,
      (await source.catalog.summarize({ selector: '{job="web"}', ...span, topValues: 1 }, never)).series,
      await source.catalog.hasSeries('up{job="db"}', span, never),
    ]).toEqual([['__name__', 'job'], ['200', '404', '한국어'], 4, false]);
  });

  test('says why an answer is empty', async () => {
    const span = { expr: 'htp_requests_total', startMs: lastMs - 60_000, endMs: lastMs };
    const deps = { source, clock: { now: () => lastMs } };
    expect(await explainEmpty(deps, span, never)).toEqual({
      kind: 'noMetric',
      metric: 'htp_requests_total',
      near: ['http_requests_total'],
    });
  });

  test('refuses a selector that is none as a remote Prometheus would', async () => {
    const asked = source.catalog.labelNames({ selector: 'up{', text: '', limit: 10 }, never);
    await expect(asked).rejects.toMatchObject({ code: 'prometheus.badData' });
    expect(logged).toEqual([]);
  });
});
