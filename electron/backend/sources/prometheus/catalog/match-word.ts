/** How well a word that was typed matches a text: in which of the ways of shared/model/catalog.ts, and where. */
import { beginsWord, letterBit, type TextList } from './text-list.ts';

/** The better, the lower; `help` is given by the search, which knows the help. */
export const matchClass = { exact: 0, prefix: 1, wordBegin: 2, within: 3, letters: 4, help: 5, none: 6 } as const;

/** Folded bytes of a word, without spaces. */
export interface Word {
  readonly bytes: Uint8Array;
  readonly letters: number;
}

export function wordOf(bytes: Uint8Array): Word {
  return { bytes, letters: bytes.reduce((bits, byte) => bits | letterBit(byte), 0) };
}

/**
 * A match by letters costs this much for each place where letters are left out within a word, and one for each further word that is
 * jumped to. The cost is at most 255.
 */
const skipCost = 16;
const wordCost = 1;

/** In words that are typed as letters, fewer than one in two may follow a gap: with more, nearly everything matches. */
const mostSkips = (length: number) => Math.max(0, (length - 2) >> 1);

const longestByLetters = 64;
const impossible = 0x7fff;

/** What is left out is told by its cost; 0 of all other ways. Kept by the caller, so that a search makes no objects. */
export interface Match {
  kind: number;
  cost: number;
}

/** Sets `match` for the text: any kind but `help`. */
export function matchWord(list: TextList, id: number, word: Word, match: Match): void {
  match.kind = matchClass.none;
  match.cost = 0;
  if (((list.letters[id] as number) & word.letters) !== word.letters) return;
  const start = list.starts[id] as number;
  const end = list.starts[id + 1] as number;
  const at = bestPlace(list, start, end, word.bytes);
  if (at === start) match.kind = end - start === word.bytes.length ? matchClass.exact : matchClass.prefix;
  else if (at > start) match.kind = beginsWord(list, at) ? matchClass.wordBegin : matchClass.within;
  else if (hasInOrder(list.bytes, start, end, word.bytes)) {
    const cost = letterCost(list, start, end, word.bytes);
    if (cost === impossible) return;
    match.kind = matchClass.letters;
    match.cost = Math.min(255, cost);
  }
}

/** Whether the text holds the word anywhere. */
export function holdsWord(list: TextList, id: number, word: Word): boolean {
  if (((list.letters[id] as number) & word.letters) !== word.letters) return false;
  return placeFrom(list.bytes, list.starts[id] as number, list.starts[id + 1] as number, word.bytes) >= 0;
}

/** @returns the first place at which a word begins, else the first of all, else -1. */
function bestPlace(list: TextList, start: number, end: number, word: Uint8Array): number {
  const first = placeFrom(list.bytes, start, end, word);
  for (let at = first; at >= 0; at = placeFrom(list.bytes, at + 1, end, word)) {
    if (beginsWord(list, at)) return at;
  }
  return first;
}

/** @returns where the word is within bytes[start] … bytes[end - 1], or -1. One without letters is everywhere. */
function placeFrom(bytes: Uint8Array, start: number, end: number, word: Uint8Array): number {
  const first = word[0];
  const { length } = word;
  if (length === 0) return start;
  const last = end - length;
  for (let p = start; p <= last; p += 1) {
    if (bytes[p] !== first) continue;
    let i = 1;
    while (i < length && bytes[p + i] === word[i]) i += 1;
    if (i === length) return p;
  }
  return -1;
}

/** Cheap, and true of few texts that do not match by letters. */
function hasInOrder(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  let i = 0;
  for (let p = start; p < end && i < word.length; p += 1) {
    if (bytes[p] === word[i]) i += 1;
  }
  return i === word.length;
}

let row = new Int16Array(256);
let nextRow = new Int16Array(256);

/** The cheapest way to find all letters in order, the first where a word begins; `impossible` where too much would have to be left out. */
function letterCost(list: TextList, start: number, end: number, word: Uint8Array): number {
  const length = end - start;
  if (word.length < 2 || word.length > longestByLetters || length > 1000) return impossible;
  if (row.length < length) {
    row = new Int16Array(length);
    nextRow = new Int16Array(length);
  }
  for (let i = 0; i < word.length; i += 1) stepRow(list, start, length, word, i);
  let best = impossible;
  for (let p = 0; p < length; p += 1) best = Math.min(best, row[p] as number);
  return best < skipCost * (mostSkips(word.length) + 1) ? best : impossible;
}

/** Makes the row of the costs with letter `i` at each place from the row of the letter before it. */
function stepRow(list: TextList, start: number, length: number, word: Uint8Array, i: number): void {
  const letter = word[i];
  /** The cheapest place of the letter before, with at least one byte between. */
  let apart = impossible;
  for (let p = 0; p < length; p += 1) {
    let cost = impossible;
    if (list.bytes[start + p] === letter) {
      const isBegin = beginsWord(list, start + p);
      if (i === 0) cost = isBegin ? 0 : impossible;
      else cost = Math.min(p > 0 ? (row[p - 1] as number) : impossible, apart + (isBegin ? wordCost : skipCost));
    }
    nextRow[p] = Math.min(cost, impossible);
    if (i > 0 && p > 0) apart = Math.min(apart, row[p - 1] as number);
  }
  [row, nextRow] = [nextRow, row];
}

export type Mark = readonly [from: number, to: number];

/** Where the word matches, in bytes of the text, rising. Empty where it does not. */
export function marksOf(list: TextList, id: number, word: Word): readonly Mark[] {
  const match: Match = { kind: matchClass.none, cost: 0 };
  matchWord(list, id, word, match);
  const start = list.starts[id] as number;
  const end = list.starts[id + 1] as number;
  if (match.kind === matchClass.none) return [];
  if (match.kind === matchClass.letters) return letterMarks(list, start, end, word.bytes);
  const at = bestPlace(list, start, end, word.bytes) - start;
  return [[at, at + word.bytes.length]];
}

/** The places of a cheapest way: the same rows again, all of them kept, and back from the last letter. */
function letterMarks(list: TextList, start: number, end: number, word: Uint8Array): readonly Mark[] {
  const length = end - start;
  const rows: Int16Array[] = [];
  for (let i = 0; i < word.length; i += 1) {
    stepRow(list, start, length, word, i);
    rows.push(row.slice(0, length));
  }
  const places: number[] = [];
  let limit = length;
  let wanted = Math.min(...(rows.at(-1) ?? []));
  for (let i = word.length - 1; i >= 0; i -= 1) {
    const at = placeOfCost(rows[i] as Int16Array, wanted, limit);
    places.unshift(at);
    if (i === 0) break;
    const before = rows[i - 1] as Int16Array;
    const adjacent = at > 0 ? (before[at - 1] as number) : impossible;
    const isJump = adjacent !== wanted;
    if (isJump) wanted -= beginsWord(list, start + at) ? wordCost : skipCost;
    // A jump leaves at least one byte out.
    limit = isJump ? at - 1 : at;
  }
  return runsOf(places);
}

/** @returns the last place before `limit` with this cost: runs stay together. */
function placeOfCost(costs: Int16Array, wanted: number, limit: number): number {
  for (let p = limit - 1; p >= 0; p -= 1) if (costs[p] === wanted) return p;
  throw new Error('a match by letters without its place');
}

function runsOf(places: readonly number[]): readonly Mark[] {
  const runs: [number, number][] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === place) last[1] = place + 1;
    else runs.push([place, place + 1]);
  }
  return runs;
}
