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
  rows: 'SELECT id, layout, data FROM row WHERE target = ? AND timeMs >= ? AND timeMs < ?',
};

/** Slots that are written to at the same time are two, but for back-fills. */
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

  /** What was taken may not have been stored. */
  forget(): void {
    this.#slots.clear();
  }

  #loadOf(slot: number): SlotLoad {
    const load = this.#slots.get(slot) ?? { head: this.#loadOfHead(slot), total: new Map<number, number>() };
    this.#slots.delete(slot);
    this.#slots.set(slot, load);
    const [oldest] = this.#slots.keys();
    if (this.#slots.size > keptSlots && oldest !== undefined) this.#slots.delete(oldest);
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
