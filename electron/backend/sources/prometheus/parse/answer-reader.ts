/**
 * The answer of `query` and `query_range`, from the body's bytes to columns. Keys may come in any order, and unknown ones are
 * skipped. Pure: no clock, no network; runs in the parse worker.
 */
import type { QueryStats, ResultType } from '../../../../../shared/model/query.ts';
import { type AnswerColumns, createAnswerColumns } from './answer-columns.ts';
import {
  byte,
  type Cursor,
  createCursor,
  expectByte,
  fail,
  peek,
  readArray,
  readObject,
  readString,
  skipValue,
  takeNull,
} from './cursor.ts';
import { readHistogram } from './histogram-reader.ts';
import { readLabels } from './label-reader.ts';
import { malformed } from './parse-errors.ts';
import { parseValue, readSample, readSamples, readTimeMs } from './sample-reader.ts';
import { readStats } from './stats-reader.ts';

export type Answer =
  | {
      readonly kind: 'success';
      readonly resultType: ResultType;
      readonly columns: AnswerColumns;
      /** Of a result of type string. */
      readonly text: string | undefined;
      readonly warnings: readonly string[];
      readonly infos: readonly string[];
      readonly stats: QueryStats | undefined;
    }
  /** `"status": "error"`: Prometheus's own words. */
  | { readonly kind: 'refusal'; readonly errorType: string; readonly error: string };

/** What `data.result` is, as far as its own shape says. */
type Result =
  /** `form`: what its series hold, once one said so. */
  | { readonly kind: 'series'; readonly columns: AnswerColumns; readonly form: 'vector' | 'matrix' | undefined }
  | { readonly kind: 'single'; readonly timeMs: number; readonly text: string }
  | { readonly kind: 'null' };

interface Envelope {
  status?: string;
  resultType?: string;
  result?: Result;
  errorType: string;
  error: string;
  warnings: string[];
  infos: string[];
  stats?: QueryStats | undefined;
}

/**
 * @param padded the body and `paddingBytes` zeros after it.
 * @param length of the body.
 * @param check called every few thousand samples and at each series; may throw, to stop.
 * @throws AppError prometheus.malformed, prometheus.truncated, prometheus.tooLarge
 */
export function readAnswer(padded: Uint8Array, length: number, check: () => void = () => undefined): Answer {
  const cursor = createCursor(padded, length);
  const envelope: Envelope = { errorType: '', error: '', warnings: [], infos: [] };
  readObject(cursor, 'an answer', (key) => readEnvelopeValue(cursor, key, envelope, check));
  if (peek(cursor) !== 0 || cursor.pos < length) fail(cursor, 'more bytes after the answer');
  return answerOf(envelope, length);
}

function readEnvelopeValue(cursor: Cursor, key: string, envelope: Envelope, check: () => void): void {
  if (key === 'status') envelope.status = readString(cursor, 'the status');
  else if (key === 'data' && peek(cursor) === byte.openObject) readData(cursor, envelope, check);
  else if (key === 'errorType') envelope.errorType = readString(cursor, 'an error type');
  else if (key === 'error') envelope.error = readString(cursor, 'an error');
  else if (key === 'warnings') envelope.warnings = readTexts(cursor, 'the warnings');
  else if (key === 'infos') envelope.infos = readTexts(cursor, 'the infos');
  else skipValue(cursor);
}

function readData(cursor: Cursor, envelope: Envelope, check: () => void): void {
  readObject(cursor, 'the data', (key) => {
    if (key === 'resultType') envelope.resultType = readString(cursor, 'the result type');
    else if (key === 'result') envelope.result = readResult(cursor, check);
    else if (key === 'stats') envelope.stats = readStats(cursor);
    else skipValue(cursor);
  });
}

function readTexts(cursor: Cursor, what: string): string[] {
  if (takeNull(cursor)) return [];
  const texts: string[] = [];
  readArray(cursor, what, () => texts.push(readString(cursor, 'a text')));
  return texts;
}

