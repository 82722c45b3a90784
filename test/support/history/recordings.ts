/** Recordings in memory: made of columns, read back, and compared sample by sample. */
import type { SeriesColumn } from '../../../electron/backend/history/store/append-columns.ts';
import {
  type ExportedRecording,
  type ExportRequest,
  exportRecording,
} from '../../../electron/backend/history/transfer/export-recording.ts';
import { type RecordingItem, readRecording } from '../../../electron/backend/history/transfer/read-recording.ts';
import type { MetricMetadata } from '../../../electron/backend/prometheus-api/api-storage.ts';
import { formatLabels } from '../../../shared/model/labels.ts';
import { columnStorage, snapshotsOf } from './column-storage.ts';
import { awkwardBits, bitsOfValues, histogramOf, valuesOfBits } from './sample-bits.ts';
import { type StoredSamples, sampleText } from './stored-samples.ts';

export const slotMs = 7_200_000;
/** The beginning of a slot. */
export const beginMs = 236_000 * slotMs;

/** Of three slots: every kind of value, times that are shared and others that are among them, stale markers, native histograms. */
export function variedColumns(): SeriesColumn[] {
  const shared = Float64Array.from({ length: 40 }, (_, i) => beginMs + i * 600_000 + (i % 3));
  const own = shared.filter((_, i) => i % 5 !== 0);
  const awkward = valuesOfBits(Array.from(shared, (_, i) => awkwardBits[i % awkwardBits.length] ?? ''));
  const histograms = Array.from(own, (_, i) => (i % 4 === 1 ? undefined : histogramOf(i)));
  const odd = (i: number) => 0.1 * i * i;
  return [
    { labels: ['__name__', 'awkward', 'job', 'a'], timesMs: shared, values: awkward },
    { labels: ['__name__', 'rare', 'job', 'a'], timesMs: own, values: own.map((_, i) => odd(i)) },
    { labels: ['__name__', 'native', 'é', '"\n\\😀'], timesMs: own, values: valuesOfBits(bitsFor(own)), histograms },
    { labels: ['__name__', 'late_total'], timesMs: shared.slice(30), values: shared.slice(30).map((_, i) => i) },
    { labels: ['no_name', 'here'], timesMs: Float64Array.of(beginMs + 2 * slotMs - 1), values: Float64Array.of(-0) },
  ];
}

/** Between the histograms, which a storage gives as 0, numbers and stale markers. */
function bitsFor(timesMs: Float64Array): string[] {
  return Array.from(timesMs, (_, i) => (i % 4 === 1 ? (awkwardBits[i % 2] ?? '') : '0000000000000000'));
}

export const variedMetadata: readonly MetricMetadata[] = [
  { metric: 'late', type: 'counter', help: 'What comes\nlate.', unit: '' },
  { metric: 'awkward', type: 'gauge', help: '', unit: 'é' },
  { metric: 'elsewhere', type: 'gauge', help: 'Not in it.', unit: '' },
];

export interface MadeRecording extends ExportedRecording {
  readonly file: Uint8Array;
}

export async function recordingOf(
  columns: readonly SeriesColumn[],
  metadata: readonly MetricMetadata[] = [],
  request: Partial<ExportRequest> = {},
): Promise<MadeRecording> {
  const parts: Uint8Array[] = [];
  const made = await exportRecording(
    {
      snapshots: snapshotsOf(columnStorage(columns, metadata)),
      source: { kind: 'imported', cluster: '../../etc/passwd' },
      ...{ startMs: beginMs, endMs: beginMs + 4 * slotMs, selectors: [], createdMs: 1_700_000_000_000 },
      createdBy: { name: 'Binnacle', version: '0.0.0' },
      ...request,
    },
    (bytes) => void parts.push(bytes),
  );
  // A copy: what a Buffer calls `slice` is a view.
  return { ...made, file: Uint8Array.from(Buffer.concat(parts)) };
}

/** In pieces of so many bytes, as a disk or a socket gives them. */
export async function* piecesOf(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function itemsOf(file: Uint8Array): Promise<RecordingItem[]> {
  const items: RecordingItem[] = [];
  for await (const item of readRecording(piecesOf(file))) items.push(item);
  return items;
}

export function columnsOf(items: readonly RecordingItem[]): SeriesColumn[] {
  return items.flatMap((item) => (item.kind === 'columns' ? item.columns : []));
}

/** As `storedSamples` has those of a history. */
export function samplesOf(columns: readonly SeriesColumn[]): StoredSamples {
  const found = new Map<string, Map<number, string>>();
  for (const { labels, timesMs, values, histograms } of columns) {
    const series = formatLabels(labels);
    const samples = found.get(series) ?? new Map<number, string>();
    found.set(series, samples);
    for (const [i, bits] of bitsOfValues(values).entries()) {
      samples.set(timesMs[i] ?? -1, sampleText(BigInt(`0x${bits}`), histograms?.[i]));
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
