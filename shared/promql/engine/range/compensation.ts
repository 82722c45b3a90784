/** What a compensated sum carries along, for loops that keep both of its numbers in variables; kahan.ts is the same for others. */

/**
 * @param next `sum + value`
 * @returns what is to be added to the running sum at the end
 */
export function restAfter(rest: number, sum: number, value: number, next: number): number {
  if (next === Number.POSITIVE_INFINITY || next === Number.NEGATIVE_INFINITY) return 0;
  return rest + (Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum);
}