/** The type may come after the result, so the shape decides: series are objects, a scalar and a string are [time, "text"]. */
function readResult(cursor: Cursor, check: () => void): Result {
  if (takeNull(cursor)) return { kind: 'null' };
  const start = cursor.pos;
  expectByte(cursor, byte.openArray, 'before the result');
  const first = peek(cursor);
  if (first !== byte.openObject && first !== byte.closeArray) return readSingle(cursor);
  cursor.pos = start;
  const columns = createAnswerColumns(cursor.length - cursor.pos);
  let form: 'vector' | 'matrix' | undefined;
  readArray(cursor, 'the result', () => {
    check();
    const start = cursor.pos;
    const found = readSeries(cursor, columns, check);
    if (form !== undefined && found !== undefined && found !== form) {
      throw malformed('series of an instant and of a range query in one result', start);
    }
    form = found ?? form;
  });
  return { kind: 'series', columns, form };
}

function readSingle(cursor: Cursor): Result {
  const timeMs = readTimeMs(cursor);
  expectByte(cursor, byte.comma, 'after a time');
  const text = readString(cursor, 'a value');
  expectByte(cursor, byte.closeArray, 'after the result');
  return { kind: 'single', timeMs, text };
}

const seriesForms: ReadonlyMap<string, 'vector' | 'matrix'> = new Map([
  ['value', 'vector'],
  ['histogram', 'vector'],
  ['values', 'matrix'],
  ['histograms', 'matrix'],
]);

/** Takes one series. @returns what it is of, undefined where it has no sample of any kind. */
function readSeries(cursor: Cursor, columns: AnswerColumns, check: () => void): 'vector' | 'matrix' | undefined {
  const series = columns.labels.length;
  let form: 'vector' | 'matrix' | undefined;
  const seen: string[] = [];
  peek(cursor);
  const start = cursor.pos;
  readObject(cursor, 'a series', (key) => {
    if (seen.includes(key)) fail(cursor, `the key "${key}" twice in one series`);
    const found = seriesForms.get(key);
    if (form !== undefined && found !== undefined && found !== form) fail(cursor, `"${key}" beside the other kind`);
    form = found ?? form;
    if (key === 'metric' || found !== undefined) seen.push(key);
    if (key === 'metric') {
      peek(cursor);
      const from = cursor.pos;
      columns.labels.push(readLabels(cursor));
      columns.labelBytes.push(cursor.pos - from);
    } else if (key === 'values') readSamples(cursor, columns, check);
    else if (key === 'value') readSample(cursor, columns);
    else if (key === 'histogram') columns.histograms.push(readHistogram(cursor, series));
    else if (key === 'histograms') {
      readArray(cursor, 'the histograms', () => columns.histograms.push(readHistogram(cursor, series)));
    } else skipValue(cursor);
  });
  if (!seen.includes('metric')) throw malformed('a series without its labels', start);
  columns.ends.push(columns.count);
  return form;
}

/** `length`: where to say that something is missing. */
function answerOf(envelope: Envelope, length: number): Answer {
  const { status, resultType, result, errorType, error, warnings, infos, stats } = envelope;
  const beside = { warnings, infos, stats };
  if (status === 'error') return { kind: 'refusal', errorType, error };
  if (status !== 'success') throw malformed('no status that says success or error', length);
  if (resultType === 'vector' || resultType === 'matrix') {
    const columns = seriesOf(result, resultType, length);
    return { kind: 'success', resultType, columns, text: undefined, ...beside };
  }
  if (resultType !== 'scalar' && resultType !== 'string') throw malformed('no result type that is known', length);
  if (result?.kind !== 'single') throw malformed(`a result that is no ${resultType}`, length);
  const columns = createAnswerColumns(0);
  if (resultType === 'string') return { kind: 'success', resultType, columns, text: result.text, ...beside };
  const value = parseValue(result.text);
  if (value === undefined) throw malformed('a scalar that is not a number', length);
  columns.labels.push([]);
  columns.labelBytes.push(2);
  columns.ends.push(1);
  columns.timesMs[0] = result.timeMs;
  columns.values[0] = value;
  columns.count = 1;
  return { kind: 'success', resultType, columns, text: undefined, ...beside };
}

function seriesOf(result: Result | undefined, resultType: 'vector' | 'matrix', length: number): AnswerColumns {
  // Some engines write null for no series.
  if (result?.kind === 'null') return createAnswerColumns(0);
  if (result?.kind !== 'series') throw malformed(`a result that is no ${resultType}`, length);
  if (result.form !== undefined && result.form !== resultType) {
    throw malformed(`a ${result.form} that calls itself a ${resultType}`, length);
  }
  return result.columns;
}
