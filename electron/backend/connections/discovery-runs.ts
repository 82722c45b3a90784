/** What the user asks of discovery: a full diagnosis beside whatever is connected, and another Prometheus for a cluster. */
import { AppError } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { Diagnosis } from '../../../shared/model/diagnosis.ts';
import type { ScrapeEstimate } from '../../../shared/model/scrape-estimate.ts';
import type { ClusterChoice, ClusterKey, SourceChoice } from '../../../shared/model/source-choice.ts';
import { createShared } from '../base/shared-work.ts';
import type { DiagnosisRecorder } from '../kube/discovery/diagnosis-recorder.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import type { Connections } from './connections.ts';
import { openCluster, signInToCluster } from './open-cluster.ts';
import type { DiscoverOptions, OpeningServices } from './open-prometheus.ts';

export interface DiscoveryRuns {
  /** Those who ask for one context at a time get one diagnosis; it ends early when nobody waits for it any more. @throws AppError context.*; CancelledError */
  run(id: ContextId, signal: AbortSignal): Promise<Diagnosis>;
  /** What there would be to scrape without a Prometheus; keeps nothing. Its own connection, closed when it is left. @throws AppError context.*, kubeconfig.*, auth.*, api.*; CancelledError */
  estimateScrape(id: ContextId, signal: AbortSignal): AsyncIterable<ScrapeEstimate>;
  /** @throws AppError context.*, kubeconfig.*, auth.*, api.*; CancelledError */
  identify(id: ContextId, signal: AbortSignal): Promise<ClusterKey>;
  /** Keeps what the user chose for the context's cluster (undefined: forgets it) and connects anew. */
  remember(id: ContextId, cluster: ClusterKey, choice: SourceChoice | undefined): void;
  close(): Promise<void>;
}

type Opened = 'addressOf' | 'fromHere' | 'summary' | 'resolve' | 'openKube' | 'identify' | 'choiceOf' | 'diagnoses';

export interface DiscoveryRunsOptions extends Pick<OpeningServices, Opened> {
  /** Tries every way of every likely candidate. */
  readonly diagnose: (client: KubeClient, options: Omit<DiscoverOptions, 'onStep'>) => Promise<void>;
  readonly estimateScrape: (
    client: KubeClient,
    options: Pick<DiscoverOptions, 'signal' | 'namespace'>,
  ) => AsyncIterable<ScrapeEstimate>;
  readonly connections: Pick<Connections, 'clusterOf' | 'reconnect'>;
  readonly setChoice: (choice: ClusterChoice) => void;
  readonly forgetChoice: (cluster: ClusterKey) => void;
}

export function createDiscoveryRuns(options: DiscoveryRunsOptions): DiscoveryRuns {
  const { connections, setChoice, forgetChoice } = options;
  const runs = createShared<ContextId, Diagnosis>((id, signal) => runOnce(id, options, signal));

  return {
    run: (id, signal) => runs.ask(id, signal),
    estimateScrape: (id, signal) => estimate(id, options, signal),
    async identify(id, signal) {
      refuseAddress(id, options);
      const known = connections.clusterOf(id);
      if (known !== undefined) return known;
      return withCluster(id, options, { signal }, async ({ cluster }) => cluster);
    },
    remember(id, cluster, choice) {
      const context = options.summary(id)?.name ?? '';
      if (choice === undefined) forgetChoice(cluster);
      else setChoice({ cluster, context, choice });
      connections.reconnect(id, cluster);
    },
    close: () => runs.close(),
  };
}

/** What goes wrong on the way is the diagnosis's failure. */
async function runOnce(id: ContextId, options: DiscoveryRunsOptions, signal: AbortSignal): Promise<Diagnosis> {
  refuseAddress(id, options);
  const { diagnose, diagnoses, summary } = options;
  const { server = '', user = '', auth = 'none' } = summary(id) ?? {};
  const recorder = diagnoses.begin(id, { scope: 'full', server, user, auth, choice: undefined });
  let failure: unknown;
  try {
    await withCluster(id, options, { signal, recorder }, async ({ client, context, choice }) => {
      const service = choice?.kind === 'service' ? choice : undefined;
      await diagnose(client, { signal, namespace: context.namespace, choice: service, recorder });
    });
  } catch (error) {
    failure = error;
    if (!(error instanceof AppError)) throw error;
  } finally {
    recorder.finish(failure);
    recorder.dispose();
  }
  return recorder.current();
}

async function* estimate(
  id: ContextId,
  options: DiscoveryRunsOptions,
  signal: AbortSignal,
): AsyncGenerator<ScrapeEstimate, void, undefined> {
  refuseAddress(id, options);
  const closings: (() => Promise<void>)[] = [];
  try {
    const { client, context } = await signInToCluster(id, options, { signal, own: (close) => closings.push(close) });
    yield* options.estimateScrape(client, { signal, namespace: context.namespace });
  } finally {
    await closeAll(closings);
  }
}

/** A client of its own, closed in any case. */
async function withCluster<T>(
  id: ContextId,
  options: DiscoveryRunsOptions,
  opening: { readonly signal: AbortSignal; readonly recorder?: DiagnosisRecorder },
  work: (opened: Awaited<ReturnType<typeof openCluster>>) => Promise<T>,
): Promise<T> {
  const closings: (() => Promise<void>)[] = [];
  try {
    const opened = await openCluster(id, options, { ...opening, own: (close) => closings.push(close) });
    return await work(opened);
  } finally {
    await closeAll(closings);
  }
}

/** Last opened first. */
async function closeAll(closings: (() => Promise<void>)[]): Promise<void> {
  for (const close of closings.reverse()) await close();
}

function refuseAddress(id: ContextId, { addressOf, fromHere }: Pick<OpeningServices, 'addressOf' | 'fromHere'>): void {
  if (addressOf(id) === undefined && fromHere(id) === undefined) return;
  throw new AppError(
    'context.unknown',
    'What is no context of a kubeconfig has no cluster in which something could be looked for.',
    {
      details: { context: id },
    },
  );
}
