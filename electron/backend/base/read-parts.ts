/** What readers of foreign JSON share: label sets out of objects, and lists in parts that a frame of the contract has room for. */
import { type Labels, labelsFromPairs } from '../../../shared/model/labels.ts';
import { cut, saidOf } from './read-fields.ts';

const mostLabels = 200;
/** Of a set together: an item may have several, and a frame of the contract has a MiB. */
const mostLabelsCharacters = 32_768;
const partCharacters = 150_000;
const partSize = 500;

/** Only what is text, cut, as many as there is room for; sorted by name. */
export function labelsOf(value: unknown): Labels {
  const pairs: (readonly [string, string])[] = [];
  let characters = 0;
  for (const [name, text] of Object.entries(saidOf(value) ?? {})) {
    if (typeof text !== 'string') continue;
    const pair = [cut(name), cut(text)] as const;
    characters += pair[0].length + pair[1].length;
    if (pairs.length === mostLabels || characters > mostLabelsCharacters) break;
    pairs.push(pair);
  }
  return labelsFromPairs(pairs);
}

/** A frame of the contract has a MiB. */
export function* partsOf<Item>(items: readonly Item[]): Generator<readonly Item[], void, undefined> {
  let part: Item[] = [];
  let characters = 0;
  for (const item of items) {
    const more = JSON.stringify(item).length;
    if (part.length === partSize || (part.length > 0 && characters + more > partCharacters)) {
      yield part;
      part = [];
      characters = 0;
    }
    part.push(item);
    characters += more;
  }
  if (part.length > 0) yield part;
}
