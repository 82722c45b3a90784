/**
 * A source that Binnacle scrapes by itself: its targets, and what is kept of them, asked as any other source. What is scraped is the plan's:
 * this computer's, or a cluster's.
 */
import { AppError } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { CoverageSpan, RecordingFacts } from '../../shared/model/recording.ts';
import type { OpenPrometheus } from './connections/open-prometheus.ts';
import { folderName, type HistoryOrigin } from './history/service/history-identity.ts';
import type { HistoryService } from './history/service/history-service.ts';
import { type HistorySourceDeps, openHistorySource } from './history-source.ts';
import type { ScrapePlan } from './scrape/scrape-plan.ts';
import type { ScrapeDeps, ScrapedSource } from './scrape/scraped-source.ts';
import { slowestScrape } from './scrape/slowest-scrape.ts';
import { startScraping } from './scrape/start-scraping.ts';
import type { Source, SourceRecording } from './sources/source.ts';

export interface OpenScrapedDeps extends HistorySourceDeps, ScrapeDeps {
  readonly history: Pick<HistoryService, 'readers' | 'folderOf' | 'lookAt' | 'writer'>;
  /** One for all that is scraped in this process. */
  readonly scrapedHere: ScrapedHere;
  /** The context is connected to it now: what is recorded of it is the context's record. */
  readonly onSource: (context: ContextId, origin: HistoryOrigin) => void;
}

/**
 * Who scrapes which source in this process: contexts of one cluster share its history, and two that scrape it would end each other's series.
 * The first to come scrapes; others read along, and take its place when it ends.
 */
export type ScrapedHere = Map<string, HeldScraping>;

interface HeldScraping {
  readonly scraped: Promise<ScrapedSource>;
  /** Called when it has ended. */
  readonly onEnd: Set<() => void>;
}

export interface OpenScraped extends OpenPrometheus {
  /** Undefined where another Binnacle records it: then it is read only. */
  readonly scraped: ScrapedSource | undefined;
  /** Ends the scraping; what the plan stands on is its owner's to close after it. */
  close(): Promise<void>;
}

/**
 * Where another context of this Binnacle scrapes it already, that one's targets and samples are these, too. Where another Binnacle records it,
 * what that one keeps is read, and each heartbeat fails with history.locked. As soon as either has ended `onFree` is called: then it is to be
 * opened anew.
 * @param context that is connected to it
 * @throws AppError history.* where the history can neither be written nor read
 */
export async function openScraped(
  context: ContextId,
  plan: ScrapePlan,
  deps: OpenScrapedDeps,
  onFree: () => void,
): Promise<OpenScraped> {
  const opened = await openPlan(plan, deps, onFree);
  deps.onSource(context, plan.origin);
  return opened;
}

async function openPlan(plan: ScrapePlan, deps: OpenScrapedDeps, onFree: () => void): Promise<OpenScraped> {
  const { origin } = plan;
  const name = folderName(origin);
  const everyMs = usualInterval(plan);
  const server = () => ({ ...scrapedServer, everyMs });
  let begun: Begun;
  try {
    begun = await beginOrShare(name, plan, deps, onFree);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'history.locked') throw error;
    const source = openHistorySource({ source: name, origin, lastMs: () => undefined }, deps);
    const recording = recordingOf(name, deps, { everyMs, scraped: undefined, source });
    return {
      ...{ source: { ...source, recording }, server, scraped: undefined },
      heart: () => tryToWrite(plan, deps, onFree),
      close: async () => undefined,
    };
  }
  const { scraped, close } = begun;
  const source = openHistorySource({ source: name, origin, lastMs: () => scraped.lastMs() }, deps);
  const recording = recordingOf(name, deps, { everyMs, scraped, source });
  return {
    ...{ source: { ...source, recording, targets: scraped.targets, load: () => scraped.load() }, server, scraped },
    // Whether it can be read is seen by whoever reads: that it is being recorded is what is asked here.
    heart: async ({ signal }) => {
      await refuseAllDown(scraped, signal);
      return scraped.lastMs();
    },
    close,
  };
}

interface Begun {
  readonly scraped: ScrapedSource;
  close(): Promise<void>;
}

/** @throws AppError history.* */
async function beginOrShare(name: string, plan: ScrapePlan, deps: OpenScrapedDeps, onFree: () => void): Promise<Begun> {
  const { scrapedHere } = deps;
  for (let held = scrapedHere.get(name); held !== undefined; held = scrapedHere.get(name)) {
    const { onEnd } = held;
    // What keeps that one from it may keep this one from it, too, and is then said here.
    const scraped = await held.scraped.catch(() => undefined);
    if (scraped === undefined || scrapedHere.get(name) !== held) continue;
    onEnd.add(onFree);
    return { scraped, close: async () => void onEnd.delete(onFree) };
  }
  const scraping = startScraping(plan, deps);
  const own: HeldScraping = { scraped: scraping, onEnd: new Set() };
  scrapedHere.set(name, own);
  const end = () => {
    if (scrapedHere.get(name) === own) scrapedHere.delete(name);
    for (const call of [...own.onEnd]) call();
  };
  try {
    const scraped = await scraping;
    return { scraped, close: () => scraped.close().finally(end) };
  } catch (error) {
    end();
    throw error;
  }
}

