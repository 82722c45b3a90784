/** What a source's writer is made of, over databases in memory: for code that is run for V8 alone, before somebody waits for it. */
import Database from 'better-sqlite3';
import type { DisposableStore } from '../../../../shared/base/disposable.ts';
import { type DatabaseKind, migrate } from './migrate.ts';
import type { WritableDatabase } from './open-database.ts';
import { createWriterParts, type WriterParts } from './writer-parts.ts';

/** Between two steps something else may be done. @param lifetime has the databases: they are gone with it */
export function* practiceParts(lifetime: DisposableStore): Generator<undefined, WriterParts> {
  const opened = <Kind extends DatabaseKind>(kind: Kind): WritableDatabase<Kind> => {
    const db = new Database(':memory:');
    lifetime.defer(() => db.close());
    migrate(db, kind);
    return db as unknown as WritableDatabase<Kind>;
  };
  const history = opened('history');
  yield undefined;
  const head = opened('head');
  yield undefined;
  return createWriterParts(history, head, () => performance.now());
}
