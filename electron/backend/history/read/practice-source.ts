/**
 * A small history in memory, made and read by the very code that reads those on the disk: what a reader answers from it before anybody asks it
 * is for V8 alone, which compiles what it sees used. Nothing of it is kept, or seen by anybody.
 */
import { DisposableStore } from '../../../../shared/base/disposable.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import { appendColumns } from '../store/append-columns.ts';
import { createScrapeAppender } from '../store/append-scrape.ts';
import { practiceParts } from '../store/practice-parts.ts';
import { createSeriesRegistration } from '../store/register-series.ts';
import { slotMs } from '../store/slots.ts';
import { type HistoryReader, readerOver } from './open-history-reader.ts';
import { createPageCaches } from './page-caches.ts';

/** Two slots are in chunks, half an hour of a third in the head. */
export const practiceStartMs = 230_000 * slotMs;
/** From here on nothing is in chunks. */
export const practiceHeadMs = practiceStartMs + 2 * slotMs;
const everyMs = 15_000;
const scrapes = 120;
export const practiceEndMs = practiceHeadMs + (scrapes - 1) * everyMs;

const bounds = ['0.1', '1', '5', '+Inf'];
/** Scraped one after the other, and so many that came by metrics: the ids of a metric's series are apart, or a run. */
const [alone, together] = [8, 16];

type ValueAt = (n: number) => number;

interface PracticeSeries {
  readonly labels: Labels;
  readonly valueAt: ValueAt;
}

/** Whole numbers that rise, ones with decimals, ones of all bits, and such that stay for long: each is another encoding. */
function* practiceSeries(): Generator<PracticeSeries> {
  for (let place = 0; place < alone; place += 1) {
    for (const metric of metrics) yield* metric(place);
  }
  for (const metric of metrics) {
    for (let place = alone; place < alone + together; place += 1) yield* metric(place);
  }
}

const metrics: readonly ((place: number) => Iterable<PracticeSeries>)[] = [
  (place) => [
    seriesAt(place, ['__name__', 'requests_total'], (n) => n * 7 + ((n * 31 + place) % 13) - (n > 700 ? 3000 : 0)),
  ],
  (place) => [
    seriesAt(place, ['__name__', 'memory_bytes'], (n) => Math.round(1e4 + 700 * Math.sin(n / 40 + place)) / 100),
  ],
  (place) => [seriesAt(place, ['__name__', 'load'], (n) => Math.sin(n * 1.7 + place) / 3)],
  (place) => [seriesAt(place, ['__name__', 'pod_info'], (n) => (n > 500 + place ? 1 : 0))],
  (place) =>
    bounds.map((le, i) => seriesAt(place, ['__name__', 'latency_bucket'], (n) => (i + 1) * n + (n % 5), ['le', le])),
];

function seriesAt(place: number, first: Labels, valueAt: ValueAt, last: Labels = []): PracticeSeries {
  return { labels: [...first, 'instance', `10.0.0.${place}:80`, 'job', `job-${place % 2}`, ...last], valueAt };
}

/**
 * Made bit by bit: between two steps something else may be done.
 * @returns some over the same, to be asked in turn: of what was only ever one, V8 makes code that holds for that one, and is thrown away as another
 * one is asked. The first is closed last: the databases are its own.
 */
export function* practiceReaders(): Generator<undefined, readonly HistoryReader[]> {
  const lifetime = new DisposableStore();
  let isMade = false;
  try {
    const parts = yield* practiceParts(lifetime);
    const { history, head } = parts;
    const register = createSeriesRegistration(parts);
    const append = createScrapeAppender(parts);
    const all = [...practiceSeries()];
    const timesMs = Float64Array.from({ length: (2 * slotMs) / everyMs }, (_, n) => practiceStartMs + n * everyMs);
    for (let from = 0; from < all.length; from += seriesAStep) {
      const some = all.slice(from, from + seriesAStep);
      appendColumns(
        parts,
        some.map(({ labels, valueAt }) => ({ labels, timesMs, values: Float64Array.from(timesMs.keys(), valueAt) })),
      );
      yield undefined;
    }
    const series = Uint32Array.from(register(all.map(({ labels }) => labels)));
    for (let n = 0; n < scrapes; n += 1) {
      const values = Float64Array.from(all, ({ valueAt }) => valueAt(timesMs.length + n));
      append([{ target: 'practice', timeMs: practiceHeadMs + n * everyMs, series, values }]);
      if (n % scrapesAStep === 0) yield undefined;
    }
    const caches = createPageCaches();
    const readers = [
      readerOver('practice', head, history, lifetime, caches),
      ...Array.from({ length: 4 }, () => readerOver('practice', head, history, new DisposableStore(), caches)),
    ];
    isMade = true;
    return readers;
  } finally {
    // Also where it is told to return between two steps.
    if (!isMade) lifetime.dispose();
  }
}

/** Each a few milliseconds, while nothing is compiled. */
const seriesAStep = 4;
const scrapesAStep = 20;
