/** Discovery against the double of an API server, with everything real behind it: what its suites share. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { diagnose } from '../../electron/backend/kube/discovery/diagnose.ts';
import {
  createDiagnosisRecorder,
  type DiagnosisRecorder,
} from '../../electron/backend/kube/discovery/diagnosis-recorder.ts';
import {
  type DiscoveryOptions,
  discoverPrometheus,
} from '../../electron/backend/kube/discovery/discover-prometheus.ts';
import type { KubeClient } from '../../electron/backend/kube/kube-client.ts';
import { openKubeClient } from '../../electron/backend/kube/open-kube-client.ts';
import { createHttpPools } from '../../electron/backend/network/http-pool.ts';
import { probeServer } from '../../electron/backend/sources/prometheus/probe-server.ts';
import type { OpenedServer } from '../../electron/backend/sources/source.ts';
import { AppError, type AppErrorData } from '../../shared/base/errors.ts';
import type { Diagnosis, WayOutcome } from '../../shared/model/diagnosis.ts';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import type { ClusterBuilder } from '../support/api-server/cluster-builder.ts';
import {
  type ApiUser,
  clusterAdmin,
  type PolicyRule,
  portForwarder,
  serviceProxier,
  viewer,
} from '../support/api-server/users.ts';
import { openKubeServices } from '../support/kube-services.ts';
import { contextOf, until } from './kube-fixture.ts';

const namespaced = (rules: readonly PolicyRule[], ...namespaces: string[]) =>
  rules.map((rule) => ({ ...rule, namespaces }));

const users: readonly ApiUser[] = [
  { name: 'admin', rules: clusterAdmin },
  { name: 'minimal', rules: portForwarder },
  { name: 'reader', rules: viewer },
  { name: 'proxied', rules: serviceProxier },
  { name: 'proxied-get', rules: [...viewer, { verbs: ['get'], apiGroups: [''], resources: ['services/proxy'] }] },
  { name: 'team', rules: namespaced(portForwarder, 'monitoring') },
  {
    name: 'getter',
    rules: namespaced(
      portForwarder.map((rule) => ({ ...rule, verbs: rule.resources?.includes('services') ? ['get'] : rule.verbs })),
      'monitoring',
    ),
  },
  {
    name: 'lister',
    rules: portForwarder.map((rule) => ({
      ...rule,
      verbs: rule.resources?.includes('services') ? ['list'] : rule.verbs,
    })),
  },
  { name: 'blind', rules: [{ verbs: ['list'], apiGroups: [''], resources: ['services'] }] },
  { name: 'nobody', rules: [] },
];

type Changes = Partial<Omit<DiscoveryOptions, 'recorder' | 'onStep'>>;

interface Found extends OpenedServer {
  readonly steps: readonly string[];
  readonly recorder: DiagnosisRecorder;
}

export interface Bench {
  start(builder: ClusterBuilder): Promise<ApiServerDouble>;
  /** A client of the user, closed at the end. */
  client(double: ApiServerDouble, user?: string): Promise<KubeClient>;
  discover(double: ApiServerDouble, user?: string, changes?: Changes): Promise<Found>;
  /** Of a discovery that fails, in a cluster of its own; it leaves no tunnel open. */
  failure(builder: ClusterBuilder, user?: string, changes?: Changes): Promise<AppErrorData & { diagnosis: Diagnosis }>;
  diagnose(double: ApiServerDouble, user?: string, changes?: Changes): Promise<Diagnosis>;
  cleanUp(): Promise<void>;
}

export const clock = { now: () => Date.now(), monotonic: () => performance.now() };

export function openBench(): Bench {
  const cleanups: (() => Promise<unknown>)[] = [];
  const recorderOf = (double: ApiServerDouble, user: string, scope: Diagnosis['scope'], changes: Changes) => {
    const about = { scope, server: double.url, user, auth: 'certificate', choice: changes.choice, clock } as const;
    const recorder = createDiagnosisRecorder(about);
    cleanups.push(async () => recorder.dispose());
    return recorder;
  };

  async function open(double: ApiServerDouble, user: string) {
    const services = openKubeServices();
    cleanups.push(() => services.credentials.close());
    const context = contextOf(double, user);
    const client = await openKubeClient(context, services);
    cleanups.push(() => client.close());
    const openHttp = createHttpPools(services.network);
    const signal = new AbortController().signal;
    return {
      client,
      options: {
        signal,
        namespace: undefined,
        choice: undefined,
        probe: probeServer,
        openHttp,
        cluster: context.cluster,
      },
    };
  }

  const bench: Bench = {
    async start(builder) {
      const double = await startApiServer({ cluster: builder.cluster, users });
      cleanups.push(() => double.stop());
      return double;
    },
    client: async (double, user = 'admin') => (await open(double, user)).client,
    async discover(double, user = 'admin', changes = {}) {
      const { client, options } = await open(double, user);
      const recorder = recorderOf(double, user, 'connecting', changes);
      const steps: string[] = [];
      const onStep = (step: string) => steps.push(step);
      const found = await discoverPrometheus(client, { ...options, recorder, onStep, ...changes });
      cleanups.push(() => found.close());
      return { ...found, steps, recorder };
    },
    async failure(builder, user = 'admin', changes = {}) {
      const double = await bench.start(builder);
      const { client, options } = await open(double, user);
      const recorder = recorderOf(double, user, 'connecting', changes);
      try {
        await discoverPrometheus(client, { ...options, recorder, onStep: () => undefined, ...changes });
      } catch (error) {
        await until(() => double.counts.openTunnels === 0);
        if (error instanceof AppError) return { ...error.toData(), diagnosis: recorder.current() };
        throw error;
      }
      throw new Error('it did not fail');
    },
    async diagnose(double, user = 'admin', changes = {}) {
      const { client, options } = await open(double, user);
      const recorder = recorderOf(double, user, 'full', changes);
      await diagnose(client, { ...options, recorder, ...changes });
      return recorder.current();
    },
    async cleanUp() {
      for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    },
  };
  return bench;
}

/** A server of one page, on a free port. */
export async function startPage(page: RequestListener): Promise<{ port: number; stop(): Promise<void> }> {
  const server = createServer(page);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One line a step: what, about whom, and what came of it; times and words of messages left out. */
export function linesOf({ steps }: Pick<Diagnosis, 'steps'>): readonly string[] {
  return steps.map(({ step, answer, outcome, status, candidate }) => {
    const facts = Object.values(step.facts).join(' ').trim();
    const came = answer.kind === 'error' ? answer.error.code : answer.kind;
    const code = status === undefined ? '' : ` ${status}`;
    return `${candidate ?? '-'} ${step.kind}${facts === '' ? '' : ` ${facts}`}: ${outcome} ${came}${code}`;
  });
}

/** Every candidate with its ways, in short. */
export function waysOf({ candidates }: Pick<Diagnosis, 'candidates'>): Readonly<Record<string, readonly string[]>> {
  const short = (outcome: WayOutcome) => {
    if (outcome.kind === 'notTried') return outcome.why;
    if (outcome.kind === 'answered') return `answered ${outcome.pathPrefix || '/'}`;
    if (outcome.kind !== 'failed') return outcome.kind;
    const { missing } = outcome;
    return outcome.error.code + (missing === undefined ? '' : ` (${missing.verb} ${missing.resource})`);
  };
  return Object.fromEntries(
    candidates.map(({ id, ways }) => [id, [short(ways['port-forward']), short(ways.proxy), short(ways.address)]]),
  );
}
