/**
 * Keeps the writer's logs from growing for ever: queries that run one over the other always have some part of a log in use, so that it never
 * begins anew by itself. Where one is too long, new queries are held back until those that run have ended, and it is copied and emptied. What runs
 * for longer than that is not waited for: it is tried again later, and until then the log grows. Readers are held back for longer then.
 */
import { statSync } from 'node:fs';
import { isLogEmptied } from '../retention/return-space.ts';
import type { HistoryWriter } from '../store/history-writer.ts';
import type { SourceFiles } from '../store/source-files.ts';
import { withHistoryFailures } from '../store/sqlite-failure.ts';
import { holdReaders, mostHeldMs, releaseReaders } from './readers-hold.ts';

export interface LogLimitOptions {
  readonly files: Pick<SourceFiles, 'folder' | 'history' | 'head'>;
  /** A clock that only goes forward. */
  readonly elapsedMs: () => number;
  /** Of each of the two logs. Default 64 MiB. */
  readonly mostBytes?: number | undefined;
}

/** An import, or a fold of 100,000 series, writes some 10 MiB a second. */
const usualMostBytes = 64 * 2 ** 20;
/** How often it is looked how long the logs are: two calls of the system. */
const lookEveryMs = 1000;
const sayEveryMs = 1000;
/** Readers are held back no longer, but where a log is so many times as long as it may be. */
const usualHeldMs = 5000;
const muchTooLong = 4;
/** After those who read have not come to an end. */
const tryAgainMs = 30_000;

export class LogLimit {
  readonly #options: LogLimitOptions;
  #nextLookMs = Number.NEGATIVE_INFINITY;
  /** Readers are held back since then. */
  #heldAtMs: number | undefined;
  #saidAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: LogLimitOptions) {
    this.#options = options;
  }

  /** It is time for a step. */
  get isDue(): boolean {
    return this.#heldAtMs !== undefined || this.#options.elapsedMs() >= this.#nextLookMs;
  }

  /**
   * @param isAwaited something waits for a log to be emptied, however short it is
   * @returns whether readers are held back: the next step is to come in some milliseconds
   * @throws AppError history.*
   */
  step(writer: HistoryWriter, isAwaited: boolean): boolean {
    const { elapsedMs } = this.#options;
    this.#nextLookMs = elapsedMs() + lookEveryMs;
    try {
      if (this.#emptied(writer, isAwaited)) {
        this.release();
        return false;
      }
      if (!this.#isHeldTooLong()) {
        this.#hold();
        return true;
      }
      this.#nextLookMs = elapsedMs() + tryAgainMs;
      this.release();
      return false;
    } catch (error) {
      this.#nextLookMs = elapsedMs() + tryAgainMs;
      this.release();
      throw error;
    }
  }

  /** Whoever waits goes on. */
  release(): void {
    if (this.#heldAtMs === undefined) return;
    this.#heldAtMs = undefined;
    this.#saidAtMs = Number.NEGATIVE_INFINITY;
    releaseReaders(this.#options.files);
  }

  #hold(): void {
    const { files, elapsedMs } = this.#options;
    const nowMs = elapsedMs();
    this.#heldAtMs ??= nowMs;
    if (nowMs - this.#saidAtMs < sayEveryMs) return;
    this.#saidAtMs = nowMs;
    withHistoryFailures(files.folder, () => holdReaders(files));
  }

  #isHeldTooLong(): boolean {
    if (this.#heldAtMs === undefined) return false;
    const { elapsedMs, files } = this.#options;
    const isMuch = [files.history, files.head].some((path) => sizeOf(`${path}-wal`) > muchTooLong * this.#mostBytes);
    return elapsedMs() - this.#heldAtMs >= (isMuch ? mostHeldMs : usualHeldMs);
  }

  get #mostBytes(): number {
    return this.#options.mostBytes ?? usualMostBytes;
  }

  /** @returns whether no log is too long (any more) */
  #emptied(writer: HistoryWriter, isAwaited: boolean): boolean {
    const { files } = this.#options;
    const isLong = (path: string) => sizeOf(`${path}-wal`) > (isAwaited ? 0 : this.#mostBytes);
    const [history, head] = [isLong(files.history), isLong(files.head)];
    if (!history && !head) return true;
    return writer.alongside((parts) => {
      const isHistoryDone = !history || isLogEmptied(parts.history);
      const isHeadDone = !head || isLogEmptied(parts.head);
      return isHistoryDone && isHeadDone;
    });
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
