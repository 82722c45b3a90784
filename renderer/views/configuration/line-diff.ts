/**
 * What differs between two texts, line by line. Lines that each of them has once are held on to first (the names of jobs), so that a job which was moved
 * or taken out is told as that; between those, the fewest changes (Myers), up to a bound from which on a stretch is told as another one altogether. In
 * slices: the time is bound by the lines and that bound, whatever the texts are.
 */
import type { Work } from '../../components/slices.ts';

/** Of the one text `aCount` lines from `a` on are `bCount` lines from `b` on in the other. */
export interface LineChange {
  readonly a: number;
  readonly aCount: number;
  readonly b: number;
  readonly bCount: number;
}

export interface LineDiff {
  readonly changes: readonly LineChange[];
  readonly added: number;
  readonly removed: number;
}

interface Stretch {
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
}

/** Of two texts: each line by a number, the same for equal ones. */
interface Numbered {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly count: number;
}

interface Marks {
  readonly a: Uint8Array;
  readonly b: Uint8Array;
}

const sliceLines = 2000;
/** Changes within one stretch that no line of its own divides; its square is the room that it takes. */
const mostSteps = 1000;

export function* diffLines(a: readonly string[], b: readonly string[]): Work<LineDiff> {
  const numbered = yield* numberLines(a, b);
  const marks: Marks = { a: new Uint8Array(a.length), b: new Uint8Array(b.length) };
  const counts = uniqueCounter(numbered);
  const open: Stretch[] = [{ a: 0, aEnd: a.length, b: 0, bEnd: b.length }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const stretch = trimmed(numbered, next);
    if (stretch.a === stretch.aEnd || stretch.b === stretch.bEnd) {
      markAll(marks, stretch);
      continue;
    }
    const anchors = yield* counts(stretch);
    if (anchors.length === 0) yield* markFewest(numbered, stretch, marks);
    else open.push(...between(stretch, anchors));
    yield 0;
  }
  return changesOf(marks);
}

function* numberLines(a: readonly string[], b: readonly string[]): Work<Numbered> {
  const numbers = new Map<string, number>();
  function* numbersOf(lines: readonly string[]): Work<Int32Array> {
    const result = new Int32Array(lines.length);
    for (const [index, line] of lines.entries()) {
      if (index % sliceLines === 0) yield 0;
      const known = numbers.get(line) ?? numbers.size;
      if (known === numbers.size) numbers.set(line, known);
      result[index] = known;
    }
    return result;
  }
  return { a: yield* numbersOf(a), b: yield* numbersOf(b), count: numbers.size };
}

function trimmed({ a, b }: Numbered, stretch: Stretch): Stretch {
  let { a: from, aEnd, b: to, bEnd } = stretch;
  while (from < aEnd && to < bEnd && a[from] === b[to]) [from, to] = [from + 1, to + 1];
  while (from < aEnd && to < bEnd && a[aEnd - 1] === b[bEnd - 1]) [aEnd, bEnd] = [aEnd - 1, bEnd - 1];
  return { a: from, aEnd, b: to, bEnd };
}

interface Anchor {
  readonly a: number;
  readonly b: number;
}

/** Finds the lines that either side of a stretch has once, in an order that both have. */
function uniqueCounter({ a, b, count }: Numbered): (stretch: Stretch) => Work<readonly Anchor[]> {
  const inA = new Int32Array(count);
  const inB = new Int32Array(count);
  const placeInB = new Int32Array(count);
  return function* (stretch) {
    for (let at = stretch.a; at < stretch.aEnd; at += 1) {
      inA[a[at] ?? 0] = (inA[a[at] ?? 0] ?? 0) + 1;
      if (at % sliceLines === 0) yield 0;
    }
    for (let at = stretch.b; at < stretch.bEnd; at += 1) {
      const line = b[at] ?? 0;
      inB[line] = (inB[line] ?? 0) + 1;
      placeInB[line] = at;
      if (at % sliceLines === 0) yield 0;
    }
    const pairs: Anchor[] = [];
    for (let at = stretch.a; at < stretch.aEnd; at += 1) {
      const line = a[at] ?? 0;
      if (inA[line] === 1 && inB[line] === 1) pairs.push({ a: at, b: placeInB[line] ?? 0 });
      if (at % sliceLines === 0) yield 0;
    }
    for (let at = stretch.a; at < stretch.aEnd; at += 1) inA[a[at] ?? 0] = 0;
    for (let at = stretch.b; at < stretch.bEnd; at += 1) inB[b[at] ?? 0] = 0;
    return longestRising(pairs);
  };
}

