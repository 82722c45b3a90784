/** The writer that a session holds: where a file turns out to be damaged, it is set aside, and a new writer goes on. */
import { AppError } from '../../../../shared/base/errors.ts';
import { isLogEmptied } from '../retention/return-space.ts';
import { type HistoryWriter, openHistoryWriter } from '../store/history-writer.ts';
import { openReadable } from '../store/open-database.ts';
import { type SetAside, type SourceFiles, sourceFiles } from '../store/source-files.ts';
import { withHistoryFailures } from '../store/sqlite-failure.ts';
import { letGoOfReaders } from './kept-readers.ts';
import type { ToWriter } from './writer-protocol.ts';

interface Damage {
  readonly path: string;
  readonly reason: string;
}

export interface HeldWriterOptions {
  readonly opening: Extract<ToWriter, { readonly kind: 'open' }>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Of a writer that took the place of the one before it. */
  readonly onSetAside: (setAside: readonly SetAside[]) => void;
}

/** A disk that spoils whatever is written to it would else be filled with files that were set aside. */
const mostSetAside = 5;
const withinMs = 3_600_000;

export class HeldWriter {
  readonly #options: HeldWriterOptions;
  readonly #files: SourceFiles;
  #writer: HistoryWriter | undefined;
  /** To be set aside by the next one that is opened. */
  #damage: Damage | undefined;
  #openings = 0;
  /** Of all that were given: whoever has them does not know that a history was set aside. */
  #highestId = 0;
  #setAsideAtMs: readonly number[] = [];

  constructor(options: HeldWriterOptions) {
    this.#options = options;
    this.#files = sourceFiles(options.opening.dataDir, options.opening.source);
  }

  /** @returns what was found damaged @throws AppError history.* */
  open(): readonly SetAside[] {
    this.#writer = this.#opened();
    return this.#writer.setAside;
  }

  /**
   * @throws what `work` throws, but where a file was damaged and is set aside now: history.setAside, to be tried again with series that are
   * registered anew. Where no new writer could be opened: why, and the next call tries again.
   */
  run<T>(work: (writer: HistoryWriter) => T): T {
    const writer = this.#writer ?? this.#reopened();
    try {
      return work(writer);
    } catch (error) {
      if (error instanceof AppError && error.code === 'history.diskFull') emptyLogs(writer);
      if (!(error instanceof AppError) || error.code !== 'history.damaged') throw error;
      const damage = this.#damageOf(error);
      if (damage === undefined || this.#isTooOften()) throw error;
      this.#damage = damage;
      this.close();
      letGoOfReaders(this.#files.folder);
      throw setAsideError(this.#reopened().setAside, damage, error);
    }
  }

  /** False where it could not be opened anew: the next call tries that. */
  get isOpen(): boolean {
    return this.#writer !== undefined;
  }

  gave(ids: readonly number[]): void {
    this.#highestId = ids.reduce((highest, id) => Math.max(highest, id), this.#highestId);
  }

  close(): void {
    this.#writer?.close();
    this.#writer = undefined;
  }

  #reopened(): HistoryWriter {
    const writer = this.#opened();
    this.#writer = writer;
    if (writer.setAside.length > 0) this.#options.onSetAside(writer.setAside);
    return writer;
  }

  #opened(): HistoryWriter {
    const { opening, now } = this.#options;
    this.#openings += 1;
    const writer = openHistoryWriter({
      files: this.#files,
      source: opening.origin,
      nowMs: now(),
      // The one before may have been used for what is to be set aside.
      newPair: `${opening.newPair} ${this.#openings}`,
      elapsedMs: () => performance.now(),
      damaged: this.#damage,
      idsAbove: this.#highestId,
    });
    this.#damage = undefined;
    return writer;
  }

  /** Of which of the two files the error is, where it does not say so itself. */
  #damageOf({ details, message }: AppError): Damage | undefined {
    const paths = [this.#files.history, this.#files.head];
    const reason = String(details.reason ?? message);
    const path = paths.find((one) => one === details.path) ?? paths.find(isBroken);
    return path === undefined ? undefined : { path, reason };
  }

  #isTooOften(): boolean {
    const nowMs = performance.now();
    const recent = this.#setAsideAtMs.filter((atMs) => atMs > nowMs - withinMs);
    if (recent.length >= mostSetAside) return true;
    this.#setAsideAtMs = [...recent, nowMs];
    return false;
  }
}

/** They have each page as often as it was changed: on a disk that is full for them, nothing else would ever make room. */
function emptyLogs(writer: HistoryWriter): void {
  writer.keep((parts) => {
    for (const db of [parts.history, parts.head]) {
      try {
        isLogEmptied(db);
      } catch {
        // The disk is full for this, too: whoever called is told that.
      }
    }
  });
}

/** As SQLite sees it, page by page. */
function isBroken(path: string): boolean {
  try {
    const db = openReadable(path, path.endsWith('head.db') ? 'head' : 'history');
    try {
      return withHistoryFailures(path, () => db.pragma('quick_check(1)', { simple: true }) !== 'ok');
    } finally {
      db.close();
    }
  } catch (error) {
    // One that cannot be looked at now (too many files are open, another program has it) is not what is damaged.
    return error instanceof AppError && error.code === 'history.damaged';
  }
}

function setAsideError(setAside: readonly SetAside[], damage: Damage, cause: AppError): AppError {
  const { path, reason } = damage;
  const keptAs = setAside.find((one) => one.path === path)?.keptAs ?? path;
  const message = `the history ${path} was damaged (${reason}): it is kept as ${keptAs}, and a new one is begun`;
  return new AppError('history.setAside', message, { details: { path, keptAs, reason }, retryable: true, cause });
}
