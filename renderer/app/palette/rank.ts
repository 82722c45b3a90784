/** How well a text that was typed means an entry. Pure. Every word has to be found somewhere; the best place of each counts. */

export interface Match {
  /** Higher is better. */
  readonly score: number;
  /** Where the title matches: UTF-16 offsets, `to` exclusive, rising, apart from each other. */
  readonly marks: readonly (readonly [from: number, to: number])[];
}

type Mark = readonly [from: number, to: number];

const whole = 1000;
const begin = 600;
const wordBegin = 400;
const inside = 200;
/** In what the entry is also known by. */
const beside = 100;
const scattered = 50;

/** Letters that a person goes over to find a word: more of a title, or of what stands beside it, is not looked at. */
const longestSearched = 300;
const longestBeside = 2000;
/** Fewer letters are in their order in nearly every title. */
const fewestScattered = 3;

/** @returns undefined where a word is nowhere. An empty text matches everything with 0. */
export function matchEntry(text: string, title: string, besides = ''): Match | undefined {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const low = title.slice(0, longestSearched).toLowerCase();
  // Lower case can be longer than what it is of: then offsets would be wrong, and nothing is marked.
  const marksHold = low.length === Math.min(title.length, longestSearched);
  const lowBesides = besides.slice(0, longestBeside).toLowerCase();
  let score = 0;
  const marks: Mark[] = [];
  for (const word of words) {
    const found =
      matchWord(word, low) ?? (lowBesides.includes(word) ? { score: beside, marks: [] } : scatter(word, low));
    if (found === undefined) return undefined;
    score += found.score;
    marks.push(...found.marks);
  }
  // Of two that match alike, the shorter one is meant.
  if (words.length > 0) score -= Math.min(title.length, 100) / 100;
  return { score, marks: marksHold ? joined(marks) : [] };
}

function matchWord(word: string, title: string): Match | undefined {
  if (title === word) return { score: whole, marks: [[0, word.length]] };
  if (title.startsWith(word)) return { score: begin, marks: [[0, word.length]] };
  let at = title.indexOf(word);
  if (at < 0) return undefined;
  const first = at;
  while (at >= 0) {
    if (!isInWord(title, at)) return { score: wordBegin, marks: [[at, at + word.length]] };
    at = title.indexOf(word, at + 1);
  }
  return { score: inside, marks: [[first, first + word.length]] };
}

/** All letters in their order from the begin of a word on, not next to each other; the more apart, the less. */
function scatter(word: string, title: string): Match | undefined {
  if (word.length < fewestScattered) return undefined;
  const marks: Mark[] = [];
  let from = wordBeginOf(title, word[0] ?? '');
  if (from === undefined) return undefined;
  for (const letter of word) {
    const at = title.indexOf(letter, from);
    if (at < 0) return undefined;
    marks.push([at, at + letter.length]);
    from = at + letter.length;
  }
  const spread = from - (marks[0]?.[0] ?? 0) - word.length;
  return { score: Math.max(1, scattered - spread), marks };
}

/** Where a word of the title begins with the letter, the first time. */
function wordBeginOf(title: string, letter: string): number | undefined {
  for (let at = title.indexOf(letter); at >= 0; at = title.indexOf(letter, at + 1)) {
    if (!isInWord(title, at)) return at;
  }
  return undefined;
}

function isInWord(title: string, at: number): boolean {
  return /[\p{L}\p{N}]/u.test(title[at - 1] ?? '');
}

function joined(marks: readonly Mark[]): readonly Mark[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...marks].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
