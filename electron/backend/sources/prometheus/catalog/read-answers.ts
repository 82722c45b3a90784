/** Reads the answers of the API that are lists of texts, and its metadata. Runs in the catalog worker. */
import {
  type Cursor,
  createCursor,
  fail,
  peek,
  readArray,
  readObject,
  readString,
  skipValue,
  takeNull,
} from '../parse/cursor.ts';
import { malformed } from '../parse/parse-errors.ts';
import { type Family, familyOf, metricTypeOf } from './metric-metadata.ts';

/** Prometheus itself says no. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly errorType: string;
  readonly error: string;
}

/** Of items between two looks at whether somebody still waits. */
const checkEvery = 4096;

/**
 * The texts in `data`, as they come. @param padded the body and `paddingBytes` zeros after it. @param check may throw, to stop.
 * @throws AppError prometheus.malformed, prometheus.truncated
 */
export function readTexts(padded: Uint8Array, length: number, check: () => void): readonly string[] | Refusal {
  const texts: string[] = [];
  const cursor = createCursor(padded, length);
  const refusal = readEnvelope(cursor, () => {
    if (takeNull(cursor)) return;
    readArray(cursor, 'the data', () => {
      if (texts.length % checkEvery === 0) check();
      texts.push(readString(cursor, 'a text'));
    });
  });
  return refusal ?? texts;
}

/** The families by their names. Parameters and errors as `readTexts`. */
export function readMetadata(
  padded: Uint8Array,
  length: number,
  check: () => void,
): ReadonlyMap<string, Family> | Refusal {
  const families = new Map<string, Family>();
  const cursor = createCursor(padded, length);
  const refusal = readEnvelope(cursor, () => {
    if (takeNull(cursor)) return;
    readObject(cursor, 'the metadata', (name) => {
      if (families.size % checkEvery === 0) check();
      const said: Family[] = [];
      if (!takeNull(cursor)) readArray(cursor, 'the entries', () => said.push(readEntry(cursor)));
      families.set(name, familyOf(said));
    });
  });
  return refusal ?? families;
}

function readEntry(cursor: Cursor): Family {
  const entry = { type: '', help: '', unit: '' };
  readObject(cursor, 'an entry', (key) => {
    if (key === 'type' || key === 'help' || key === 'unit') entry[key] = readString(cursor, 'a text');
    else skipValue(cursor);
  });
  return { ...entry, type: metricTypeOf(entry.type) };
}

/** @param readData takes what `data` has, where there is any. @throws AppError prometheus.malformed, prometheus.truncated */
export function readEnvelope(cursor: Cursor, readData: () => void): Refusal | undefined {
  const { length } = cursor;
  const said = { status: '', errorType: '', error: '' };
  let hasData = false;
  readObject(cursor, 'an answer', (key) => {
    if (key === 'data') {
      hasData = true;
      readData();
    } else if (key === 'status' || key === 'errorType' || key === 'error') said[key] = readString(cursor, 'a text');
    else skipValue(cursor);
  });
  if (peek(cursor) !== 0 || cursor.pos < length) fail(cursor, 'more bytes after the answer');
  if (said.status === 'error') return { kind: 'refusal', errorType: said.errorType, error: said.error };
  if (said.status !== 'success' || !hasData) throw malformed('no status that says success or error', length);
  return undefined;
}
