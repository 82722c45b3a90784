/** The one writer of a source: everything that changes its files. Synchronous, for a worker to hold; what it acknowledges is committed. */
import { statSync } from 'node:fs';
import { DisposableStore } from '../../../../shared/base/disposable.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import { appendColumns, type SeriesColumn } from './append-columns.ts';
import { createScrapeAppender, type Scrape } from './append-scrape.ts';
import { Fold } from './fold.ts';
import { metadataWriter, type StoredMetric } from './metric-metadata.ts';
import { openSource } from './open-source.ts';
import { reconcileHead } from './reconcile-head.ts';
import { createSeriesRegistration } from './register-series.ts';
import { addCounts, noCounts, type SampleCounts } from './sample-counts.ts';
import { ensureSourceFolder, type SetAside, type SourceFiles } from './source-files.ts';
import { withHistoryFailures } from './sqlite-failure.ts';
import { lockSource } from './writer-lock.ts';
import { createWriterParts, type WriterParts } from './writer-parts.ts';

export interface HistoryWriterOptions {
  readonly files: SourceFiles;
  /** Who the source is, as JSON. */
  readonly source: string;
  readonly nowMs: number;
  /** Something that no other history has; used where this one is new. */
  readonly newPair: string;
  /** A clock that only goes forward, for budgets. */
  readonly elapsedMs: () => number;
  /** What was found damaged by a writer that had the source open: it is set aside before anything is opened. */
  readonly damaged?: { readonly path: string; readonly reason: string } | undefined;
  /** A history that is new gives its series ids above this one: somebody may still know ids of the one before it. */
  readonly idsAbove?: number | undefined;
  /** What is found damaged as it is opened stays where it is, and is thrown: history.damaged. Default: it is set aside. */
  readonly refuseDamaged?: boolean | undefined;
  /** How long after its end a slot may still get samples in time. Default 5 minutes. */
  readonly graceMs?: number | undefined;
}

interface HistoryWriterStats {
  /** On the disk, logs included. */
  readonly historyBytes: number;
  readonly headBytes: number;
  readonly targets: number;
  /** Since it was opened: what is committed, also by calls that failed later. */
  readonly samples: SampleCounts;
  readonly foldedSamples: number;
  /** Chunks that could not be read when samples of their series and slot came, and are kept aside: so many there are. */
  readonly damagedChunks: number;
}

/** Every call may throw AppError history.*: of a damaged file (to be closed, set aside and opened anew), a full disk (to be tried again). */
export interface HistoryWriter {
  /** Damaged files that were found as it was opened. */
  readonly setAside: readonly SetAside[];
  /** The ids of the label sets, beside them; those that are new are on the disk as it returns. Labels are sorted by name. */
  register(labels: readonly Labels[]): readonly number[];
  /** @throws RangeError, UnknownSeriesError: nothing was appended */
  appendScrape(scrape: Scrape): SampleCounts;
  /**
   * Of several targets, in one transaction. @throws as `appendScrape`; of those that are late some may have been appended: doing it all again counts
   * them as duplicates
   */
  appendScrapes(scrapes: readonly Scrape[]): SampleCounts;
  /** @throws RangeError before anything was appended; where a batch fails, those before it stay, and `stats` counts them */
  appendColumns(columns: readonly SeriesColumn[]): SampleCounts;
  /**
   * Folds slots that are over, for so long; one step more takes some 50 ms at most.
   * @returns whether more is left to do, with the next call
   */
  fold(nowMs: number, budget: { readonly budgetMs: number }): boolean;
  setMetadata(metrics: readonly StoredMetric[]): void;
  /**
   * For what else changes the files, in this process: retention, deletes. A fold that is under way begins anew after it, as it remembers what
   * it has read: so one such task is to be brought to its end before the next fold.
   */
  keep<T>(work: (parts: WriterParts) => T): T;
  /** For what changes nothing that a fold remembers (coverage, documents): a fold that is under way goes on. */
  alongside<T>(work: (parts: WriterParts) => T): T;
  stats(): HistoryWriterStats;
  close(): void;
}

const defaultGraceMs = 5 * 60_000;

