/** Random ids: few, many and in runs, so that both kinds of containers and their borders come up. */

export type Random = () => number;

/** @returns rising, no id twice, each below `below` */
export function randomIds(random: Random, below: number): number[] {
  const ids = new Set<number>();
  const count = [0, 1, 5, 100, 4095, 4096, 4097, 9000][random() % 8] ?? 0;
  const isRun = random() % 3 === 0;
  const first = random() % below;
  for (let i = 0; i < count; i += 1) ids.add(isRun ? (first + i) % below : random() % below);
  return [...ids].sort((a, b) => a - b);
}

export function oneOf<T>(random: Random, items: readonly T[]): T {
  return items[random() % items.length] as T;
}
