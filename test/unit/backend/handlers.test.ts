import { expect, test } from 'vitest';
import type { Connections } from '../../../electron/backend/connections/connections.ts';
import type { ContextRegistry } from '../../../electron/backend/contexts/context-registry.ts';
import { createHandlers } from '../../../electron/backend/handlers.ts';
import { createSettings } from '../../../electron/backend/settings/settings-service.ts';
import type { Source } from '../../../electron/backend/sources/source.ts';
import { AppError, CancelledError } from '../../../shared/base/errors.ts';
import { Emitter } from '../../../shared/base/event.ts';
import type { ConnectionUpdate } from '../../../shared/contract/contexts.ts';
import type { ContextId, ContextsSnapshot } from '../../../shared/model/context.ts';
import type { QueryItem } from '../../../shared/model/query.ts';
import { defaultSettings } from '../../../shared/model/settings.ts';
import { memoryLog } from '../rpc/test-contract.ts';

const harbor = 'harbor' as ContextId;
const progress: QueryItem = { kind: 'progress', phase: 'waiting', receivedBytes: 0 };
const request = { kind: 'instant', expr: 'up' } as const;

function setUp(query: Source['query']) {
  const contextsChanged = new Emitter<ContextsSnapshot>();
  const connectionChanged = new Emitter<ConnectionUpdate>();
  const calls: string[] = [];
  let snapshot: ContextsSnapshot = { files: [], contexts: [] };
  const read = Promise.withResolvers<void>();
  const contexts: ContextRegistry = {
    snapshot: () => snapshot,
    onDidChange: contextsChanged.event,
    reload: async () => void calls.push('reload'),
    resolve: () => Promise.reject(new Error('not here')),
    dispose: () => {},
  };
  const connections: Connections = {
    connect: (id) => void calls.push(`connect ${id}`),
    disconnect: async (id) => void calls.push(`disconnect ${id}`),
    state: () => ({ kind: 'idle' }),
    states: () => [{ context: harbor, state: { kind: 'authenticating' } }],
    onDidChange: connectionChanged.event,
    source(id) {
      if (id === harbor) return { query, buildInfo: () => Promise.reject(new Error('not here')) };
      throw new AppError('connection.notConnected', 'no', { details: { context: id } });
    },
    close: async () => {},
  };
  const settings = createSettings({ read: () => ({ settings: defaultSettings }), write: () => {} }, memoryLog());
  const ports = { version: '1.2.3', host: 'web' as const, clock: { now: () => 42, monotonic: () => 0 } };
  const handlers = createHandlers({ contexts, contextsRead: read.promise, connections, settings }, ports);
  const read1 = (next: ContextsSnapshot) => {
    snapshot = next;
    read.resolve();
  };
  return { handlers, calls, contextsChanged, connectionChanged, finishReading: read1 };
}

async function* noItems(): AsyncGenerator<QueryItem> {}

test('the application says who it is', () => {
  const { handlers } = setUp(noItems);
  const context = { signal: new AbortController().signal };
  expect(handlers.application.info({}, context)).toEqual({ version: '1.2.3', host: 'web', nowMs: 42 });
});

test('the contexts are told when they have been read, not before', async () => {
  const { handlers, finishReading } = setUp(noItems);
  const items = handlers.contexts.watch({}, { signal: new AbortController().signal })[Symbol.asyncIterator]();
  const first = items.next();
  const read: ContextsSnapshot = { files: [{ path: '/f', problem: undefined }], contexts: [] };
  finishReading(read);
  expect(await first).toEqual({ done: false, value: read });
  await items.return?.();
});

test('a page that goes before the contexts have been read is not waited for', async () => {
  const { handlers } = setUp(noItems);
  const controller = new AbortController();
  const first = handlers.contexts.watch({}, { signal: controller.signal })[Symbol.asyncIterator]().next();
  controller.abort();
  await expect(first).rejects.toBeInstanceOf(CancelledError);
});

test('connections are told from those that are not idle on, at their newest', async () => {
  const { handlers, connectionChanged, calls } = setUp(noItems);
  const context = { signal: new AbortController().signal };
  const items = handlers.connections.watch({}, context)[Symbol.asyncIterator]();
  expect((await items.next()).value).toEqual({ context: harbor, state: { kind: 'authenticating' } });
  for (const step of ['a', 'b']) connectionChanged.fire({ context: harbor, state: { kind: 'discovering', step } });
  expect((await items.next()).value).toEqual({ context: harbor, state: { kind: 'discovering', step: 'b' } });
  await items.return?.();
  handlers.connections.connect({ context: harbor }, context);
  await handlers.connections.disconnect({ context: harbor }, context);
  await handlers.contexts.reload({}, context);
  expect(calls).toEqual(['connect harbor', 'disconnect harbor', 'reload']);
});

test('a query passes its deadline and signal on, by default Prometheus’s own deadline', async () => {
  const seen: unknown[] = [];
  const { handlers } = setUp(async function* (asked, { signal, timeoutMs }) {
    seen.push([asked, timeoutMs, signal.aborted]);
    yield progress;
  });
  const context = { signal: new AbortController().signal };
  const run = async (timeoutMs?: number) => {
    const items: QueryItem[] = [];
    for await (const item of handlers.query.run({ context: harbor, request, timeoutMs }, context)) items.push(item);
    return items;
  };
  expect([await run(), await run(500)]).toEqual([[progress], [progress]]);
  expect(seen).toEqual([
    [request, 120_000, false],
    [request, 500, false],
  ]);
});

test('a query on a context that is not connected fails with that', async () => {
  const { handlers } = setUp(noItems);
  const input = { context: 'reef' as ContextId, request };
  const next = handlers.query.run(input, { signal: new AbortController().signal })[Symbol.asyncIterator]().next();
  await expect(next).rejects.toMatchObject({ code: 'connection.notConnected', details: { context: 'reef' } });
});

test('a query whose connection is closed beneath it fails with that; one that its asker cancelled is a cancellation', async () => {
  const { handlers } = setUp(async function* () {
    yield progress;
    throw new CancelledError();
  });
  const controller = new AbortController();
  const begin = () =>
    handlers.query.run({ context: harbor, request }, { signal: controller.signal })[Symbol.asyncIterator]();
  const closed = begin();
  await closed.next();
  await expect(closed.next()).rejects.toMatchObject({ code: 'connection.notConnected', retryable: true });
  const cancelled = begin();
  await cancelled.next();
  controller.abort();
  await expect(cancelled.next()).rejects.toBeInstanceOf(CancelledError);
});
