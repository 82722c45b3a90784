/** Series with times of their own, as they are back-filled or imported: straight into chunks, a bounded batch a transaction. */
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import type { SeriesRegistry } from '../index/series-registry.ts';
import { checkHistograms } from './check-histograms.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import { addCounts, type MutableCounts, noCounts, type SampleCounts } from './sample-counts.ts';
import { checkTime, slotMs, slotOf } from './slots.ts';
import type { Transactions } from './transactions.ts';

export interface SeriesColumn {
  /** Sorted by name. */
  readonly labels: Labels;
  /** Rising, no time twice. */
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  /** Beside each time where the sample is a native histogram; undefined for numbers only. */
  readonly histograms?: readonly (FloatHistogram | undefined)[] | undefined;
}

export interface ColumnParts {
  readonly inHistory: Transactions;
  readonly registry: SeriesRegistry;
  readonly chunks: ChunkWriter;
}

/** The samples of one series within one slot. */
interface Piece {
  readonly slot: number;
  readonly series: number;
  readonly column: SeriesColumn;
  readonly from: number;
  readonly to: number;
}

/** A transaction of so many samples takes some 50 ms. */
const batchSamples = 500_000;
const batchColumns = 2000;

/**
 * Returns after the last commit. Where one batch fails, those before it are stored: doing it all again counts them as duplicates.
 * @param counts gets what became of each batch as it is committed: also where one after it fails
 * @throws RangeError, before anything is stored, for columns that cannot be, and for a batch whose times are too many different ones for a slot;
 * AppError history.*
 */
export function appendColumns(
  parts: ColumnParts,
  columns: readonly SeriesColumn[],
  counts: MutableCounts = noCounts(),
): SampleCounts {
  for (const column of columns) checkColumn(column);
  for (const batch of batchesOf(columns)) {
    const of = noCounts();
    parts.inHistory.run(() => appendBatch(parts, batch, of));
    addCounts(counts, of);
  }
  return counts;
}

function checkColumn({ timesMs, values, histograms }: SeriesColumn): void {
  const count = timesMs.length;
  if (values.length !== count || (histograms !== undefined && histograms.length !== count)) {
    throw new RangeError(`${count} times have ${values.length} values`);
  }
  for (let i = 0; i < count; i += 1) {
    checkTime(timesMs[i] as number);
    if (i > 0 && (timesMs[i] as number) <= (timesMs[i - 1] as number)) throw new RangeError('times do not rise');
  }
  checkHistograms(histograms);
}

function* batchesOf(columns: readonly SeriesColumn[]): Generator<readonly SeriesColumn[]> {
  let batch: SeriesColumn[] = [];
  let samples = 0;
  for (const column of columns) {
    if (column.timesMs.length === 0) continue;
    if (batch.length > 0 && (samples + column.timesMs.length > batchSamples || batch.length === batchColumns)) {
      yield batch;
      batch = [];
      samples = 0;
    }
    batch.push(column);
    samples += column.timesMs.length;
  }
  if (batch.length > 0) yield batch;
}

function appendBatch({ registry, chunks }: ColumnParts, batch: readonly SeriesColumn[], counts: MutableCounts): void {
  const ids = registry.register(batch.map(({ labels }) => labels));
  const pieces = batch.flatMap((column, i) => [...piecesOf(column, ids[i] as number)]);
  // As they lie on the disk.
  pieces.sort((a, b) => a.slot - b.slot || a.series - b.series);
  for (const { slot, series, column, from, to } of pieces) {
    const samples = {
      // A copy, as it is kept for others to share: a view would keep all of the column.
      timesMs: column.timesMs.slice(from, to),
      values: column.values.subarray(from, to),
      histograms: column.histograms?.slice(from, to),
    };
    chunks.put(slot, series, samples, counts);
  }
  chunks.finish();
}

function* piecesOf(column: SeriesColumn, series: number): Generator<Piece> {
  const { timesMs } = column;
  for (let from = 0; from < timesMs.length; ) {
    const slot = slotOf(timesMs[from] as number);
    const endMs = (slot + 1) * slotMs;
    let to = from + 1;
    while (to < timesMs.length && (timesMs[to] as number) < endMs) to += 1;
    yield { slot, series, column, from, to };
    from = to;
  }
}
