/** The HTTP API over the histories of this computer, as `--api-port` switches it on: asked by a program that knows the token, and by promtool. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
import { type HistoryApi, startHistoryApi } from '../../../electron/backend/history-api.ts';
import { spoilLeaves } from '../../support/history/spoil-pages.ts';
import { plainRequest } from '../../support/http.ts';
import { serverMissing } from '../../support/servers/real-server.ts';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const written: unknown[] = [];
/** Of what is a bug. */
const log = { write: (level: string, ...rest: unknown[]) => void (level === 'error' && written.push(rest)) };
const workerUrl = (name: string) => new URL(`../../../electron/workers/${name}.ts`, import.meta.url);
const harbor: HistoryOrigin = { kind: 'prometheus', cluster: 'uid:1', server: 'a', name: 'harbor', version: '2.42.0' };
const reef: HistoryOrigin = { ...harbor, cluster: 'uid:2', name: 'reef' };
const nowMs = Math.floor(Date.now() / 1000) * 1000;

let dataDir: string;
let history: HistoryService;
let catalogPool: WorkerPool;
let api: HistoryApi;

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
  api = await startHistoryApi({ port: 0 }, { history, catalogPool, clock, log, version: '0.1.0' });
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
    expect(await ask(query)).toEqual({
      status: 404,
      json: expect.stringMatching(/nothing has been recorded yet: record .*npm run history -- import FILE/),
    });
    expect(await api.addresses()).toEqual([]);
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
    // That of 2.42 knows no other way than the address.
    const url = `http://any:${api.token}@127.0.0.1:${api.port}/${folderName(reef)}`;
    const promtool = (...args: string[]) => promisify(execFile)('promtool', args);
    const asked = await promtool('query', 'instant', `--time=${nowMs / 1000}`, url, 'up + 1');
    expect(asked.stdout.trim()).toBe(`{job="reef"} => 1 @[${nowMs / 1000}]`);
    expect((await promtool('query', 'labels', url, 'job')).stdout.trim()).toBe('reef');
  });

  test('names each of them with its address, for who started it', async () => {
    const line = (origin: HistoryOrigin) => `${api.url}/${folderName(origin)}  ${origin.name}`;
    await expect.poll(() => api.addresses()).toEqual([line(harbor), line(reef)].sort());
    // Folders that hold no history: ten lines, and how many more there are.
    const others = Array.from({ length: 9 }, (_, i) => join(dataDir, 'history', `other-${i}`));
    for (const folder of others) mkdirSync(folder);
    await expect.poll(async () => (await api.addresses()).length).toBe(11);
    expect((await api.addresses()).at(-1)).toBe('and 1 more: npm run history -- list names them');
    for (const folder of others) rmSync(folder, { recursive: true });
    await expect.poll(async () => (await api.addresses()).length).toBe(2);
  });

  test('says what is wrong with one that is damaged, or not there any more, without where it lies', async () => {
    // One that no reader has open: what it has in its memory is not damaged.
    const shoal = { ...harbor, cluster: 'uid:3', name: 'shoal' };
    const name = folderName(shoal);
    await record(shoal, 1);
    await (await history.writer(shoal)).close();
    const { history: file, head } = sourceFiles(dataDir, name);
    // Under a new inode, as a file that was restored.
    const replace = (path: string, content: Uint8Array) => {
      rmSync(path);
      writeFileSync(path, content);
    };
    const execution = (error: unknown) => ({ status: 422, json: { status: 'error', errorType: 'execution', error } });
    const failed = async (path: string) => {
      const { status, json } = await ask(`/${name}/api/v1/${path}`);
      return { status, json: status === 422 ? JSON.parse(String(json)) : json };
    };
    const reason = 'is damaged (database disk image is malformed): it has to be set aside';
    const damaged = execution(`the history ${name} ${reason}`);
    const asked = [`query?query=up&time=${nowMs / 1000}`, 'series?match[]=up', 'labels', 'label/job/values'];
    for (const [path, table, questions] of [
      [file, 'posting', asked],
      [file, 'series', asked.slice(0, 2)],
      [head, 'row', asked.slice(0, 1)],
    ] as const) {
      const whole = readFileSync(path);
      replace(path, whole);
      spoilLeaves(path, table);
      for (const one of questions) await expect.poll(() => failed(one)).toEqual(damaged);
      replace(path, whole);
      await expect.poll(async () => (await failed(asked[0] ?? '')).status).toBe(200);
    }
    rmSync(head);
    const gone = execution(expect.stringMatching(/^the history .*head\.db cannot be opened/));
    await expect.poll(() => failed('labels')).toEqual(gone);
    expect(JSON.stringify(await failed('labels'))).not.toContain(dataDir);
    expect(written).toEqual([]);
  });
});
