/** Connections over real files, the double of an API server and a real Prometheus: what their tests share. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { defaultTiming } from '../../electron/backend/connections/connection-machine.ts';
import {
  type Connections,
  type ConnectionsOptions,
  createConnections,
} from '../../electron/backend/connections/connections.ts';
import { type ContextRegistry, createContextRegistry } from '../../electron/backend/contexts/context-registry.ts';
import { discoverPrometheus } from '../../electron/backend/kube/discovery/discover-prometheus.ts';
import { openKubeClient } from '../../electron/backend/kube/open-kube-client.ts';
import type { PowerEvent } from '../../electron/backend/ports.ts';
import { Emitter } from '../../shared/base/event.ts';
import type { ConnectionState, ContextId } from '../../shared/model/context.ts';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { clusterAdmin, portForwarder, viewer } from '../support/api-server/users.ts';
import { plainSource, until } from './kube-fixture.ts';

export const harbor = '~/config::harbor' as ContextId;
export const byToken = '~/config::token' as ContextId;
export const reef = '~/config::reef' as ContextId;
export const pod = { namespace: 'monitoring', pod: 'prometheus-server-6b7f9d8c5d-m4x7q' };

/** The machine's own times, with heartbeats and retries close together. */
export const quick = { ...defaultTiming, beatEveryMs: 40, beatAgainMs: 10, backoff: { firstMs: 20, mostMs: 60 } };

export interface Harbour {
  readonly double: ApiServerDouble;
  /** With the contexts above, until a test writes another. */
  readonly kubeconfigFile: string;
  readonly power: Emitter<PowerEvent>;
  /** Called at the end, the last one first. */
  readonly cleanups: (() => Promise<unknown>)[];
  /** `log`: each kind of state that was told, once where it was told several times in a row. */
  start(
    changes?: Partial<ConnectionsOptions>,
  ): Connections & { readonly log: string[]; readonly registry: ContextRegistry };
  stop(): Promise<void>;
}

/** @param prometheusPort where the pod's Prometheus really is. */
export async function openHarbour(prometheusPort: number): Promise<Harbour> {
  const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
  const kubeconfigFile = path.join(folder, 'config');
  const double = await startApiServer({
    cluster: buildCluster('harbor').prometheus({ realPort: prometheusPort }).cluster,
    users: [
      { name: 'captain', token: 'captain-token', rules: portForwarder },
      { name: 'reader', rules: viewer },
      { name: 'admin', rules: clusterAdmin },
    ],
  });
  const contexts = [
    double.context('captain', 'harbor'),
    double.context('captain', 'token', 'token'),
    double.context('reader', 'reef'),
  ];
  await writeFile(kubeconfigFile, kubeconfigYaml(contexts));
  const power = new Emitter<PowerEvent>();
  const cleanups: Harbour['cleanups'] = [];
  return {
    double,
    kubeconfigFile,
    power,
    cleanups,
    start(changes = {}) {
      const registry = createContextRegistry({
        groups: [[kubeconfigFile]],
        homeDir: folder,
        log: { write: () => undefined },
      });
      const connections = createConnections({
        resolve: registry.resolve,
        onContexts: registry.onDidChange,
        openKube: openKubeClient,
        discover: discoverPrometheus,
        openSource: plainSource,
        clock: { now: Date.now, monotonic: () => performance.now() },
        random: () => 0.5,
        onPower: power.event,
        log: { write: () => undefined },
        timing: quick,
        ...changes,
      });
      const log: string[] = [];
      connections.onDidChange(({ state }) => {
        if (log.at(-1) !== state.kind) log.push(state.kind);
      });
      cleanups.push(async () => {
        await connections.close();
        registry.dispose();
      });
      return { ...connections, log, registry };
    },
    async stop() {
      for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
      expect(power.listenerCount).toBe(0);
      // The server hears of it a moment after us.
      await until(() => double.counts.openTunnels === 0 && double.counts.openConnections === 0);
      await double.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Resolves with the first state of the kind from now on. */
export function reaches<K extends ConnectionState['kind']>(
  connections: Connections,
  kind: K,
  id = harbor,
): Promise<Extract<ConnectionState, { kind: K }>> {
  return new Promise((resolve) => {
    const seen = (state: ConnectionState) => {
      if (state.kind !== kind) return false;
      resolve(state as Extract<ConnectionState, { kind: K }>);
      return true;
    };
    if (seen(connections.state(id))) return;
    const listener = connections.onDidChange(({ context, state }) => {
      if (context === id && seen(state)) listener.dispose();
    });
  });
}
