/** Decodes every chunk and all shared times, and checks them against the series and the slots' members. */

import { AppError } from '../../../../shared/base/errors.ts';
import { decodeChunk } from '../../../../shared/chunks/chunk.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import { decodeTimes } from '../../../../shared/chunks/times.ts';
import { createIdRowReader } from '../index/id-rows.ts';
import { hasId, type IdSet, idsOf } from '../index/id-set.ts';
import { damagedChunkFinder } from '../store/damaged-chunks.ts';
import type { ReadableDatabase } from '../store/open-database.ts';
import { endOfTimeMs, seriesPerSlot, slotOf, timesPerSlot } from '../store/slots.ts';
import {
  damageText,
  type FindingPlace,
  type Findings,
  pagesOf,
  spanOfSlot,
  type VerifySteps,
} from './verify-findings.ts';

const verifyChunkStatements = {
  times: 'SELECT id, data FROM times WHERE id > ? ORDER BY id LIMIT 64',
  timesOf: 'SELECT data FROM times WHERE id = ?',
  chunks: 'SELECT id, data FROM chunk WHERE id > ? ORDER BY id LIMIT 64',
};

interface Row {
  readonly id: number;
  readonly data: Uint8Array;
}

export function* verifyTimes(db: ReadableDatabase<'history'>, findings: Findings): VerifySteps {
  const times = db.prepare<[number], Row>(verifyChunkStatements.times);
  for (const page of pagesOf((after) => times.all(after))) {
    for (const { id, data } of page) {
      findings.checked.times += 1;
      const where = `times ${id}`;
      const slot = Math.floor(id / timesPerSlot);
      const place = { span: spanOfSlot(slot) };
      const decoded = decodedOr(findings, where, () => decodeTimes(data), place);
      if (decoded?.some((timeMs) => slotOf(timeMs) !== slot))
        findings.add(where, `not all are within slot ${slot}`, place);
    }
    yield;
  }
}

/** @param series all ids that there are */
export function* verifyChunks(db: ReadableDatabase<'history'>, series: IdSet, findings: Findings): VerifySteps {
  const chunks = db.prepare<[number], Row>(verifyChunkStatements.chunks);
  const members = createIdRowReader(db, 'member');
  const timesCount = timesCounter(db);
  const slots = new Set<number>();
  let slot = -1;
  let inSlot: number[] = [];
  const endSlot = () => {
    if (inSlot.length > 0) checkMembers(slot, inSlot, () => members.read(slot), findings);
    inSlot = [];
  };
  for (const page of pagesOf((after) => chunks.all(after))) {
    for (const { id, data } of page) {
      const itsSlot = Math.floor(id / seriesPerSlot);
      if (itsSlot !== slot) endSlot();
      slot = itsSlot;
      slots.add(slot);
      inSlot.push(id % seriesPerSlot);
      findings.checked.chunks += 1;
      const where = `chunk ${id} (series ${id % seriesPerSlot}, slot ${slot})`;
      const place = { series: id % seriesPerSlot, span: spanOfSlot(slot) };
      if (!hasId(series, place.series)) findings.add(where, 'there is no such series', place);
      const decoded = decodedOr(findings, where, () => decodeChunk(data, (number) => timesCount(slot, number)), place);
      findings.checked.samples += decoded?.values.length ?? 0;
    }
    yield;
  }
  endSlot();
  findSetAside(db, findings);
  for (const { key } of members.eachKey(0, slotOf(endOfTimeMs - 1))) {
    if (!slots.has(key)) findings.add(`slot ${key}`, 'it has members and no chunks', { span: spanOfSlot(key) });
  }
}

function findSetAside(db: ReadableDatabase<'history'>, findings: Findings): void {
  for (const id of damagedChunkFinder(db)(0, Number.MAX_SAFE_INTEGER)) {
    const [series, slot] = [id % seriesPerSlot, Math.floor(id / seriesPerSlot)];
    const where = `chunk ${id} (series ${series}, slot ${slot})`;
    findings.add(where, 'one that could not be read is kept aside', { series, span: spanOfSlot(slot) });
  }
}

function checkMembers(slot: number, ids: readonly number[], read: () => IdSet, findings: Findings): void {
  const where = `slot ${slot}`;
  const place = { span: spanOfSlot(slot) };
  try {
    const stored = idsOf(read());
    const known = new Set(stored);
    const missing = ids.filter((id) => !known.has(id)).length;
    if (missing > 0) findings.add(where, `${missing} series with a chunk are not among its members`, place);
    const extra = stored.length - (ids.length - missing);
    if (extra > 0) findings.add(where, `${extra} members have no chunk`, place);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    findings.add(where, damageText(error), place);
  }
}

/** Of the slot that is being read; how many, not which: those were looked at already. @returns -1 where there are none */
function timesCounter(db: ReadableDatabase<'history'>): (slot: number, number: number) => number {
  const get = db.prepare<[number], Uint8Array>(verifyChunkStatements.timesOf).pluck();
  let counts = new Map<number, number>();
  let of = -1;
  return (slot, number) => {
    if (slot !== of) counts = new Map();
    of = slot;
    const known = counts.get(number);
    if (known !== undefined) return known;
    const data = number < timesPerSlot ? get.get(slot * timesPerSlot + number) : undefined;
    const count = data === undefined ? -1 : decodeTimes(data).length;
    counts.set(number, count);
    return count;
  };
}

export function decodedOr<T>(
  findings: Findings,
  where: string,
  decode: () => T,
  place: FindingPlace = {},
): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof ChunkError || error instanceof AppError)) throw error;
    findings.add(where, error instanceof AppError ? damageText(error) : error.message, place);
    return undefined;
  }
}
