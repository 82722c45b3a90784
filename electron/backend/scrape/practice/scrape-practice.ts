/**
 * What the main thread does soon after scraping begins: it scrapes an exporter within the process into nothing, by the very loop that scrapes
 * targets, until V8 has compiled that. It does so for what it has seen run a thousand times: with five targets that would take an hour and more, in
 * which each scrape costs a quarter more. (docs/decisions/0021)
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { AsyncDisposable } from '../../../../shared/base/disposable.ts';
import type { Dialect } from '../../../../shared/exposition/exposition.ts';
import type { Clock } from '../../ports.ts';
import type { ScrapeOutcome } from '../append/scrape-call.ts';
import { noLimits } from '../append/scrape-rules.ts';
import { JobRun } from '../job-run.ts';
import { BodyKeeper } from '../loop/body-keeper.ts';
import { ScrapeLoop } from '../loop/scrape-loop.ts';
import type { ScrapingDeps } from '../loop/scrape-target.ts';
import type { PlannedJob, ScrapeJob } from '../scrape-plan.ts';
import { openPracticeExporter, type PracticeExporter } from './practice-exporter.ts';

export interface ScrapePractice extends AsyncDisposable {
  /** To be called with each scrape that was done: some time after the first one it begins, once, unless they are many. */
  scraped(): void;
}

export interface ScrapePracticeOptions {
  readonly clock: Clock;
  readonly version: string;
  readonly dialect?: Dialect;
  /** Default: as many as it takes. */
  readonly scrapes?: number;
  /** Default: one that forgets what it is handed. */
  readonly writer?: PracticeWriter;
}

type PracticeWriter = Awaited<ReturnType<ScrapingDeps['writer']>>;

/** A scrape of a target each 3 s costs 4 ms of processor in the second minute without any, and after 100, 250, 500 and 1,000 of them 3.3, 2.9, 2.7 and 2.4. */
const usualScrapes = 1000;
/**
 * After so many all is closed, and begun anew: what is changed for the first time as it is closed (whether a client has ended, which timer is set) was
 * taken for constant by the code that was compiled until then, and most of it would be thrown away at the end.
 */
const firstScrapes = 20;
/** Fifty a second, of a millisecond each: a window, and a scrape that is due, are not held up. On a busy machine they may be late, and do not fail. */
const targets = 50;
const everyMs = 1000;
/** What else begins with a connection, or with the application, comes first. */
const beginAfterMs = 10_000;
/** Of so many until then V8 sees as many within minutes; and what it makes of them alone is a tenth better, as it has seen nothing else. */
const mostByThemselves = 20;

const host = 'practice.invalid';

const paths = Array.from({ length: targets }, (_, at) => ['__metrics_path__', `/${at}`, 'instance', String(at)]);

const job: ScrapeJob = {
  ...{ name: 'practice', intervalMs: everyMs, timeoutMs: everyMs, metricsPath: '/metrics', scheme: 'http', params: [] },
  ...{ honorLabels: false, honorTimestamps: true, relabelConfigs: [], metricRelabelConfigs: [], limits: noLimits },
  mostBodyBytes: 64 * 2 ** 20,
};

/** One for a process: what is compiled serves all that it scrapes. Nothing of it is stored, logged, shown or counted, and it asks nobody else. */
export function createScrapePractice(options: ScrapePracticeOptions): ScrapePractice {
  let timer: NodeJS.Timeout | undefined;
  let running: Session | undefined;
  let isClosed = false;
  let scraped = 0;
  const { scrapes = usualScrapes } = options;
  const begin = async () => {
    if (scraped > mostByThemselves) return;
    for (const some of [Math.min(firstScrapes, scrapes), scrapes - firstScrapes]) {
      if (isClosed || some <= 0) return;
      running = beginSession(options, some);
      await running.ended;
    }
  };
  return {
    scraped() {
      scraped += 1;
      if (timer !== undefined || isClosed) return;
      timer = setTimeout(() => void begin(), beginAfterMs);
      timer.unref();
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await running?.close();
    },
  };
}

interface Session extends AsyncDisposable {
  /** Resolves when it has come to its end, or was closed. Never rejects. */
  readonly ended: Promise<void>;
}

function beginSession(
  { clock, version, dialect = '3', writer = nowhere }: ScrapePracticeOptions,
  scrapes: number,
): Session {
  let left = scrapes;
  const exporter = openPracticeExporter(`http://${host}`);
  const ended = Promise.withResolvers<void>();
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= closeAll().finally(ended.resolve);
    return closing;
  };
  const loop = new ScrapeLoop({
    ...{ clock, log: { write: () => undefined }, version, dialect, bodies: new BodyKeeper(clock), mostAtOnce: 20 },
    ...{ salt: 0n, writer: async () => writer, onHealth: () => undefined, onGap: () => undefined },
    onScraped() {
      left -= 1;
      if (left === 0) setImmediate(() => void close());
    },
  });
  const run = new JobRun({
    ...{ planned: planOver(exporter), dialect, onDidChange: () => undefined },
    apply: ({ rules, set }) => loop.setTargets(rules, set.active),
  });
  async function closeAll(): Promise<void> {
    run.dispose();
    await loop.close();
    await exporter.close();
  }
  void run.update();
  return { ended: ended.promise, close };
}

function planOver({ requester }: PracticeExporter): PlannedJob {
  return {
    job,
    discovery: {
      groups: () => [{ source: 'practice', labels: ['__address__', host], targets: paths }],
      onDidChange: () => ({ dispose: () => undefined }),
      ...{ problems: () => [], dispose: () => undefined },
    },
    route: {
      to: ({ url }) => ({ requester, origin: url.origin, path: `${url.pathname}${url.search}`, redirects: 'own' }),
    },
  };
}

/** As a writer's worker tells it: V8 tells objects of another thread's messages from those of the source text. */
const outcome: ScrapeOutcome = {
  ...{ scraped: 20, kept: 20, seriesAdded: 0, error: undefined, place: undefined },
  ...{ durationMs: 0.5, series: 20 },
};

const nowhere: PracticeWriter = {
  async scrape() {
    await turn();
    return structuredClone(outcome);
  },
  endScrapes: async () => undefined,
};
