/** Who is held back while a log is emptied waits beside the thread: others go on, and it can be cancelled, and its time can be over. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorkerPool, type WorkerPool } from '../../../../electron/backend/base/worker-pool.ts';
import { holdReaders, releaseReaders } from '../../../../electron/backend/history/service/readers-hold.ts';
import type { FromStorageWorker, ToStorageWorker } from '../../../../electron/backend/storage-session.ts';
import { CancelledError } from '../../../../shared/base/errors.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';

const language = { semantics: 'v3', parse: {}, lookbackMs: 300_000, subqueryStepMs: 60_000 } as const;
const minuteMs = 60_000;
let held: SourceFixture;
let other: SourceFixture;
let pool: WorkerPool;
let logged: string[];
let holding: NodeJS.Timeout;

beforeEach(() => {
  [held, other] = [createSourceFixture('held'), createSourceFixture('other')];
  for (const fixture of [held, other]) fixture.open().register([['__name__', 'm']]);
  logged = [];
  pool = createWorkerPool({
    url: new URL('../../../../electron/workers/history-reader.ts', import.meta.url),
    log: { write: (_level, _scope, message) => void logged.push(message) },
    size: 1,
    stuckMs: 200,
  });
  holdReaders(held.files);
  holding = setInterval(() => holdReaders(held.files), 1000);
});

afterEach(async () => {
  clearInterval(holding);
  await pool.close();
  for (const fixture of [held, other]) fixture.dispose();
});

function release(): void {
  clearInterval(holding);
  releaseReaders(held.files);
}

/** @returns what is answered first */
function ask(fixture: SourceFixture, timeoutMs: number, signal?: AbortSignal): Promise<FromStorageWorker> {
  const askedMs = performance.timeOrigin + performance.now();
  const query = { kind: 'instant', expr: 'm', timeMs: 0 } as const;
  const request = { storage: fixture.files.folder, query, language, askedMs, deadlineMs: askedMs + timeoutMs };
  return new Promise((resolve, reject) => {
    const onMessage = (message: FromStorageWorker) => {
      if (message.kind === 'taken') return;
      task.dispose();
      resolve(message);
    };
    const task = pool.open<ToStorageWorker, FromStorageWorker>({ onMessage, onFailure: reject }, signal);
    task.post({ kind: 'evaluate', request: { ...request, budgetBytes: 2 ** 28 } });
  });
}

const head = { kind: 'head', resultType: 'vector', seriesCount: 0, sampleCount: 0 };

test('a source that holds its readers back holds up no other', async () => {
  let isAnswered = false;
  const waiting = ask(held, minuteMs).finally(() => {
    isAnswered = true;
  });
  expect(await ask(other, minuteMs)).toEqual(head);
  expect(isAnswered).toBe(false);
  release();
  expect(await waiting).toEqual(head);
});

test('one that is cancelled meanwhile ends nobody else', async () => {
  const cancelling = new AbortController();
  const cancelled = ask(held, minuteMs, cancelling.signal);
  const waiting = ask(held, minuteMs);
  await ask(other, minuteMs);
  cancelling.abort();
  await expect(cancelled).rejects.toBeInstanceOf(CancelledError);
  // Longer than a worker has to let go of it.
  await new Promise((resolve) => setTimeout(resolve, 600));
  release();
  expect([await waiting, logged]).toEqual([head, []]);
});

test('one whose time is over meanwhile is told so', async () => {
  await ask(other, minuteMs);
  expect(await ask(held, 300)).toMatchObject({ kind: 'failure', error: { code: 'query.deadline' } });
});

test('a call of the API waits as well', async () => {
  await ask(other, minuteMs);
  const deadlineMs = performance.timeOrigin + performance.now() + 300;
  const answer = await new Promise((resolve, reject) => {
    const task = pool.open<ToStorageWorker, FromStorageWorker>({ onMessage: resolve, onFailure: reject });
    const request = { matchers: [], limit: 0 };
    const call = { method: 'labelNames', request, storage: held.files.folder, language, deadlineMs } as const;
    task.post({ kind: 'api', ...call, budgetBytes: 2 ** 28 });
  });
  expect(answer).toMatchObject({ kind: 'failed', failure: 'timeout' });
});
