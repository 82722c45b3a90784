/** The name that was meant, where the one that was written is none. Pure. */

/** The nearest first: a letter or two that are wrong, missing, too many or swapped. */
export function nearest(name: string, known: Iterable<string>): readonly string[] {
  const low = name.toLowerCase();
  const most = Math.min(2, Math.max(1, name.length >> 2));
  const found: { readonly one: string; readonly wrong: number }[] = [];
  for (const one of known) {
    if (Math.abs(one.length - low.length) > most) continue;
    const wrong = distance(low, one);
    if (wrong <= most) found.push({ one, wrong });
  }
  return found.sort((a, b) => a.wrong - b.wrong || (a.one < b.one ? -1 : 1)).map(({ one }) => one);
}

function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  let before = above;
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const wrong = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
      row.push(wrong);
    }
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
