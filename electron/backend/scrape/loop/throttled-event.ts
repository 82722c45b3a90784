/** An event that says at most so often that something changed; the last change is always told. */
import type { Disposable } from '../../../../shared/base/disposable.ts';
import { Emitter, type Event } from '../../../../shared/base/event.ts';

export class ThrottledEvent implements Disposable {
  readonly #leastMs: number;
  readonly #emitter = new Emitter<void>();
  readonly event: Event<void> = this.#emitter.event;
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;

  constructor(leastMs: number) {
    this.#leastMs = leastMs;
  }

  fire(): void {
    if (this.#timer !== undefined) {
      this.#isDue = true;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#isDue) return;
      this.#isDue = false;
      this.fire();
    }, this.#leastMs);
    this.#emitter.fire();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#emitter.dispose();
  }
}
