/**
 * Keeps the writer's logs from growing for ever: queries that run one over the other always have some part of a log in use, so that it never
 * begins anew by itself. Where one is too long, new queries are held back until those that run have ended, and it is copied and emptied. What runs
 * for longer than that is not waited for: it is tried again later, each time after twice as long, and until then the log grows.
 */
import { statSync } from 'node:fs';
import { AppError } from '../../../../shared/base/errors.ts';
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
/** After it failed, or those who read have not come to an end. */
const tryAgainMs = 30_000;
/** Readers are held back again after 30 s, 1 min, 2, 4, up to so many: one that stays is no reason to hold back the others for half of all time. */
const longestRestMs = 600_000;

/** What became of a step: `held` readers are held back, and the next is to come in some milliseconds; `gaveUp`: it is tried again later. */
export type LogStep = 'emptied' | 'held' | 'gaveUp';

export class LogLimit {
  readonly #options: LogLimitOptions;
  #nextLookMs = Number.NEGATIVE_INFINITY;
  /** Readers are held back since then. */
  #heldAtMs: number | undefined;
  #saidAtMs = Number.NEGATIVE_INFINITY;
  /** Before that, it is only looked whether nobody reads at the moment. */
  #nextHoldMs = Number.NEGATIVE_INFINITY;
  /** After the next hold in vain. */
  #restMs = tryAgainMs;

  constructor(options: LogLimitOptions) {
    this.#options = options;
  }

  /** It is time for a step. */
  get isDue(): boolean {
    return this.#heldAtMs !== undefined || this.#options.elapsedMs() >= this.#nextLookMs;
  }

  /** Of the longer log, where that is longer than it may be. */
  get tooLong(): { readonly path: string; readonly bytes: number } | undefined {
    const { history, head } = this.#options.files;
    const [longest] = [history, head]
      .map((path) => ({ path, bytes: sizeOf(`${path}-wal`) }))
      .sort((a, b) => b.bytes - a.bytes);
    return longest !== undefined && longest.bytes > this.#mostBytes ? longest : undefined;
  }

  /** @param isAwaited something waits for a log to be emptied, however short it is @throws AppError history.* */
  step(writer: HistoryWriter, isAwaited: boolean): LogStep {
    const { elapsedMs } = this.#options;
    this.#nextLookMs = elapsedMs() + lookEveryMs;
    try {
      if (this.#emptied(writer, isAwaited)) {
        this.release();
        this.#nextHoldMs = Number.NEGATIVE_INFINITY;
        this.#restMs = tryAgainMs;
        return 'emptied';
      }
      if (elapsedMs() >= this.#nextHoldMs && !this.#isHeldTooLong()) {
        this.#hold();
        return 'held';
      }
      this.#rest();
      return 'gaveUp';
    } catch (error) {
      this.#nextLookMs = elapsedMs() + tryAgainMs;
      this.release();
      throw error;
    }
  }

  /** Nobody is held back for a while; whether a log can be emptied all the same is looked at as after a failure. */
  #rest(): void {
    const nowMs = this.#options.elapsedMs();
    if (this.#heldAtMs !== undefined) {
      this.#nextHoldMs = nowMs + this.#restMs;
      this.#restMs = Math.min(2 * this.#restMs, longestRestMs);
    }
    this.#nextLookMs = nowMs + tryAgainMs;
    this.release();
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

/** What is said of a log that could not be emptied. Its size in halves and doubles: each is said once. */
export function logHeldError({ path, bytes }: { readonly path: string; readonly bytes: number }): AppError {
  const overMiB = 2 ** Math.floor(Math.log2(bytes / 2 ** 20));
  const message = `the log of the history ${path} is over ${overMiB} MiB and cannot be emptied, as something has been reading for long: end that`;
  return new AppError('history.logHeld', message, { details: { path, overMiB } });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
