/**
 * Reads a recording: the header, then everything else in batches whose size is bounded. Whatever the bytes are, it ends with what they
 * are, or with an AppError that says where they are wrong; what was given out before that is right as far as it goes.
 */
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import type { SeriesColumn } from '../store/append-columns.ts';
import type { StoredMetric } from '../store/metric-metadata.ts';
import { type Frame, readFrames } from './frame-reader.ts';
import { checkCounts, noRecordingCounts, type RecordingCounts } from './recording-counts.ts';
import { badRecording, reasonOf } from './recording-format.ts';
import { decodeHeader, type RecordingHeader } from './recording-header.ts';
import {
  coverageCodec,
  documentCodec,
  metricCodec,
  type RecordedCoverage,
  type RecordedDocument,
  readRecords,
} from './recording-records.ts';
import { SlotReader } from './slot-reader.ts';
import { type TransferControl, TransferPace } from './transfer-control.ts';

/** In this order: the header, anything of the others, and at last the end. */
export type RecordingItem =
  | { readonly kind: 'header'; readonly header: RecordingHeader }
  /** Of one slot. A series may be in several. */
  | { readonly kind: 'columns'; readonly columns: readonly SeriesColumn[] }
  | { readonly kind: 'metadata'; readonly metrics: readonly StoredMetric[] }
  | { readonly kind: 'coverage'; readonly spans: readonly RecordedCoverage[] }
  | { readonly kind: 'documents'; readonly documents: readonly RecordedDocument[] }
  | { readonly kind: 'end'; readonly counts: RecordingCounts };

export interface ReadProgress {
  readonly bytes: number;
  readonly samples: number;
}

/** A batch is given out when it has so many samples (a bucket of a histogram counts as one), or series. */
const batchSamples = 2 ** 18;
const batchColumns = 2000;

/** @throws AppError history.badRecording, .futureRecording; CancelledError; what `bytes` throws */
export async function* readRecording(
  bytes: AsyncIterable<Uint8Array>,
  control: TransferControl<ReadProgress> = {},
): AsyncGenerator<RecordingItem, void, undefined> {
  const counts = noRecordingCounts();
  const slots = new SlotReader(counts);
  let read = 0;
  const pace = new TransferPace(control, () => ({ bytes: read, samples: counts.samples }));
  let isOver = false;
  for await (const frame of readFrames(bytes)) {
    await pace.step();
    const { kind, payload, at } = frame;
    if (isOver) throw badRecording('there is more behind the end', at);
    if ((kind === 'header') !== (counts.frames === 0)) throw badRecording(misplacedHeader(kind), at);
    if (kind === 'end') {
      isOver = true;
      within(frame, () => checkCounts(payload, counts));
    } else if (kind === 'chunks') yield* batchesOf(frame, slots, pace);
    else {
      const item = within(frame, () => itemOf(frame, slots));
      if (item !== undefined) yield item;
      count(counts, item);
    }
    if (kind !== 'end') counts.frames += 1;
    read = at + payload.length;
  }
  if (!isOver) throw badRecording('it ends too early', read);
  pace.report();
  yield { kind: 'end', counts };
}

function misplacedHeader(kind: Frame['kind']): string {
  return kind === 'header' ? 'there is a second header' : 'there is no header at its beginning';
}

/** Everything but samples. */
function itemOf({ kind, payload, at }: Frame, slots: SlotReader): RecordingItem | undefined {
  switch (kind) {
    case 'header':
      return { kind, header: decodeHeader(payload, at) };
    case 'metadata':
      return { kind, metrics: readRecords(payload, metricCodec) };
    case 'coverage':
      return { kind, spans: readRecords(payload, coverageCodec) };
    case 'document':
      return { kind: 'documents', documents: readRecords(payload, documentCodec) };
    case 'series':
      slots.series(payload);
      return undefined;
    case 'slot':
      slots.slot(payload);
      return undefined;
    case 'times':
      slots.times(payload);
      return undefined;
    default:
      return undefined;
  }
}

function count(counts: ReturnType<typeof noRecordingCounts>, item: RecordingItem | undefined): void {
  if (item?.kind === 'metadata') counts.metrics += item.metrics.length;
  if (item?.kind === 'coverage') counts.coverage += item.spans.length;
  if (item?.kind === 'documents') counts.documents += item.documents.length;
}

async function* batchesOf(
  frame: Frame,
  slots: SlotReader,
  pace: TransferPace<ReadProgress>,
): AsyncGenerator<RecordingItem, void, undefined> {
  const columns = slots.chunks(frame.payload);
  let batch: SeriesColumn[] = [];
  let weight = 0;
  for (;;) {
    const next = within(frame, () => columns.next());
    if (next.done === true) break;
    batch.push(next.value);
    weight += weightOf(next.value);
    if (weight < batchSamples && batch.length < batchColumns) continue;
    yield { kind: 'columns', columns: batch };
    batch = [];
    weight = 0;
    await pace.step();
  }
  if (batch.length > 0) yield { kind: 'columns', columns: batch };
}

function weightOf({ timesMs, histograms }: SeriesColumn): number {
  let weight = timesMs.length;
  for (const one of histograms ?? []) {
    if (one !== undefined) weight += one.positive.indexes.length + one.negative.indexes.length;
  }
  return weight;
}

/** @throws AppError history.badRecording for what a decoder refuses, with the byte of the file */
function within<T>({ at }: Frame, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof ChunkError)) throw error;
    throw badRecording(reasonOf(error), at + (error.byte ?? 0), error);
  }
}
