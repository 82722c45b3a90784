/** A cluster without a Prometheus that is reached: its exporters are scraped from here; and what that would come to, for who has not decided yet. */
import type { ScrapeEstimate } from '../../shared/model/scrape-estimate.ts';
import type { DiscoverOptions, ScrapeCluster } from './connections/open-prometheus.ts';
import type { KubeClient } from './kube/kube-client.ts';
import { TunnelPool } from './kube/tunnel-pool.ts';
import { secureTunnel } from './kube/tunnel-tls.ts';
import { type OpenScrapedDeps, openScraped } from './open-scraped.ts';
import { type ClusterEstimate, estimateOfCluster } from './scrape/cluster/estimate-of-cluster.ts';
import { type ClusterPlan, type ClusterPlanServices, planOfCluster } from './scrape/cluster/plan-of-cluster.ts';

export interface ClusterScrapingDeps extends OpenScrapedDeps {
  /** 0 to 1. */
  readonly random: () => number;
}

export interface ClusterScraping {
  readonly scrapeCluster: ScrapeCluster;
  /** Ends with one that is done; keeps nothing. @throws AppError api.*, auth.*; CancelledError */
  estimate(
    client: KubeClient,
    options: Pick<DiscoverOptions, 'signal' | 'namespace'>,
  ): AsyncGenerator<ScrapeEstimate, void, undefined>;
}

/** Each is a request through the API server, and at most a tunnel: what a cluster's API server notices as little as a few people with kubectl. */
const mostAtOnce = 20;

export function createClusterScraping(deps: ClusterScrapingDeps): ClusterScraping {
  const services: ClusterPlanServices = {
    openPool: (options) => new TunnelPool(options),
    secureTunnel,
    monotonic: () => deps.clock.monotonic(),
    random: deps.random,
  };
  return {
    async scrapeCluster({ client, namespace, cluster, context, name }, { signal, own, onOtherChosen }) {
      const plan = await planOfCluster(client, services, { namespace, signal });
      own(() => plan.close());
      const origin = { kind: 'scraped', cluster, server: '', name, version: '' } as const;
      const opened = await openScraped(context, { origin, jobs: plan.jobs, mostAtOnce }, deps, onOtherChosen);
      own(() => opened.close());
      return opened;
    },
    async *estimate(client, { signal, namespace }) {
      const plan = await planOfCluster(client, services, { namespace, signal });
      try {
        yield* estimates(plan, signal);
      } finally {
        await plan.close();
      }
    },
  };
}

/** The newest, as more becomes known; the last one is done. */
async function* estimates(plan: ClusterPlan, signal: AbortSignal): AsyncGenerator<ScrapeEstimate, void, undefined> {
  let newest: ClusterEstimate = { jobs: [], problems: plan.problems(), series: 0, bytesPerDay: 0 };
  let news = Promise.withResolvers<void>();
  const onProgress = (estimate: ClusterEstimate) => {
    newest = estimate;
    news.resolve();
  };
  // Whoever looks away early ends the looks, too.
  const leaving = new AbortController();
  const whole = estimateOfCluster(plan, { signal: AbortSignal.any([signal, leaving.signal]), onProgress });
  // Whoever listens hears of it below.
  whole.catch(() => undefined);
  try {
    for (;;) {
      yield shown(newest, false);
      const ended = await Promise.race([whole, news.promise.then(() => undefined)]);
      if (ended !== undefined) return yield shown(ended, true);
      news = Promise.withResolvers();
    }
  } finally {
    leaving.abort();
  }
}

function shown({ jobs, problems, series, bytesPerDay }: ClusterEstimate, done: boolean): ScrapeEstimate {
  return {
    done,
    jobs: jobs.map((job) => ({
      ...{ name: job.name, targets: job.targets, everyMs: job.intervalMs, series: job.series, problem: job.error },
    })),
    ...{ series, bytesADay: bytesPerDay, problems },
  };
}
