/** Waits that somebody may end early. */

export class Waker {
  #wake: (() => void) | undefined;
  #isWoken = false;

  /** The wait that is under way ends; where there is none, the next one does at once. */
  wake(): void {
    this.#isWoken = true;
    this.#wake?.();
  }

  /** What woke it was seen: the next wait does not end for it. */
  forget(): void {
    this.#isWoken = false;
  }

  /** Ends with the signal too. */
  wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#wake = undefined;
        this.#isWoken = false;
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end, { once: true });
      this.#wake = end;
      if (signal.aborted || this.#isWoken) end();
    });
  }
}
