/** Makes the bytes of a recording, frame by frame: who calls it takes them as they come. What it holds is bounded, whatever is written. */
import { ByteWriter } from '../../../../shared/chunks/byte-writer.ts';
import { encodeChunk } from '../../../../shared/chunks/chunk.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import type { SeriesColumn } from '../store/append-columns.ts';
import type { StoredMetric } from '../store/metric-metadata.ts';
import {
  encodeCounts,
  type MutableRecordingCounts,
  noRecordingCounts,
  type RecordingCounts,
} from './recording-counts.ts';
import { bounds, type FrameKind, frameOf, recordingMagic, recordingVersion } from './recording-format.ts';
import { encodeHeader, type RecordingHeader } from './recording-header.ts';
import {
  coverageCodec,
  documentCodec,
  metricCodec,
  type RecordedCoverage,
  type RecordedDocument,
  recordFrames,
} from './recording-records.ts';
import { writeBytes } from './recording-texts.ts';
import { fitsRecording, SeriesNumbers } from './series-book.ts';
import { TimesNumbers } from './times-book.ts';

/** A frame of chunks is closed when it is so long. */
const chunksFrameBytes = 2 ** 18;
/** Of one series: a chunk of more is cut into two, so that nobody who reads has to hold more. */
const mostSamples = 2 ** 19;

/** What cannot stand in a recording, and was left out. */
export interface LeftOut {
  /** Samples of series whose labels are too many, too long, or no text. */
  readonly samples: number;
  /** Metadata, coverage and documents that are too long. */
  readonly records: number;
}

export class RecordingWriter {
  readonly #series = new SeriesNumbers();
  readonly #times = new TimesNumbers();
  readonly #chunks = new ByteWriter();
  readonly #counts: MutableRecordingCounts = noRecordingCounts();
  readonly #leftOut = { samples: 0, records: 0 };
  #ready: Uint8Array[] = [];
  #readyBytes = 0;

  constructor(header: RecordingHeader) {
    this.#put(Uint8Array.of(...recordingMagic, recordingVersion));
    this.#frame('header', encodeHeader(header));
  }

  get counts(): RecordingCounts {
    return this.#counts;
  }

  get leftOut(): LeftOut {
    return this.#leftOut;
  }

  /** How many bytes wait to be taken. */
  get readyBytes(): number {
    return this.#readyBytes;
  }

  take(): readonly Uint8Array[] {
    const ready = this.#ready;
    this.#ready = [];
    this.#readyBytes = 0;
    return ready;
  }

  /** @param slot later than the one before */
  beginSlot(slot: number): void {
    this.#flush();
    this.#times.restart();
    const writer = new ByteWriter();
    writer.varint(slot);
    this.#frame('slot', writer.copy());
    this.#counts.slots += 1;
  }

  /** @param column not empty, within the slot, and later than what the series has already. Nothing of it is kept. */
  column(column: SeriesColumn): void {
    const series = this.#seriesNumber(column);
    if (series === undefined) this.#leftOut.samples += column.timesMs.length;
    else this.#part(series, column);
  }

  metadata(metrics: Iterable<StoredMetric>): void {
    this.#records('metadata', 'metrics', recordFrames(metrics, metricCodec));
  }

  coverage(spans: Iterable<RecordedCoverage>): void {
    this.#records('coverage', 'coverage', recordFrames(spans, coverageCodec));
  }

  document(document: RecordedDocument): void {
    this.#records('document', 'documents', recordFrames([document], documentCodec));
  }

  end(): void {
    this.#flush();
    this.#put(frameOf('end', encodeCounts(this.#counts)));
  }

  #seriesNumber({ labels }: SeriesColumn): number | undefined {
    const known = this.#series.numberOf(labels);
    if (known !== undefined) return known;
    if (!fitsRecording(labels)) return undefined;
    if (this.#series.isFrameFull || !this.#series.hasRoomFor(labels)) this.#flush();
    if (!this.#series.hasRoomFor(labels)) this.#series.restart();
    this.#counts.series += 1;
    return this.#series.add(labels);
  }

  #part(series: number, column: SeriesColumn): void {
    const { timesMs, values, histograms } = column;
    const chunk = timesMs.length > mostSamples ? undefined : this.#encoded(column);
    if (chunk === undefined) {
      const middle = timesMs.length >> 1;
      for (const [from, to] of [[0, middle] as const, [middle, timesMs.length] as const]) {
        this.#part(series, {
          ...{ labels: column.labels, timesMs: timesMs.subarray(from, to), values: values.subarray(from, to) },
          histograms: histograms?.slice(from, to),
        });
      }
      return;
    }
    this.#chunks.varint(series);
    this.#chunks.varint(chunk.length);
    writeBytes(this.#chunks, chunk);
    this.#counts.chunks += 1;
    this.#counts.samples += timesMs.length;
    if (this.#chunks.length >= chunksFrameBytes) this.#flush();
  }

  /** Undefined where it is too much for one chunk. */
  #encoded({ timesMs, values, histograms }: SeriesColumn): Uint8Array | undefined {
    const { number, count, at } = this.#times.find(timesMs) ?? this.#placed(timesMs);
    try {
      const chunk = encodeChunk(number, count, { values, histograms, at });
      return chunk.length <= bounds.chunkBytes || timesMs.length === 1 ? chunk : undefined;
    } catch (error) {
      if (error instanceof ChunkError && timesMs.length > 1) return undefined;
      throw error;
    }
  }

  #placed(timesMs: Float64Array) {
    if (!this.#times.hasRoomFor(timesMs)) {
      this.#flush();
      this.#times.restart();
    }
    const placed = this.#times.add(timesMs);
    const writer = new ByteWriter();
    writer.varint(placed.number);
    writeBytes(writer, placed.encoded);
    this.#frame('times', writer.copy());
    return placed;
  }

  #records(kind: FrameKind, name: 'metrics' | 'coverage' | 'documents', frames: ReturnType<typeof recordFrames>): void {
    this.#flush();
    for (const { payload, written, leftOut } of frames) {
      if (written > 0) this.#frame(kind, payload);
      this.#counts[name] += written;
      this.#leftOut.records += leftOut;
    }
  }

  /** Chunks come behind the series that they are of. */
  #flush(): void {
    const series = this.#series.takeFrame();
    if (series !== undefined) this.#frame('series', series);
    if (this.#chunks.length > 0) this.#frame('chunks', this.#chunks.copy());
    this.#chunks.truncate(0);
  }

  #frame(kind: FrameKind, payload: Uint8Array): void {
    this.#counts.frames += 1;
    this.#put(frameOf(kind, payload));
  }

  #put(bytes: Uint8Array): void {
    this.#ready.push(bytes);
    this.#readyBytes += bytes.length;
  }
}
