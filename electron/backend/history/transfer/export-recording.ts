/** Writes a part of a history as a recording: one slot of two hours after the other, each in a snapshot of its own. docs/formats/recording.md */
import { type Labels, labelValue, metricNameLabel } from '../../../../shared/model/labels.ts';
import type { ApiStorage } from '../../prometheus-api/api-storage.ts';
import { endOfTimeMs, slotMs, slotOf } from '../store/slots.ts';
import { clippedColumn } from './clipped-column.ts';
import { baseNames } from './metric-family.ts';
import { readableSeries } from './readable-series.ts';
import type { RecordingCounts } from './recording-counts.ts';
import type { RecordingHeader } from './recording-header.ts';
import type { RecordedCoverage, RecordedDocument } from './recording-records.ts';
import { type LeftOut, RecordingWriter } from './recording-writer.ts';
import type { ExportSelector, OnDamaged, Snapshots } from './selected-series.ts';
import { type TransferControl, TransferPace, type WriteBytes } from './transfer-control.ts';

export interface ExportRequest {
  readonly snapshots: Snapshots;
  /** Who the source is: JSON. */
  readonly source: RecordingHeader['source'];
  /** Both inclusive. Each slot within is looked at: where the history's ends are known, give those. */
  readonly startMs: number;
  readonly endMs: number;
  /** Series that one of them selects; none for all. */
  readonly selectors: readonly ExportSelector[];
  readonly createdMs: number;
  readonly createdBy: RecordingHeader['createdBy'];
  /** What of the times was covered; undefined for nothing. */
  readonly coverage?: Iterable<RecordedCoverage> | undefined;
  readonly onDamaged?: OnDamaged | undefined;
  /** One is held at a time. */
  readonly documents?: Iterable<RecordedDocument> | undefined;
}

export interface ExportProgress {
  readonly slots: number;
  readonly ofSlots: number;
  readonly samples: number;
  readonly bytes: number;
}

export interface ExportedRecording {
  readonly counts: RecordingCounts;
  readonly leftOut: LeftOut;
  readonly bytes: number;
}

const flushBytes = 2 ** 18;

/** @param write gets the bytes in order, the next when it has taken those before. @throws CancelledError; AppError history.*; what `write` throws */
export async function exportRecording(
  request: ExportRequest,
  write: WriteBytes,
  control: TransferControl<ExportProgress> = {},
): Promise<ExportedRecording> {
  const { source, selectors, createdMs, createdBy, onDamaged } = request;
  const startMs = Math.max(0, request.startMs);
  const endMs = Math.min(endOfTimeMs - 1, request.endMs);
  const texts = selectors.map(({ text }) => text);
  const writer = new RecordingWriter({ source, startMs, endMs, selectors: texts, createdMs, createdBy });
  const [firstSlot, lastSlot] = [slotOf(startMs), slotOf(endMs)];
  const names = new Set<string>();
  let bytes = 0;
  let slots = 0;
  const ofSlots = Math.max(0, lastSlot - firstSlot + 1);
  const pace = new TransferPace(control, () => ({ slots, ofSlots, samples: writer.counts.samples, bytes }));
  const run = pace.runWarned(onDamaged);
  const flush = async () => {
    for (const part of writer.take()) {
      await write(part);
      bytes += part.length;
    }
  };

  for (let slot = firstSlot; slot <= lastSlot; slot += 1, slots += 1) {
    await pace.step();
    const window = { startMs: Math.max(startMs, slot * slotMs), endMs: Math.min(endMs, (slot + 1) * slotMs - 1) };
    const snapshot = request.snapshots.begin();
    try {
      let begun = false;
      const { storage } = snapshot;
      for (const series of readableSeries({ storage, selectors, window, run, onDamaged })) {
        const column = clippedColumn(series, window);
        if (column.timesMs.length === 0) continue;
        if (!begun) writer.beginSlot(slot);
        begun = true;
        writer.column(column);
        names.add(nameOf(series.labels));
        if (writer.readyBytes >= flushBytes) await flush();
        await pace.step();
      }
    } finally {
      snapshot.end();
    }
  }
  writeRecords(request, writer, names);
  writer.end();
  await flush();
  pace.report();
  return { counts: writer.counts, leftOut: writer.leftOut, bytes };
}

function nameOf(labels: Labels): string {
  return labelValue(labels, metricNameLabel) ?? '';
}

/** Metadata of the metrics that are in it. */
function writeRecords(request: ExportRequest, writer: RecordingWriter, names: ReadonlySet<string>): void {
  const families = new Set([...names].flatMap(baseNames));
  const snapshot = request.snapshots.begin();
  try {
    writer.metadata(wanted(snapshot.storage, families));
  } finally {
    snapshot.end();
  }
  writer.coverage(request.coverage ?? []);
  for (const document of request.documents ?? []) writer.document(document);
}

function* wanted(storage: ApiStorage, families: ReadonlySet<string>) {
  for (const one of storage.metadata()) if (families.has(one.metric)) yield one;
}
