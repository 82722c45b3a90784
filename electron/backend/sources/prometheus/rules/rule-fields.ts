/** Takes what rules and alerts have in common out of what a server says of them: pairs that are bounded, lengths of time, and keys. */
import { hash } from 'node:crypto';
import { parseDuration } from '../../../../../shared/format/duration.ts';
import { type Labels, labelsFromPairs } from '../../../../../shared/model/labels.ts';
import { cut, fieldOf, type Said, saidOf } from '../../../base/read-fields.ts';

/** How a text may be shown: without what may be a secret in it. */
export type ShownText = (text: string) => string;

export interface Pairs {
  readonly pairs: Labels;
  /** For which there was no room, or that are no texts. */
  readonly leftOut: number;
}

const mostPairs = 128;

/** Of all of them together: a rule has labels and annotations, and a frame of the contract has a MiB. */
const mostPairsCharacters = 32_768;

/** Those that come first by their names, as many as there is room for. What is no object has none. */
export function pairsOf(said: Said | undefined, key: string, shown: ShownText): Pairs {
  const all = Object.entries(saidOf(fieldOf(said, key)) ?? {});
  const texts = all.filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  texts.sort(([a], [b]) => (a < b ? -1 : 1));
  const kept: [string, string][] = [];
  let characters = 0;
  for (const [name, value] of texts) {
    const pair: [string, string] = [cut(name), cut(shown(value))];
    characters += pair[0].length + pair[1].length;
    if (kept.length === mostPairs || characters > mostPairsCharacters) break;
    kept.push(pair);
  }
  return { pairs: labelsFromPairs(kept), leftOut: all.length - kept.length };
}

/** Seconds, or as Go writes a length of time; undefined for what is neither. */
export function durationMsOf(said: Said | undefined, key: string): number | undefined {
  const value = fieldOf(said, key);
  if (typeof value === 'string') return parseDuration(value);
  return typeof value === 'number' && value >= 0 && Number.isFinite(value * 1000) ? value * 1000 : undefined;
}

/** @returns what makes short keys of texts: the same for the same, and another one where the same texts come again. */
export function createKeys(): (...texts: readonly string[]) => string {
  const times = new Map<string, number>();
  return (...texts) => {
    const key = hash('sha256', JSON.stringify(texts), 'base64url').slice(0, 16);
    const before = times.get(key) ?? 0;
    times.set(key, before + 1);
    return before === 0 ? key : `${key}.${before}`;
  };
}
