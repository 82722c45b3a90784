/** Chance that is the same for the same seed. */
import { seededRandom } from '../../fuzz/random.ts';

export interface Chance {
  /** At least 0, below 1. */
  fraction(): number;
  /** A whole number; both ends inclusive. */
  whole(from: number, to: number): number;
  /** True in so many of one. */
  of(share: number): boolean;
  one<Item>(items: readonly Item[]): Item;
  /** Some of them, in their order. */
  some<Item>(items: readonly Item[], share?: number): readonly Item[];
}

/** Seeds beside each other give sequences that have nothing in common. */
const mixed = (seed: number) => Math.imul((seed ^ (seed >>> 15)) + 0x6d2b79f5, 0x2c1b3c6d) ^ (seed << 7);

export function chanceOf(seed: number): Chance {
  const next = seededRandom(mixed(seed));
  for (let i = 0; i < 8; i += 1) next();
  const fraction = () => next() / 2 ** 32;
  const whole = (from: number, to: number) => from + Math.floor(fraction() * (to - from + 1));
  const of = (share: number) => fraction() < share;
  return {
    fraction,
    whole,
    of,
    one(items) {
      const item = items[whole(0, items.length - 1)];
      if (item === undefined) throw new Error('nothing to choose from');
      return item;
    },
    some: (items, share = 0.5) => items.filter(() => of(share)),
  };
}
