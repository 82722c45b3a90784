/** What there is of a source, at a glance: from its two files, without reading samples. For a reader worker. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import { decodeTimes } from '../../../../shared/chunks/times.ts';
import { storedDeletions } from '../retention/deletion-journal.ts';
import { openReadable, type ReadableDatabase } from '../store/open-database.ts';
import { seriesPerSlot, slotMs, timesPerSlot } from '../store/slots.ts';
import type { SourceFiles } from '../store/source-files.ts';
import { withReadFailures } from '../store/sqlite-failure.ts';
import { isLocked } from '../store/writer-lock.ts';
import { type HistoryOrigin, readOrigin } from './history-identity.ts';
import { readTroubles } from './read-troubles.ts';
import { deletionState, type UpkeepState } from './upkeep-report.ts';

export interface SourceDescription {
  /** Undefined where what is written there is not understood. */
  readonly origin: HistoryOrigin | undefined;
  readonly series: number;
  /** Samples lie from here … undefined for no samples. No sample is before it, though the first may be a little later (deletions) … */
  readonly firstMs: number | undefined;
  /** … to here, likewise. */
  readonly lastMs: number | undefined;
  /** What most of its newest samples are apart; undefined where that is not known. */
  readonly everyMs: number | undefined;
  /** Somebody holds its lock, in whatever process: it is being written. */
  readonly isWritten: boolean;
  /** Of all files in its folder as they are on the disk: SQLite's logs among them, and those that were set aside. */
  readonly bytes: number;
  /** What of its upkeep fails, as it was written down, and which deletions are not done. */
  readonly upkeep: UpkeepState;
}

const describeStatements = {
  source: "SELECT value FROM meta WHERE key = 'source'",
  series: 'SELECT count(*) FROM series',
  firstChunk: 'SELECT min(id) FROM chunk',
  lastChunk: 'SELECT max(id) FROM chunk',
  /** By the index, one step a target. */
  headTargets: 'SELECT id FROM target WHERE id > 0',
  headFirst: 'SELECT min(timeMs) FROM row WHERE target = ?',
  headLast: 'SELECT max(timeMs) FROM row WHERE target = ?',
  // `+?`: as in the writer's foldStatements.
  headBefore: 'SELECT max(timeMs) FROM row WHERE target = +? AND timeMs < ?',
  times: 'SELECT data FROM times WHERE id >= ? AND id < ? LIMIT ?',
};

/** Of the times of two hours that series share, most have a few; of more, that they lie in these two hours has to do. */
const mostTimes = 512;

/** @throws AppError history.* */
export function describeSource(files: SourceFiles): SourceDescription {
  return withReadFailures(files.folder, () => {
    const head = openReadable(files.head, 'head');
    try {
      const history = openReadable(files.history, 'history');
      try {
        return described(files, head, history);
      } finally {
        history.close();
      }
    } finally {
      head.close();
    }
  });
}

function described(
  files: SourceFiles,
  head: ReadableDatabase<'head'>,
  history: ReadableDatabase<'history'>,
): SourceDescription {
  const one = (db: ReadableDatabase, sql: string) => db.prepare(sql).pluck().get();
  const inHead = headTimes(head, history);
  const inChunks = chunkTimes(history);
  const firsts = [...inHead.map(({ first }) => first), inChunks?.firstMs].filter(isNumber);
  const lasts = [...inHead.map(({ last }) => last), inChunks?.lastMs].filter(isNumber);
  return {
    origin: readOrigin(String(one(history, describeStatements.source) ?? '')),
    series: Number(one(history, describeStatements.series)),
    firstMs: firsts.length === 0 ? undefined : Math.min(...firsts),
    lastMs: lasts.length === 0 ? undefined : Math.max(...lasts),
    everyMs: mostOf(inHead.map(({ everyMs }) => everyMs)) ?? inChunks?.everyMs,
    isWritten: isLocked(files.lock),
    bytes: folderBytes(files.folder),
    upkeep: {
      troubles: readTroubles(files),
      deletions: storedDeletions(history).map(({ id, asked }) => deletionState(id, asked)),
    },
  };
}

interface TargetTimes {
  readonly first: unknown;
  readonly last: unknown;
  readonly everyMs: number | undefined;
}

function headTimes(head: ReadableDatabase<'head'>, history: ReadableDatabase<'history'>): readonly TargetTimes[] {
  const first = head.prepare<[number], unknown>(describeStatements.headFirst).pluck();
  const last = head.prepare<[number], unknown>(describeStatements.headLast).pluck();
  const before = head.prepare<[number, number], unknown>(describeStatements.headBefore).pluck();
  const targets = history.prepare<[], number>(describeStatements.headTargets).pluck().all();
  return targets.map((target) => {
    const lastMs = last.get(target);
    const beforeMs = isNumber(lastMs) ? before.get(target, lastMs) : undefined;
    const everyMs = isNumber(lastMs) && isNumber(beforeMs) ? lastMs - beforeMs : undefined;
    return { first: first.get(target), last: lastMs, everyMs };
  });
}

interface ChunkTimes {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly everyMs: number | undefined;
}

function chunkTimes(history: ReadableDatabase<'history'>): ChunkTimes | undefined {
  const [first, last] = [describeStatements.firstChunk, describeStatements.lastChunk].map((sql) => {
    const id = history.prepare(sql).pluck().get();
    return isNumber(id) ? Math.floor(id / seriesPerSlot) : undefined;
  });
  if (first === undefined || last === undefined) return undefined;
  const begin = timesIn(history, first);
  const end = first === last ? begin : timesIn(history, last);
  const firsts = begin?.map((times) => times[0]).filter(isNumber) ?? [];
  const lasts = end?.map((times) => times.at(-1)).filter(isNumber) ?? [];
  return {
    firstMs: firsts.length === 0 ? first * slotMs : Math.min(...firsts),
    lastMs: lasts.length === 0 ? (last + 1) * slotMs - 1 : Math.max(...lasts),
    everyMs: mostOf(end?.map(usualInterval) ?? []),
  };
}

/** @returns undefined where there are too many to be read at a glance, or they cannot be read: whoever asks for samples is told that */
function timesIn(history: ReadableDatabase<'history'>, slot: number): readonly Float64Array[] | undefined {
  const rows = history
    .prepare<[number, number, number], Uint8Array>(describeStatements.times)
    .pluck()
    .all(slot * timesPerSlot, (slot + 1) * timesPerSlot, mostTimes + 1);
  if (rows.length > mostTimes) return undefined;
  try {
    return rows.map((bytes) => decodeTimes(bytes));
  } catch (error) {
    if (error instanceof ChunkError) return undefined;
    throw error;
  }
}

/** The median. */
function usualInterval(timesMs: Float64Array): number | undefined {
  const apart = timesMs.subarray(1).map((timeMs, i) => timeMs - (timesMs[i] ?? 0));
  return apart.sort()[apart.length >> 1];
}

/** The one that is there most often. */
function mostOf(values: readonly (number | undefined)[]): number | undefined {
  const counts = Map.groupBy(values.filter(isNumber), (value) => value);
  return [...counts].sort(([, some], [, others]) => others.length - some.length)[0]?.[0];
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

function folderBytes(folder: string): number {
  return readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
