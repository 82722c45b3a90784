/** How far back is fetched, and what is kept: the choices that are offered, and what a smaller one would cost. Pure. */
import type { StoredSource } from '../../../shared/model/stored-source.ts';

const hour = 3_600_000;
const day = 24 * hour;
const gibibyte = 2 ** 30;

export const backfillChoicesMs: readonly number[] = [0, 6 * hour, day, 3 * day, 7 * day, 30 * day, 90 * day];
export const ageChoicesMs: readonly number[] = [day, 7 * day, 30 * day, 90 * day, 365 * day, 3650 * day];
export const sizeChoices: readonly number[] = [1, 2, 5, 10, 20, 50, 100, 500].map((size) => size * gibibyte);

/** The choices with the one that counts now among them, rising. */
export function choicesWith(choices: readonly number[], now: number): readonly number[] {
  return [...new Set([...choices, now])].sort((a, b) => a - b);
}

/** @returns until when samples would go, where a new limit of age takes any; undefined for none. */
export function lostByAge(
  stored: Pick<StoredSource, 'firstMs'> | undefined,
  mostAgeMs: number,
  nowMs: number,
): number | undefined {
  const untilMs = nowMs - mostAgeMs;
  return stored?.firstMs !== undefined && stored.firstMs < untilMs ? untilMs : undefined;
}

/** @returns how many bytes would have to go under a new limit of size; 0 for none */
export function lostBySize(stored: Pick<StoredSource, 'bytes'> | undefined, mostBytes: number): number {
  return Math.max(0, (stored?.bytes ?? 0) - mostBytes);
}
