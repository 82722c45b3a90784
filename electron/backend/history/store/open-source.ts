/**
 * Opens both databases of a source for its writer, and sets aside what is damaged: without the history, the head's ids mean nothing, so it
 * goes with it; without the head, the history holds.
 */
import { type Disposable, DisposableStore } from '../../../../shared/base/disposable.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import type { DatabaseKind } from './migrate.ts';
import { openWritable, type ReadableDatabase, type WritableDatabase } from './open-database.ts';
import { finishSetAside, type SetAside, type SourceFiles, setAside } from './source-files.ts';
import { damagedError, withHistoryFailures } from './sqlite-failure.ts';

export interface OpenSource extends Disposable {
  readonly history: WritableDatabase<'history'>;
  readonly head: WritableDatabase<'head'>;
  /** What was found damaged. */
  readonly setAside: readonly SetAside[];
}

export interface SourceIdentity {
  /** Who the source is, as JSON; kept in the history, for people and exports. */
  readonly source: string;
  readonly nowMs: number;
  /** Something that no other history has: the two files know each other by it. */
  readonly newPair: string;
  /** Known to be damaged, though it may open. */
  readonly damaged?: { readonly path: string; readonly reason: string } | undefined;
  /** A history that is new gives its series ids above this one: somebody may still know ids of the one before it. */
  readonly idsAbove?: number | undefined;
  /** What is found damaged stays where it is, and is thrown. */
  readonly refuseDamaged?: boolean | undefined;
}

/** For the holder of the lock. @throws AppError as `openWritable`; history.damaged only where that is to be refused */
export function openSource(files: SourceFiles, identity: SourceIdentity): OpenSource {
  const aside: SetAside[] = [files.history, files.head].flatMap((path) => finishSetAside(path) ?? []);
  const { damaged, refuseDamaged = false } = identity;
  // It may be half done already: another program had the file open as it was tried last.
  const isAside = aside.some(({ path }) => path === damaged?.path);
  if (damaged !== undefined && !isAside && [files.history, files.head].includes(damaged.path)) {
    aside.push(setAside(damaged.path, damaged.reason, identity.nowMs));
  }
  const opened = new DisposableStore();
  const open = <Kind extends DatabaseKind>(path: string, kind: Kind): WritableDatabase<Kind> => {
    const db = refuseDamaged ? openWritable(path, kind) : openOrSetAside(path, kind, identity.nowMs, aside);
    opened.defer(() => db.close());
    return db;
  };
  try {
    const history = open(files.history, 'history');
    const pair = pairOfHistory(history, identity);
    let head = open(files.head, 'head');
    if (pairOfHead(head, pair) !== pair) {
      head.close();
      if (refuseDamaged) throw damagedError(files.head, 'it belongs to another history');
      aside.push(setAside(files.head, 'it belongs to another history', identity.nowMs));
      head = open(files.head, 'head');
      pairOfHead(head, pair);
    }
    return { history, head, setAside: aside, dispose: () => opened.dispose() };
  } catch (error) {
    opened.dispose();
    throw error;
  }
}

function openOrSetAside<Kind extends DatabaseKind>(
  path: string,
  kind: Kind,
  nowMs: number,
  aside: SetAside[],
): WritableDatabase<Kind> {
  try {
    return openWritable(path, kind);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'history.damaged') throw error;
    aside.push(setAside(path, String(error.details.reason), nowMs));
    return openWritable(path, kind);
  }
}

function pairOfHistory(db: WritableDatabase<'history'>, identity: SourceIdentity): string {
  const { source, nowMs, newPair, idsAbove = 0 } = identity;
  return withHistoryFailures(db.name, () => {
    const put = db.prepare<[string, string | number]>('INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)');
    if (put.run('pair', newPair).changes > 0) beginIds(db, idsAbove);
    put.run('createdMs', nowMs);
    db.prepare<[string]>("INSERT OR REPLACE INTO meta (key, value) VALUES ('source', ?)").run(source);
    return storedPair(db);
  });
}

/** Of AUTOINCREMENT, before there is a series. */
function beginIds(db: WritableDatabase<'history'>, above: number): void {
  if (above > 0) db.prepare<[number]>("INSERT INTO sqlite_sequence (name, seq) VALUES ('series', ?)").run(above);
}

/** A new head gets the history's. */
function pairOfHead(db: WritableDatabase<'head'>, pair: string): string {
  return withHistoryFailures(db.name, () => {
    db.prepare<[string]>("INSERT OR IGNORE INTO meta (key, value) VALUES ('pair', ?)").run(pair);
    return storedPair(db);
  });
}

function storedPair(db: ReadableDatabase): string {
  return db.prepare<[], string>("SELECT value FROM meta WHERE key = 'pair'").pluck().get() ?? '';
}
