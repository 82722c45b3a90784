/** Numbers that look random and are the same in every run: a failure can be repeated by its seed. */

/** xorshift32. @returns whole numbers from 0 to 2^32 - 1. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** How much longer than usual the fuzz tests run: BINNACLE_FUZZ=20. */
export const fuzzFactor = Number(process.env.BINNACLE_FUZZ ?? 1);

/** A busy machine is no failure. */
export const fuzzTimeoutMs = 60_000 * Math.max(1, fuzzFactor);
