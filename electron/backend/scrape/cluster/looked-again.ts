/**
 * What was found out about a cluster and may be otherwise later (a right that is missing): looked at again while something is missing, and where
 * somebody has reason to. What was known stands until the new is there, and where that fails.
 */
import type { Disposable } from '../../../../shared/base/disposable.ts';
import { Emitter } from '../../../../shared/base/event.ts';

export interface LookOptions<T> {
  readonly look: (signal: AbortSignal) => Promise<T>;
  /** What could come by itself: then it is looked at again. */
  readonly isMissing: (found: T) => boolean;
  /** Equal where nothing is other than before. */
  readonly textOf: (found: T) => string;
  readonly everyMs: number;
  /** Between two looks, whoever asks for them. */
  readonly leastMs: number;
  /** 0 to 1. */
  readonly random: () => number;
}

export class LookedAgain<T> implements Disposable {
  readonly #options: LookOptions<T>;
  readonly #changed = new Emitter<void>();
  readonly #closing = new AbortController();
  #found: T;
  #lookedMs = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #plannedMs = Number.POSITIVE_INFINITY;
  #isLooking = false;

  constructor(found: T, options: LookOptions<T>) {
    this.#found = found;
    this.#options = options;
    this.#planUsual();
  }

  readonly onDidChange = this.#changed.event;

  get found(): T {
    return this.#found;
  }

  /** Something has happened that it does not account for. */
  lookSoon(): void {
    if (!this.#isLooking) this.#plan(this.#lookedMs + this.#options.leastMs);
  }

  dispose(): void {
    this.#closing.abort();
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }

  #planUsual(): void {
    const { isMissing, everyMs, random } = this.#options;
    if (isMissing(this.#found)) this.#plan(performance.now() + everyMs * (1 + random() / 4));
  }

  /** The earlier of two plans holds. */
  #plan(atMs: number): void {
    if (this.#closing.signal.aborted || atMs >= this.#plannedMs) return;
    clearTimeout(this.#timer);
    this.#plannedMs = atMs;
    this.#timer = setTimeout(() => void this.#look(), Math.max(0, atMs - performance.now()));
  }

  async #look(): Promise<void> {
    const { look, textOf } = this.#options;
    const { signal } = this.#closing;
    this.#plannedMs = Number.POSITIVE_INFINITY;
    this.#isLooking = true;
    try {
      const found = await look(signal);
      if (signal.aborted) return;
      const isOther = textOf(found) !== textOf(this.#found);
      this.#found = found;
      if (isOther) this.#changed.fire();
    } catch {
      // A cluster that does not answer now is asked the next time; that it does not is said by all that is scraped there.
    } finally {
      this.#isLooking = false;
      this.#lookedMs = performance.now();
      this.#planUsual();
    }
  }
}
