/**
 * What a cluster has to scrape: rights first, then watches, and the jobs with their ways. What may not be looked at is left out and said, and
 * the rest goes on. It is the caller's, and scrapes nothing itself.
 */
import type { AsyncDisposable } from '../../../../shared/base/disposable.ts';
import type { AppErrorData } from '../../../../shared/base/errors.ts';
import { Emitter } from '../../../../shared/base/event.ts';
import type { KubeClient } from '../../kube/kube-client.ts';
import type { PlannedJob, TargetDiscovery, TargetRoute } from '../scrape-plan.ts';
import { apiRoute } from './api-route.ts';
import { type ClusterJob, clusterJobs } from './cluster-jobs.ts';
import { type Access, clusterAccess, missingAccess, type WantedAccess } from './cluster-rights.ts';
import { ClusterWatches } from './cluster-watches.ts';
import { findPages, type Pages } from './found-pages.ts';
import { LookedAgain } from './looked-again.ts';
import { type PodRouteServices, PodRoutes } from './pod-routes.ts';
import { usualWatchTimes, type WatchTimes } from './resource-watch.ts';

export interface ClusterPlanServices extends Omit<PodRouteServices, 'client'> {
  /** 0 to 1. */
  readonly random: () => number;
}

export interface ClusterPlanOptions {
  /** The context's: what is looked at where the cluster as a whole may not be. */
  readonly namespace: string | undefined;
  /** Of beginning: later, what there is to scrape comes by itself. */
  readonly signal: AbortSignal;
  readonly times?: Partial<WatchTimes>;
}

export interface ClusterPlan extends AsyncDisposable {
  readonly jobs: readonly PlannedJob[];
  /** Of all jobs, each once: what is left out, and why. */
  problems(): readonly AppErrorData[];
}

/** @returns once all is read, or was refused. @throws AppError api.*, auth.*; CancelledError */
export async function planOfCluster(
  client: KubeClient,
  services: ClusterPlanServices,
  options: ClusterPlanOptions,
): Promise<ClusterPlan> {
  const { namespace, signal, times } = options;
  const look = (looking: AbortSignal) => lookAround(client, namespace, looking);
  const around = lookedAgain(await look(signal), look, services.random, { ...usualWatchTimes, ...times });
  const watches = new ClusterWatches({ client, namespace, random: services.random, ...(times && { times }) });
  const pods = new PodRoutes({ ...services, client });
  const close = async () => {
    around.dispose();
    watches.dispose();
    await pods.close();
  };
  watches.onDidChange(() => pods.keepOnly((inNamespace, pod) => watches.hasPod(inNamespace, pod)));
  const aborting = () => watches.dispose();
  signal.addEventListener('abort', aborting, { once: true });
  await watches.start();
  signal.removeEventListener('abort', aborting);
  if (signal.aborted) {
    await close();
    signal.throwIfAborted();
  }
  const ways: Ways = { watches, around, api: apiRoute(client, () => around.lookSoon()), pods };
  const jobs = clusterJobs.flatMap((one) => planned(one, ways));
  const problems = () => onceEach(jobs.flatMap(({ discovery }) => discovery.problems()));
  return {
    jobs,
    problems,
    async close() {
      for (const { discovery } of jobs) discovery.dispose();
      await close();
    },
  };
}

/** What is not watched, as it is asked of the API server. */
interface Around {
  readonly pages: Pages;
  /** Of jobs of which each scrape would be refused, why. */
  readonly refused: ReadonlyMap<string, readonly AppErrorData[]>;
}

async function lookAround(client: KubeClient, namespace: string | undefined, signal: AbortSignal): Promise<Around> {
  const access = clusterAccess(client);
  const pages = await findPages(client, access, { namespace, signal });
  return { pages, refused: await refusedJobs(client, access, signal) };
}

function lookedAgain(
  first: Around,
  look: (signal: AbortSignal) => Promise<Around>,
  random: () => number,
  { refusedPauseMs, pollMs }: WatchTimes,
): LookedAgain<Around> {
  const missing = ({ pages, refused }: Around) => [
    ...refused,
    ...Object.entries(pages).map(([, page]) => page.problems),
  ];
  return new LookedAgain(first, {
    ...{ look, random, everyMs: refusedPauseMs, leastMs: pollMs },
    isMissing: (around) => missing(around).flat().length > 0,
    textOf: (around) => JSON.stringify(missing(around)),
  });
}

interface Ways {
  readonly watches: ClusterWatches;
  readonly around: LookedAgain<Around>;
  readonly api: TargetRoute;
  readonly pods: TargetRoute;
}

function planned({ job, source }: ClusterJob, { watches, around, api, pods }: Ways): readonly PlannedJob[] {
  const isApi = source.kind === 'nodes' || source.kind === 'apiserver';
  const found = () => watches.discovery(job.name, source);
  if (source.kind !== 'page') {
    const refused = () => around.found.refused.get(job.name) ?? [];
    const discovery = isApi ? whileAllowed(found(), around, { refused, problems: refused }) : found();
    return [{ job, route: isApi ? api : pods, discovery }];
  }
  const page = () => around.found.pages[source.page];
  if (page().route === undefined && page().problems.length === 0) return [];
  // What may be read of it may be more, or less, the next time.
  const route: TargetRoute = { to: (target) => (page().route ?? api).to(target) };
  const problems = () => page().problems;
  const discovery = whileAllowed(found(), around, {
    refused: () => (page().route === undefined ? problems() : []),
    problems,
  });
  return [{ job, route, discovery }];
}

interface Allowance {
  /** Why there are no targets; none where there are. */
  readonly refused: () => readonly AppErrorData[];
  readonly problems: () => readonly AppErrorData[];
}

/** A job that is there to say why it has no targets, for as long as it has none. */
function whileAllowed(
  discovery: TargetDiscovery,
  around: LookedAgain<Around>,
  { refused, problems }: Allowance,
): TargetDiscovery {
  const changed = new Emitter<void>();
  const listening = [discovery, around].map(({ onDidChange }) => onDidChange(() => changed.fire()));
  return {
    groups: () => (refused().length === 0 ? discovery.groups() : []),
    problems: () => [...problems(), ...(refused().length === 0 ? discovery.problems() : [])],
    onDidChange: changed.event,
    dispose() {
      for (const one of listening) one.dispose();
      changed.dispose();
      discovery.dispose();
    },
  };
}

/** Each of these targets would be down for the same reason, at each scrape. */
async function refusedJobs(
  client: KubeClient,
  access: Access,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly AppErrorData[]>> {
  const cluster = { verb: 'get', group: '', namespace: '' };
  const wanted: readonly (readonly [job: string, WantedAccess])[] = [
    ...['kubelet', 'cadvisor', 'kubelet-resource'].map(
      (job) => [job, { ...cluster, resource: 'nodes/proxy' }] as const,
    ),
    ['apiserver', { ...cluster, resource: '/metrics' }],
  ];
  const found = await Promise.all(
    wanted.map(async ([job, one]) =>
      (await access.may(one, signal)) ? [] : [[job, [missingAccess(client, one).toData()]] as const],
    ),
  );
  return new Map(found.flat());
}

function onceEach(problems: readonly AppErrorData[]): readonly AppErrorData[] {
  return [...new Map(problems.map((problem) => [`${problem.code} ${problem.message}`, problem])).values()];
}
