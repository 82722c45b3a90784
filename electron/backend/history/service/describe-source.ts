/** What there is of a source, at a glance: from its two files, without reading samples. For a reader worker. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { storedDeletions } from '../retention/deletion-journal.ts';
import { openReadable, type ReadableDatabase } from '../store/open-database.ts';
import { slotMs } from '../store/slots.ts';
import type { SourceFiles } from '../store/source-files.ts';
import { withReadFailures } from '../store/sqlite-failure.ts';
import { type HistoryOrigin, readOrigin } from './history-identity.ts';
import { readTroubles } from './stored-troubles.ts';
import { deletionState, type UpkeepState } from './upkeep-report.ts';

export interface SourceDescription {
  /** Undefined where what is written there is not understood. */
  readonly origin: HistoryOrigin | undefined;
  readonly series: number;
  /** Samples lie from about here (the begin of two hours) … undefined for no samples. */
  readonly firstMs: number | undefined;
  /** … to here. */
  readonly lastMs: number | undefined;
  /** Of all files in its folder, those that were set aside too. */
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
};

const seriesPerSlot = 2 ** 32;

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
  const one = (db: ReadableDatabase, sql: string, ...args: number[]) =>
    db
      .prepare(sql)
      .pluck()
      .get(...args);
  const slotOf = (id: unknown) => (typeof id === 'number' ? Math.floor(id / seriesPerSlot) : undefined);
  const [first, last] = [
    slotOf(one(history, describeStatements.firstChunk)),
    slotOf(one(history, describeStatements.lastChunk)),
  ];
  const targets = history.prepare<[], number>(describeStatements.headTargets).pluck().all();
  const heads = targets.map((target) => ({
    first: one(head, describeStatements.headFirst, target),
    last: one(head, describeStatements.headLast, target),
  }));
  const firsts = [...heads.map((of) => of.first), first === undefined ? undefined : first * slotMs].filter(isNumber);
  const lasts = [...heads.map((of) => of.last), last === undefined ? undefined : (last + 1) * slotMs - 1].filter(
    isNumber,
  );
  return {
    origin: readOrigin(String(one(history, describeStatements.source) ?? '')),
    series: Number(one(history, describeStatements.series)),
    firstMs: firsts.length === 0 ? undefined : Math.min(...firsts),
    lastMs: lasts.length === 0 ? undefined : Math.max(...lasts),
    bytes: folderBytes(files.folder),
    upkeep: {
      troubles: readTroubles(files),
      deletions: storedDeletions(history).map(({ id, asked }) => deletionState(id, asked)),
    },
  };
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

function folderBytes(folder: string): number {
  return readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
