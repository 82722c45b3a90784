/**
 * `npm run bench -- tunnel`: the same query through a port-forward (the API client, discovery and the tunnel's connections as the
 * application makes them) and straight to the same Prometheus, in turn. The API server's double and Prometheus have processes of
 * their own, as in a cluster.
 */
import { homedir } from 'node:os';
import { Pool } from 'undici';
import { createWorkerPool } from '../../electron/backend/base/worker-pool.ts';
import { createContextRegistry } from '../../electron/backend/contexts/context-registry.ts';
import { createDiagnosisRecorder } from '../../electron/backend/kube/discovery/diagnosis-recorder.ts';
import { discoverPrometheus } from '../../electron/backend/kube/discovery/discover-prometheus.ts';
import { openKubeClient } from '../../electron/backend/kube/open-kube-client.ts';
import { createHttpPools } from '../../electron/backend/network/http-pool.ts';
import type { LogSink } from '../../electron/backend/ports.ts';
import { probeServer } from '../../electron/backend/sources/prometheus/probe-server.ts';
import { createPrometheusSource } from '../../electron/backend/sources/prometheus/prometheus-source.ts';
import type { HttpEndpoint, Source } from '../../electron/backend/sources/source.ts';
import type { QueryDone, QueryRequest } from '../../shared/model/query.ts';
import { defaultSettings } from '../../shared/model/settings.ts';
import { openKubeServices } from '../support/kube-services.ts';
import { startDemoClusters } from './demo-clusters.ts';
import { type Figure, interleave, median, type Runs, report, timedAsync } from './harness.ts';

interface Question {
  readonly request: QueryRequest;
  /** With 6 rounds a ratio's 95 % interval was up to ±0.6 wide on a busy machine. With these: rate-80 ±0.05, the long queries still ±0.3. */
  readonly rounds: number;
  /** Of the ratio. */
  readonly bound?: number;
}

const log: LogSink = { write: () => undefined };
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const historyHours = 6;
const options = { signal: new AbortController().signal, timeoutMs: 60_000 };

/** 160 counters of the demo's kubelets and kube-state-metrics, whose labels differ without their names too. */
const counters = '{__name__=~"container_cpu_.+_total|container_network_receive_.+_total|kube_.+_total"}';

function questions(endMs: number): Readonly<Record<string, Question>> {
  const range = (expr: string, hours: number, stepMs: number): QueryRequest => {
    const alignedMs = endMs - (endMs % stepMs);
    return { kind: 'range', expr, startMs: alignedMs - hours * 3_600_000, endMs: alignedMs, stepMs };
  };
  const bound = 1.15;
  return {
    // What a panel asks for: CPU of every container in the last hour.
    'rate-80': { request: range('rate(container_cpu_usage_seconds_total[5m])', 1, 30_000), rounds: 150, bound },
    // A long window of many series.
    'rate-160': { request: range(`rate(${counters}[5m])`, historyHours, 15_000), rounds: 30, bound },
    // No evaluation to speak of: reading, writing, compressing and sending is all the server does.
    'raw-600': { request: range('{__name__=~"container_.+|kube_.+"}', 3, 15_000), rounds: 30, bound },
    // Two more processes to go through, each way, cost half a millisecond: no ratio to promise on a query that takes one.
    instant: { request: { kind: 'instant', expr: 'up', timeMs: endMs }, rounds: 300 },
  };
}

