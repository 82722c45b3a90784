/** Connections as the backend builds them, over real files, the double of an API server and a real Prometheus: what their tests share. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { type BuildChanges, type BuiltServices, buildServices } from '../../electron/backend/build-services.ts';
import { defaultTiming } from '../../electron/backend/connections/connection-machine.ts';
import type { Connections } from '../../electron/backend/connections/connections.ts';
import type { ContextRegistry } from '../../electron/backend/contexts/context-registry.ts';
import type { Ports, PowerEvent } from '../../electron/backend/ports.ts';
import { Emitter } from '../../shared/base/event.ts';
import type { ConnectionState, ContextId } from '../../shared/model/context.ts';
import { defaultSettings, type Settings } from '../../shared/model/settings.ts';
import { type ApiServerDouble, type ApiServerOptions, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { clusterAdmin, portForwarder, viewer } from '../support/api-server/users.ts';
import { until } from './kube-fixture.ts';

export const harbor = '~/config::harbor' as ContextId;
export const byToken = '~/config::token' as ContextId;
export const reef = '~/config::reef' as ContextId;
export const pod = { namespace: 'monitoring', pod: 'prometheus-server-6b7f9d8c5d-m4x7q' };

/** The machine's own times, with heartbeats and retries close together. */
export const quick = { ...defaultTiming, beatEveryMs: 40, beatAgainMs: 10, backoff: { firstMs: 20, mostMs: 60 } };

export interface StartOptions extends BuildChanges {
  readonly settings?: Partial<Settings>;
  readonly ports?: Partial<Ports>;
}

/** The whole backend but for its contract. */
export interface Running extends Connections {
  readonly services: BuiltServices;
  readonly registry: ContextRegistry;
  /** Each kind of state that was told, of whatever context; once where it was told several times in a row. */
  readonly log: string[];
  /** The same, with the failure's code where there is one: `backingOff api.unreachable`. */
  readonly passed: string[];
}

export interface Harbour {
  readonly double: ApiServerDouble;
  /** With the contexts above, until a test writes another. */
  readonly kubeconfigFile: string;
  readonly folder: string;
  readonly power: Emitter<PowerEvent>;
  /** Called at the end, the last one first. */
  readonly cleanups: (() => Promise<unknown>)[];
  start(options?: StartOptions): Running;
  stop(): Promise<void>;
}

/** @param prometheusPort where the pod's Prometheus really is. */
export async function openHarbour(prometheusPort: number, options: Partial<ApiServerOptions> = {}): Promise<Harbour> {
  const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
  const kubeconfigFile = path.join(folder, 'config');
  const double = await startApiServer({
    cluster: buildCluster('harbor').prometheus({ realPort: prometheusPort }).cluster,
    users: [
      { name: 'captain', token: 'captain-token', rules: portForwarder },
      { name: 'reader', rules: viewer },
      { name: 'admin', rules: clusterAdmin },
    ],
    ...options,
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
    folder,
    power,
    cleanups,
    start({ settings = {}, ports = {}, ...changes } = {}) {
      const services = buildServices(
        { ...testPorts(folder, settings), onPower: power.event, ...ports },
        { timing: quick, ...changes },
      );
      const { connections } = services;
      const log: string[] = [];
      const passed: string[] = [];
      connections.onDidChange(({ state }) => {
        if (log.at(-1) !== state.kind) log.push(state.kind);
        if (passed.at(-1) !== withCode(state)) passed.push(withCode(state));
      });
      cleanups.push(async () => {
        services.stopWatching();
        await services.close();
      });
      return { ...connections, services, registry: services.contexts, log, passed };
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

/** A host without a keychain, whose settings are in memory, and that does not record this computer. Its home, with the kubeconfig `config`, is the folder. */
export function testPorts(folder: string, settings: Partial<Settings> = {}): Ports {
  let kept: Settings = { ...defaultSettings, loginShellPath: false, computer: { record: false }, ...settings };
  return {
    host: 'web',
    version: '0.0.0',
    random: () => 0.5,
    clock: { now: Date.now, monotonic: () => performance.now() },
    log: { write: () => undefined },
    settings: {
      read: () => ({ settings: kept }),
      write: (next) => {
        kept = next;
      },
    },
    onPower: new Emitter<PowerEvent>().event,
    kubeconfig: { groups: [[path.join(folder, 'config')]], from: 'environment' },
    homeDir: folder,
    dataDir: folder,
    env: process.env,
    openKeychain: () => Promise.reject(new Error('there is none')),
    workerUrl: (name) => new URL(`../../electron/workers/${name}.ts`, import.meta.url),
  };
}

function withCode(state: ConnectionState): string {
  if (state.kind === 'degraded') return `degraded ${state.missing.code}`;
  return 'why' in state ? `${state.kind} ${state.why.code}` : state.kind;
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

/** What is read out of what a connection says. */
export const states = {
  /** The pod that answers; '' where none does. */
  pod(connections: Connections, id = harbor): string {
    const state = connections.state(id);
    return state.kind === 'connected' && state.server.transport === 'port-forward' ? state.server.pod : '';
  },
  /** A round of retries as one: `backingOff X, authenticating, backingOff X` is `backingOff X`. */
  once(passed: readonly string[]): readonly string[] {
    const kept: string[] = [];
    for (const state of passed) {
      const isRound = state.startsWith('backingOff') && kept.at(-1) === 'authenticating' && kept.at(-2) === state;
      if (isRound) kept.pop();
      else kept.push(state);
    }
    return kept;
  },
};

/** The values of an instant query. */
export async function answerOf(connections: Connections, expr = 'vector(1)', id = harbor): Promise<readonly number[]> {
  const options = { signal: new AbortController().signal, timeoutMs: 5000 };
  const values: number[] = [];
  for await (const item of connections.source(id).query({ kind: 'instant', expr }, options)) {
    if (item.kind === 'part') values.push(...item.columns.values);
  }
  return values;
}
