/** What is scraped for This computer: the machine and Binnacle, which answer within this process, and the exporters whose URLs were typed. */
import type { AppErrorData } from '../../../../shared/base/errors.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import { Emitter } from '../../../../shared/base/event.ts';
import type { Exporter } from '../../../../shared/model/exporter.ts';
import type { HistoryOrigin } from '../../history/service/history-identity.ts';
import type { HttpPool, OpenHttpPool } from '../../network/network.ts';
import type { Requester } from '../../sources/source.ts';
import { noLimits, type ScrapeLimits } from '../append/scrape-rules.ts';
import type { PlannedJob, ScrapeJob, ScrapePlan, TargetDiscovery, TargetRoute } from '../scrape-plan.ts';
import { exporterLabels } from './exporter-url.ts';

const computerEveryMs = 5000;

export const computerOrigin: HistoryOrigin = {
  ...{ kind: 'scraped', cluster: 'this-computer', server: '', name: 'This computer', version: '' },
};

/** Of typed exporters: any of them may hang until its deadline. */
const mostAtOnce = 16;

/** What is typed may be anything, the page of a whole cluster, too: this much and no more, so that it does not hold up the others. */
const limits: ScrapeLimits = { ...noLimits, samples: 500_000 };
const mostBodyBytes = 64 * 1024 * 1024;

export interface ComputerPlanParts {
  /** Answer within this process. */
  readonly machine: Requester;
  readonly binnacle: Requester;
  readonly openHttp: OpenHttpPool;
}

export interface ComputerPlan {
  plan(): ScrapePlan;
  /** Targets that are in both go on. */
  setExporters(exporters: readonly Exporter[]): void;
  /** After who scrapes it. */
  close(): Promise<void>;
}

export function createComputerPlan(parts: ComputerPlanParts, exporters: readonly Exporter[]): ComputerPlan {
  const route = createExporterRoute(parts.openHttp);
  const typed = createExporterDiscovery(exporters);
  const jobs: readonly PlannedJob[] = [
    { job: jobOf('node'), discovery: ownTarget(), route: routeWithin(parts.machine) },
    { job: jobOf('binnacle'), discovery: ownTarget(), route: routeWithin(parts.binnacle) },
    { job: jobOf('exporters'), discovery: typed.discovery, route },
  ];
  return {
    plan: () => ({ origin: computerOrigin, jobs, mostAtOnce }),
    setExporters(next) {
      typed.set(next);
      route.keepOnly(new Set(next.flatMap(originOf)));
    },
    async close() {
      typed.dispose();
      await route.close();
    },
  };
}

function jobOf(name: string): ScrapeJob {
  return {
    ...{ name, intervalMs: computerEveryMs, timeoutMs: computerEveryMs, metricsPath: '/metrics', scheme: 'http' },
    ...{ params: [], honorLabels: false, honorTimestamps: true, relabelConfigs: [], metricRelabelConfigs: [] },
    ...{ limits, mostBodyBytes },
  };
}

/** One target that is always there. */
function ownTarget(): TargetDiscovery {
  const group = { source: 'this-computer', labels: [], targets: [['__address__', 'this-computer']] };
  return {
    groups: () => [group],
    problems: () => [],
    onDidChange: () => ({ dispose: () => undefined }),
    dispose: () => undefined,
  };
}

function routeWithin(requester: Requester): TargetRoute {
  return { to: ({ url }) => ({ requester, origin: url.origin, path: url.pathname + url.search, redirects: 'none' }) };
}

function createExporterDiscovery(first: readonly Exporter[]) {
  const changed = new Emitter<void>();
  let exporters = first;
  const found = () => exporters.map(targetOf);
  const discovery: TargetDiscovery = {
    groups: () => found().flatMap(({ group }) => (group === undefined ? [] : [group])),
    problems: () => found().flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
  return {
    discovery,
    set(next: readonly Exporter[]): void {
      exporters = next;
      changed.fire();
    },
    dispose: () => changed.dispose(),
  };
}

/** The settings' file may have been changed by hand. */
function targetOf(exporter: Exporter) {
  try {
    return { group: { source: exporter.id, labels: [], targets: [exporterLabels(exporter)] } };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const problem: AppErrorData = error.toData();
    return { problem };
  }
}

function originOf({ url }: Exporter): readonly string[] {
  return URL.canParse(url) ? [new URL(url).origin] : [];
}

/** A pool an origin, for as long as an exporter has it. */
function createExporterRoute(openHttp: OpenHttpPool) {
  const pools = new Map<string, HttpPool>();
  const closing = new Set<Promise<void>>();
  const close = (origin: string, pool: HttpPool) => {
    pools.delete(origin);
    const closed = pool.close().finally(() => closing.delete(closed));
    closing.add(closed);
  };
  const route = {
    to({ url }: { readonly url: URL }) {
      const pool = pools.get(url.origin) ?? openHttp({ url });
      pools.set(url.origin, pool);
      const path = url.pathname + url.search;
      return { requester: pool.requester, origin: url.origin, path, redirects: 'own' as const };
    },
    keepOnly(origins: ReadonlySet<string>): void {
      for (const [origin, pool] of pools) if (!origins.has(origin)) close(origin, pool);
    },
    async close() {
      route.keepOnly(new Set());
      await Promise.all(closing);
    },
  };
  return route;
}
