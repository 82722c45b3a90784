/**
 * Counts the series of an answer of /api/v1/series, label by label, while its bytes come. No label set is kept: a million of them would
 * be gigabytes. What is kept is each different value once, with its number of series. Runs in the catalog worker.
 */
import { AppError } from '../../../../../shared/base/errors.ts';
import type { LabelSummary, LabelValueCount, SelectorSummary } from '../../../../../shared/model/catalog.ts';
import {
  byte,
  type Cursor,
  createCursor,
  expectByte,
  fail,
  paddingBytes,
  peek,
  readString,
  skipValue,
  takeEither,
} from '../parse/cursor.ts';
import { malformed, truncated } from '../parse/parse-errors.ts';
import { createByteTable } from './byte-table.ts';
import type { Refusal } from './read-answers.ts';

export interface SeriesLimits {
  readonly mostSeries: number;
  /** Of the answer, decompressed. */
  readonly mostBytes: number;
  /** Of all different values together. */
  readonly mostValueBytes: number;
}

export interface SeriesCounter {
  /** Takes the next bytes. @returns false where a limit is reached: the rest is not wanted. @throws AppError prometheus.malformed */
  add(piece: Uint8Array): boolean;
  /** The answer is complete, or no more of it is wanted. @throws AppError prometheus.malformed, prometheus.truncated */
  end(topValues: number): SelectorSummary | Refusal;
}

/** A label set that is longer is none that Prometheus would take in. */
const mostSeriesBytes = 4 * 1024 * 1024;

/** What comes next in the answer. */
type Place = 'begin' | 'keys' | 'series' | 'tail' | 'done';

/** @param check called now and then; may throw, to stop. */
export function createSeriesCounter(limits: SeriesLimits, check: () => void): SeriesCounter {
  const counts = createCounts();
  const refusal = { status: '', errorType: '', error: '' };
  let place: Place = 'begin';
  let seen = 0;
  let isFull = false;
  /** Bytes that have not been taken, and zeros behind them. */
  let rest = new Uint8Array(64 * 1024);
  let restLength = 0;
  /** So many of them came to nothing: twice as many are worth another look, or a long text would be looked at again with every piece. */
  let triedLength = 0;

  const steps: Record<Exclude<Place, 'done'>, (cursor: Cursor) => void> = {
    begin(cursor) {
      expectByte(cursor, byte.openObject, 'before an answer');
      place = 'keys';
    },
    keys(cursor) {
      const key = readString(cursor, 'a key');
      expectByte(cursor, byte.colon, 'after a key');
      if (key === 'data' && peek(cursor) === byte.openArray) {
        cursor.pos += 1;
        if (peek(cursor) === byte.closeArray) {
          cursor.pos += 1;
          place = 'tail';
        } else if (cursor.pos < cursor.length) place = 'series';
        else fail(cursor, 'no series');
        return;
      }
      if (key === 'status' || key === 'errorType' || key === 'error') refusal[key] = readString(cursor, 'a text');
      else skipValue(cursor);
      place = takeEither(cursor, byte.comma, byte.closeObject, 'in an answer') ? 'keys' : 'done';
    },
    series(cursor) {
      const more = readSeries(cursor, counts);
      place = more ? 'series' : 'tail';
      isFull = counts.series >= limits.mostSeries || counts.sizeBytes() > limits.mostValueBytes;
    },
    tail(cursor) {
      place = takeEither(cursor, byte.comma, byte.closeObject, 'in an answer') ? 'keys' : 'done';
    },
  };

  /** Takes what is complete; what is not comes again with the next bytes. */
  function take(): void {
    const cursor = createCursor(rest.subarray(0, restLength + paddingBytes), restLength);
    let taken = 0;
    try {
      while (place !== 'done' && !isFull) {
        if ((counts.series & 1023) === 0) check();
        steps[place](cursor);
        taken = cursor.pos;
      }
      if (place === 'done' && (peek(cursor) !== 0 || cursor.pos < restLength))
        fail(cursor, 'more bytes after the answer');
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code !== 'prometheus.truncated')
        throw malformed(String(error.details.reason), seen - restLength + cursor.pos);
    }
    if (restLength - taken > mostSeriesBytes) throw malformed('a series without an end', seen);
    triedLength = taken === 0 ? restLength : 0;
    rest.copyWithin(0, taken, restLength);
    restLength -= taken;
  }

  function append(piece: Uint8Array): void {
    const length = restLength + piece.length;
    if (length + paddingBytes > rest.length) {
      const grown = new Uint8Array(2 * length + paddingBytes);
      grown.set(rest.subarray(0, restLength));
      rest = grown;
    }
    rest.set(piece, restLength);
    rest.fill(0, length, length + paddingBytes);
    restLength = length;
    seen += piece.length;
  }

  return {
    add(piece) {
      if (isFull) return false;
      append(piece);
      if (restLength >= 2 * triedLength || restLength > mostSeriesBytes) take();
      isFull ||= seen > limits.mostBytes;
      return !isFull;
    },
    end(topValues) {
      if (!isFull && triedLength > 0) take();
      if (!isFull && place !== 'done') throw truncated(seen);
      if (refusal.status === 'error') {
        return { kind: 'refusal', errorType: refusal.errorType, error: refusal.error };
      }
      if (!isFull && refusal.status !== 'success') throw malformed('no status that says success or error', seen);
      return counts.summary(topValues, !isFull);
    },
  };
}

