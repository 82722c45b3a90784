/**
 * Everything that a source holds, read as simply as it can be: no index, no ranges. What readers and tests of the store compare with. Each
 * sample has to be in exactly one place: a second one is thrown at the test.
 */
import { decodeLabelIds } from '../../../electron/backend/history/index/label-ids.ts';
import { eachSample, HeadChains } from '../../../electron/backend/history/store/head-chain.ts';
import { openReadable, type ReadableDatabase } from '../../../electron/backend/history/store/open-database.ts';
import { seriesPerSlot, timesPerSlot } from '../../../electron/backend/history/store/slots.ts';
import type { SourceFiles } from '../../../electron/backend/history/store/source-files.ts';
import { decodeChunk } from '../../../shared/chunks/chunk.ts';
import { decodeTimes } from '../../../shared/chunks/times.ts';
import type { FloatHistogram } from '../../../shared/model/float-histogram.ts';
import { formatLabels } from '../../../shared/model/labels.ts';

/** The series as text → time → the value's bits, or the histogram as JSON. */
export type StoredSamples = ReadonlyMap<string, ReadonlyMap<number, string>>;

interface Collected {
  readonly bySeries: Map<number, Map<number, string>>;
  /** Where both the head and a chunk may have a sample: while a fold is under way, and where columns met scrapes. */
  readonly allowTwice: boolean;
}

export function storedSamples(files: SourceFiles, { allowTwice = false } = {}): StoredSamples {
  const head = openReadable(files.head, 'head');
  const history = openReadable(files.history, 'history');
  try {
    const into: Collected = { bySeries: new Map(), allowTwice };
    // As a reader does it: the head's snapshot is the older one.
    return head.transaction(() =>
      history.transaction(() => {
        collectChunks(history, into);
        collectHead(head, history, into);
        return named(history, into);
      })(),
    )();
  } finally {
    head.close();
    history.close();
  }
}

/** How many chunks there are, how many rows and layouts in the head. */
export function storedRows(files: SourceFiles): { chunks: number; rows: number; layouts: number } {
  const head = openReadable(files.head, 'head');
  const history = openReadable(files.history, 'history');
  const count = (db: ReadableDatabase, table: string) =>
    Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  const rows = { chunks: count(history, 'chunk'), rows: count(head, 'row'), layouts: count(head, 'layout') };
  head.close();
  history.close();
  return rows;
}

export function sampleText(bits: bigint, histogram: FloatHistogram | undefined): string {
  return histogram === undefined ? bits.toString(16).padStart(16, '0') : JSON.stringify(histogram, orderly);
}

/** Typed arrays as plain ones, keys in order. */
function orderly(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function collect(into: Collected, series: number, timeMs: number, sample: string): void {
  const samples = into.bySeries.get(series) ?? new Map<number, string>();
  into.bySeries.set(series, samples);
  if (samples.has(timeMs)) {
    if (into.allowTwice) return;
    throw new Error(`series ${series} has two samples at ${timeMs}`);
  }
  samples.set(timeMs, sample);
}

function collectChunks(history: ReadableDatabase<'history'>, into: Collected): void {
  const times = new Map<number, Float64Array>();
  for (const { id, data } of history
    .prepare<[], { id: number; data: Uint8Array }>('SELECT id, data FROM times')
    .all()) {
    times.set(id, decodeTimes(data));
  }
  for (const { id, data } of history
    .prepare<[], { id: number; data: Uint8Array }>('SELECT id, data FROM chunk')
    .all()) {
    const slot = Math.floor(id / seriesPerSlot);
    const timesOf = (number: number) => times.get(slot * timesPerSlot + number) ?? new Float64Array(0);
    const chunk = decodeChunk(data, (number) => timesOf(number).length);
    const shared = timesOf(chunk.timesNumber);
    const bits = new BigUint64Array(chunk.values.buffer, chunk.values.byteOffset, chunk.values.length);
    for (let i = 0; i < bits.length; i += 1) {
      const timeMs = shared[chunk.at === undefined ? i : (chunk.at[i] ?? -1)] ?? Number.NaN;
      collect(into, id % seriesPerSlot, timeMs, sampleText(bits[i] ?? 0n, chunk.histograms?.[i]));
    }
  }
}

function collectHead(head: ReadableDatabase<'head'>, history: ReadableDatabase<'history'>, into: Collected): void {
  const watermarks = new Map(history.prepare<[], [number, number]>('SELECT id, watermarkMs FROM target').raw().all());
  const chains = new HeadChains(head);
  const rows = head.prepare<[], { id: number; target: number; timeMs: number; layout: number }>(
    'SELECT id, target, timeMs, layout FROM row ORDER BY id',
  );
  for (const { id, target, timeMs, layout } of rows.all()) {
    if (timeMs <= (watermarks.get(target) ?? -1)) continue;
    const row = chains.rowAt(layout, id);
    const bits = new BigUint64Array(row.words.buffer);
    eachSample(row, (i, histogram) => collect(into, row.series[i] ?? -1, timeMs, sampleText(bits[i] ?? 0n, histogram)));
  }
}

function named(history: ReadableDatabase<'history'>, { bySeries }: Collected): StoredSamples {
  const labels = new Map(
    history
      .prepare<[], [number, string, string]>(
        'SELECT label.id, name.value, label.value FROM label JOIN label name ON name.id = label.name',
      )
      .raw()
      .all()
      .map(([id, name, value]): [number, string[]] => [id, [name, value]]),
  );
  const found = new Map<string, ReadonlyMap<number, string>>();
  const series = history.prepare<[], { id: number; labels: Uint8Array }>('SELECT id, labels FROM series').all();
  for (const { id, labels: encoded } of series) {
    const samples = bySeries.get(id);
    bySeries.delete(id);
    if (samples === undefined) continue;
    const set = (decodeLabelIds(encoded) ?? []).flatMap((label) => labels.get(label) ?? []);
    found.set(formatLabels(set), new Map([...samples].sort(([a], [b]) => a - b)));
  }
  if (bySeries.size > 0) throw new Error(`samples of series that are not there: ${[...bySeries.keys()].join()}`);
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
