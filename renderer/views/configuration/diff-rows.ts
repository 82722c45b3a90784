/** What differs as rows: one text over the other, or side by side, with what is the same folded but for a few lines around each change. Pure. */
import type { Work } from '../../components/slices.ts';
import type { LineChange, LineDiff } from './line-diff.ts';

/** Lines count from 0. */
export type DiffRow =
  | { readonly kind: 'same'; readonly a: number; readonly b: number }
  /** `pair`: the line that stands in its place in the other text. */
  | { readonly kind: 'removed'; readonly a: number; readonly pair: number | undefined }
  | { readonly kind: 'added'; readonly b: number; readonly pair: number | undefined }
  /** Side by side: one of the two may be absent. */
  | { readonly kind: 'changed'; readonly a: number | undefined; readonly b: number | undefined }
  /** Folded: so many lines that are the same. Its name is its line in the first text. */
  | { readonly kind: 'gap'; readonly a: number; readonly b: number; readonly count: number };

export type DiffLook = 'unified' | 'split';

export interface DiffRows {
  readonly rows: readonly DiffRow[];
  /** The rows with which the changes begin, rising. */
  readonly starts: readonly number[];
}

/** Around a change. */
const contextLines = 3;
const sliceRows = 1000;

/** @param opened names of gaps that are not folded */
export function* diffRows(
  diff: LineDiff,
  aLength: number,
  look: DiffLook,
  opened: ReadonlySet<number>,
): Work<DiffRows> {
  const rows: DiffRow[] = [];
  const starts: number[] = [];
  const end: LineChange = { a: aLength, aCount: 0, b: 0, bCount: 0 };
  let [a, b] = [0, 0];
  for (const change of [...diff.changes, end]) {
    const same = { a, b, count: change.a - a, isFirst: a === 0, isLast: change === end };
    for (const row of sameRows(same, opened)) {
      rows.push(row);
      if (rows.length % sliceRows === 0) yield a / aLength;
    }
    if (change === end) break;
    starts.push(rows.length);
    for (const row of look === 'unified' ? oneUnderOther(change) : sideBySide(change)) {
      rows.push(row);
      if (rows.length % sliceRows === 0) yield a / aLength;
    }
    [a, b] = [change.a + change.aCount, change.b + change.bCount];
  }
  return { rows, starts };
}

interface Same {
  readonly a: number;
  readonly b: number;
  readonly count: number;
  /** At the beginning, or at the end: there is no change to be around. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function* sameRows({ a, b, count, isFirst, isLast }: Same, opened: ReadonlySet<number>): Generator<DiffRow, void> {
  const before = isFirst ? 0 : contextLines;
  const hidden = count - before - (isLast ? 0 : contextLines);
  const name = a + before;
  // One line folded would take as much room as the line.
  const isFolded = hidden > 1 && !opened.has(name);
  for (let i = 0; i < count; i += 1) {
    if (isFolded && i === before) {
      yield { kind: 'gap', a: name, b: b + before, count: hidden };
      i += hidden - 1;
    } else yield { kind: 'same', a: a + i, b: b + i };
  }
}

function* oneUnderOther({ a, aCount, b, bCount }: LineChange): Generator<DiffRow, void> {
  const isPaired = aCount === bCount;
  for (let i = 0; i < aCount; i += 1) yield { kind: 'removed', a: a + i, pair: isPaired ? b + i : undefined };
  for (let i = 0; i < bCount; i += 1) yield { kind: 'added', b: b + i, pair: isPaired ? a + i : undefined };
}

function* sideBySide({ a, aCount, b, bCount }: LineChange): Generator<DiffRow, void> {
  for (let i = 0; i < Math.max(aCount, bCount); i += 1)
    yield { kind: 'changed', a: i < aCount ? a + i : undefined, b: i < bCount ? b + i : undefined };
}

/** What of a line is another than in the line that it stands for: between what they begin and what they end with. None where hardly anything is left. */
export function changedWithin(line: string, other: string): { readonly from: number; readonly to: number } | undefined {
  const shorter = Math.min(line.length, other.length);
  let from = 0;
  while (from < shorter && line[from] === other[from]) from += 1;
  let behind = 0;
  while (behind < shorter - from && line[line.length - 1 - behind] === other[other.length - 1 - behind]) behind += 1;
  const indent = line.length - line.trimStart().length;
  const kept = Math.max(0, from - indent) + behind;
  const to = line.length - behind;
  return to > from && kept * 3 >= line.trim().length ? { from, to } : undefined;
}

/** As `diff -u` writes it, for a ticket. */
export function patchText(
  { changes }: LineDiff,
  a: { readonly name: string; readonly lines: readonly string[] },
  b: { readonly name: string; readonly lines: readonly string[] },
): string {
  const hunks = hunksOf(changes).map((hunk) => hunkText(hunk, a.lines, b.lines));
  return [`--- ${a.name}`, `+++ ${b.name}`, ...hunks, ''].join('\n');
}

/** Changes whose surroundings touch are one. */
function hunksOf(changes: readonly LineChange[]): readonly (readonly LineChange[])[] {
  const hunks: LineChange[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1);
    if (last !== undefined && change.a - last.a - last.aCount <= 2 * contextLines) hunks.at(-1)?.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function hunkText(hunk: readonly LineChange[], a: readonly string[], b: readonly string[]): string {
  const [first, last] = [hunk[0], hunk.at(-1)];
  if (first === undefined || last === undefined) return '';
  const lead = Math.min(contextLines, first.a);
  const [fromA, fromB] = [first.a - lead, first.b - lead];
  const toA = Math.min(a.length, last.a + last.aCount + contextLines);
  const lines: string[] = [];
  let at = fromA;
  for (const { a: change, aCount, b: inB, bCount } of hunk) {
    lines.push(...a.slice(at, change).map((line) => ` ${line}`));
    lines.push(...a.slice(change, change + aCount).map((line) => `-${line}`));
    lines.push(...b.slice(inB, inB + bCount).map((line) => `+${line}`));
    at = change + aCount;
  }
  lines.push(...a.slice(at, toA).map((line) => ` ${line}`));
  const bCount = lines.filter((line) => !line.startsWith('-')).length;
  return [`@@ -${range(fromA, toA - fromA)} +${range(fromB, bCount)} @@`, ...lines].join('\n');
}

/** Lines count from 1 there, but for none: then it is the line before. */
function range(from: number, count: number): string {
  return `${count === 0 ? from : from + 1},${count}`;
}
