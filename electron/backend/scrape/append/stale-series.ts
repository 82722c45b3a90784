/** Which series of the scrape before are gone. */

/** @returns those of `before` that are not in `now`, in their order */
export function missingIn(now: Uint32Array, before: Uint32Array): readonly number[] {
  // Most scrapes have the series of the one before, in the same order, with some more or less in one place.
  let from = 0;
  const shorter = Math.min(now.length, before.length);
  while (from < shorter && now[from] === before[from]) from += 1;
  let behind = 0;
  while (behind < shorter - from && now[now.length - 1 - behind] === before[before.length - 1 - behind]) behind += 1;
  if (from + behind === before.length) return [];
  // All of them: one that has moved may be in the part that is the same.
  const there = new Set(now);
  return Array.from(before.subarray(from, before.length - behind)).filter((id) => !there.has(id));
}
