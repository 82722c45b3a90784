/** Searches the names of metrics: ranks all that match, and gives a page of them. Runs in the catalog worker. */
import type { FoundMetric, FoundMetrics } from '../../../../../shared/model/catalog.ts';
import { holdsWord, type Mark, type Match, marksOf, matchClass, matchWord, type Word, wordOf } from './match-word.ts';
import { cutText, familyAt, type Metadata } from './metric-metadata.ts';
import { foldText, type TextList, textAt } from './text-list.ts';

export interface MetricNames {
  /** Sorted. */
  readonly names: TextList;
  readonly metadata: Metadata | undefined;
}

export interface MetricSearch {
  readonly text: string;
  readonly offset: number;
  readonly limit: number;
}

/** Of names between two looks at whether somebody still waits: some 0.2 ms. */
const checkEvery = 2048;

/** A word this short is in nearly every help text. In bytes. */
const shortestInHelp = 2;

/** Together with what a frame of the contract has beside it, less than its 1 MiB. In bytes of UTF-8. */
const mostPageBytes = 640 * 1024;
const shortHelp = 160;

/** @param check may throw, to stop. */
export function searchMetrics(
  index: MetricNames,
  search: MetricSearch,
  check: () => void,
): Pick<FoundMetrics, 'total' | 'metrics'> {
  const words = wordsOf(search.text);
  const { total, ids } = words.length === 0 ? allNames(index.names, search) : ranked(index, words, search, check);
  return { total, metrics: bounded(ids.map((id) => foundMetric(index, id, words))) };
}

/** Parted by white space; a text that says the same word twice says it once. */
function wordsOf(text: string): readonly Word[] {
  const words = new Set(text.split(/\s+/u).filter((word) => word !== ''));
  return [...words].map((word) => wordOf(foldText(word)));
}

interface Page {
  readonly total: number;
  readonly ids: readonly number[];
}

function allNames({ count }: TextList, { offset, limit }: MetricSearch): Page {
  const length = Math.max(0, Math.min(limit, count - offset));
  return { total: count, ids: Array.from({ length }, (_, i) => offset + i) };
}

/**
 * What a match is sorted by, as one number, so that a native sort can do it: the kind of the worst of its words, what was left out, the
 * length, the place in the alphabet.
 */
const costScale = 1024;
/** A word that only the help has: the fewer of these, the better. More than any other costs. */
const helpCost = 256;
const lengthScale = 4096;
const idScale = 2 ** 24;
const kindScale = costScale * lengthScale * idScale;

function ranked(index: MetricNames, words: readonly Word[], { offset, limit }: MetricSearch, check: () => void): Page {
  const { names } = index;
  const helps = words.map((word) => helpMatcher(index.metadata, word));
  const match: Match = { kind: 0, cost: 0 };
  const keys = new Float64Array(names.count);
  const counts = new Array<number>(matchClass.none).fill(0);
  let total = 0;
  for (let id = 0; id < names.count; id += 1) {
    if (id % checkEvery === 0) check();
    let kind: number = matchClass.exact;
    let cost = 0;
    for (let w = 0; w < words.length && kind !== matchClass.none; w += 1) {
      matchWord(names, id, words[w] as Word, match);
      if (match.kind === matchClass.none && (helps[w] as HelpMatcher)(id)) {
        match.kind = matchClass.help;
        match.cost = helpCost;
      }
      kind = Math.max(kind, match.kind);
      cost += match.cost;
    }
    if (kind === matchClass.none) continue;
    const length = (names.starts[id + 1] as number) - (names.starts[id] as number);
    const byCost = Math.min(cost, costScale - 1) * lengthScale + Math.min(length, lengthScale - 1);
    keys[total] = kind * kindScale + byCost * idScale + id;
    counts[kind] = (counts[kind] as number) + 1;
    total += 1;
  }
  const wanted = offset + limit;
  const sorted = bestOf(keys.subarray(0, total), counts, wanted);
  return { total, ids: Array.from(sorted.subarray(offset, wanted), (key) => key % idScale) };
}

/** Sorts no more than the kinds that are wanted: a letter or two match nearly everything somehow. @returns at least the first `wanted`, sorted */
function bestOf(keys: Float64Array, counts: readonly number[], wanted: number): Float64Array {
  let kinds = 0;
  for (let have = 0; have < wanted && kinds < counts.length; kinds += 1) have += counts[kinds] as number;
  return keys.filter((key) => key < kinds * kindScale).sort();
}

type HelpMatcher = (id: number) => boolean;

/** Each text is looked at once at most, as a family's names share it. */
function helpMatcher(metadata: Metadata | undefined, word: Word): HelpMatcher {
  if (metadata === undefined || word.bytes.length < shortestInHelp) return () => false;
  const { helps, texts } = metadata;
  const known = new Uint8Array(texts.count);
  return (id) => {
    const help = helps[id] as number;
    if (known[help] === 0) known[help] = holdsWord(texts, help, word) ? 2 : 1;
    return known[help] === 2;
  };
}

function foundMetric({ names, metadata }: MetricNames, id: number, words: readonly Word[]): FoundMetric {
  const name = textAt(names, id);
  const marks = joined(words.flatMap((word) => marksOf(names, id, word)));
  return { name, ...familyAt(metadata, id), marks: inUnits(name, marks) };
}

/** Sorted; what touches or overlaps is one. */
function joined(marks: readonly Mark[]): readonly Mark[] {
  const result: [number, number][] = [];
  for (const [from, to] of marks.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** From bytes of UTF-8 to UTF-16 units. A mark in the middle of a character is one of all of it. */
function inUnits(name: string, marks: readonly Mark[]): readonly Mark[] {
  const bytes = Buffer.from(name, 'utf8');
  if (bytes.length === name.length) return marks;
  const isInside = (at: number) => at < bytes.length && ((bytes[at] as number) & 0xc0) === 0x80;
  const unit = (byte: number, step: 1 | -1) => {
    let at = byte;
    while (isInside(at)) at += step;
    return bytes.toString('utf8', 0, at).length;
  };
  return joined(marks.map(([from, to]) => [unit(from, -1), unit(to, 1)]));
}

/** Cuts the help texts of a page that no frame could take; names are never cut, so with many very long ones the page is shorter. */
function bounded(metrics: readonly FoundMetric[]): readonly FoundMetric[] {
  const size = ({ name, help, unit, marks }: FoundMetric) =>
    Buffer.byteLength(name + help + unit) + 200 + 16 * marks.length;
  if (metrics.reduce((sum, metric) => sum + size(metric), 0) <= mostPageBytes) return metrics;
  const kept: FoundMetric[] = [];
  let bytes = 0;
  for (const metric of metrics) {
    const { help } = metric;
    const short = help.length <= shortHelp ? metric : { ...metric, help: `${cutText(help, shortHelp)}…` };
    bytes += size(short);
    if (bytes > mostPageBytes) break;
    kept.push(short);
  }
  return kept;
}
