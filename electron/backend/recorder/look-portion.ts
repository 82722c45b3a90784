/** In how many pieces a look is asked for: more selectors at once, or more time, were too much for one answer, or for the server. Pure. */
import type { Clock } from '../ports.ts';

/** A look that failed is asked for in shorter times, down to this, and then in fewer selectors at once. */
const leastSliceMs = 60_000;
/** What a server was too slow for it may have been for its load. */
const forgetMs = 3_600_000;

interface Portion {
  /** Of the selectors. */
  readonly groups: number;
  /** Of the time. */
  readonly slices: number;
}

const whole: Portion = { groups: 1, slices: 1 };

export class LookPortion {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** What one answer has: that stays so. */
  #answers = 1;
  #hard = whole;
  #hardUntilMs = 0;
  #asked: { readonly selectors: number; readonly lengthMs: number } = { selectors: 1, lengthMs: 0 };

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** @param lengthMs of the look that is asked for now */
  of(selectors: number, lengthMs: number): Portion {
    this.#asked = { selectors, lengthMs };
    if (this.#clock.monotonic() >= this.#hardUntilMs) this.#hard = whole;
    return { ...this.#hard, groups: Math.max(this.#answers, this.#hard.groups) };
  }

  /** @param parts in how many answers a slice came */
  cameIn(parts: number): void {
    this.#answers = Math.max(this.#answers, parts);
  }

  /** No less can be asked for than was. */
  get isLeast(): boolean {
    const { selectors, lengthMs } = this.#asked;
    return lengthMs / this.#hard.slices <= leastSliceMs && this.#hard.groups >= selectors;
  }

  failed(): void {
    if (this.isLeast) return;
    const { groups, slices } = this.#hard;
    const isLong = this.#asked.lengthMs / slices > leastSliceMs;
    this.#hard = isLong ? { groups, slices: 2 * slices } : { groups: 2 * groups, slices };
    this.#hardUntilMs = this.#clock.monotonic() + forgetMs;
  }
}
