import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recorderHandlers } from '../../../electron/backend/recorder-handlers.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { RecorderReport } from '../../../shared/model/recorder.ts';
import { FakeServer, type Fixture, openFixture } from './recorder-fixture.ts';

const harbor = 'harbor' as ContextId;
let folder: string;
let fixture: Fixture;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-recorder-'));
  fixture = openFixture(folder);
});

afterEach(async () => {
  await fixture.close();
  rmSync(folder, { recursive: true });
});

function watch(controller = new AbortController()) {
  const { signal } = controller;
  const reports = recorderHandlers(fixture.recorder).watch({ context: harbor }, { signal });
  return reports[Symbol.asyncIterator]() as AsyncIterator<RecorderReport>;
}

const connect = (cluster: undefined | string = 'uid:1') => {
  fixture.connect('harbor', { source: new FakeServer().source(), cluster: cluster as never });
};

test('a report is told at once, and at a change, but not at each of many', async () => {
  connect();
  const controller = new AbortController();
  const reports = watch(controller);
  expect((await reports.next()).value).toMatchObject({ state: { kind: 'off' }, plan: { isOn: undefined } });
  const begunMs = performance.now();
  for (let mostBytes = 2 ** 20; mostBytes < 2 ** 20 + 50; mostBytes += 1)
    fixture.recorder.change(harbor, { mostBytes });
  expect((await reports.next()).value).toMatchObject({ plan: { mostBytes: 2 ** 20 + 49 } });
  expect(performance.now() - begunMs).toBeGreaterThan(400);
  const next = reports.next();
  controller.abort();
  expect((await next).done).toBe(true);
});

test('which cluster it is, is waited for', async () => {
  fixture.connect('harbor', { source: new FakeServer().source(), cluster: undefined });
  const reports = watch();
  const next = reports.next();
  fixture.learn('harbor', 'uid:7');
  expect((await next).value).toMatchObject({ state: { kind: 'off' } });
  await reports.return?.();
});

test('it ends as the connection does, with that', async () => {
  connect();
  const reports = watch();
  await reports.next();
  const next = reports.next();
  fixture.becomes('harbor', { kind: 'idle' });
  await expect(next).rejects.toMatchObject({ code: 'connection.notConnected' });
});
