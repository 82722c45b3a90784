/** What arrives in its own time, for one who takes it in his: messages of a worker, slots that are free again. */

/** Things in order, for one taker at a time. After a failure nothing more is given. */
export class Inbox<T> {
  readonly #messages: T[] = [];
  failure: Error | undefined;
  #wake: (() => void) | undefined;

  put(message: T): void {
    this.#messages.push(message);
    this.#wake?.();
  }

  fail(error: Error): void {
    this.failure ??= error;
    this.#wake?.();
  }

  /** Waits for the next. @throws the failure */
  async take(): Promise<T> {
    for (;;) {
      if (this.failure !== undefined) throw this.failure;
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
