/**
 * Gives the disk its space back: pages from the end of a file move into free ones, and the file is cut. The files only shrink when the log is
 * copied into them, which has to wait for whoever still reads what was before.
 */
import type { WritableDatabase } from '../store/open-database.ts';
import type { Transactions } from '../store/transactions.ts';
import type { KeepParts, KeepPhases, KeepRun } from './keep-parts.ts';

const pagesAtOnce = 64;
/** The log may be so long before it has to be copied first: 16 MiB of pages. */
const longestLog = 4096;

export interface SpaceOptions {
  /** Of all pages so many may stay free: the next fold needs them, and to move pages for that would be in vain. */
  readonly freeShare: number;
  /** But no more than so many bytes. */
  readonly freeBytes: number;
}

/** In bytes, with what is free in them left out. */
export function usedBytes({ history, head }: Pick<KeepParts, 'history' | 'head'>): number {
  return [history, head].reduce((sum, db) => {
    return sum + (numberOf(db, 'page_count') - numberOf(db, 'freelist_count')) * numberOf(db, 'page_size');
  }, 0);
}

export function* returnSpace(parts: KeepParts, run: KeepRun, options: SpaceOptions): KeepPhases {
  yield* shrink(parts.history, parts.inHistory, run, options);
  yield* shrink(parts.head, parts.inHead, run, options);
}

function* shrink(db: WritableDatabase, inTransaction: Transactions, run: KeepRun, options: SpaceOptions): KeepPhases {
  const mostFree = mostFreePages(db, options);
  if (numberOf(db, 'freelist_count') <= mostFree) return;
  for (let goesOn = true; goesOn; ) {
    inTransaction.run(() => {
      goesOn = run.untilOver(() => moveSome(db, mostFree, run));
    });
    yield 'space';
    while (pagesInLog(db) > longestLog) yield 'waiting';
  }
  while (!isLogEmptied(db)) yield 'waiting';
  yield 'space';
}

function mostFreePages(db: WritableDatabase, { freeShare, freeBytes }: SpaceOptions): number {
  return Math.floor(Math.min(numberOf(db, 'page_count') * freeShare, freeBytes / numberOf(db, 'page_size')));
}

/** @returns whether there is more to move */
function moveSome(db: WritableDatabase, mostFree: number, run: KeepRun): boolean {
  const free = numberOf(db, 'freelist_count');
  if (free <= mostFree) return false;
  db.exec(`PRAGMA incremental_vacuum(${Math.min(pagesAtOnce, free - mostFree)})`);
  const left = numberOf(db, 'freelist_count');
  run.count('space', free - left);
  return left < free && left > mostFree;
}

/** Copies what it can. @returns how many pages it could not */
function pagesInLog(db: WritableDatabase): number {
  const [result] = db.pragma('wal_checkpoint(PASSIVE)') as readonly { log: number; checkpointed: number }[];
  return result === undefined ? 0 : result.log - result.checkpointed;
}

/** Copies the log into the file and gives its space back, unless somebody still reads what was before. */
export function isLogEmptied(db: WritableDatabase): boolean {
  const patienceMs = numberOf(db, 'busy_timeout');
  // A query that reads for long is no reason for the writer to stand still.
  db.pragma('busy_timeout = 0');
  try {
    const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as readonly { busy: number }[];
    return result?.busy === 0;
  } finally {
    db.pragma(`busy_timeout = ${patienceMs}`);
  }
}

function numberOf(db: WritableDatabase, pragma: string): number {
  return Number(db.pragma(pragma, { simple: true }));
}
