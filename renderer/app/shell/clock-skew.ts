/** Two clocks, compared by what one said while the other went on. */

/**
 * @param serverMs what the server's clock said at some time between `beforeMs` and `afterMs`
 * @returns milliseconds: the least that the server's clock must be ahead (or, negative, behind); 0 where it may be right
 */
export function clockSkew(
  serverMs: number,
  { beforeMs, afterMs }: { readonly beforeMs: number; readonly afterMs: number },
): number {
  if (serverMs > afterMs) return serverMs - afterMs;
  return serverMs < beforeMs ? serverMs - beforeMs : 0;
}

/** From this on it is told: what is missing at the end of a graph, or is not there yet, is more than a scrape or two. Milliseconds. */
export const toldSkewMs = 30_000;
