/** Filters a sorted list of labels' names or values by what was typed. Runs in the catalog worker. */
import type { FoundTexts } from '../../../../../shared/model/catalog.ts';
import { holdsWord, wordOf } from './match-word.ts';
import { foldText, type TextList, textAt } from './text-list.ts';

/** Of an answer: a label's value may be of any length, and a frame of the contract has 1 MiB. */
const mostBytes = 640 * 1024;
/** A longer text is counted, but is nothing to choose from a list: it would take the others' room. */
const longestShown = 64 * 1024;

const checkEvery = 4096;

/** Those that contain the text, first those that begin with it; letters of either case are the same. @param check may throw, to stop. */
export function searchTexts(list: TextList, text: string, limit: number, check: () => void): FoundTexts {
  const word = wordOf(foldText(text));
  const first: number[] = [];
  const others: number[] = [];
  let total = 0;
  for (let id = 0; id < list.count; id += 1) {
    if (id % checkEvery === 0) check();
    if (!holdsWord(list, id, word)) continue;
    total += 1;
    const found = beginsWith(list, id, word.bytes) ? first : others;
    if (found.length < limit && lengthOf(list, id) <= longestShown) found.push(id);
  }
  const texts: string[] = [];
  let bytes = 0;
  for (const id of [...first, ...others].slice(0, limit)) {
    bytes += lengthOf(list, id) + 8;
    if (bytes > mostBytes) break;
    texts.push(textAt(list, id));
  }
  return { texts, total };
}

function lengthOf({ starts }: TextList, id: number): number {
  return (starts[id + 1] as number) - (starts[id] as number);
}

function beginsWith({ bytes, starts }: TextList, id: number, word: Uint8Array): boolean {
  const start = starts[id] as number;
  return word.every((byte, i) => bytes[start + i] === byte);
}
