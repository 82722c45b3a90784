/**
 * What a cluster has to scrape: rights first, then watches, and the jobs with their ways. What may not be looked at is left out and said, and
 * the rest goes on. It is the caller's, and scrapes nothing itself.
 */
import type { AsyncDisposable } from '../../../../shared/base/disposable.ts';
import type { AppErrorData } from '../../../../shared/base/errors.ts';
import type { KubeClient } from '../../kube/kube-client.ts';
import type { PlannedJob, TargetDiscovery, TargetRoute } from '../scrape-plan.ts';
import { apiRoute } from './api-route.ts';
import { type ClusterJob, clusterJobs } from './cluster-jobs.ts';
import { type Access, clusterAccess, missingAccess, type WantedAccess } from './cluster-rights.ts';
import { ClusterWatches } from './cluster-watches.ts';
import { findPages, type Pages } from './found-pages.ts';
import { type PodRouteServices, PodRoutes } from './pod-routes.ts';
import type { WatchTimes } from './resource-watch.ts';

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
  const access = clusterAccess(client);
  const pages = await findPages(client, access, options);
  const refused = await refusedJobs(client, access, signal);
  const watches = new ClusterWatches({ client, namespace, random: services.random, ...(times && { times }) });
  const pods = new PodRoutes({ ...services, client });
  const close = async () => {
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
  const ways: Ways = { watches, pages, api: apiRoute(client), pods };
  const jobs = clusterJobs.flatMap((one) => planned(one, ways, refused.get(one.job.name) ?? []));
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

interface Ways {
  readonly watches: ClusterWatches;
  readonly pages: Pages;
  readonly api: TargetRoute;
  readonly pods: TargetRoute;
}

function planned({ job, source }: ClusterJob, ways: Ways, refused: readonly AppErrorData[]): readonly PlannedJob[] {
  const discovery = ways.watches.discovery(job.name, source);
  if (source.kind !== 'page') {
    const isApi = source.kind === 'nodes' || source.kind === 'apiserver';
    return [
      {
        job,
        route: isApi ? ways.api : ways.pods,
        discovery: refused.length === 0 ? discovery : without(discovery, refused),
      },
    ];
  }
  const { route, problems } = ways.pages[source.page];
  if (route !== undefined) return [{ job, route, discovery: { ...discovery, problems: () => problems } }];
  if (problems.length > 0) return [{ job, route: ways.api, discovery: without(discovery, problems) }];
  discovery.dispose();
  return [];
}

/** A job that is there to say why it has no targets. */
function without(discovery: TargetDiscovery, problems: readonly AppErrorData[]): TargetDiscovery {
  return { ...discovery, groups: () => [], problems: () => problems };
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
