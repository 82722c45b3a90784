/** Takes samples of a window out of chunks: whole slots, whole chunks, and at the window's ends the part of a chunk that lies within it. */

import { AppError } from '../../../../shared/base/errors.ts';
import type { TimeWindow } from '../coverage/spans.ts';
import { createIdRowReader, createIdRowWriter, membersByChunks, rowsPerKey } from '../index/id-rows.ts';
import { type IdSet, idsOf, intersectIds } from '../index/id-set.ts';
import { seriesPerSlot, slotMs, slotOf } from '../store/slots.ts';
import { cutChunk } from './cut-chunk.ts';
import { createSlotDropper } from './drop-slots.ts';
import type { KeepParts, KeepPhases, KeepRun } from './keep-parts.ts';
import { dropUnusedTimes } from './unused-times.ts';

export const chunkStatements = {
  anyMember: 'SELECT id FROM member WHERE id >= ? AND id < ? LIMIT 1',
  chunk: 'SELECT data FROM chunk WHERE id = ?',
  rewrite: 'UPDATE chunk SET data = ? WHERE id = ?',
  drop: 'DELETE FROM chunk WHERE id = ?',
};

const chunksAtOnce = 16;

/** @param ids the series; undefined for all of them */
export function* deleteFromSlots(
  parts: KeepParts,
  run: KeepRun,
  window: TimeWindow,
  ids: IdSet | undefined,
): KeepPhases {
  const dropper = createSlotDropper(parts, run);
  const slots = new SlotCutter(parts, run, window);
  const first = slotOf(window.startMs);
  const last = slotOf(window.endMs);
  const firstWhole = window.startMs === first * slotMs ? first : first + 1;
  const endOfWhole = window.endMs === (last + 1) * slotMs - 1 ? last + 1 : last;
  if (ids === undefined && firstWhole < endOfWhole) yield* dropper.drop(firstWhole, endOfWhole);
  for (let slot = dropper.oldest(first); slot !== undefined && slot <= last; slot = dropper.oldest(slot + 1)) {
    yield* slots.cut(slot, ids);
    if (!slots.hasMembers(slot)) yield* dropper.drop(slot, slot + 1);
    else if (slot < firstWhole || slot >= endOfWhole) yield* dropUnusedTimes(parts, run, slot);
  }
}

class SlotCutter {
  readonly #parts: KeepParts;
  readonly #run: KeepRun;
  readonly #window: TimeWindow;
  readonly #sql;
  readonly #members;
  readonly #memberWriter;

  constructor(parts: KeepParts, run: KeepRun, window: TimeWindow) {
    this.#parts = parts;
    this.#run = run;
    this.#window = window;
    this.#sql = prepared(parts);
    const mend = membersByChunks(parts.history);
    this.#members = createIdRowReader(parts.history, 'member', mend);
    this.#memberWriter = createIdRowWriter(parts.history, 'member', mend);
  }

  hasMembers(slot: number): boolean {
    return this.#sql.anyMember.get(slot * rowsPerKey, (slot + 1) * rowsPerKey) !== undefined;
  }

  *cut(slot: number, ids: IdSet | undefined): KeepPhases {
    const members = this.#members.read(slot);
    const series = idsOf(ids === undefined ? members : intersectIds(members, ids));
    for (let at = 0; at < series.length; ) {
      this.#parts.inHistory.run(() => {
        const gone: number[] = [];
        this.#run.untilOver(() => {
          for (const id of series.subarray(at, at + chunksAtOnce)) if (this.#cutOne(slot, id)) gone.push(id);
          at += chunksAtOnce;
          return at < series.length;
        });
        this.#memberWriter.remove(slot, gone);
        this.#run.count('slots', gone.length);
      });
      this.#parts.room.forget(slot);
      yield 'slots';
    }
  }

  /** One that is damaged goes, also one that is kept aside: nobody can say what of it lies in the window. @returns whether the series has no chunk in the slot now */
  #cutOne(slot: number, series: number): boolean {
    const { startMs, endMs } = this.#window;
    const id = slot * seriesPerSlot + series;
    this.#parts.damagedChunks.drop(id, id + 1);
    const isWhole = startMs <= slot * slotMs && endMs >= (slot + 1) * slotMs - 1;
    const data = isWhole ? undefined : this.#sql.chunk.get(id);
    if (data === undefined) {
      this.#sql.drop.run(id);
      return true;
    }
    const { history, times } = this.#parts;
    const cut =
      unlessDamaged(() => cutChunk({ path: history.name, slot, series, data }, this.#window, times)) ?? 'gone';
    if (cut === 'gone') this.#sql.drop.run(id);
    else if (cut !== 'same') this.#sql.rewrite.run(cut, id);
    return cut === 'gone';
  }
}

function unlessDamaged<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof AppError && error.code === 'history.damaged') return undefined;
    throw error;
  }
}

function prepared({ history: db }: KeepParts) {
  const sql = chunkStatements;
  return {
    anyMember: db.prepare<[number, number], number>(sql.anyMember).pluck(),
    chunk: db.prepare<[number], Uint8Array>(sql.chunk).pluck(),
    rewrite: db.prepare<[Uint8Array, number]>(sql.rewrite),
    drop: db.prepare<[number]>(sql.drop),
  };
}
