/**
 * Chunks that could not be read when samples of their series and slot came: their bytes are kept aside, in rows of `meta`, so that what comes has its
 * place and nothing is overwritten. They go with the samples of their series and slot. docs/formats/history.md
 */
import type { ReadableDatabase, WritableDatabase } from './open-database.ts';

export const damagedChunkStatements = {
  within: 'SELECT substr(key, 14, 16) FROM meta WHERE key >= ? AND key < ?',
  count: 'SELECT count(*) FROM meta WHERE key >= ? AND key < ?',
  keep: 'INSERT INTO meta (key, value) VALUES (?, ?)',
  drop: 'DELETE FROM meta WHERE key >= ? AND key < ?',
};

/** Of a chunk's id, below 2^53: padded, keys are in the order of ids. Several of one have a number behind it. */
function keyOf(id: number): string {
  return `damagedChunk ${String(id).padStart(16, '0')}`;
}

/** @param fromId inclusive @param toId exclusive @returns (what it returns) ids of chunks, rising; one as often as it was set aside */
export function damagedChunkFinder(db: ReadableDatabase<'history'>): (fromId: number, toId: number) => number[] {
  const within = db.prepare<[string, string], string>(damagedChunkStatements.within).pluck();
  return (fromId, toId) => within.all(keyOf(fromId), keyOf(toId)).map(Number);
}

/** Everything in the caller's transaction. */
export class DamagedChunks {
  readonly #count;
  readonly #keep;
  readonly #drop;

  constructor(db: WritableDatabase<'history'>) {
    this.#count = db.prepare<[string, string], number>(damagedChunkStatements.count).pluck();
    this.#keep = db.prepare<[string, Uint8Array]>(damagedChunkStatements.keep);
    this.#drop = db.prepare<[string, string]>(damagedChunkStatements.drop);
  }

  /** How many there are. @param fromId inclusive @param toId exclusive */
  count(fromId: number, toId: number): number {
    return this.#count.get(keyOf(fromId), keyOf(toId)) ?? 0;
  }

  keep(id: number, bytes: Uint8Array): void {
    this.#keep.run(`${keyOf(id)} ${this.count(id, id + 1)}`, bytes);
  }

  /** Nobody has the samples any more that they may have had. @param fromId inclusive @param toId exclusive */
  drop(fromId: number, toId: number): void {
    this.#drop.run(keyOf(fromId), keyOf(toId));
  }
}
