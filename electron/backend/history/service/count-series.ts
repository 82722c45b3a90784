/** How many series have samples in each two hours: from the index and the head's layouts, without reading a sample. For a reader worker. */
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import type { TimeWindow } from '../coverage/spans.ts';
import { createIdRowReader, membersByChunks } from '../index/id-rows.ts';
import { countIds, type IdSet, idSetOf, uniteIds } from '../index/id-set.ts';
import { decodeLayout } from '../store/head-layout.ts';
import type { ReadableDatabase } from '../store/open-database.ts';
import { endOfTimeMs, slotMs, slotOf } from '../store/slots.ts';

export interface SlotCount {
  /** The two hours begin then. */
  readonly startMs: number;
  readonly series: number;
}

export const countStatements = {
  layouts: 'SELECT id, series FROM layout',
  /** By the index: the first and the last row of a layout. */
  rows: `SELECT (SELECT timeMs FROM row WHERE id = (SELECT min(id) FROM row WHERE layout = $layout)) AS firstMs,
    (SELECT timeMs FROM row WHERE id = (SELECT max(id) FROM row WHERE layout = $layout)) AS lastMs`,
};

/** @returns rising, those only that have series */
export function countSeries(
  head: ReadableDatabase<'head'>,
  history: ReadableDatabase<'history'>,
  { startMs, endMs }: TimeWindow,
): readonly SlotCount[] {
  const [from, to] = [slotOf(Math.max(0, startMs)), slotOf(Math.min(endMs, endOfTimeMs - 1))];
  const counts = new Map<number, IdSet>();
  const members = createIdRowReader(history, 'member', membersByChunks(history));
  const inHead = headSeries(head, from, to);
  const found: SlotCount[] = [];
  for (const { key, ids } of members.eachKey(from, to)) {
    if (inHead.has(key)) counts.set(key, ids);
    else found.push({ startMs: key * slotMs, series: countIds(ids) });
  }
  for (const [slot, ids] of inHead) {
    const inChunks = counts.get(slot);
    const all = inChunks === undefined ? ids : uniteIds(inChunks, ids);
    found.push({ startMs: slot * slotMs, series: countIds(all) });
  }
  return found.sort((a, b) => a.startMs - b.startMs);
}

interface LayoutRows {
  readonly firstMs: number | null;
  readonly lastMs: number | null;
}

/** A target that has new series gets another layout; one that ended in between counts as long as its layout is written to. */
function headSeries(head: ReadableDatabase<'head'>, from: number, to: number): ReadonlyMap<number, IdSet> {
  const rows = head.prepare<[{ readonly layout: number }], LayoutRows>(countStatements.rows);
  const found = new Map<number, IdSet>();
  const layouts = head.prepare<[], { readonly id: number; readonly series: Uint8Array }>(countStatements.layouts);
  for (const { id, series } of layouts.iterate()) {
    const { firstMs = null, lastMs = null } = rows.get({ layout: id }) ?? {};
    if (firstMs === null || lastMs === null) continue;
    const slots = [slotOf(Math.min(firstMs, lastMs)), slotOf(Math.max(firstMs, lastMs))] as const;
    const [first, last] = [Math.max(from, slots[0]), Math.min(to, slots[1])];
    if (first > last) continue;
    const ids = layoutIds(series);
    for (let slot = first; slot <= last; slot += 1) found.set(slot, uniteIds(found.get(slot) ?? [], ids));
  }
  return found;
}

/** One that is damaged counts for nothing here: whoever reads its samples is told. */
function layoutIds(bytes: Uint8Array): IdSet {
  try {
    return idSetOf([...new Set(decodeLayout(bytes))].sort((a, b) => a - b));
  } catch (error) {
    if (error instanceof ChunkError) return [];
    throw error;
  }
}
