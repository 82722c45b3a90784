/**
 * How many histograms a series may have in a slot, so that what was acknowledged can be one chunk: a native histogram that comes too often with
 * too many buckets is refused before it is in the head, as a fold that could not store it would stand still for ever. Numbers always fit.
 */
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import type { HeadChains } from './head-chain.ts';
import type { WritableDatabase } from './open-database.ts';
import { slotMs } from './slots.ts';
import type { Target } from './targets.ts';

/**
 * Of one series in one slot: 12,000 histograms of 160 buckets, where a scrape a second makes 7,200. What weighs less has a quarter of the buckets
 * that a chunk may list, and 47 million cells at most (of 2^26), however its buckets lie scattered.
 */
export const mostWeight = 2 ** 21;
/** Of one scrape: a row of the head is to be some hundred megabytes at most. */
const mostWeightOfRow = 2 ** 25;
/** What one without buckets takes. */
const leastWeight = 8;

export const roomStatements = {
  // Those alone that say in their flags (head-row.ts) that they have histograms.
  rows: `SELECT id, layout, data FROM row WHERE target = ? AND timeMs >= ? AND timeMs < ?
    AND substr(data, 2, 1) IN (x'04', x'05', x'06', x'07')`,
};

/** Slots that are written to at the same time are two, but for back-fills: these never take away what is known of the newest. */
const keptSlots = 8;

interface SlotLoad {
  /** By series, as it was found in the head. */
  readonly head: ReadonlyMap<number, number>;
  /** By series: at least what head and chunk have of it now. */
  readonly total: Map<number, number>;
}

export class HistogramRoom {
  readonly #chains: HeadChains;
  readonly #weightOfChunk: (slot: number, series: number) => number;
  readonly #targets: () => readonly Target[];
  readonly #rows;
  /** The one that was asked for last is the last. */
  readonly #slots = new Map<number, SlotLoad>();

  constructor(
    db: WritableDatabase<'head'>,
    chains: HeadChains,
    weightOfChunk: (slot: number, series: number) => number,
    targets: () => readonly Target[],
  ) {
    this.#chains = chains;
    this.#weightOfChunk = weightOfChunk;
    this.#targets = targets;
    this.#rows = db.prepare<[number, number, number], { id: number; layout: number; data: Uint8Array }>(
      roomStatements.rows,
    );
  }

  /** Takes the room for one that is about to be stored. @returns false where there is none @throws AppError history.damaged */
  take(slot: number, series: number, histogram: FloatHistogram): boolean {
    const load = this.#loadOf(slot);
    const before = load.total.get(series) ?? (load.head.get(series) ?? 0) + this.#weightOfChunk(slot, series);
    const after = before + weightOf(histogram);
    load.total.set(series, after <= mostWeight ? after : before);
    return after <= mostWeight;
  }

  /** What was taken may not have been stored; or samples of the slot went, or moved from the head into chunks, where they would count twice. */
  forget(slot?: number): void {
    if (slot === undefined) this.#slots.clear();
    else this.#slots.delete(slot);
  }

  #loadOf(slot: number): SlotLoad {
    const load = this.#slots.get(slot) ?? { head: this.#loadOfHead(slot), total: new Map<number, number>() };
    this.#slots.delete(slot);
    this.#slots.set(slot, load);
    if (this.#slots.size > keptSlots) {
      const newest = Math.max(...this.#slots.keys());
      const oldest = [...this.#slots.keys()].find((one) => one !== newest);
      if (oldest !== undefined) this.#slots.delete(oldest);
    }
    return load;
  }

  #loadOfHead(slot: number): Map<number, number> {
    const weights = new Map<number, number>();
    for (const { id: target, watermarkMs } of this.#targets()) {
      // What a fold has not taken away yet is in chunks, too.
      const fromMs = Math.max(slot * slotMs, watermarkMs + 1);
      for (const { id, layout, data } of this.#rows.iterate(target, fromMs, (slot + 1) * slotMs)) {
        const series = this.#chains.layout(layout);
        for (const { index, histogram } of this.#chains.decoded(layout, id, data).histograms) {
          const one = series[index] as number;
          weights.set(one, (weights.get(one) ?? 0) + weightOf(histogram));
        }
      }
    }
    return weights;
  }
}

/** Buckets and bounds, and so much as eight more. */
export function weightOf({ positive, negative, customValues }: FloatHistogram): number {
  return leastWeight + positive.indexes.length + negative.indexes.length + customValues.length;
}

/** @returns indices of the samples that a row has room for, where that is not all of them */
export function fittingRow(
  histograms: readonly (FloatHistogram | undefined)[],
  take: (index: number, histogram: FloatHistogram) => boolean,
): readonly number[] | undefined {
  const kept: number[] = [];
  let weight = 0;
  for (const [i, histogram] of histograms.entries()) {
    const own = histogram === undefined ? 0 : weightOf(histogram);
    if (histogram !== undefined && (weight + own > mostWeightOfRow || !take(i, histogram))) continue;
    weight += own;
    kept.push(i);
  }
  return kept.length === histograms.length ? undefined : kept;
}
