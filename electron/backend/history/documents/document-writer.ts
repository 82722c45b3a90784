/**
 * Stores documents as they change. A snapshot says from when on a document was what it was, and until when it was seen to be so. Times may come
 * in any order, as in an import: what was said before about other times stays said.
 */
import type { WritableDatabase } from '../store/open-database.ts';
import { checkTime } from '../store/slots.ts';
import type { PreparedDocument } from './document-bytes.ts';
import { documentStatements, type StoredSnapshot } from './document-statements.ts';

export type PutResult =
  /** It is another one than before. */
  | 'changed'
  | 'same'
  /** There is another one of that very time, which stays. */
  | 'conflicting';

/** In the caller's transaction. Keeps nothing in memory. */
export interface DocumentWriter {
  /** @throws RangeError for what is no time */
  put(document: PreparedDocument, atMs: number): PutResult;
}

export function createDocumentWriter(db: WritableDatabase<'history'>): DocumentWriter {
  const sql = prepared(db);

  function stored({ hash, sizeBytes, data }: PreparedDocument): number {
    return sql.idOf.get(hash) ?? Number(sql.add.run(hash, sizeBytes, data()).lastInsertRowid);
  }

  /** Something else was seen in the middle of it. */
  function end(kind: string, before: StoredSnapshot, atMs: number): void {
    if (before.seenUntilMs < atMs) return;
    sql.seen.run(Math.max(before.atMs, atMs - 1), kind, before.atMs);
    sql.put.run(kind, before.seenUntilMs, before.seenUntilMs, before.document);
  }

  return {
    put(document, atMs) {
      checkTime(atMs);
      const { kind } = document;
      const before = sql.until.get(kind, atMs);
      const known = sql.idOf.get(document.hash);
      if (before !== undefined && before.document === known) {
        if (atMs > before.seenUntilMs) sql.seen.run(atMs, kind, before.atMs);
        return 'same';
      }
      if (before?.atMs === atMs || before?.seenUntilMs === atMs) return 'conflicting';
      const id = stored(document);
      const after = sql.after.get(kind, atMs);
      const wasSplit = before !== undefined && before.seenUntilMs > atMs;
      if (before !== undefined) end(kind, before, atMs);
      // The one after it began earlier than was known.
      const begins = !wasSplit && after?.document === id;
      if (begins) sql.drop.run(kind, after.atMs);
      sql.put.run(kind, atMs, begins ? after.seenUntilMs : atMs, id);
      return 'changed';
    },
  };
}

function prepared(db: WritableDatabase<'history'>) {
  const sql = documentStatements;
  return {
    idOf: db.prepare<[Uint8Array], number>(sql.idOf).pluck(),
    add: db.prepare<[Uint8Array, number, Uint8Array]>(sql.add),
    until: db.prepare<[string, number], StoredSnapshot>(sql.until),
    after: db.prepare<[string, number], StoredSnapshot>(sql.after),
    put: db.prepare<[string, number, number, number]>(sql.put),
    seen: db.prepare<[number, string, number]>(sql.seen),
    drop: db.prepare<[string, number]>(sql.drop),
  };
}
