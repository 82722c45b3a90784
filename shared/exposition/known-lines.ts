/**
 * The fast way through a text: lines that the cache knows. A line is compared with the one that came next last time, and only where it is
 * another is it searched by its hash; then comes one number, and mostly the line's end. Whatever else there is stops it, and is the
 * grammar's: what this takes, the grammar would have taken just so (test/fuzz/exposition.test.ts compares them).
 */
import { readDecimal } from '../format/decimal.ts';
import { commentLine, type LineCache } from './line-cache.ts';
import type { SampleColumns } from './sample-columns.ts';
import {
  backslash,
  braceClose,
  braceOpen,
  classOf,
  hash,
  lineFeed,
  metricPart,
  metricStart,
  quote,
  space,
} from './tokens.ts';

/** A place in a text, which whoever goes on moves. */
export interface TextPlace {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly end: number;
  at: number;
  /** Of the line that begins at `at`, from 1 on. */
  lineNumber: number;
  /** The entry of the line before + 1; 0 before the first. */
  before: number;
  /** Up to where the text from `at` on was searched for last, and not found. */
  unknownTo: number;
}

/** How timestamps are written: whole milliseconds, or seconds. */
export type TimeUnit = 'milliseconds' | 'seconds';

const scratch = new Float64Array(1);

/** @returns whether there is a line that it could not take. */
export function takeKnownLines(place: TextPlace, cache: LineCache, out: SampleColumns, unit: TimeUnit): boolean {
  const { bytes, view, end } = place;
  const { kinds, lengths, breaks, seen, following, generation } = cache;
  let { at, before, lineNumber } = place;
  let unknownTo = -1;
  while (at < end) {
    let entry = following[before] as number;
    if (entry === -1 || at + (lengths[entry] as number) > end || !cache.isAt(entry, view, at)) {
      const to = lineEnd(bytes, at, end);
      entry = to === -1 ? -1 : cache.find(view, at, to);
      if (entry === -1) {
        unknownTo = to;
        break;
      }
      following[before] = entry;
    }
    let p = at + (lengths[entry] as number);
    if (kinds[entry] === commentLine) out.comments.push(entry);
    else {
      out.makeRoom();
      p = takeSample(bytes, view, p, out, unit);
      if (p === -1 || p > end) break;
      const { count } = out;
      out.lines[count] = entry;
      out.lineNumbers[count] = lineNumber;
      out.count = count + 1;
    }
    seen[entry] = generation;
    lineNumber += breaks[entry] as number;
    before = entry + 1;
    at = p;
  }
  place.at = at;
  place.before = before;
  place.lineNumber = lineNumber;
  place.unknownTo = unknownTo;
  return at < end;
}

/** What stands behind a series: a space, a plain number, perhaps a time. @returns the next line's beginning, or -1 */
function takeSample(bytes: Uint8Array, view: DataView, at: number, out: SampleColumns, unit: TimeUnit): number {
  if (bytes[at] !== space) return -1;
  const { count, timesMs } = out;
  const p = readDecimal(bytes, view, at + 1, out.values, count);
  if (p === -1) return -1;
  if (bytes[p] === lineFeed) {
    timesMs[count] = Number.NaN;
    return p + 1;
  }
  if (bytes[p] !== space) return -1;
  const behind = unit === 'seconds' ? readDecimal(bytes, view, p + 1, scratch, 0) : readMilliseconds(bytes, p + 1);
  if (behind === -1 || bytes[behind] !== lineFeed) return -1;
  timesMs[count] = unit === 'seconds' ? Math.trunc((scratch[0] as number) * 1000) : (scratch[0] as number);
  return behind + 1;
}

function readMilliseconds(bytes: Uint8Array, at: number): number {
  let p = at;
  let value = 0;
  for (; p - at < 16; p += 1) {
    const digit = (bytes[p] as number) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  scratch[0] = value;
  return p === at || p - at > 15 ? -1 : p;
}

/** Where the text ends that could be in the cache: a comment with its line break, a series with its braces. @returns -1 where none is */
function lineEnd(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === hash) {
    const lineBreak = bytes.indexOf(lineFeed, at);
    return lineBreak === -1 || lineBreak >= end ? -1 : lineBreak + 1;
  }
  let p = at;
  if (((classOf[bytes[p] as number] as number) & metricStart) !== 0) {
    while (p < end && ((classOf[bytes[p] as number] as number) & metricPart) !== 0) p += 1;
  }
  if (bytes[p] !== braceOpen) return p < end && p > at ? p : -1;
  let inQuotes = false;
  for (p += 1; p < end; p += 1) {
    const byte = bytes[p] as number;
    if (byte === quote) inQuotes = !inQuotes;
    else if (byte === backslash) p += 1;
    else if (byte === braceClose && !inQuotes) return p + 1;
  }
  return -1;
}