/** Of pairs that rise in `a`, as many as possible that rise in `b` as well. */
function longestRising(pairs: readonly Anchor[]): readonly Anchor[] {
  const tails: number[] = [];
  const before = new Int32Array(pairs.length).fill(-1);
  for (const [index, { b }] of pairs.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] ?? 0]?.b ?? 0) < b) low = middle + 1;
      else high = middle;
    }
    before[index] = tails[low - 1] ?? -1;
    tails[low] = index;
  }
  const rising: Anchor[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) rising.push(pairs[at] ?? { a: 0, b: 0 });
  return rising.reverse();
}

function between(stretch: Stretch, anchors: readonly Anchor[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let { a, b } = stretch;
  for (const anchor of anchors) {
    if (a < anchor.a || b < anchor.b) stretches.push({ a, aEnd: anchor.a, b, bEnd: anchor.b });
    [a, b] = [anchor.a + 1, anchor.b + 1];
  }
  if (a < stretch.aEnd || b < stretch.bEnd) stretches.push({ a, aEnd: stretch.aEnd, b, bEnd: stretch.bEnd });
  return stretches;
}

function markAll(marks: Marks, { a, aEnd, b, bEnd }: Stretch): void {
  marks.a.fill(1, a, aEnd);
  marks.b.fill(1, b, bEnd);
}

/** Myers's greedy search, which keeps how far each diagonal came with each step, to find the way back. */
function* markFewest({ a, b }: Numbered, stretch: Stretch, marks: Marks): Work<void> {
  const [n, m] = [stretch.aEnd - stretch.a, stretch.bEnd - stretch.b];
  const most = Math.min(n + m, mostSteps);
  const reached = new Int32Array(2 * most + 3);
  const middle = most + 1;
  const trace: Int32Array[] = [];
  for (let steps = 0; steps <= most; steps += 1) {
    trace.push(reached.slice(middle - steps - 1, middle + steps + 2));
    for (let k = -steps; k <= steps; k += 2) {
      const goesDown = k === -steps || (k !== steps && (reached[middle + k - 1] ?? 0) < (reached[middle + k + 1] ?? 0));
      let x = goesDown ? (reached[middle + k + 1] ?? 0) : (reached[middle + k - 1] ?? 0) + 1;
      while (x < n && x - k < m && a[stretch.a + x] === b[stretch.b + x - k]) x += 1;
      reached[middle + k] = x;
      if (x >= n && x - k >= m) return markWay(trace, { n, m }, stretch, marks);
    }
    yield 0;
  }
  markAll(marks, stretch);
}

function markWay(
  trace: readonly Int32Array[],
  { n, m }: { readonly n: number; readonly m: number },
  stretch: Stretch,
  marks: Marks,
): void {
  let [x, y] = [n, m];
  for (let steps = trace.length - 1; steps > 0; steps -= 1) {
    const k = x - y;
    // As it was before this step: of the diagonals from -steps - 1 on.
    const at = (diagonal: number) => trace[steps]?.[diagonal + steps + 1] ?? 0;
    const goesDown = k === -steps || (k !== steps && at(k - 1) < at(k + 1));
    const beforeK = goesDown ? k + 1 : k - 1;
    const beforeX = at(beforeK);
    if (goesDown) marks.b[stretch.b + beforeX - beforeK] = 1;
    else marks.a[stretch.a + beforeX] = 1;
    [x, y] = [beforeX, beforeX - beforeK];
  }
}

function changesOf({ a, b }: Marks): LineDiff {
  const changes: LineChange[] = [];
  let [atA, atB, added, removed] = [0, 0, 0, 0];
  while (atA < a.length || atB < b.length) {
    const [fromA, fromB] = [atA, atB];
    while (a[atA] === 1) atA += 1;
    while (b[atB] === 1) atB += 1;
    if (atA > fromA || atB > fromB) changes.push({ a: fromA, aCount: atA - fromA, b: fromB, bCount: atB - fromB });
    removed += atA - fromA;
    added += atB - fromB;
    [atA, atB] = [atA + 1, atB + 1];
  }
  return { changes, added, removed };
}
