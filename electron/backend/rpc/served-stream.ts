/** Moves a handler's items to the wire under the client's credit: nothing is pulled from the handler that may not be sent. */
import { maxCredit } from '../../../shared/rpc/frames.ts';

export class ServedStream {
  #credit: number;
  #stopped = false;
  #iterator: AsyncIterator<unknown> | undefined;
  #returned: Promise<unknown> | undefined;
  #wake: (() => void) | undefined;
  readonly #drained: (() => Promise<void> | undefined) | undefined;

  /** @param drained see Transport.drained */
  constructor(credit: number, drained: (() => Promise<void> | undefined) | undefined) {
    this.#credit = credit;
    this.#drained = drained;
  }

  grant(count: number): void {
    this.#credit = Math.min(maxCredit, this.#credit + count);
    this.#wake?.();
  }

  /** Nothing is sent any more, and the handler is asked to return what it holds; one that hangs is left to its abort signal. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#wake?.();
    this.#returned = this.#iterator?.return?.();
    // pump() sees its failure too, but perhaps not before Node would call it unhandled.
    this.#returned?.catch(() => undefined);
  }

  /**
   * Resolves when the handler has come to its end: true where it ended by itself and that is to be told.
   * @throws what the handler (its clean-up too) or `send` throws
   */
  async pump(items: AsyncIterable<unknown>, send: (item: unknown) => void): Promise<boolean> {
    const iterator = items[Symbol.asyncIterator]();
    this.#iterator = iterator;
    try {
      while (await this.#maySend()) {
        const step = await iterator.next();
        if (step.done === true) {
          this.#iterator = undefined;
          return !this.#stopped;
        }
        if (this.#stopped) return false;
        this.#credit -= 1;
        send(step.value);
      }
      return false;
    } finally {
      this.stop();
      await this.#returned;
    }
  }

  /** @returns false where the stream was stopped. */
  async #maySend(): Promise<boolean> {
    while (!this.#stopped) {
      await this.#drained?.();
      if (this.#stopped || this.#credit > 0) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    return !this.#stopped;
  }
}
