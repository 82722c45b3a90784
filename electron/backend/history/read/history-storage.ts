/**
 * What PromQL sees of a source: chunks and head in one pair of snapshots, the head's taken first. A fold that goes on meanwhile moves samples
 * from one to the other: those of the head that the history's watermarks say are in chunks are dropped, so each sample is there once.
 */
import { AppError } from '../../../../shared/base/errors.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import type { QueryRun, SelectedSeries, Selection } from '../../../../shared/promql/queryable.ts';
import type { ApiStorage, MetricMetadata } from '../../prometheus-api/api-storage.ts';
import { hasId, type IdSet, IdSetBuilder, idSetOf, idsOf, intersectIds, noIds, uniteIds } from '../index/id-set.ts';
import type { SeriesIndex } from '../index/series-index.ts';
import type { ReadableDatabase } from '../store/open-database.ts';
import { endOfTimeMs, seriesPerSlot, slotMs, slotOf } from '../store/slots.ts';
import { damagedError, historyFailure, withHistoryFailures } from '../store/sqlite-failure.ts';
import type { ChunkColumn, ChunkReader, SlotSeries, StoredChunk } from './chunk-reader.ts';
import type { HeadRange, HeadReader } from './head-reader.ts';
import { joinSamples } from './join-samples.ts';
import { TimesPool } from './times-pool.ts';
import { type LostTimes, Unreadable } from './unreadable.ts';

export interface SnapshotParts {
  /** For messages. */
  readonly folder: string;
  readonly history: ReadableDatabase<'history'>;
  readonly index: SeriesIndex;
  readonly chunks: ChunkReader;
  readonly head: HeadReader;
  /** store/damaged-chunks.ts */
  readonly damagedChunks: (fromId: number, toId: number) => readonly number[];
  /** By target, as the history's snapshot has them. */
  readonly watermarks: ReadonlyMap<number, number>;
  /** False once the snapshots are let go. */
  readonly isOpen: () => boolean;
}

const storageStatements = {
  metadata: 'SELECT name AS metric, type, help, unit FROM metric',
  target: 'SELECT name FROM target WHERE id = ?',
};

/** Series that are read together: so many samples of the head, or entries of slots, are held for them at once. */
const mostCells = 4 * 2 ** 20;
/** Chunks that are held undecoded at once: some 16 MB. */
const mostChunks = 24_000;
const mostSeries = 512;
/** Label sets are read in blocks of so many. */
const blockSize = 512;

interface Times {
  readonly startMs: number;
  readonly endMs: number;
}

export function createHistoryStorage(parts: SnapshotParts): ApiStorage {
  return {
    *select(selection, run) {
      yield* guarded(parts, () => selectSeries(parts, selection, run));
    },
    *seriesLabels(selection, run) {
      yield* guarded(parts, () => selectLabels(parts, selection, run));
    },
    labelNames: (selection, run) => read(parts, () => parts.index.labelNames(selectIds(parts, selection, run), run)),
    labelValues: (name, selection, run) =>
      read(parts, () => parts.index.labelValues(name, selectIds(parts, selection, run), run)),
    *metadata() {
      yield* guarded(parts, () => metadataIn(parts.history));
    },
  };
}

function* metadataIn(history: ReadableDatabase<'history'>): Generator<MetricMetadata> {
  for (const one of history.prepare<[], MetricMetadata>(storageStatements.metadata).all()) {
    const isWhole = Object.values(one).every((text) => typeof text === 'string');
    if (!isWhole) throw damagedError(history.name, 'the metadata of a metric');
    yield one;
  }
}

/** @throws AppError history.* for what SQLite meets with */
function read<T>({ folder, isOpen }: SnapshotParts, work: () => T): T {
  if (!isOpen()) throw endedError();
  return withHistoryFailures(folder, work);
}

/** As `read`, one by one. */
function* guarded<T>({ folder, isOpen }: SnapshotParts, begin: () => Iterator<T, void, undefined>): Generator<T> {
  let items: Iterator<T, void, undefined> | undefined;
  try {
    items = begin();
    for (;;) {
      if (!isOpen()) throw endedError();
      const next = items.next();
      if (next.done === true) return;
      yield next.value;
    }
  } catch (error) {
    throw historyFailure(error, folder);
  } finally {
    items?.return?.();
  }
}

/** Otherwise what is read would be of no snapshot, or of two. */
const endedError = () => new Error('the snapshot of the history has ended');

/** Of the selection's times those that can be stored; undefined where there are none. */
function storedTimes({ startMs, endMs }: Selection): Times | undefined {
  const times = { startMs: Math.max(0, Math.ceil(startMs)), endMs: Math.min(endOfTimeMs - 1, Math.floor(endMs)) };
  return times.startMs <= times.endMs ? times : undefined;
}

function* selectSeries(parts: SnapshotParts, selection: Selection, run: QueryRun): Generator<SelectedSeries> {
  const times = storedTimes(selection);
  if (times === undefined) return;
  const { index, head, watermarks } = parts;
  const selected = index.select(selection.matchers, undefined, run);
  const found = idsOf(selected);
  const lost = new Unreadable(run);
  const inHead = head.range({ ...times, watermarks }, selected, run, lost);
  run.charge(found.byteLength);
  tellSetAside(parts, times, selected, lost);
  const pool = new TimesPool(run);
  const reading = { parts, times, inHead, pool, run, lost };
  const slotCount = slotOf(times.endMs) - slotOf(times.startMs) + 1;
  const size = Math.max(64, Math.floor(mostCells / Math.max(1, inHead.mostRows, Math.min(slotCount, 5000))));
  for (let from = 0; from < found.length; from += size) yield* readGroup(reading, found.subarray(from, from + size));
  tellLost(parts, lost);
}

