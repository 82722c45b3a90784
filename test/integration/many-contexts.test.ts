/** A person with five hundred contexts: all are listed, none is signed in to, and a change in their files is seen. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Backend, createBackend } from '../../electron/backend/backend.ts';
import { type ContractClient, contract } from '../../shared/contract/contract.ts';
import type { ContextsSnapshot } from '../../shared/model/context.ts';
import { createClient } from '../../shared/rpc/client.ts';
import { type KubeconfigContext, kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { createExecPlugin, type ExecPlugin } from '../support/exec-plugin.ts';
import { ownContexts } from '../support/own-contexts.ts';
import { memoryPair } from '../unit/rpc/memory-transport.ts';
import { type Harbour, openHarbour, testPorts } from './connections-fixture.ts';

let harbour: Harbour;
let plugin: ExecPlugin;
let backend: Backend;
let page: ContractClient;

beforeEach(async () => {
  harbour = await openHarbour(1);
  plugin = await createExecPlugin({ kind: 'credential', token: 'captain-token' });
});
afterEach(async () => {
  await backend.close();
  await plugin.remove();
  await harbour.stop();
});

const many = Array.from({ length: 500 }, (_, n) => `cluster-${String(n).padStart(3, '0')}`);

/** By a plugin and by a certificate in turn. */
function contexts(names: readonly string[]): readonly KubeconfigContext[] {
  const certificate = harbour.double.context('captain', 'x');
  return names.map((context, n) => {
    const credentials = n % 2 === 0 ? plugin.credentials() : certificate.credentials;
    return { ...certificate, context, user: context, credentials };
  });
}

async function open(kubeconfigPaths: readonly string[] = []): Promise<void> {
  backend = await createBackend(testPorts(harbour.folder, { kubeconfigPaths }));
  const pair = memoryPair();
  backend.serve(pair.server);
  page = createClient(contract, pair.client);
}

/** The first list for which it holds. */
async function listed(wanted: (snapshot: ContextsSnapshot) => boolean): Promise<readonly string[]> {
  for await (const snapshot of page.contexts.watch({})) {
    const own = ownContexts(snapshot);
    if (wanted(own)) return own.contexts.map(({ name }) => name);
  }
  throw new Error('the stream ended');
}

describe('five hundred contexts', () => {
  it('of one file are listed without a word to any cluster, and so is their change', async () => {
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml(contexts(many)));
    await open();
    expect(await listed(() => true)).toEqual(many);
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml(contexts(many.slice(1))));
    expect(await listed(({ contexts: now }) => now.length === 499)).toEqual(many.slice(1));
    expect([plugin.runs(), harbour.double.counts]).toMatchObject([[], { requests: 0, totalConnections: 0 }]);
  });

  it('of a folder of as many files are too, and the files that come, change and go', async () => {
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml([]));
    const folder = path.join(harbour.folder, 'clusters');
    await mkdir(folder);
    const at = (name: string) => path.join(folder, `${name}.yaml`);
    await Promise.all(many.map((name, n) => writeFile(at(name), kubeconfigYaml(contexts(many).slice(n, n + 1)))));
    await open(['~/clusters']);
    expect(await listed(() => true)).toEqual(many);
    await writeFile(path.join(folder, 'new.part'), kubeconfigYaml(contexts(['new'])));
    await rename(path.join(folder, 'new.part'), at('new'));
    expect(await listed(({ contexts: now }) => now.length === 501)).toEqual([...many, 'new']);
    await writeFile(at('cluster-000'), kubeconfigYaml(contexts(['changed'])));
    expect((await listed(({ contexts: [first] }) => first?.name === 'changed')).length).toBe(501);
    await rm(at('cluster-499'));
    expect((await listed(({ contexts: now }) => now.length === 500)).at(-2)).toBe('cluster-498');
    expect([plugin.runs(), harbour.double.counts]).toMatchObject([[], { requests: 0, totalConnections: 0 }]);
  });
});
