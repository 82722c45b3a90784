/**
 * A small history in memory, made and read by the very code that reads those on the disk: what a reader answers from it before anybody asks it
 * is for V8 alone, which compiles what it sees used. Nothing of it is kept, or seen by anybody.
 */
import Database from 'better-sqlite3';
import { DisposableStore } from '../../../../shared/base/disposable.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import { appendColumns } from '../store/append-columns.ts';
import { createScrapeAppender } from '../store/append-scrape.ts';
import { type DatabaseKind, migrate } from '../store/migrate.ts';
import type { WritableDatabase } from '../store/open-database.ts';
import { createSeriesRegistration } from '../store/register-series.ts';
import { slotMs } from '../store/slots.ts';
import { createWriterParts } from '../store/writer-parts.ts';
import { type HistoryReader, readerOver } from './open-history-reader.ts';

/** Two slots are in chunks, half an hour of a third in the head. */
export const practiceStartMs = 230_000 * slotMs;
const headStartMs = practiceStartMs + 2 * slotMs;
const everyMs = 15_000;
const scrapes = 120;
export const practiceEndMs = headStartMs + (scrapes - 1) * everyMs;

const bounds = ['0.1', '1', '5', '+Inf'];
const places = 8;

type ValueAt = (n: number) => number;

interface PracticeSeries {
  readonly labels: Labels;
  readonly valueAt: ValueAt;
}

/** Whole numbers that rise, ones with decimals, ones of all bits, and such that stay for long: each is another encoding. */
function* practiceSeries(): Generator<PracticeSeries> {
  for (let place = 0; place < places; place += 1) {
    const where = ['instance', `10.0.0.${place}:80`, 'job', `job-${place % 2}`];
    const of = (name: string, valueAt: ValueAt) => ({ labels: ['__name__', name, ...where], valueAt });
    yield of('requests_total', (n) => n * 7 + ((n * 31 + place) % 13) - (n > 700 ? 3000 : 0));
    yield of('memory_bytes', (n) => Math.round(1e4 + 700 * Math.sin(n / 40 + place)) / 100);
    yield of('load', (n) => Math.sin(n * 1.7 + place) / 3);
    yield of('pod_info', (n) => (n > 500 + place ? 1 : 0));
    for (const [i, le] of bounds.entries()) {
      yield { labels: ['__name__', 'latency_bucket', ...where, 'le', le], valueAt: (n) => (i + 1) * n + (n % 5) };
    }
  }
}

/** Made bit by bit: between two steps something else may be done. */
export function* practiceReader(): Generator<undefined, HistoryReader> {
  const lifetime = new DisposableStore();
  let isMade = false;
  try {
    const opened = <Kind extends DatabaseKind>(kind: Kind): WritableDatabase<Kind> => {
      const db = new Database(':memory:');
      lifetime.defer(() => db.close());
      migrate(db, kind);
      return db as unknown as WritableDatabase<Kind>;
    };
    const history = opened('history');
    yield undefined;
    const head = opened('head');
    yield undefined;
    const parts = createWriterParts(history, head, () => performance.now());
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
      append([{ target: 'practice', timeMs: headStartMs + n * everyMs, series, values }]);
      if (n % scrapesAStep === 0) yield undefined;
    }
    const reader = readerOver('practice', head, history, lifetime);
    isMade = true;
    return reader;
  } finally {
    // Also where it is told to return between two steps.
    if (!isMade) lifetime.dispose();
  }
}

/** Each a few milliseconds, while nothing is compiled. */
const seriesAStep = 4;
const scrapesAStep = 20;
