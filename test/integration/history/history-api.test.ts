/** The HTTP API over the histories of this computer, as `--api-port` switches it on: asked by a program that knows the token, and by promtool. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkerPool, type WorkerPool } from '../../../electron/backend/base/worker-pool.ts';
import { folderName, type HistoryOrigin } from '../../../electron/backend/history/service/history-identity.ts';
import {
  createHistoryService,
  type HistoryService,
} from '../../../electron/backend/history/service/history-service.ts';
import { setAside, sourceFiles } from '../../../electron/backend/history/store/source-files.ts';
import { startHistoryApi } from '../../../electron/backend/history-api.ts';
import type { PrometheusApi } from '../../../electron/backend/prometheus-api/api-server.ts';
import { plainRequest } from '../../support/http.ts';
import { serverMissing } from '../../support/servers/real-server.ts';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const log = { write: () => undefined };
const workerUrl = (name: string) => new URL(`../../../electron/workers/${name}.ts`, import.meta.url);
const harbor: HistoryOrigin = { kind: 'prometheus', cluster: 'uid:1', server: 'a', name: 'harbor', version: '2.42.0' };
const reef: HistoryOrigin = { ...harbor, cluster: 'uid:2', name: 'reef' };
const nowMs = Math.floor(Date.now() / 1000) * 1000;

let dataDir: string;
let history: HistoryService;
let catalogPool: WorkerPool;
let api: PrometheusApi;

async function record(origin: HistoryOrigin, value: number): Promise<void> {
  const writer = await history.writer(origin);
  const series = await writer.register([['__name__', 'up', 'job', origin.name]]);
  await writer.appendScrape({ target: 't', timeMs: nowMs, series, values: Float64Array.of(value) });
}

/** What is listed is kept for a second. */
const asks = (path: string, expected: unknown) => expect.poll(() => ask(path)).toEqual(expected);

async function ask(path: string, token = api.token): Promise<{ readonly status: number; readonly json: unknown }> {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const { status, body } = await plainRequest(api.url + path, { headers });
  return { status, json: status === 200 ? JSON.parse(body.toString()) : body.toString().trim() };
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'binnacle-history-'));
  history = createHistoryService({ dataDir, log, workerUrl });
  catalogPool = createWorkerPool({ url: workerUrl('catalog'), log });
  api = await startHistoryApi(0, { history, catalogPool, clock, log, version: '0.1.0' });
});

afterAll(async () => {
  await api.close();
  await Promise.all([history.close(), catalogPool.close()]);
  rmSync(dataDir, { recursive: true });
});

const vector = (job: string, value: string) => ({
  status: 'success',
  data: { resultType: 'vector', result: [{ metric: { __name__: 'up', job }, value: [nowMs / 1000, value] }] },
});
const query = `/api/v1/query?query=up&time=${nowMs / 1000}`;

describe('the API over the histories', () => {
  test('has nothing where nothing was recorded', async () => {
    expect(await ask(query)).toEqual({ status: 404, json: '404 nothing has been recorded yet' });
  });

  test('has the only history at its root, and under its name', async () => {
    await record(harbor, 1);
    await asks(query, { status: 200, json: vector('harbor', '1') });
    expect(await ask(`/${folderName(harbor)}${query}`)).toEqual({ status: 200, json: vector('harbor', '1') });
    expect(await ask(`/api/v1/status/buildinfo`)).toMatchObject({ json: { data: { version: '2.42.0' } } });
  });

  test('is closed to who has not the token', async () => {
    expect(await ask(query, 'guessed')).toMatchObject({ status: 401 });
  });

  test('has several histories each under its name, those of contexts that came later too', async () => {
    await record(reef, 0);
    await asks(`/${folderName(reef)}${query}`, { status: 200, json: vector('reef', '0') });
    await asks(query, { status: 404, json: expect.stringContaining(`/${folderName(reef)}/api/v1/  reef`) });
  });

  test('has the PromQL and the version of the server that is recorded by now', async () => {
    const path = `/${folderName(reef)}/api/v1`;
    // What only version 3 understands.
    const atan = `${path}/query?query=${encodeURIComponent('ts_of_max_over_time(up[5m])')}&time=${nowMs / 1000}`;
    expect(await ask(`${path}/status/buildinfo`)).toMatchObject({ json: { data: { version: '2.42.0' } } });
    expect(await ask(atan)).toMatchObject({ status: 400 });
    await (await history.writer(reef)).close();
    await history.writer({ ...reef, version: '3.5.0' });
    await expect.poll(() => ask(`${path}/status/buildinfo`)).toMatchObject({ json: { data: { version: '3.5.0' } } });
    expect(await ask(atan)).toMatchObject({ status: 200 });
  });

  test('has one that was set aside as what has begun in its place', async () => {
    const path = `/${folderName(reef)}`;
    const files = sourceFiles(dataDir, folderName(reef));
    await (await history.writer(reef)).close();
    setAside(files.history, 'a test', nowMs);
    setAside(files.head, 'a test', nowMs);
    await record(reef, 7);
    await asks(path + query, { status: 200, json: vector('reef', '7') });
  });

  test('has none that was removed, and one that began anew after it', async () => {
    const path = `/${folderName(reef)}`;
    expect(await ask(path + query)).toMatchObject({ status: 200 });
    await history.remove(folderName(reef));
    await asks(path + query, { status: 404, json: expect.stringContaining('404 there are these histories') });
    await record(reef, 0);
    await asks(path + query, { status: 200, json: vector('reef', '0') });
  });

  test.skipIf(serverMissing('promtool') !== undefined)('is what promtool expects of a Prometheus', async () => {
    // promtool of 2.42 knows no tokens: a proxy of one line puts it in.
    const proxy = createServer((request, response) => {
      const { port } = new URL(api.url);
      const headers = { ...request.headers, host: `127.0.0.1:${port}`, authorization: `Bearer ${api.token}` };
      const path = `/${folderName(reef)}${request.url}`;
      const onward = httpRequest({ port, path, method: request.method, headers }, (answer) => answer.pipe(response));
      request.pipe(onward);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const promtool = (...args: string[]) => promisify(execFile)('promtool', args);
      const asked = await promtool('query', 'instant', `--time=${nowMs / 1000}`, url, 'up + 1');
      expect(asked.stdout.trim()).toBe(`{job="reef"} => 1 @[${nowMs / 1000}]`);
      expect((await promtool('query', 'labels', url, 'job')).stdout.trim()).toBe('reef');
    } finally {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    }
  });
});
