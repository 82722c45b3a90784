/**
 * A source that Binnacle scrapes by itself: its targets, and what is kept of them, asked as any other source. What is scraped is the plan's:
 * this computer's, or a cluster's.
 */
import { AppError } from '../../shared/base/errors.ts';
import type { CoverageSpan, RecordingFacts } from '../../shared/model/recording.ts';
import type { OpenPrometheus } from './connections/open-prometheus.ts';
import { folderName } from './history/service/history-identity.ts';
import type { HistoryService } from './history/service/history-service.ts';
import { type HistorySourceDeps, openHistorySource } from './history-source.ts';
import type { ScrapePlan } from './scrape/scrape-plan.ts';
import type { ScrapeDeps, ScrapedSource } from './scrape/scraped-source.ts';
import { startScraping } from './scrape/start-scraping.ts';
import type { SourceRecording } from './sources/source.ts';

export interface OpenScrapedDeps extends HistorySourceDeps, ScrapeDeps {
  readonly history: Pick<HistoryService, 'readers' | 'folderOf' | 'lookAt' | 'writer'>;
}

export interface OpenScraped extends OpenPrometheus {
  /** Undefined where another Binnacle records it: then it is read only. */
  readonly scraped: ScrapedSource | undefined;
  /** Ends the scraping; what the plan stands on is its owner's to close after it. */
  close(): Promise<void>;
}

/**
 * Where another Binnacle records already, what that one keeps is read, each heartbeat fails with history.locked, and as soon as it has ended
 * `onFree` is called: then it is to be opened anew.
 * @throws AppError history.* where the history can neither be written nor read
 */
export async function openScraped(plan: ScrapePlan, deps: OpenScrapedDeps, onFree: () => void): Promise<OpenScraped> {
  const { origin } = plan;
  const name = folderName(origin);
  const everyMs = usualInterval(plan);
  const server = () => ({ ...scrapedServer, everyMs });
  let scraped: ScrapedSource;
  try {
    scraped = await startScraping(plan, deps);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'history.locked') throw error;
    const source = openHistorySource({ source: name, origin, lastMs: () => undefined }, deps);
    const recording = recordingOf(name, deps, { everyMs, scraped: undefined });
    return {
      ...{ source: { ...source, recording }, server, scraped: undefined },
      heart: () => tryToWrite(plan, deps, onFree),
      close: async () => undefined,
    };
  }
  const source = openHistorySource({ source: name, origin, lastMs: () => scraped.lastMs() }, deps);
  const recording = recordingOf(name, deps, { everyMs, scraped });
  return {
    ...{ source: { ...source, recording, targets: scraped.targets }, server, scraped },
    // Whether it can be read is seen by whoever reads: that it is being recorded is what is asked here.
    heart: async ({ signal }) => {
      await refuseAllDown(scraped, signal);
      return scraped.lastMs();
    },
    close: () => scraped.close(),
  };
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
  { history }: OpenScrapedDeps,
  onFree: () => void,
): Promise<undefined> {
  const writer = await history.writer(origin);
  await writer.close();
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
}

/** As scrape/loop/coverage-keeper.ts writes it down. */
const rule = 'scrape';

function recordingOf(
  name: string,
  { history, clock }: OpenScrapedDeps,
  { everyMs, scraped }: Recorder,
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
      const durations = targets.flatMap(({ durationMs }) => (durationMs === undefined ? [] : [durationMs]));
      return {
        sinceMs: scraped === undefined ? undefined : begunMs,
        newestSampleMs: scraped?.lastMs(),
        scrapeMs: durations.length === 0 ? undefined : Math.max(...durations),
        ...{ everyMs, series, bytes },
      };
    },
  };
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