/** @throws AppError history.locked where another one has it; as `openWritable`, but for damaged files, which are set aside */
export function openHistoryWriter(options: HistoryWriterOptions): HistoryWriter {
  const { files } = options;
  const lifetime = new DisposableStore();
  try {
    ensureSourceFolder(files);
    lifetime.add(lockSource(files.lock));
    return withHistoryFailures(files.folder, () => openedWriter(options, lifetime));
  } catch (error) {
    lifetime.dispose();
    const isToStay = options.refuseDamaged === true || options.damaged !== undefined;
    const damaged = isToStay ? undefined : damageIn(files, error);
    if (damaged !== undefined) return openHistoryWriter({ ...options, damaged });
    throw error;
  }
}

/** What is found only where the files are looked into: they can be opened. */
function damageIn({ history, head }: SourceFiles, error: unknown): HistoryWriterOptions['damaged'] {
  if (!(error instanceof AppError) || error.code !== 'history.damaged') return undefined;
  const { path, reason } = error.details;
  return path === history || path === head ? { path, reason: String(reason) } : undefined;
}

function openedWriter(options: HistoryWriterOptions, lifetime: DisposableStore): HistoryWriter {
  const { files } = options;
  const { history, head, setAside } = lifetime.add(openSource(files, options));
  const parts = createWriterParts(history, head, options.elapsedMs);
  parts.purge.dropUnusedLayouts();
  reconcileHead(parts);
  const fold = new Fold(parts);
  const slices = new FoldSlices(fold, options);
  const appendScrapes = createScrapeAppender(parts);
  const registerSeries = createSeriesRegistration(parts);
  const putMetadata = metadataWriter(history);
  const total = noCounts();
  const guarded = <T>(work: () => T): T => withHistoryFailures(files.folder, work);
  const counted = (work: () => SampleCounts): SampleCounts => {
    const counts = guarded(work);
    addCounts(total, counts);
    return counts;
  };

  return {
    setAside,
    register: (labels) => guarded(() => registerSeries(labels)),
    appendScrape: (scrape) => counted(() => appendScrapes([scrape])),
    appendScrapes: (scrapes) => counted(() => appendScrapes(scrapes)),
    appendColumns(columns) {
      const counts = noCounts();
      try {
        return guarded(() => appendColumns(parts, columns, counts));
      } finally {
        addCounts(total, counts);
      }
    },
    fold: (nowMs, { budgetMs }) => guarded(() => slices.run(nowMs, budgetMs)),
    setMetadata: (metrics) => guarded(() => void parts.inHistory.run(() => putMetadata(metrics))),
    keep(work) {
      slices.abandon();
      return guarded(() => work(parts));
    },
    alongside: (work) => guarded(() => work(parts)),
    stats: () => ({
      historyBytes: bytesOf(files.history),
      headBytes: bytesOf(files.head),
      targets: parts.targets.all().length,
      samples: { ...total },
      foldedSamples: fold.foldedSamples,
      damagedChunks: guarded(() => parts.damagedChunks.count(0, Number.MAX_SAFE_INTEGER)),
    }),
    close: () => lifetime.dispose(),
  };
}

/** Goes on where the slice before ended. */
class FoldSlices {
  readonly #fold: Fold;
  readonly #elapsedMs: () => number;
  readonly #graceMs: number;
  #running: Generator<void, void, undefined> | undefined;
  #overBeforeMs = 0;

  constructor(fold: Fold, { elapsedMs, graceMs = defaultGraceMs }: HistoryWriterOptions) {
    this.#fold = fold;
    this.#elapsedMs = elapsedMs;
    this.#graceMs = graceMs;
  }

  /** @returns whether more is left */
  run(nowMs: number, budgetMs: number): boolean {
    const endMs = this.#elapsedMs() + budgetMs;
    this.#overBeforeMs = nowMs - this.#graceMs;
    const running = this.#running ?? this.#fold.run(() => this.#overBeforeMs);
    // What fails begins anew.
    this.#running = undefined;
    do {
      if (running.next().done === true) return false;
    } while (this.#elapsedMs() < endMs);
    this.#running = running;
    return true;
  }

  abandon(): void {
    this.#running = undefined;
  }
}

function bytesOf(path: string): number {
  return [path, `${path}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}
