/** A configuration as it is shown: its lines, how they belong together, and a number for each that it keeps when another configuration comes. Pure. */
import { plainLines } from '../../../shared/format/plain-text.ts';
import type { Work } from '../../components/slices.ts';
import { foldPaths } from './fold-paths.ts';
import { diffLines, type LineDiff } from './line-diff.ts';
import { type LineSizes, sizesOf } from './line-sizes.ts';
import { type Outline, readOutline } from './outline.ts';

export interface ConfigDocument extends Outline, LineSizes {
  /** As it came. */
  readonly text: string;
  /** Harmless, and none longer than is shown. */
  readonly lines: readonly string[];
  /** Of each line, the same as in the document before where it is the same line; so that a place in it is not lost. */
  readonly ids: Int32Array;
  readonly nextId: number;
  /** Of each line that hides others, what it is called by (fold-paths.ts). */
  readonly paths: Float64Array;
  /** Its lines can go on below: an element can be as high as all of them would be then. */
  readonly canWrap: boolean;
  /** Which lines are not shown: a text has so many only where it is hostile. */
  readonly leftOut: number;
  /** To the one before. */
  readonly diff: LineDiff | undefined;
}

const sliceLines = 2000;
/** What a scrolled element can be high. */
export const mostLines = 1_000_000;
const longestLine = 4000;

export interface ShownLines {
  readonly lines: readonly string[];
  readonly leftOut: number;
}

export function* splitLines(text: string): Work<ShownLines> {
  const lines: string[] = [];
  let leftOut = 0;
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf('\n', from);
    const to = found === -1 ? text.length : found;
    if (lines.length < mostLines) lines.push(shownLine(text.slice(from, to)));
    else leftOut += 1;
    from = to + 1;
    if (lines.length % sliceLines === 0) yield from / text.length;
  }
  return { lines, leftOut };
}

/** A line break of Windows is none; what would turn a line around is shown as what it is. */
function shownLine(line: string): string {
  const own = line.endsWith('\r') ? line.slice(0, -1) : line;
  const cut = own.length > longestLine ? `${own.slice(0, longestLine).toWellFormed()}…` : own;
  // One line stays one.
  return plainLines(cut).replaceAll('\n', ' ');
}

/** @param before what was shown until now */
export function* readDocument(text: string, before: ConfigDocument | undefined): Work<ConfigDocument> {
  const { lines, leftOut } = yield* splitLines(text);
  const outline = yield* readOutline(lines);
  const paths = yield* foldPaths(lines, outline.ends);
  const diff = before === undefined ? undefined : yield* diffLines(before.lines, lines);
  const sizes = yield* sizesOf(lines);
  const canWrap = sizes.mostScreenLines <= mostLines;
  return { text, lines, leftOut, diff, paths, canWrap, ...sizes, ...outline, ...idsOf(lines.length, before, diff) };
}

function idsOf(count: number, before: ConfigDocument | undefined, diff: LineDiff | undefined) {
  const ids = new Int32Array(count);
  if (before === undefined || diff === undefined) {
    for (let line = 0; line < count; line += 1) ids[line] = line;
    return { ids, nextId: count };
  }
  let { nextId } = before;
  let [a, b] = [0, 0];
  const end = { a: before.lines.length, aCount: 0, b: count, bCount: 0 };
  for (const change of [...diff.changes, end]) {
    for (; b < change.b; a += 1, b += 1) ids[b] = before.ids[a] ?? 0;
    for (; b < change.b + change.bCount; b += 1, nextId += 1) ids[b] = nextId;
    a = change.a + change.aCount;
  }
  return { ids, nextId };
}
