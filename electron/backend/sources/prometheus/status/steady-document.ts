/**
 * What a server says of itself as it is kept: in one order, and without what is another one each time it is asked for, so that the same text
 * means that nothing has changed. docs/formats/snapshots.md says what is left out, and why. Runs in the catalog worker: each item is read by
 * itself, so that of tens of megabytes no tree is built.
 */
import { hash } from 'node:crypto';
import type { KeptStatusKind } from '../../../../../shared/model/status.ts';
import type { StatusSnapshot } from '../../source.ts';
import { type Refusal, readEnvelope } from '../catalog/read-answers.ts';
import { byte, type Cursor, createCursor, peek, readArray, readObject, skipValue } from '../parse/cursor.ts';
import { readItem } from '../parse/json-item.ts';
import { isRecord, type Json, type JsonRecord, jsonText, without } from './steady-json.ts';
import { boundedDropped, droppedTargetCounts } from './steady-targets.ts';

type SteadyKind = Exclude<KeptStatusKind, 'config'>;

/** What counts up, or is of the moment: keys that go, of `data` or of each item of its lists. */
const momentary: Readonly<Record<SteadyKind, ReadonlySet<string>>> = {
  flags: new Set(),
  buildinfo: new Set(),
  runtimeinfo: new Set(['goroutineCount', 'serverTime', 'timeSeriesCount', 'chunkCount']),
  // The alerts of a rule, and its state, which is theirs, are kept as `alerts`.
  rules: new Set([
    ...['evaluationTime', 'lastEvaluation', 'alerts', 'state'],
    ...['lastSamples', 'lastSeriesFetched', 'updates', 'groupNextToken'],
  ]),
  alerts: new Set(['value']),
  targets: new Set(['lastScrape', 'lastScrapeDuration', 'lastSamplesScraped']),
  alertmanagers: new Set(),
  metadata: new Set(),
};

export interface SteadyOptions {
  /** May throw, to stop. */
  readonly check: () => void;
  /** Of targets: the dropped ones were asked for. Otherwise there is no list of them. */
  readonly hasDropped: boolean;
}

/** Parameters and errors as of all that reads an answer (read-answers.ts). */
export function readSteady(
  kind: SteadyKind,
  padded: Uint8Array,
  length: number,
  { check, hasDropped }: SteadyOptions,
): StatusSnapshot | Refusal {
  const cursor = createCursor(padded, length);
  let parts: Parts | undefined;
  const refusal = readEnvelope(cursor, () => {
    parts = readParts(kind, cursor, check);
  });
  if (refusal !== undefined) return refusal;
  if (parts === undefined) return { text: 'null' };
  if (!hasDropped) parts.lists.delete('droppedTargets');
  const mark = kind === 'alerts' ? hash('sha256', parts.marks.sort().join('\n')) : undefined;
  return { text: textOf(kind, parts), mark };
}

interface Parts {
  /** Of `data`, the text of each value that is no list of items. */
  readonly values: Map<string, string>;
  /** The texts of each list's items. */
  readonly lists: Map<string, string[]>;
  /** Of alerts: each without its annotations. */
  readonly marks: string[];
}

/** @returns undefined for what is no object */
function readParts(kind: SteadyKind, cursor: Cursor, check: () => void): Parts | undefined {
  if (peek(cursor) !== byte.openObject) {
    skipValue(cursor);
    return undefined;
  }
  const parts: Parts = { values: new Map(), lists: new Map(), marks: [] };
  const gone = momentary[kind];
  readObject(cursor, 'the data', (key) => {
    check();
    if (kind !== 'metadata' && peek(cursor) === byte.openArray) {
      const items: string[] = [];
      readArray(cursor, 'a list', () => {
        check();
        const item = steadyItem(kind, readItem(cursor) as Json);
        items.push(jsonText(item));
        if (kind === 'alerts' && isRecord(item)) parts.marks.push(jsonText(without(item, annotations)));
      });
      parts.lists.set(key, items.sort());
      return;
    }
    const value = readItem(cursor) as Json;
    if (!gone.has(key)) parts.values.set(key, kind === 'metadata' ? sortedItems(value) : jsonText(value));
  });
  return parts;
}

const annotations = new Set(['annotations']);

/** A server has the entries of a metric in another order each time. */
function sortedItems(value: Json): string {
  return Array.isArray(value) ? `[${value.map(jsonText).sort().join(',')}]` : jsonText(value);
}

function steadyItem(kind: SteadyKind, item: Json): Json {
  if (!isRecord(item)) return item;
  const kept = without(item, momentary[kind]);
  if (kind === 'targets') return withoutPorts(kept);
  const { rules } = kept;
  if (kind !== 'rules' || !Array.isArray(rules)) return kept;
  // In their order, in which they are evaluated.
  return { ...kept, rules: rules.map((rule) => (isRecord(rule) ? without(rule, momentary.rules) : rule)) };
}

/** The port of this end of a broken connection, another one each time: `read tcp 10.0.0.1:41234->10.0.0.2:9100: …` */
function withoutPorts(target: JsonRecord): JsonRecord {
  const { lastError } = target;
  if (typeof lastError !== 'string' || !lastError.includes('->')) return target;
  return { ...target, lastError: lastError.replaceAll(ownPort, '*') };
}

const ownPort = /(?<=\b(?:read|write) (?:tcp|udp)[46]? [^\s>]{1,60}:)\d{1,5}(?=->)/g;

/** Each item, and each value, on a line of its own: that is how two of them are compared. */
function textOf(kind: SteadyKind, { values, lists }: Parts): string {
  const all = new Map(values);
  for (const [key, items] of lists) {
    const kept = kind === 'targets' && key === 'droppedTargets' ? boundedDropped(items) : items;
    all.set(key, kept.length === 0 ? '[]' : `[\n${kept.join(',\n')}\n]`);
    if (kept.length < items.length && !isCounted(values)) {
      all.set('droppedTargetCounts', droppedTargetCounts(items, lists.get('activeTargets') ?? []));
    }
  }
  const lines = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, text]) => `${JSON.stringify(key)}:${text}`);
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n}`;
}

function isCounted(values: ReadonlyMap<string, string>): boolean {
  return values.get('droppedTargetCounts')?.startsWith('{') === true;
}
