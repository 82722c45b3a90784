/** How time is cut, and the keys that follow from it: all fit into the 53 bits of a number. */

export const slotMs = 7_200_000;
/** A key has so much room for a series, and for the shared times of a slot. */
export const seriesPerSlot = 2 ** 32;
export const timesPerSlot = 2 ** 20;
/** Exclusive; in the year 2448. What is later has no key. */
export const endOfTimeMs = 2 ** 21 * slotMs;

export function slotOf(timeMs: number): number {
  return Math.floor(timeMs / slotMs);
}

/** @throws RangeError for what is no whole number of milliseconds, or not within the times that have keys */
export function checkTime(timeMs: number): void {
  if (Number.isInteger(timeMs) && timeMs >= 0 && timeMs < endOfTimeMs) return;
  throw new RangeError(`${timeMs} is no time in milliseconds that can be stored`);
}
