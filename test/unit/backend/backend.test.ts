/** The assembly over real services: what a page sees of it through the contract. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Backend, createBackend } from '../../../electron/backend/backend.ts';
import type { Ports, PowerEvent } from '../../../electron/backend/ports.ts';
import { Emitter } from '../../../shared/base/event.ts';
import { type ContractClient, contract } from '../../../shared/contract/contract.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import { createClient } from '../../../shared/rpc/client.ts';
import { ownContexts } from '../../support/own-contexts.ts';
import { memoryPair } from '../rpc/memory-transport.ts';
import { type MemoryLog, memoryLog } from '../rpc/test-contract.ts';

let dir = '';
let backend: Backend;
let log: MemoryLog;
let kept: Settings;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-backend-'));
  log = memoryLog();
  kept = defaultSettings;
  const kubeconfig = {
    clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:1' } }],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'harbor', context: { cluster: 'c', user: 'u' } }],
  };
  writeFileSync(join(dir, 'config'), JSON.stringify(kubeconfig));
  backend = await createBackend(ports());
});
afterEach(async () => {
  await backend.close();
  rmSync(dir, { recursive: true, force: true });
});

function ports(): Ports {
  return {
    host: 'web',
    version: '1.2.3',
    random: () => 0.5,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log,
    settings: {
      read: () => ({ settings: kept }),
      write: (settings) => {
        kept = settings;
      },
    },
    onPower: new Emitter<PowerEvent>().event,
    kubeconfig: { groups: [[join(dir, 'config')]], from: 'environment' },
    homeDir: dir,
    dataDir: dir,
    env: {},
    openKeychain: () => Promise.reject(new Error('this machine has none')),
    workerUrl: (name) => new URL(`../../../electron/workers/${name}.ts`, import.meta.url),
  };
}

function page(): ContractClient {
  const pair = memoryPair();
  backend.serve(pair.server);
  return createClient(contract, pair.client);
}

async function firstOf<T>(items: AsyncIterable<T>, wanted: (item: T) => boolean): Promise<T> {
  for await (const item of items) if (wanted(item)) return item;
  throw new Error('the stream ended');
}

test('contexts, settings and the state of a connection that cannot stand reach every page', async () => {
  const [one, other] = [page(), page()];
  const snapshot = await firstOf(one.contexts.watch({}), () => true);
  expect(ownContexts(snapshot).contexts.map(({ name, file }) => [name, file])).toEqual([
    ['harbor', join(dir, 'config')],
  ]);
  const context = ownContexts(snapshot).contexts[0]?.id as ContextId;

  const dark = firstOf(other.settings.watch({}), ({ settings }) => settings.theme === 'dark');
  await one.settings.update({ theme: 'dark' });
  expect(await dark).toEqual({
    settings: { ...defaultSettings, theme: 'dark' },
    problem: undefined,
    path: undefined,
  });
  expect(kept.theme).toBe('dark');

  const why = firstOf(other.connections.watch({}), ({ state }) => 'why' in state);
  await one.connections.connect({ context });
  expect(await why).toMatchObject({ context, state: { why: { code: 'api.unreachable' } } });
  const query = firstOf(one.query.run({ context, request: { kind: 'instant', expr: 'up' } }), () => true);
  await expect(query).rejects.toMatchObject({ code: 'connection.notConnected' });
  await one.connections.disconnect({ context });
  expect(log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
});

test('a file that is added in the settings has its contexts at once, and a removed one has none', async () => {
  const more = { clusters: [], users: [], contexts: [{ name: 'more', context: {} }] };
  writeFileSync(join(dir, 'more'), JSON.stringify(more));
  const client = page();
  const names = firstOf(client.contexts.watch({}), ({ contexts }) => contexts.length === 3);
  await client.settings.update({ kubeconfigPaths: ['~/more'] });
  expect(ownContexts(await names).contexts.map(({ id }) => id)).toEqual(['~/config::harbor', '~/more::more']);
  const fewer = firstOf(client.contexts.watch({}), ({ contexts }) => contexts.length === 2);
  await client.settings.update({ kubeconfigPaths: [] });
  expect(ownContexts(await fewer).contexts.map(({ name }) => name)).toEqual(['harbor']);
});

test('closing lets every page go, at once where it comes late, and may be asked for twice', async () => {
  const watching = firstOf(page().contexts.watch({}), () => false);
  const lost = expect(watching).rejects.toMatchObject({ code: 'rpc.disconnected' });
  await Promise.all([backend.close(), backend.close()]);
  await lost;
  await expect(page().application.info({})).rejects.toMatchObject({ code: 'rpc.disconnected' });
});