/** @throws AppError scrape.allDown */
async function refuseAllDown({ targets: of }: ScrapedSource, signal: AbortSignal): Promise<void> {
  const { targets } = await of.read(signal);
  const [first] = targets;
  if (first === undefined || targets.some(({ health }) => health !== 'down')) return;
  const message = `None of the ${targets.length} targets answers: ${first.error}`;
  throw new AppError('scrape.allDown', message, {
    details: { targets: targets.length, reason: first.error },
    retryable: true,
  });
}

const scrapedServer = { transport: 'scraped', engine: 'binnacle', version: '', pathPrefix: '' } as const;

/** @throws AppError history.locked for as long as it is */
async function tryToWrite(
  { origin }: ScrapePlan,
  { history, scrapedHere }: OpenScrapedDeps,
  onFree: () => void,
): Promise<undefined> {
  const isOurs = () => scrapedHere.has(folderName(origin));
  const writer = isOurs() ? undefined : await history.writer(origin);
  // Another context may have begun meanwhile: the writer is that one's then.
  if (!isOurs()) await writer?.close();
  onFree();
}

/** The one that most jobs have; the shortest of several. */
function usualInterval({ jobs }: ScrapePlan): number {
  const counts = Map.groupBy(jobs, ({ job }) => job.intervalMs);
  const [first] = [...counts].sort(([a, some], [b, others]) => others.length - some.length || a - b);
  return first?.[0] ?? 0;
}

interface Recorder {
  readonly everyMs: number;
  readonly scraped: ScrapedSource | undefined;
  /** What is kept. */
  readonly source: Pick<Source, 'query'>;
}

const newestTimeoutMs = 10_000;

/** As scrape/loop/coverage-keeper.ts writes it down. */
const rule = 'scrape';

function recordingOf(
  name: string,
  { history, clock }: OpenScrapedDeps,
  { everyMs, scraped, source }: Recorder,
): SourceRecording {
  const begunMs = clock.now();
  return {
    async coverage(window, signal) {
      const [found] = await history.lookAt(name, signal).spans(window, rule);
      const told: readonly CoverageSpan[] = found?.spans ?? [{ ...window, state: 'notRecorded', detail: '' }];
      return withOwn(told, scraped === undefined ? undefined : { startMs: begunMs, endMs: scraped.lastMs() ?? 0 });
    },
    async facts(signal): Promise<RecordingFacts> {
      const { series, bytes } = await history.lookAt(name, signal).describe();
      const { targets = [] } = (await scraped?.targets.read(signal)) ?? {};
      return {
        sinceMs: scraped === undefined ? undefined : begunMs,
        newestSampleMs: scraped === undefined ? await newestOf(source, signal) : scraped.lastMs(),
        scrapeMs: slowestScrape(targets),
        ...{ everyMs, series, bytes },
      };
    },
  };
}

/** Of what another Binnacle records. Undefined where it is not known: that it cannot be read, the queries of the views say. */
async function newestOf(source: Pick<Source, 'query'>, signal: AbortSignal): Promise<number | undefined> {
  const request = { kind: 'instant', expr: 'max(timestamp(up))' } as const;
  try {
    for await (const item of source.query(request, { signal, timeoutMs: newestTimeoutMs })) {
      const seconds = item.kind === 'part' ? item.columns.values[0] : undefined;
      if (seconds !== undefined) return Math.round(seconds * 1000);
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  return undefined;
}

/** What is recorded is written down every half minute: until then only who records it knows. @param own both ends inclusive */
function withOwn(
  told: readonly CoverageSpan[],
  own: { readonly startMs: number; readonly endMs: number } | undefined,
): readonly CoverageSpan[] {
  const last = told.at(-1);
  if (own === undefined || last === undefined || last.state !== 'notRecorded') return told;
  const startMs = Math.max(last.startMs, own.startMs);
  const endMs = Math.min(last.endMs, own.endMs);
  if (endMs < startMs) return told;
  const recorded = { startMs, endMs, state: 'recorded', detail: '' } as const;
  const before = told.slice(0, -1);
  const left = startMs > last.startMs ? [{ ...last, endMs: startMs - 1 }] : [];
  const previous = left.length === 0 ? before.at(-1) : undefined;
  const joined =
    previous?.state === 'recorded' ? [...before.slice(0, -1), { ...previous, endMs }] : [...before, ...left, recorded];
  return endMs < last.endMs ? [...joined, { ...last, startMs: endMs + 1 }] : joined;
}
