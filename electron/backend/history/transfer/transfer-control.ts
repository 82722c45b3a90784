/** How a transfer is watched and ended from outside. What works for long asks often, and lets others have their turn. */
import { CancelledError } from '../../../../shared/base/errors.ts';
import type { QueryRun } from '../../../../shared/promql/queryable.ts';

export interface TransferControl<Progress = never> {
  readonly signal?: AbortSignal | undefined;
  /** Throws where the work is to end. Called every few milliseconds. */
  readonly check?: (() => void) | undefined;
  /** Called some times a second. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export type WriteBytes = (bytes: Uint8Array) => void | Promise<void>;

/** A signal that comes as an event needs the event loop. */
const turnMs = 20;
const progressMs = 100;

export class TransferPace<Progress = never> {
  readonly #control: TransferControl<Progress>;
  readonly #progress: () => Progress;
  #turnAt = performance.now() + turnMs;
  #progressAt = 0;

  constructor(control: TransferControl<Progress>, progress: () => Progress) {
    this.#control = control;
    this.#progress = progress;
  }

  /** For a storage: it reads only so much at once that nothing of it has to be counted. */
  readonly run: QueryRun = { check: () => this.check(), charge: () => undefined };

  /** The same. @param warn told of what is damaged, which is left out then; undefined: that is thrown */
  runWarned(warn: QueryRun['warn']): QueryRun {
    return warn === undefined ? this.run : { ...this.run, warn };
  }

  /** @throws CancelledError, or what the control's check throws */
  check(): void {
    if (this.#control.signal?.aborted) throw new CancelledError();
    this.#control.check?.();
  }

  /** To be awaited often: mostly it is nothing. @throws as `check` */
  async step(): Promise<void> {
    const now = performance.now();
    if (now >= this.#turnAt) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#turnAt = performance.now() + turnMs;
    }
    this.check();
    if (now >= this.#progressAt) this.report();
  }

  report(): void {
    this.#progressAt = performance.now() + progressMs;
    this.#control.onProgress?.(this.#progress());
  }
}
