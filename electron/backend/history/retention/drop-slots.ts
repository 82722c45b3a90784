/**
 * Takes whole slots away. With each chunk goes, in the same transaction, what says that its series has one; the times go when no chunk is left.
 * So at any point what is there can be read, and a slot that is half gone is found and finished by whoever looks for the oldest.
 */
import { createIdRowWriter, membersByChunks, rowsPerKey } from '../index/id-rows.ts';
import type { WritableDatabase } from '../store/open-database.ts';
import { seriesPerSlot, timesPerSlot } from '../store/slots.ts';
import type { KeepParts, KeepPhases, KeepRun } from './keep-parts.ts';

const rowsAtOnce = 128;

export const slotStatements = {
  nextChunk: 'SELECT min(id) FROM chunk WHERE id >= ?',
  nextTimes: 'SELECT min(id) FROM times WHERE id >= ?',
  nextMember: 'SELECT min(id) FROM member WHERE id >= ?',
  chunks: `SELECT id FROM chunk WHERE id >= ? AND id < ? ORDER BY id LIMIT ${rowsAtOnce}`,
  dropChunks: 'DELETE FROM chunk WHERE id >= ? AND id <= ?',
  dropTimes: `DELETE FROM times WHERE id >= ? AND id < ? ORDER BY id LIMIT ${rowsAtOnce}`,
  dropMembers: 'DELETE FROM member WHERE id >= ? AND id < ?',
};

export interface SlotDropper {
  /** The oldest slot, from this one on, that anything is there of; undefined for none. */
  oldest(from?: number): number | undefined;
  /** Those too that are half gone. @param from inclusive @param to exclusive */
  drop(from: number, to: number): KeepPhases;
}

export function createSlotDropper(
  { history, inHistory, times, damagedChunks, room }: KeepParts,
  run: KeepRun,
): SlotDropper {
  const sql = prepared(history);
  const members = createIdRowWriter(history, 'member', membersByChunks(history));

  function oldest(from = 0): number | undefined {
    const slots = sql.next.flatMap(({ statement, keysPerSlot }) => {
      const id = statement.get(from * keysPerSlot);
      return typeof id === 'number' ? [Math.floor(id / keysPerSlot)] : [];
    });
    return slots.length === 0 ? undefined : Math.min(...slots);
  }

  /** @returns whether there was anything to delete */
  function dropSome(slot: number, gone: number[]): boolean {
    const chunks = sql.chunks.all(slot * seriesPerSlot, (slot + 1) * seriesPerSlot);
    const [first, last] = [chunks[0], chunks.at(-1)];
    if (first === undefined || last === undefined)
      return sql.dropTimes.run(slot * timesPerSlot, (slot + 1) * timesPerSlot).changes > 0;
    sql.dropChunks.run(first, last);
    damagedChunks.drop(first, last + 1);
    for (const id of chunks) gone.push(id % seriesPerSlot);
    return true;
  }

  function dropFrom(slot: number): void {
    const gone: number[] = [];
    const goesOn = run.untilOver(() => dropSome(slot, gone));
    run.count('slots', gone.length);
    members.remove(slot, gone);
    // Where all is well, none of them is left.
    if (!goesOn) sql.dropMembers.run(slot * rowsPerKey, (slot + 1) * rowsPerKey);
  }

  return {
    oldest,
    *drop(from, to) {
      for (let slot = oldest(from); slot !== undefined && slot < to; slot = oldest(from)) {
        const current = slot;
        inHistory.run(() => dropFrom(current));
        // Some of what it knows may be gone.
        times.forget();
        room.forget(current);
        yield 'slots';
      }
    },
  };
}

function prepared(db: WritableDatabase<'history'>) {
  const sql = slotStatements;
  const next = (statement: string, keysPerSlot: number) => {
    return { statement: db.prepare<[number], number | null>(statement).pluck(), keysPerSlot };
  };
  return {
    next: [next(sql.nextChunk, seriesPerSlot), next(sql.nextTimes, timesPerSlot), next(sql.nextMember, rowsPerKey)],
    chunks: db.prepare<[number, number], number>(sql.chunks).pluck(),
    dropChunks: db.prepare<[number, number]>(sql.dropChunks),
    dropTimes: db.prepare<[number, number]>(sql.dropTimes),
    dropMembers: db.prepare<[number, number]>(sql.dropMembers),
  };
}