/** The connections of the context `harbor`, as the application makes them. */
async function openTunnel(
  kubeconfigFile: string,
): Promise<{ readonly endpoint: HttpEndpoint; close(): Promise<void> }> {
  const registry = createContextRegistry({
    kubeconfig: { groups: [[kubeconfigFile]], from: 'commandLine' },
    homeDir: homedir(),
    settings: () => defaultSettings,
    mayRun: () => false,
    log,
  });
  try {
    await registry.reload();
    const context = registry.snapshot().contexts.find(({ name }) => name === 'harbor');
    if (context === undefined) throw new Error('the kubeconfig has no context harbor');
    const services = openKubeServices();
    const kube = await openKubeClient(await registry.resolve(context.id), services);
    const { server = '', user, auth } = context;
    const choice = undefined;
    const search = {
      signal: options.signal,
      namespace: undefined,
      choice,
      onStep: () => undefined,
      recorder: createDiagnosisRecorder({
        scope: 'connecting',
        server,
        user,
        auth,
        choice,
        clock,
      }),
      probe: probeServer,
      openHttp: createHttpPools(services.network),
    };
    const found = await discoverPrometheus(kube, search).catch(async (error: unknown) => {
      await kube.close();
      throw error;
    });
    const close = async () => {
      await found.close();
      await kube.close();
    };
    return { endpoint: found.endpoint, close };
  } finally {
    registry.dispose();
  }
}

interface Answer {
  readonly done: QueryDone;
  readonly samples: number;
  /** Of every value, to tell that two answers are the same. */
  readonly sum: number;
}

async function ask(source: Source, request: QueryRequest): Promise<Answer> {
  let samples = 0;
  let sum = 0;
  for await (const item of source.query(request, options)) {
    if (item.kind === 'done') return { done: item, samples, sum };
    if (item.kind !== 'part') continue;
    samples += item.columns.values.length;
    for (const value of item.columns.values) sum += value;
  }
  throw new Error('the answer has no end');
}

interface Comparison {
  readonly figures: readonly Figure[];
  readonly runs: Runs;
}

async function compare(name: string, { request, rounds, bound }: Question, sources: Sources): Promise<Comparison> {
  const [through, straight] = await Promise.all([ask(sources.tunnel, request), ask(sources.direct, request)]);
  if (through.samples !== straight.samples || through.sum !== straight.sum)
    throw new Error(`${name}: the answers differ`);
  const measure = (source: Source) => () => timedAsync(() => ask(source, request));
  const variants = { tunnel: measure(sources.tunnel), direct: measure(sources.direct) };
  const runs = await interleave(variants, { rounds, warmUps: 2 });
  const medianOf = (route: keyof Sources) => median(runs[route] ?? []);
  const [tunnelMs, directMs] = [medianOf('tunnel'), medianOf('direct')];
  const ratio = { name: `${name}.ratio`, value: tunnelMs / directMs, unit: 'x' };
  return {
    runs,
    figures: [
      bound === undefined ? ratio : { ...ratio, goal: { op: '<=', bound } },
      { name: `${name}.tunnel`, value: tunnelMs, unit: 'ms' },
      { name: `${name}.direct`, value: directMs, unit: 'ms' },
      { name: `${name}.samples`, value: through.samples, unit: '' },
      { name: `${name}.wire`, value: through.done.bytes / 1000, unit: 'kB' },
    ],
  };
}

interface Sources {
  readonly tunnel: Source;
  readonly direct: Source;
}

const demo = await startDemoClusters(historyHours, '15s');
const endMs = Date.now();
const pool = createWorkerPool({ url: new URL('../../electron/workers/parse.ts', import.meta.url), log });
const catalogPool = createWorkerPool({ url: new URL('../../electron/workers/catalog.ts', import.meta.url), log });
const direct = new Pool(demo.prometheusUrl, { connections: 6 });
const tunnel = await openTunnel(demo.kubeconfigFile);
try {
  const deps = { pool, catalogPool, clock, log };
  const sources: Sources = {
    tunnel: createPrometheusSource(tunnel.endpoint, deps),
    direct: createPrometheusSource({ dispatcher: direct, origin: demo.prometheusUrl, pathPrefix: '' }, deps),
  };
  const figures: Figure[] = [];
  const runs: Record<string, Runs> = {};
  for (const [name, question] of Object.entries(questions(endMs))) {
    const result = await compare(name, question, sources);
    figures.push(...result.figures);
    runs[name] = result.runs;
  }
  report('tunnel', figures, runs);
} finally {
  await Promise.all([tunnel.close(), direct.destroy(), pool.close(), catalogPool.close()]);
  await demo.stop();
}
