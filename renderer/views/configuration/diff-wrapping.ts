/** How high a row of what differs is where long lines go on below: side by side as high as the higher of its halves. Pure. */
import { leastColumns } from '../../components/use-line-places.ts';
import type { DiffRow } from './diff-rows.ts';
import type { LineSizes } from './line-sizes.ts';
import { hangOf, screenLinesOf } from './wrapped-lines.ts';

export interface BothSizes {
  readonly a: LineSizes;
  readonly b: LineSizes;
}

/** @param columns of the screen, of both halves together where there are two */
export function diffScreenLines(row: DiffRow, { a, b }: BothSizes, isSplit: boolean, columns: number): number {
  switch (row.kind) {
    case 'gap':
      return 1;
    case 'removed':
      return linesOf(a, row.a, columns);
    case 'added':
      return linesOf(b, row.b, columns);
    case 'same':
    case 'changed': {
      if (!isSplit) return linesOf(b, row.b, columns);
      const half = Math.max(leastColumns, Math.floor(columns / 2));
      return Math.max(linesOf(a, row.a, half), linesOf(b, row.b, half));
    }
  }
}

function linesOf({ widths, indents }: LineSizes, line: number | undefined, columns: number): number {
  return line === undefined ? 1 : screenLinesOf(widths[line] ?? 0, indents[line] ?? 0, columns);
}

/** By how many characters further in a line goes on below. */
export function hangIn({ indents }: LineSizes, line: number): number {
  return hangOf(indents[line] ?? 0);
}
