/** Where a process kills itself: at the so-and-so-many-th moment of one kind of work, so that each moment has its turn. */
import fs, { writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import Database from 'better-sqlite3';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import type { Transactions } from '../../../../electron/backend/history/store/transactions.ts';

export const activities = ['open', 'append', 'fold', 'remove', 'import', 'export'] as const;
type Activity = (typeof activities)[number];

export interface KillPoints {
  during<T>(activity: Activity, work: () => T): T;
  watch(writer: HistoryWriter): void;
  /** One more moment of it. */
  passed(activity: Activity, what: string): void;
}

/** @param spec `ACTIVITY NUMBER`; anything else is no point at all, and the process is killed from outside */
export function createKillPoints(spec: string): KillPoints {
  const [wanted, number] = spec.split(' ');
  let left = Number(number);
  let now: Activity | undefined;
  const passed = (what: string) => {
    if (now !== wanted) return;
    left -= 1;
    if (left > 0) return;
    writeSync(1, `k ${now} ${what}\n`);
    process.kill(process.pid, 'SIGKILL');
    // The signal may take a moment, in which nothing more is to be done.
    for (;;);
  };
  if (wanted === 'open') watchOpening(passed);
  return {
    passed(activity, what) {
      const before = now;
      now = activity;
      passed(what);
      now = before;
    },
    during(activity, work) {
      const before = now;
      now = activity;
      try {
        return work();
      } finally {
        now = before;
      }
    },
    watch: (writer) =>
      writer.keep(({ inHistory, inHead }) => {
        watchTransactions(inHistory, 'history', passed);
        watchTransactions(inHead, 'head', passed);
      }),
  };
}

/** Before a transaction, before its commit, and after it. */
function watchTransactions(transactions: Transactions, name: string, passed: (what: string) => void): void {
  const { run } = transactions;
  (transactions as { run: Transactions['run'] }).run = (work) => {
    passed(`${name} before`);
    const result = run(() => {
      const done = work();
      passed(`${name} within`);
      return done;
    });
    passed(`${name} after`);
    return result;
  };
}

/** Making files, migrating them, and giving them names. */
function watchOpening(passed: (what: string) => void): void {
  const watched = <Name extends 'exec' | 'pragma'>(name: Name) => {
    const original = Database.prototype[name] as (...args: unknown[]) => unknown;
    (Database.prototype as unknown as Record<string, unknown>)[name] = function (this: unknown, ...args: unknown[]) {
      const result = original.apply(this, args);
      passed(`${name} ${String(args[0]).trim().slice(0, 40).replaceAll('\n', ' ')}`);
      return result;
    };
  };
  watched('exec');
  watched('pragma');
  for (const name of ['renameSync', 'writeFileSync', 'rmSync', 'closeSync'] as const) {
    const original = fs[name] as (...args: unknown[]) => unknown;
    (fs as unknown as Record<string, unknown>)[name] = (...args: unknown[]) => {
      passed(`before ${name}`);
      return original(...args);
    };
  }
  syncBuiltinESMExports();
}
