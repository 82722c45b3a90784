/** What is scraped in a test: a history with its workers, jobs as plain as can be, a discovery that the test changes, and direct connections. */
import { Agent } from 'undici';
import { receiveFrom } from '../../../electron/backend/base/receive-answer.ts';
import { noLimits } from '../../../electron/backend/scrape/append/scrape-rules.ts';
import type {
  PlannedJob,
  ScrapeJob,
  ScrapePlan,
  TargetGroup,
  TargetRoute,
} from '../../../electron/backend/scrape/scrape-plan.ts';
import type { ScrapeDeps, ScrapedSource } from '../../../electron/backend/scrape/scraped-source.ts';
import { startScraping } from '../../../electron/backend/scrape/start-scraping.ts';
import type { Requester } from '../../../electron/backend/sources/source.ts';
import { Emitter } from '../../../shared/base/event.ts';
import { type Labels, labelsFromPairs } from '../../../shared/model/labels.ts';
import { createServiceFixture, recordedOrigin, type ServiceFixture } from '../../support/history/service-fixture.ts';
import { askColumns } from '../history/ask-recorded.ts';

export type LabelMap = Readonly<Record<string, string>>;

export interface SettableDiscovery {
  readonly discovery: PlannedJob['discovery'];
  set(groups: readonly TargetGroup[]): void;
}

export interface ScrapingFixture {
  readonly service: ServiceFixture;
  readonly route: TargetRoute;
  readonly deps: ScrapeDeps;
  /** Closed with the fixture. */
  start(
    jobs: readonly PlannedJob[],
    options?: { readonly mostAtOnce?: number } & Partial<ScrapeDeps>,
  ): Promise<ScrapedSource>;
  /** What the history's engine says now, each series with its value. */
  instant(expr: string): Promise<readonly (readonly [labels: Labels, value: number])[]>;
  /** Once, however often. */
  dispose(): Promise<void>;
}

const dayMs = 86_400_000;

export function groupOf(targets: readonly LabelMap[], labels: LabelMap = {}, source = 'group'): TargetGroup {
  const of = (map: LabelMap) => labelsFromPairs(Object.entries(map));
  return { source, labels: of(labels), targets: targets.map(of) };
}

export function settableDiscovery(groups: readonly TargetGroup[] = []): SettableDiscovery {
  const changed = new Emitter<void>();
  let current = groups;
  return {
    discovery: {
      groups: () => current,
      onDidChange: changed.event,
      problems: () => [],
      dispose: () => changed.dispose(),
    },
    set(next) {
      current = next;
      changed.fire();
    },
  };
}

export function jobOf(changes: Partial<ScrapeJob> = {}): ScrapeJob {
  return {
    ...{ name: 'test', intervalMs: 200, timeoutMs: 200, metricsPath: '/metrics', scheme: 'http', params: [] },
    ...{ honorLabels: false, honorTimestamps: true, relabelConfigs: [], metricRelabelConfigs: [], limits: noLimits },
    mostBodyBytes: 16 * 2 ** 20,
    ...changes,
  };
}

export function planOf(jobs: readonly PlannedJob[], mostAtOnce = 20): ScrapePlan {
  return { origin: recordedOrigin, jobs, mostAtOnce };
}

/** Text of a bug that was logged would be in `service.logged`. */
export function createScrapingFixture(): ScrapingFixture {
  const service = createServiceFixture();
  const agent = new Agent({ headersTimeout: dayMs, bodyTimeout: dayMs });
  // As the pools of the application have it.
  const requester: Requester = {
    request: (options) => agent.request(options),
    receive: (options, sink) => receiveFrom(agent, options, sink),
  };
  const logged = service.logged as string[];
  const deps: ScrapeDeps = {
    history: service.history,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: { write: (level, _scope, message) => void logged.push(`${level} ${message}`) },
    version: '0.1.0',
  };
  const started: ScrapedSource[] = [];
  let disposing: Promise<void> | undefined;
  async function disposeAll(): Promise<void> {
    await Promise.all(started.map((source) => source.close()));
    await agent.destroy();
    await service.dispose();
  }
  return {
    ...{ service, deps },
    route: {
      to: ({ url }) => ({
        requester,
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        redirects: 'own',
      }),
    },
    async start(jobs, { mostAtOnce, ...others } = {}) {
      const source = await startScraping(planOf(jobs, mostAtOnce), { ...deps, ...others });
      started.push(source);
      return source;
    },
    async instant(expr) {
      const { labels, values } = await askColumns(service, Date.now(), expr);
      return labels.map((set, i) => [set, values[i] ?? Number.NaN] as const);
    },
    dispose() {
      disposing ??= disposeAll();
      return disposing;
    },
  };
}
