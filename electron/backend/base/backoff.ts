/** How long to wait before the next try. */

export interface BackoffOptions {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * Doubles with every failure from `firstMs` to `mostMs`; jitter takes away up to half, so that many clients that lost one server do not
 * come back at once.
 * @param failures how many tries in a row have failed, 1 or more.
 * @param random 0 to 1.
 * @returns milliseconds, `firstMs` at the least.
 */
export function backoffMs(failures: number, random: number, { firstMs, mostMs }: BackoffOptions): number {
  const whole = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(Math.max(firstMs, whole * (1 - random / 2)));
}
