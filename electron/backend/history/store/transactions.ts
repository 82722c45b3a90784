/** Transactions of one database that only the writer uses: all of `work`, or nothing of it. */
import type { WritableDatabase } from './open-database.ts';
import { historyFailure } from './sqlite-failure.ts';

export interface Transactions {
  /** @throws what `work` throws, after all it did was taken back; AppError history.* for what SQLite meets with */
  run<T>(work: () => T): T;
  /**
   * The same; what it wrote is on the disk as it returns, and all that was committed before it: no power cut takes that back. For what the other
   * database is about to rely on: by themselves, the two come to the disk in no order. Where nothing is written, nothing is waited for.
   */
  runDurably<T>(work: () => T): T;
}

/** @param onRollback what was learnt from what was written does not hold. */
export function createTransactions(db: WritableDatabase, onRollback: () => void): Transactions {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  function run<T>(work: () => T): T {
    try {
      begin.run();
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      // A full disk may have ended it already.
      if (db.inTransaction) rollback.run();
      onRollback();
      throw historyFailure(error, db.name);
    }
  }
  return {
    run,
    runDurably(work) {
      // Not prepared once: it takes effect as it is prepared.
      db.pragma('synchronous = FULL');
      try {
        return run(work);
      } finally {
        db.pragma('synchronous = NORMAL');
      }
    },
  };
}
