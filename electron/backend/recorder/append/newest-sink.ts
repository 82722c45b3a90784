/** The newest samples, a few of each series, into the head: what was stored before is passed over, and what has one time and target is one row. */
import type { Labels } from '../../../../shared/model/labels.ts';
import { columnOf } from './past-sink.ts';
import { type RowOfSamples, rowsOf, scrapeOf } from './read-rows.ts';
import type { ReadSink } from './read-sink.ts';
import { addStored, type MutableOutcome, noteTimes, type ReadStore } from './read-store.ts';
import { type BatchSeries, SampleBatch } from './sample-batch.ts';
import { type KnownSeries, newSeries, type SeriesBook } from './series-book.ts';

/** A transaction of some 50 ms. */
const transactionSamples = 250_000;
const mostAttempts = 3;

interface Read {
  readonly key: string;
  readonly known: KnownSeries;
  readonly labels: () => Labels;
}

export class NewestSink implements ReadSink {
  readonly batch = new SampleBatch();
  readonly startMs: number;
  readonly endMs: number;
  readonly #store: ReadStore;
  readonly #book: SeriesBook;
  readonly #outcome: MutableOutcome;
  /** Beside the series of the batch. */
  #reads: Read[] = [];
  /** Of which samples were read, and up to when these are stored if all goes well: another reading may be under way that fails. */
  readonly #stagedMs = new Map<KnownSeries, number>();
  /** Series that nothing is stored of yet: of a reading that is given up, nothing is kept. */
  readonly #fresh = new Map<string, KnownSeries>();
  #key: string | undefined;

  constructor(
    { store, book }: { readonly store: ReadStore; readonly book: SeriesBook },
    { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
    outcome: MutableOutcome,
  ) {
    this.#store = store;
    this.#book = book;
    this.startMs = startMs;
    this.endMs = endMs;
    this.#outcome = outcome;
  }

  open(key: string, labels: () => Labels): void {
    const { isFull } = this.batch;
    if (key === this.#key && !isFull) return;
    this.#close();
    // Rows are whole only at the end. Where there is more than is held, they are stored in parts, which costs more.
    if (isFull) this.#storeBatch();
    const known = this.#book.find(key) ?? this.#fresh.get(key) ?? this.#freshOf(key, labels);
    this.#key = key;
    this.batch.open(key, undefined);
    this.#reads.push({ key, known, labels });
  }

  refuse(samples: number): void {
    this.#outcome.refused += samples;
  }

  /** All of them were given. @throws AppError history.* */
  finish(): void {
    this.#close();
    this.#key = undefined;
    this.#storeBatch();
  }

  #close(): void {
    const { batch } = this;
    const outcome = this.#outcome;
    const series = batch.close();
    const known = this.#reads.at(-1)?.known;
    if (series === undefined || known === undefined || this.#key === undefined) return;
    const count = series.to - series.from;
    if (count > 0) {
      const stagedMs = this.#stagedMs.get(known);
      if (stagedMs === undefined) outcome.series += 1;
      const upToMs = stagedMs ?? known.lastMs;
      this.#stagedMs.set(known, Math.max(upToMs, batch.timesMs[series.to - 1] as number));
      outcome.samples += count;
      noteTimes(outcome, batch, series);
      outcome.duplicate += batch.dropFirst(series, upToMs);
    }
    if (series.to > series.from) return;
    batch.series.pop();
    this.#reads.pop();
    if (!this.#stagedMs.has(known)) this.#fresh.delete(this.#key);
  }

  #freshOf(key: string, labels: () => Labels): KnownSeries {
    const known = newSeries(labels());
    this.#fresh.set(key, known);
    return known;
  }

  #storeBatch(): void {
    for (let attempt = 0; ; attempt += 1) {
      try {
        this.#register();
        this.#append();
        break;
      } catch (error) {
        const unknown = this.#store.unknownSeries(error);
        if (unknown === undefined || attempt === mostAttempts) throw error;
        const ids = new Set<number | undefined>(unknown);
        for (const { known } of this.#reads) if (ids.has(known.id)) known.id = undefined;
      }
    }
    this.#book.stored(
      this.#reads.map(({ key, known }) => [key, known, this.#stagedMs.get(known) ?? known.lastMs] as const),
    );
    this.#fresh.clear();
    this.batch.clear();
    this.#reads = [];
  }

  #register(): void {
    const fresh = this.#reads.filter(({ known }) => known.id === undefined);
    if (fresh.length === 0) return;
    const ids = this.#store.register(fresh.map(({ labels }) => labels()));
    for (const [i, { known }] of fresh.entries()) known.id = ids[i];
  }

  #append(): void {
    const { batch } = this;
    const { rows, apart } = rowsOf(
      batch,
      this.#reads.map(({ known }) => known),
    );
    for (const some of transactionsOf(rows)) {
      addStored(this.#outcome, this.#store.appendScrapes(some.map((row) => scrapeOf(batch, row))));
    }
    if (apart.length === 0) return;
    const columns = apart.map((i) => {
      const labels = (this.#reads[i] as Read).labels();
      return columnOf(batch, { ...(batch.series[i] as BatchSeries), labels });
    });
    addStored(this.#outcome, this.#store.appendColumns(columns));
  }
}

function* transactionsOf(rows: readonly RowOfSamples[]): Generator<readonly RowOfSamples[]> {
  let some: RowOfSamples[] = [];
  let samples = 0;
  for (const row of rows) {
    some.push(row);
    samples += row.samples.length;
    if (samples < transactionSamples) continue;
    yield some;
    some = [];
    samples = 0;
  }
  if (some.length > 0) yield some;
}
