/** Two letters for each context, for the narrow rail: told apart as far as two letters can. */

/** @returns one entry for each name, in order: `prod-eu-1` → P1, `prod-ap-1` → PA after it, `harbor` → HA. */
export function initials(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const possible = candidates(name);
    const chosen = possible.find((two) => !taken.has(two)) ?? possible[0] ?? '··';
    taken.add(chosen);
    return chosen;
  });
}

function candidates(name: string): readonly string[] {
  const words = name.toUpperCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const [head = '', ...tail] = words;
  const [first = '', ...rest] = [...head];
  const starts = tail.map((word) => [...word][0] ?? '').reverse();
  const letters = [...rest, ...tail.flatMap((word) => [...word])];
  return [...starts, ...letters].map((second) => first + second).concat(first === '' ? [] : [first]);
}
