/** Where a text stands in the lines, whatever its case. Pure. */
import type { Work } from '../../components/slices.ts';
import type { Part } from './outline.ts';

export interface LineMatch {
  readonly line: number;
  /** UTF-16 offsets into the line, `to` not included. */
  readonly from: number;
  readonly to: number;
}

export interface FoundLines {
  /** What was searched. */
  readonly text: string;
  /** Rising. */
  readonly matches: readonly LineMatch[];
  /** There may be more of them. */
  readonly isCut: boolean;
}

const sliceLines = 1000;
export const mostMatches = 20_000;

export function* searchLines(lines: readonly string[], { from, to }: Part, text: string): Work<FoundLines> {
  const matches: LineMatch[] = [];
  if (text === '') return { text, matches, isCut: false };
  const pattern = new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
  for (let line = from; line <= to; line += 1) {
    if (line % sliceLines === 0) yield (line - from) / (to - from + 1);
    for (const { index, 0: found } of (lines[line] ?? '').matchAll(pattern)) {
      if (matches.length === mostMatches) return { text, matches, isCut: true };
      matches.push({ line, from: index, to: index + found.length });
    }
  }
  return { text, matches, isCut: false };
}

/** Those of one line, and where the first of them stands in all. */
export function matchesOf(
  matches: readonly LineMatch[],
  line: number,
): { readonly first: number; readonly end: number } {
  const first = firstAtOrAfter(matches, line);
  let end = first;
  while (matches[end]?.line === line) end += 1;
  return { first, end };
}

/** @returns how many there are where there is none any more */
export function firstAtOrAfter(matches: readonly LineMatch[], line: number): number {
  let [low, high] = [0, matches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((matches[middle]?.line ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}
