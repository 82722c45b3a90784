/**
 * What the worker that writes a source does once that is scraped: it takes scrapes of targets that are none into a history in memory, until V8 has
 * compiled that (docs/decisions/0021). Nothing of it is kept, or seen by anybody.
 */
import { DisposableStore } from '../../shared/base/disposable.ts';
import type { TaskHandler } from './base/worker-tasks.ts';
import type { ToWriter } from './history/service/writer-protocol.ts';
import { createScrapeAppender, UnknownSeriesError } from './history/store/append-scrape.ts';
import { metadataWriter } from './history/store/metric-metadata.ts';
import { practiceParts } from './history/store/practice-parts.ts';
import { createSeriesRegistration } from './history/store/register-series.ts';
import { slotMs } from './history/store/slots.ts';
import type { WriterParts } from './history/store/writer-parts.ts';
import { createScrapes } from './scrape/append/create-scrapes.ts';
import type { ScrapeInput, ScrapeOutcome, ScrapeStore } from './scrape/append/scrape-call.ts';
import { noLimits } from './scrape/append/scrape-rules.ts';

interface Practice {
  dispose(): void;
}

/** @param begin called once, as the first scrape has come: who records a Prometheus has no use for it */
export function practisingWriter(session: TaskHandler<ToWriter>, begin: () => Practice): TaskHandler<ToWriter> {
  let practice: Practice | undefined;
  return {
    receive(message) {
      if (message.kind === 'call' && message.call.name === 'scrape') practice ??= begin();
      return session.receive(message);
    },
    dispose() {
      practice?.dispose();
      session.dispose();
    },
  };
}

/** As `usualScrapes` of the thread that asks the targets. */
const scrapes = 1000;
const firstScrapes = 20;
const targets = ['a', 'b', 'c', 'd'];
const everyMs = 15_000;
const startMs = 230_000 * slotMs;

/** Each step some milliseconds at most. @returns (each step) what came of a scrape */
export function* writerPractice(): Generator<ScrapeOutcome | undefined, void> {
  const lifetime = new DisposableStore();
  try {
    const calls = createScrapes(storeOver(yield* practiceParts(lifetime)));
    for (let n = 0; n < scrapes; n += 1) {
      yield calls.scrape(inputOf(n));
      // What is changed for the first time as they end was taken for constant by the code that was compiled until then.
      if (n === firstScrapes || n === scrapes - 1) calls.endScrapes(targets, inputOf(n).timeMs + 1);
    }
  } finally {
    lifetime.dispose();
  }
}

function storeOver(parts: WriterParts): ScrapeStore {
  const put = metadataWriter(parts.history);
  return {
    register: createSeriesRegistration(parts),
    appendScrapes: createScrapeAppender(parts),
    setMetadata: (metrics) => void parts.inHistory.run(() => put(metrics)),
    unknownSeries: (error) => (error instanceof UnknownSeriesError ? error.ids : undefined),
  };
}

/** As it comes of another thread: V8 tells objects that it made so from those of the source text. */
function inputOf(n: number): ScrapeInput {
  const target = targets[n % targets.length] as string;
  const round = Math.floor(n / targets.length);
  return structuredClone<ScrapeInput>({
    target,
    labels: ['instance', target, 'job', 'practice'],
    rules: {
      ...{ honorLabels: false, honorTimestamps: true, metricRelabelConfigs: [], limits: noLimits, dialect: '3' },
      ...{ trackTimestampsStaleness: false, classicHistograms: false },
    },
    timeMs: startMs + round * everyMs,
    durationMs: 1.5,
    answer: { kind: 'body', format: 'text', bytes: new TextEncoder().encode(bodyAt(round)) },
  });
}

/** Of whole numbers that rise, of decimals, and of what stays; and a series that comes and goes. */
function bodyAt(round: number): string {
  const places = Array.from({ length: 8 }, (_, place) => place);
  const of = (name: string, type: string, valueAt: (place: number) => number) => [
    `# HELP ${name} Practice.\n# TYPE ${name} ${type}\n`,
    ...places.map((place) => `${name}{place="${place}",kind="practice"} ${valueAt(place)}\n`),
  ];
  return [
    ...of('practice_total', 'counter', (place) => round * (place + 1)),
    ...of('practice_bytes', 'gauge', (place) => Math.round(1e6 * (1 + Math.sin(round / 9 + place))) / 100),
    ...of('practice_info', 'gauge', () => 1),
    round % 10 === 0 ? 'practice_seldom 1\n' : '',
  ].join('');
}
