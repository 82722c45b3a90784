/** Compares secrets. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** In constant time, whatever the lengths: digests are compared. */
export function sameText(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