/** What those chunks had is missing beside what came to their place. */
function tellSetAside(
  { history, damagedChunks }: SnapshotParts,
  times: Times,
  selected: IdSet,
  lost: Unreadable,
): void {
  const [from, to] = [slotOf(times.startMs) * seriesPerSlot, (slotOf(times.endMs) + 1) * seriesPerSlot];
  for (const id of damagedChunks(from, to)) {
    const series = id % seriesPerSlot;
    if (!hasId(selected, series)) continue;
    const error = damagedError(history.name, `chunk ${id} could not be read and is kept aside`);
    lost.series(series, within(Math.floor(id / seriesPerSlot), times), error);
  }
}

/** One selection that is being read. */
interface Reading {
  readonly parts: SnapshotParts;
  readonly times: Times;
  readonly inHead: HeadRange;
  readonly pool: TimesPool;
  readonly run: QueryRun;
  readonly lost: Unreadable;
}

/** @param ids rising */
function* readGroup(reading: Reading, ids: Uint32Array): Generator<SelectedSeries> {
  const { parts, times, inHead, pool, run, lost } = reading;
  const { index, chunks, head } = parts;
  const group = idSetOf(ids);
  const slots: SlotSeries[] = [];
  const builder = new IdSetBuilder();
  for (const { slot, ids: some } of index.membersBySlot(slotOf(times.startMs), slotOf(times.endMs), group)) {
    run.check();
    slots.push({ slot, ids: idsOf(some) });
    builder.addSet(some);
  }
  const columns = head.columns(inHead, group, run, lost);
  builder.addSet(idSetOf([...columns.keys()].sort((a, b) => a - b)));
  const there = idsOf(builder.build());
  const size = Math.max(1, Math.min(mostSeries, Math.floor(mostChunks / Math.max(1, slots.length))));
  // What lies elsewhere comes before the chunks: behind those a system reads on by itself, and lets the next thing wait for all of that.
  chunks.readAhead(slots, run);
  for (let from = 0; from < there.length; from += size) {
    const batch = there.subarray(from, from + size);
    const labels = labelsOf(reading, batch);
    const stored = chunks.read(slots, batch, run, (slot, id, error) => lost.series(id, within(slot, times), error));
    for (let i = 0; i < batch.length; i += 1) {
      run.check();
      const id = batch[i] as number;
      const samples = joinSamples(decodedOf(reading, id, stored[i] ?? []), columns.get(id) ?? [], pool);
      const own = labels[i];
      if (samples !== undefined && own !== undefined) yield { labels: own, ...samples };
    }
  }
}

/** Where those of one are damaged, one by one. */
function labelsOf({ parts: { index }, times, lost }: Reading, batch: Uint32Array): readonly (Labels | undefined)[] {
  try {
    return index.labelsOf(batch);
  } catch {
    return Array.from(batch, (series) => labelsOfOne(index, series, (error) => lost.series(series, times, error)));
  }
}

function labelsOfOne(index: SeriesIndex, series: number, onDamage: (error: AppError) => void): Labels | undefined {
  try {
    return index.labelsOf([series])[0];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    onDamage(error);
    return undefined;
  }
}

function decodedOf(
  { parts, times, pool, lost }: Reading,
  series: number,
  stored: readonly StoredChunk[],
): readonly ChunkColumn[] {
  const decoded: ChunkColumn[] = [];
  for (const chunk of stored) {
    try {
      decoded.push(parts.chunks.decode(chunk, series, pool));
    } catch (error) {
      lost.series(series, within(chunk.slot, times), error);
    }
  }
  return decoded;
}

/** Of the slot what was asked for. */
function within(slot: number, { startMs, endMs }: Times): LostTimes {
  return { startMs: Math.max(startMs, slot * slotMs), endMs: Math.min(endMs, (slot + 1) * slotMs - 1) };
}

function tellLost({ index, history }: SnapshotParts, lost: Unreadable): void {
  lost.tell(
    (series) => labelsOfOne(index, series, () => undefined),
    (target) => history.prepare<[number], string>(storageStatements.target).pluck().get(target),
  );
}

function* selectLabels(parts: SnapshotParts, selection: Selection, run: QueryRun): Generator<Labels> {
  const ids = idsOf(selectIds(parts, selection, run));
  run.charge(ids.byteLength);
  for (let from = 0; from < ids.length; from += blockSize) {
    run.check();
    yield* parts.index.labelsOf(ids.subarray(from, from + blockSize));
  }
}

/** That have samples within the times, or near. */
function selectIds(parts: SnapshotParts, selection: Selection, run: QueryRun): IdSet {
  const times = storedTimes(selection);
  if (times === undefined) return noIds;
  const { index, head, watermarks } = parts;
  const selected = index.select(selection.matchers, undefined, run);
  const lost = new Unreadable(run);
  const inHead = head.range({ ...times, watermarks }, selected, run, lost).series;
  tellLost(parts, lost);
  const within = uniteIds(index.membersOf(slotOf(times.startMs), slotOf(times.endMs)), inHead);
  return intersectIds(selected, within);
}
