/** What the suites of a cluster's scraping share: a client of a double, plans of it, and looks at targets through their ways. */
import type { KubeClient } from '../../../electron/backend/kube/kube-client.ts';
import { openKubeClient } from '../../../electron/backend/kube/open-kube-client.ts';
import { TunnelPool } from '../../../electron/backend/kube/tunnel-pool.ts';
import { secureTunnel } from '../../../electron/backend/kube/tunnel-tls.ts';
import {
  type ClusterPlan,
  type ClusterPlanOptions,
  type ClusterPlanServices,
  planOfCluster,
} from '../../../electron/backend/scrape/cluster/plan-of-cluster.ts';
import type { PlannedJob, RoutedTarget } from '../../../electron/backend/scrape/scrape-plan.ts';
import { type Labels, labelPairs } from '../../../shared/model/labels.ts';
import { prometheus3 } from '../../../shared/relabel/dialect.ts';
import { compileRelabel } from '../../../shared/relabel/relabel.ts';
import { publicLabels, targetLabels } from '../../../shared/relabel/target-labels.ts';
import type { ApiServerDouble } from '../../support/api-server/api-server.ts';
import { type KubeServices, openKubeServices } from '../../support/kube-services.ts';
import { contextOf, until } from '../kube-fixture.ts';

/** Short enough for tests, and of the same order among themselves. */
export const quickTimes = {
  ...{ watchSeconds: 60, silenceMs: 20_000, pauseMs: 20, mostPauseMs: 200, refusedPauseMs: 200, pollMs: 100 },
};

export const planServices: ClusterPlanServices = {
  openPool: (options) => new TunnelPool(options),
  secureTunnel,
  monotonic: () => performance.now(),
  random: Math.random,
};

/** A client and what it stands on; closed together. */
export class Opened {
  readonly client: KubeClient;
  readonly #services: KubeServices;
  readonly #plans: ClusterPlan[] = [];

  private constructor(client: KubeClient, services: KubeServices) {
    this.client = client;
    this.#services = services;
  }

  static async client(double: ApiServerDouble, user = 'admin'): Promise<Opened> {
    const services = openKubeServices();
    return new Opened(await openKubeClient(contextOf(double, user), services), services);
  }

  async plan(options: Partial<ClusterPlanOptions> = {}): Promise<ClusterPlan> {
    const { signal } = new AbortController();
    const plan = await planOfCluster(this.client, planServices, {
      ...{ namespace: undefined, signal, times: quickTimes },
      ...options,
    });
    this.#plans.push(plan);
    return plan;
  }

  /** Checks that nothing stays open at the double. */
  async close(double?: ApiServerDouble): Promise<void> {
    for (const plan of this.#plans) await plan.close();
    if (double !== undefined) await until(() => double.counts.openWatches === 0 && double.counts.openTunnels === 0);
    await this.client.close();
    await this.#services.credentials.close();
    if (double !== undefined) await until(() => double.counts.openConnections === 0);
  }
}

export function jobNamed(plan: ClusterPlan, name: string): PlannedJob {
  const job = plan.jobs.find((one) => one.job.name === name);
  if (job === undefined) throw new Error(`the plan has no job ${name}`);
  return job;
}

/** What the rules make of what was found, each once; dropped ones are not in it. */
export function targetsOf({ job, discovery }: PlannedJob): readonly RoutedTarget[] {
  const rules = compileRelabel(job.relabelConfigs, prometheus3);
  const defaults = {
    ...{ jobName: job.name, scrapeIntervalMs: job.intervalMs, scrapeTimeoutMs: job.timeoutMs },
    ...{ metricsPath: job.metricsPath, scheme: job.scheme, params: job.params },
  };
  const found = new Map<string, RoutedTarget>();
  for (const group of discovery.groups()) {
    for (const target of group.targets) {
      const result = targetLabels(defaults, rules, target, group.labels);
      if (result.kind !== 'target') continue;
      const value = (name: string) => record(result.labels)[name] ?? '';
      const url = new URL(`${value('__scheme__')}://${value('__address__')}${value('__metrics_path__')}`);
      found.set(JSON.stringify(result.labels), { ...result, url });
    }
  }
  return [...found.values()];
}

function record(labels: Labels): Readonly<Record<string, string>> {
  return Object.fromEntries(labelPairs(labels));
}

/** What a target's series get, as texts to compare: `pod=a,…`. */
export function shown({ labels }: RoutedTarget): string {
  return labelPairs(publicLabels(labels))
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

/** The body that a target answers, through its way. */
export async function bodyOf(planned: PlannedJob, target: RoutedTarget, signal?: AbortSignal): Promise<string> {
  const { requester, origin, path } = planned.route.to(target);
  const { statusCode, body } = await requester.request({ method: 'GET', origin, path, ...(signal && { signal }) });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`answered ${statusCode}: ${text}`);
  return text;
}
