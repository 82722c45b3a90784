/** Puts a recording into a history: the same samples, bit for bit. What is there already is a duplicate, so doing it again completes it. */
import type { SeriesColumn } from '../store/append-columns.ts';
import type { StoredMetric } from '../store/metric-metadata.ts';
import { addCounts, noCounts, type SampleCounts } from '../store/sample-counts.ts';
import { type RecordingItem, readRecording } from './read-recording.ts';
import type { RecordingCounts } from './recording-counts.ts';
import { badRecording } from './recording-format.ts';
import type { RecordingHeader } from './recording-header.ts';
import type { RecordedCoverage, RecordedDocument } from './recording-records.ts';
import type { TransferControl } from './transfer-control.ts';

type MaybeLater<T> = T | Promise<T>;

/** What a history's writer offers. Each call is awaited before the next. */
export interface ImportSink {
  appendColumns(columns: readonly SeriesColumn[]): MaybeLater<SampleCounts>;
  setMetadata(metrics: readonly StoredMetric[]): MaybeLater<unknown>;
  /** Undefined where there is no place for them: they are skipped. @returns how many were skipped */
  readonly addCoverage?: ((spans: readonly RecordedCoverage[]) => MaybeLater<number>) | undefined;
  readonly addDocuments?: ((documents: readonly RecordedDocument[]) => MaybeLater<number>) | undefined;
}

export interface ImportProgress {
  readonly bytes: number;
  /** What became of the samples so far: they are stored, also where the import ends here. */
  readonly samples: SampleCounts;
}

export interface ImportedRecording {
  readonly header: RecordingHeader;
  readonly counts: RecordingCounts;
  readonly samples: SampleCounts;
  /** Records that the sink has no place for. */
  readonly skipped: number;
}

/**
 * @param onHeader before anything is stored
 * @throws as `readRecording`, and what the sink throws: what was stored until then stays, and the last progress says how much that is
 */
export async function importRecording(
  bytes: AsyncIterable<Uint8Array>,
  sink: ImportSink,
  control: TransferControl<ImportProgress> = {},
): Promise<ImportedRecording> {
  const samples = noCounts();
  let skipped = 0;
  let header: RecordingHeader | undefined;
  let read = 0;
  const report = () => control.onProgress?.({ bytes: read, samples: { ...samples } });
  const onProgress = (progress: { readonly bytes: number }) => {
    read = progress.bytes;
    report();
  };
  for await (const item of readRecording(bytes, { ...control, onProgress })) {
    if (item.kind === 'header') header = item.header;
    else if (item.kind === 'columns') {
      addCounts(samples, await sink.appendColumns(item.columns));
      report();
    } else if (item.kind === 'end') {
      if (header === undefined) throw badRecording('there is no header', 0);
      return { header, counts: item.counts, samples, skipped };
    } else skipped += await store(sink, item);
  }
  throw badRecording('there is no end', read);
}

/** @returns how many records were skipped */
async function store(
  sink: ImportSink,
  item: Extract<RecordingItem, { readonly kind: 'metadata' | 'coverage' | 'documents' }>,
): Promise<number> {
  switch (item.kind) {
    case 'metadata':
      await sink.setMetadata(item.metrics);
      return 0;
    case 'coverage':
      return (await sink.addCoverage?.(item.spans)) ?? item.spans.length;
    case 'documents':
      return (await sink.addDocuments?.(item.documents)) ?? item.documents.length;
  }
}
