/** Reads the answer of `/api/v1/targets`: what is in it, and one target at its place. Runs in the catalog worker. */
import type { Labels } from '../../../../../shared/model/labels.ts';
import { type Refusal, readEnvelope } from '../catalog/read-answers.ts';
import {
  byte,
  type Cursor,
  createCursor,
  peek,
  readArray,
  readNumber,
  readObject,
  readString,
  skipValue,
  startsNumber,
  takeNull,
} from '../parse/cursor.ts';
import { readLabels } from '../parse/label-reader.ts';
import { malformed } from '../parse/parse-errors.ts';

/** As the server says it; '' and undefined for what it does not say. */
export interface SaidTarget {
  readonly pool: string;
  readonly url: string;
  readonly health: string;
  readonly error: string;
  readonly lastScrape: string;
  readonly durationSeconds: number | undefined;
  /** VictoriaMetrics says it, Prometheus does not. */
  readonly samples: number | undefined;
  readonly interval: string;
  readonly timeout: string;
  readonly labels: Labels;
  readonly discovered: Labels;
}

const textKeys = {
  scrapePool: 'pool',
  scrapeUrl: 'url',
  health: 'health',
  lastError: 'error',
  lastScrape: 'lastScrape',
  scrapeInterval: 'interval',
  scrapeTimeout: 'timeout',
} as const;

const texts: ReadonlyMap<string, (typeof textKeys)[keyof typeof textKeys]> = new Map(Object.entries(textKeys));

/** @param start where its object begins */
export function readTargetAt(cursor: Cursor, start: number): SaidTarget {
  cursor.pos = start;
  const said = { pool: '', url: '', health: '', error: '', lastScrape: '', interval: '', timeout: '' };
  const more: { -readonly [Key in 'durationSeconds' | 'samples']: number | undefined } = {
    durationSeconds: undefined,
    samples: undefined,
  };
  const labels: { own: Labels; discovered: Labels } = { own: [], discovered: [] };
  readObject(cursor, 'a target', (key) => {
    const text = texts.get(key);
    if (text !== undefined) said[text] = takeNull(cursor) ? '' : readString(cursor, `its ${key}`);
    else if (key === 'lastScrapeDuration') more.durationSeconds = readNumberHere(cursor);
    else if (key === 'lastSamplesScraped') more.samples = readNumberHere(cursor);
    else if (key === 'labels') labels.own = takeNull(cursor) ? [] : readLabels(cursor);
    else if (key === 'discoveredLabels') labels.discovered = takeNull(cursor) ? [] : readLabels(cursor);
    else skipValue(cursor);
  });
  return { ...said, ...more, labels: labels.own, discovered: labels.discovered };
}

/** What is no number is skipped. */
function readNumberHere(cursor: Cursor): number | undefined {
  peek(cursor);
  if (startsNumber(cursor)) return readNumber(cursor, 'a number');
  skipValue(cursor);
  return undefined;
}

export interface TargetsAnswer {
  readonly active: readonly number[];
  readonly dropped: readonly number[];
  /** From 2.47 on, by pool. */
  readonly droppedCounts: ReadonlyMap<string, number> | undefined;
}

/**
 * Where each target begins. @param padded the body and `paddingBytes` zeros after it. @param check may throw, to stop.
 * @throws AppError prometheus.malformed, prometheus.truncated
 */
export function readTargetsAnswer(padded: Uint8Array, length: number, check: () => void): TargetsAnswer | Refusal {
  const cursor = createCursor(padded, length);
  let active: readonly number[] | undefined;
  let dropped: readonly number[] = [];
  let droppedCounts: ReadonlyMap<string, number> | undefined;
  const refusal = readEnvelope(cursor, () => {
    readObject(cursor, 'the data', (key) => {
      if (key === 'activeTargets') active = readStarts(cursor, check);
      else if (key === 'droppedTargets') dropped = readStarts(cursor, check);
      else if (key === 'droppedTargetCounts') droppedCounts = readCounts(cursor);
      else skipValue(cursor);
    });
  });
  if (refusal !== undefined) return refusal;
  if (active === undefined) throw malformed('no targets', length);
  return { active, dropped, droppedCounts };
}

function readStarts(cursor: Cursor, check: () => void): readonly number[] {
  const starts: number[] = [];
  if (takeNull(cursor)) return starts;
  readArray(cursor, 'the targets', () => {
    if (starts.length % 256 === 0) check();
    if (peek(cursor) !== byte.openObject) throw malformed('expected a target, an object', cursor.pos);
    starts.push(cursor.pos);
    skipValue(cursor);
  });
  return starts;
}

function readCounts(cursor: Cursor): ReadonlyMap<string, number> | undefined {
  if (takeNull(cursor)) return undefined;
  const counts = new Map<string, number>();
  readObject(cursor, 'the counts', (pool) => {
    const count = readNumberHere(cursor);
    if (count !== undefined) counts.set(pool, Math.max(0, Math.trunc(count)));
  });
  return counts;
}

/** The names in an answer of `/api/v1/scrape_pools`. Parameters and errors as above. */
export function readPools(padded: Uint8Array, length: number): readonly string[] | Refusal {
  const cursor = createCursor(padded, length);
  const pools: string[] = [];
  const refusal = readEnvelope(cursor, () => {
    readObject(cursor, 'the data', (key) => {
      if (key !== 'scrapePools') skipValue(cursor);
      else if (!takeNull(cursor)) readArray(cursor, 'the pools', () => pools.push(readString(cursor, 'a name')));
    });
  });
  return refusal ?? pools;
}

/** The text in an answer of `/api/v1/status/config` or `/api/v1/scrape_pools/config`. */
export function readYaml(padded: Uint8Array, length: number): string | Refusal {
  const cursor = createCursor(padded, length);
  let yaml: string | undefined;
  const refusal = readEnvelope(cursor, () => {
    readObject(cursor, 'the data', (key) => {
      if (key === 'yaml') yaml = readString(cursor, 'a text');
      else skipValue(cursor);
    });
  });
  if (refusal !== undefined) return refusal;
  if (yaml === undefined) throw malformed('no configuration', length);
  return yaml;
}

/** Values by their labels without the metric's name, in an answer of an instant query that is a vector; the first of equal ones. */
export function readVector(
  padded: Uint8Array,
  length: number,
  onSeries: (labels: Labels, value: number) => void,
): Refusal | undefined {
  const cursor = createCursor(padded, length);
  return readEnvelope(cursor, () => {
    readObject(cursor, 'the data', (key) => {
      if (key === 'result' && !takeNull(cursor)) readArray(cursor, 'the result', () => readSeries(cursor, onSeries));
      else if (key !== 'result') skipValue(cursor);
    });
  });
}

function readSeries(cursor: Cursor, onSeries: (labels: Labels, value: number) => void): void {
  let labels: Labels = [];
  let value = Number.NaN;
  readObject(cursor, 'a series', (key) => {
    if (key === 'metric') labels = readLabels(cursor);
    else if (key === 'value') {
      let at = 0;
      readArray(cursor, 'a sample', () => {
        if (at === 1) value = Number(readString(cursor, 'a value'));
        else skipValue(cursor);
        at += 1;
      });
    } else skipValue(cursor);
  });
  onSeries(labels, value);
}
