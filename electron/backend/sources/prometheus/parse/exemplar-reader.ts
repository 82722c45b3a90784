/** The answer of `query_exemplars`: as many of the newest as fit into one frame of the contract. Runs in the parse worker. */
import type { Exemplar, Exemplars } from '../../../../../shared/model/exemplar.ts';
import type { Labels } from '../../../../../shared/model/labels.ts';
import {
  byte,
  type Cursor,
  createCursor,
  fail,
  peek,
  readArray,
  readObject,
  readString,
  skipValue,
  takeNull,
} from './cursor.ts';
import { readLabels } from './label-reader.ts';
import { malformed } from './parse-errors.ts';
import { readTimeMs, readValue } from './sample-reader.ts';

export type ExemplarAnswer =
  | ({ readonly kind: 'exemplars' } & Exemplars)
  | { readonly kind: 'refusal'; readonly errorType: string; readonly error: string };

/** More marks than a graph is wide. */
const mostExemplars = 5000;
/** Of an answer in a frame; a set of labels is in it once, however many exemplars have it. */
const mostBytes = 700 * 1024;
const exemplarBytes = 64;

/**
 * @param padded the body and `paddingBytes` zeros after it. @param check may throw, to stop.
 * @throws AppError prometheus.malformed, prometheus.truncated
 */
export function readExemplarAnswer(padded: Uint8Array, length: number, check: () => void): ExemplarAnswer {
  const cursor = createCursor(padded, length);
  const said = { status: '', errorType: '', error: '' };
  let exemplars: Exemplar[] | undefined;
  readObject(cursor, 'an answer', (key) => {
    if (key === 'data') exemplars = readData(cursor, check);
    else if (key === 'status' || key === 'errorType' || key === 'error') said[key] = readString(cursor, 'a text');
    else skipValue(cursor);
  });
  if (peek(cursor) !== 0 || cursor.pos < length) fail(cursor, 'more bytes after the answer');
  if (said.status === 'error') return { kind: 'refusal', errorType: said.errorType, error: said.error };
  if (said.status !== 'success' || exemplars === undefined)
    throw malformed('no status that says success or error', length);
  return { kind: 'exemplars', ...newest(exemplars) };
}

/** Some engines write null, or an object with nothing in it, for none. */
function readData(cursor: Cursor, check: () => void): Exemplar[] {
  const exemplars: Exemplar[] = [];
  if (takeNull(cursor)) return exemplars;
  if (peek(cursor) === byte.openObject) skipValue(cursor);
  else {
    readArray(cursor, 'the exemplars', () => {
      check();
      for (const one of readSeries(cursor)) exemplars.push(one);
    });
  }
  return exemplars;
}

type Observed = Omit<Exemplar, 'series'>;

function readSeries(cursor: Cursor): readonly Exemplar[] {
  let series: Labels | undefined;
  const observed: Observed[] = [];
  peek(cursor);
  const start = cursor.pos;
  readObject(cursor, 'a series', (key) => {
    if (key === 'seriesLabels') series = readLabels(cursor);
    else if (key !== 'exemplars') skipValue(cursor);
    else if (!takeNull(cursor)) readArray(cursor, 'its exemplars', () => observed.push(readExemplar(cursor)));
  });
  const labels = series;
  if (labels === undefined) throw malformed('a series without its labels', start);
  return observed.map((one) => ({ ...one, series: labels }));
}

function readExemplar(cursor: Cursor): Observed {
  let labels: Labels = [];
  let value: number | undefined;
  let timeMs: number | undefined;
  peek(cursor);
  const start = cursor.pos;
  readObject(cursor, 'an exemplar', (key) => {
    if (key === 'labels') labels = takeNull(cursor) ? [] : readLabels(cursor);
    else if (key === 'value') value = readValue(cursor);
    else if (key === 'timestamp') timeMs = readTimeMs(cursor);
    else skipValue(cursor);
  });
  if (value === undefined || timeMs === undefined) throw malformed('an exemplar without a value or a time', start);
  return { timeMs, value, labels };
}

/** The newest first. */
function newest(all: Exemplar[]): Exemplars {
  all.sort((a, b) => b.timeMs - a.timeMs);
  const exemplars: Exemplar[] = [];
  const counted = new Set<Labels>();
  let bytes = 0;
  for (const one of all) {
    bytes += exemplarBytes + textBytes(one.labels) + (counted.has(one.series) ? 0 : textBytes(one.series));
    if (bytes > mostBytes || exemplars.length === mostExemplars) return { exemplars, complete: false };
    counted.add(one.series);
    exemplars.push(one);
  }
  return { exemplars, complete: true };
}

/** In the wider of the contract's encodings. */
function textBytes(labels: Labels): number {
  return labels.reduce((sum, text) => sum + text.length * 3 + 8, 0);
}
