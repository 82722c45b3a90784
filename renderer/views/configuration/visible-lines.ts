/** Which lines of a document are shown: those of a part of it, without what is folded away. Pure. */
import type { ConfigDocument } from './document.ts';
import { noPath } from './fold-paths.ts';
import type { Outline, Part } from './outline.ts';

type Folding = Pick<ConfigDocument, 'paths' | 'ends'>;

/** Lines by the rows that they stand in, rising. */
export type VisibleLines = Int32Array;

/** @param folded paths of lines */
export function visibleLines({ paths, ends }: Folding, { from, to }: Part, folded: ReadonlySet<number>): VisibleLines {
  const rows = new Int32Array(Math.max(0, to - from + 1));
  let count = 0;
  for (let line = from; line <= to; count += 1) {
    rows[count] = line;
    line = (folded.has(paths[line] ?? noPath) ? (ends[line] ?? line) : line) + 1;
  }
  return rows.subarray(0, count);
}

/** The row of a line, or of what it is folded into; -1 where it stands before all of them. */
export function rowOf(rows: VisibleLines, line: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Without what hides a line. */
export function unfolded({ paths, ends }: Folding, folded: ReadonlySet<number>, line: number): ReadonlySet<number> {
  const next = new Set(folded);
  for (let above = 0; above < line; above += 1) if ((ends[above] ?? above) >= line) next.delete(paths[above] ?? noPath);
  return next.size === folded.size ? folded : next;
}

/** The paths of the lines that fold what the outline lists: every entry of a list, and the sections that are none. */
export function allFolds({ sections, paths, ends }: Outline & Folding): ReadonlySet<number> {
  const folds = new Set<number>();
  for (const section of sections) {
    for (const { from } of section.entries.length > 0 ? section.entries : [section])
      if ((ends[from] ?? from) > from) folds.add(paths[from] ?? noPath);
  }
  return folds;
}
