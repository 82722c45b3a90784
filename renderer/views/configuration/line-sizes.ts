/** How long the lines of a text are, for when they are to go on below. Pure, in slices. */
import type { Work } from '../../components/slices.ts';
import { leastColumns } from '../../components/use-line-places.ts';
import { screenLinesOf } from './wrapped-lines.ts';

export interface LineSizes {
  /** Of the longest one. */
  readonly characters: number;
  /** Of each line how many characters it has, and how many of them are spaces that it begins with. */
  readonly widths: Int32Array;
  readonly indents: Int32Array;
  /** Lines of the screen where they are as narrow as they may be. */
  readonly mostScreenLines: number;
}

const sliceLines = 2000;

export function* sizesOf(lines: readonly string[]): Work<LineSizes> {
  const [widths, indents] = [new Int32Array(lines.length), new Int32Array(lines.length)];
  let [characters, mostScreenLines] = [0, 0];
  for (const [index, line] of lines.entries()) {
    if (index % sliceLines === 0) yield index / lines.length;
    const indent = Math.max(0, line.search(/[^ ]/));
    widths[index] = line.length;
    indents[index] = indent;
    characters = Math.max(characters, line.length);
    mostScreenLines += screenLinesOf(line.length, indent, leastColumns);
  }
  return { characters, widths, indents, mostScreenLines };
}
