/** How much of the past is asked for at once: half of what failed, until the least of it is given up. Pure. */
import { slotMs } from './back-fill-plan.ts';

/** A window that was too large is cut, but not to nothing. */
const leastWindowMs = 60_000;
/** The least of them may have failed for another reason. */
const triesOfLeast = 3;
/** So often in a row it has to succeed before twice as much is tried: what a server is too slow for stays so. */
const growAfter = 8;

export class FillSize {
  /** What one answer has. */
  #answerMs = slotMs;
  /** What does not fail. */
  #hardMs = slotMs;
  #triesOfLeast = 0;
  #filled = 0;
  /** The window before was given up: what failed goes on, and twice as much at a time is given up, so that a bad block costs a few tries. */
  #isGivingUp = false;

  get mostMs(): number {
    return Math.min(this.#answerMs, this.#hardMs);
  }

  /** @param parts in how many answers it came */
  cameIn(parts: number, lengthMs: number): void {
    if (parts > 1) this.#answerMs = Math.max(leastWindowMs, Math.min(this.#answerMs, Math.ceil(lengthMs / parts)));
  }

  filled(): void {
    this.#triesOfLeast = 0;
    this.#isGivingUp = false;
    this.#filled += 1;
    if (this.#filled < growAfter) return;
    this.#filled = 0;
    this.#hardMs = Math.min(slotMs, 2 * this.#hardMs);
  }

  /** @returns whether no less of it is to be tried */
  failed(lengthMs: number): boolean {
    this.#filled = 0;
    if (!this.#isGivingUp) {
      if (lengthMs > leastWindowMs) {
        this.#hardMs = Math.max(leastWindowMs, Math.ceil(lengthMs / 2));
        return false;
      }
      this.#triesOfLeast += 1;
      if (this.#triesOfLeast < triesOfLeast) return false;
    }
    this.#isGivingUp = true;
    this.#hardMs = Math.min(slotMs, 2 * Math.max(leastWindowMs, lengthMs));
    return true;
  }
}