interface Counts {
  readonly series: number;
  sizeBytes(): number;
  /** The pairs of one series: each label's number among names, and its value's among values. */
  nameOf(bytes: Uint8Array, start: number, end: number): number;
  valueOf(bytes: Uint8Array, start: number, end: number, name: number): number;
  addSeries(names: readonly number[], values: readonly number[]): void;
  summary(topValues: number, complete: boolean): SelectorSummary;
}

/** What an entry takes beside its text: hash, salt, end, slots and counts; of a name the list of its values, too. */
const bytesPerValue = 24;
const bytesPerName = 128;

function createCounts(): Counts {
  const names = createByteTable();
  /** The salt is the name's number: equal values of two labels are two. */
  const values = createByteTable();
  const ofName: number[] = [];
  let ofValue = new Uint32Array(1024);
  let series = 0;
  return {
    get series() {
      return series;
    },
    sizeBytes: () => names.sizeBytes + names.count * bytesPerName + values.sizeBytes + values.count * bytesPerValue,
    nameOf: (bytes, start, end) => names.intern(bytes, start, end, 0),
    valueOf: (bytes, start, end, name) => values.intern(bytes, start, end, name),
    addSeries(seriesNames, seriesValues) {
      series += 1;
      for (let i = 0; i < seriesNames.length; i += 1) {
        const name = seriesNames[i] as number;
        const value = seriesValues[i] as number;
        ofName[name] = (ofName[name] ?? 0) + 1;
        if (value >= ofValue.length) {
          const grown = new Uint32Array(Math.max(ofValue.length * 2, value + 1));
          grown.set(ofValue);
          ofValue = grown;
        }
        ofValue[value] = (ofValue[value] as number) + 1;
      }
    },
    summary(topValues, complete) {
      const byName: number[][] = ofName.map(() => []);
      for (let value = 0; value < values.count; value += 1) {
        if ((ofValue[value] ?? 0) > 0) byName[values.saltOf(value)]?.push(value);
      }
      const labels = byName.flatMap((own, name): LabelSummary[] => {
        if (own.length === 0) return [];
        const top = mostOf(own, ofValue, topValues).map((value) => ({
          value: values.textOf(value),
          series: ofValue[value] as number,
        }));
        top.sort((a, b) => b.series - a.series || compare(a.value, b.value));
        return [{ name: names.textOf(name), values: own.length, series: ofName[name] as number, top }];
      });
      labels.sort((a, b) => b.values - a.values || compare(a.name, b.name));
      return { series, complete, labels: bounded(labels) };
    },
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** Those with the most series; of equals the ones that came first in the answer. */
function mostOf(values: readonly number[], counts: Uint32Array, most: number): number[] {
  if (values.length <= most) return [...values];
  // The more series, the smaller; then the place.
  const keys = Float64Array.from(values, (value, i) => -(counts[value] as number) * 2 ** 24 + i).sort();
  return Array.from(keys.subarray(0, most), (key) => values[((key % 2 ** 24) + 2 ** 24) % 2 ** 24] as number);
}

const encodedBytes = ({ value }: LabelValueCount) => Buffer.byteLength(value) + 32;

/** For one frame of the contract. */
const mostAnswerBytes = 640 * 1024;
/** A value for which there is no room beside the others. */
const mostValueBytes = 64 * 1024;

/** Leaves the rarest values out where all together are too long. */
function bounded(labels: readonly LabelSummary[]): readonly LabelSummary[] {
  let kept = labels.map((label) => ({ ...label, top: label.top.filter((one) => encodedBytes(one) <= mostValueBytes) }));
  const sizeOf = ({ name, top }: LabelSummary) =>
    Buffer.byteLength(name) + 64 + top.reduce((all, one) => all + encodedBytes(one), 0);
  while (kept.reduce((sum, label) => sum + sizeOf(label), 0) > mostAnswerBytes) {
    const longest = kept.reduce((most, { top }) => Math.max(most, top.length), 0);
    if (longest === 0) return firstWithin(kept, sizeOf);
    const most = Math.floor(longest * 0.8);
    kept = kept.map((label) => ({ ...label, top: label.top.slice(0, most) }));
  }
  return kept;
}

/** Where the names alone are too long: those that fit, one after the other. */
function firstWithin<T>(items: readonly T[], sizeOf: (item: T) => number): readonly T[] {
  let left = mostAnswerBytes;
  return items.filter((item) => {
    const size = sizeOf(item);
    if (size > left) return false;
    left -= size;
    return true;
  });
}

const seriesNames: number[] = [];
const seriesValues: number[] = [];

/** Takes one series and what follows it; counts it once it is complete. @returns whether another follows. */
function readSeries(cursor: Cursor, counts: Counts): boolean {
  seriesNames.length = 0;
  seriesValues.length = 0;
  expectByte(cursor, byte.openObject, 'before a series');
  if (peek(cursor) === byte.closeObject) cursor.pos += 1;
  else {
    do {
      const name = readInterned(cursor, counts.nameOf);
      expectByte(cursor, byte.colon, "after a label's name");
      seriesNames.push(name);
      seriesValues.push(readInterned(cursor, (bytes, start, end) => counts.valueOf(bytes, start, end, name)));
    } while (takeEither(cursor, byte.comma, byte.closeObject, 'in a series'));
  }
  const more = takeEither(cursor, byte.comma, byte.closeArray, 'between series');
  counts.addSeries(seriesNames, seriesValues);
  return more;
}

/** Takes a string. Only one with escapes, or control characters that are wrong, becomes a text on the way. */
function readInterned(cursor: Cursor, intern: (bytes: Uint8Array, start: number, end: number) => number): number {
  if (peek(cursor) !== byte.quote) fail(cursor, 'expected a string');
  const { bytes } = cursor;
  const start = cursor.pos + 1;
  let p = start;
  for (;;) {
    const next = bytes[p] as number;
    if (next === byte.quote) break;
    if (next === byte.backslash || next < 32) {
      const text = Buffer.from(readString(cursor, 'a string'), 'utf8');
      return intern(text, 0, text.length);
    }
    p += 1;
  }
  cursor.pos = p + 1;
  return intern(bytes, start, p);
}
