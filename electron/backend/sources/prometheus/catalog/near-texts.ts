/** The nearest spellings of a text that is not in a list: a slip of the finger, or the same words otherwise put. Runs in the catalog worker. */
import { type Word, wordOf } from './match-word.ts';
import { beginsWord, foldText, type TextList, textAt } from './text-list.ts';

/** Longer texts are not names that one types; in bytes. */
const longest = 300;
const checkEvery = 2048;

interface Near {
  readonly id: number;
  /** Smaller is nearer; below 1 for a slip, from 1 for other words. */
  readonly distance: number;
}

/** The nearest first, of equals the first in the list; without the text itself. @param check may throw, to stop. */
export function nearTexts(list: TextList, text: string, limit: number, check: () => void): readonly string[] {
  const wanted = wordOf(foldText(text));
  if (wanted.bytes.length > longest) return [];
  const words = wordsOf(text);
  const nearest: Near[] = [];
  for (let id = 0; id < list.count; id += 1) {
    if (id % checkEvery === 0) check();
    if ((list.starts[id + 1] as number) - (list.starts[id] as number) > longest) continue;
    const distance = slip(list, id, wanted) ?? otherWords(list, id, words);
    if (distance === undefined || (distance === 0 && textAt(list, id) === text)) continue;
    const last = nearest.at(-1);
    if (nearest.length < limit || (last !== undefined && distance < last.distance)) {
      insert(nearest, { id, distance }, limit);
    }
  }
  return nearest.map(({ id }) => textAt(list, id));
}

function insert(nearest: Near[], one: Near, limit: number): void {
  const at = nearest.findIndex(({ distance }) => one.distance < distance);
  nearest.splice(at < 0 ? nearest.length : at, 0, one);
  nearest.splice(limit);
}

/** How many letters may be wrong: one in a short word, one in four of a longer one. */
const mostWrong = (length: number) => Math.max(1, Math.min(8, length >> 2));

let before = new Uint16Array(longest + 1);
let above = new Uint16Array(longest + 1);
let current = new Uint16Array(longest + 1);

/** @returns the share of letters that are wrong, missing, too many or swapped with their neighbour; undefined where that is too much. */
function slip(list: TextList, id: number, wanted: Word): number | undefined {
  const start = list.starts[id] as number;
  const length = (list.starts[id + 1] as number) - start;
  const wantedLength = wanted.bytes.length;
  const most = mostWrong(Math.min(length, wantedLength));
  if (Math.abs(length - wantedLength) > most) return undefined;
  // A letter that only one of the two has is at least one that is wrong.
  const letters = list.letters[id] as number;
  if (bitCount(letters & ~wanted.letters) > most || bitCount(wanted.letters & ~letters) > most) return undefined;
  for (let j = 0; j <= length; j += 1) above[j] = j;
  for (let i = 1; i <= wantedLength; i += 1) {
    if (!stepRow(list.bytes, start, length, wanted.bytes, i, most)) return undefined;
    [before, above, current] = [above, current, before];
  }
  const distance = above[length] as number;
  return distance > most ? undefined : distance / (Math.max(length, wantedLength) + 1);
}

/** Makes the row `current` of the costs of the first `i` letters. @returns whether any of them is within the bound */
function stepRow(
  bytes: Uint8Array,
  start: number,
  length: number,
  wanted: Uint8Array,
  i: number,
  most: number,
): boolean {
  // Only a band around the diagonal can stay below the bound; what lies beside it counts as too much.
  const from = Math.max(1, i - most);
  const to = Math.min(length, i + most);
  current[0] = i;
  if (from > 1) current[from - 1] = most + 1;
  if (to < length) current[to + 1] = most + 1;
  let least = i;
  for (let j = from; j <= to; j += 1) {
    const letter = bytes[start + j - 1];
    let cost = (above[j - 1] as number) + (wanted[i - 1] === letter ? 0 : 1);
    cost = Math.min(cost, (above[j] as number) + 1, (current[j - 1] as number) + 1);
    if (i > 1 && j > 1 && wanted[i - 1] === bytes[start + j - 2] && wanted[i - 2] === letter) {
      cost = Math.min(cost, (before[j - 2] as number) + 1);
    }
    current[j] = cost;
    least = Math.min(least, cost);
  }
  return least <= most;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

const isSeparator = (byte: number) => byte < 128 && !((byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57));

/** The different parts of a name, between separators. */
function wordsOf(text: string): readonly Word[] {
  const parts = Buffer.from(foldText(text))
    .toString()
    .split(/[^a-z0-9\u0080-\u{10ffff}]+/u);
  return [...new Set(parts)].filter((part) => part !== '').map((part) => wordOf(Buffer.from(part)));
}

/** Of the words of both together, at least this share must be in both. */
const leastShared = 0.5;

/** @returns from 1 on, the more words the two share the less; undefined where these are few. */
function otherWords(list: TextList, id: number, words: readonly Word[]): number | undefined {
  if (words.length < 2) return undefined;
  const letters = list.letters[id] as number;
  let possible = 0;
  for (const word of words) if ((letters & word.letters) === word.letters) possible += 1;
  if (possible < leastShared * words.length) return undefined;
  const start = list.starts[id] as number;
  const end = list.starts[id + 1] as number;
  const own = countWords(list, start, end);
  if (shareOf(Math.min(own, possible), own, words.length) < leastShared) return undefined;
  let shared = 0;
  for (const word of words) if (hasWord(list, start, end, word.bytes)) shared += 1;
  // Of "readBytes", one word, both "readbytes" and "bytes" are found.
  const share = shareOf(Math.min(shared, own), own, words.length);
  return share < leastShared ? undefined : 2 - share;
}

const shareOf = (shared: number, own: number, others: number) => shared / (own + others - shared);

function countWords({ bytes }: TextList, start: number, end: number): number {
  let count = 0;
  for (let p = start; p < end; p += 1) {
    if (!isSeparator(bytes[p] as number) && (p === start || isSeparator(bytes[p - 1] as number))) count += 1;
  }
  return count;
}

function hasWord(list: TextList, start: number, end: number, word: Uint8Array): boolean {
  const { bytes } = list;
  const { length } = word;
  for (let p = start; p + length <= end; p += 1) {
    if (bytes[p] !== word[0] || !beginsWord(list, p)) continue;
    if (p + length < end && !isSeparator(bytes[p + length] as number)) continue;
    let i = 1;
    while (i < length && bytes[p + i] === word[i]) i += 1;
    if (i === length) return true;
  }
  return false;
}
