/** The series that were read lately, and up to when: what goes on from one reading to the next. Of one writer. */
import { type Labels, labelValue } from '../../../../shared/model/labels.ts';

export interface KnownSeries {
  /** Undefined where it is to be registered, anew or for the first time. */
  id: number | undefined;
  /** Its job and instance; '' where it has not both. */
  readonly target: string;
  /** Stored up to here; samples of a series come in their order. */
  lastMs: number;
}

/** Samples that are older than this one comes again for no reading that goes on. */
const keptMs = 2 * 3_600_000;
const spare = 1000;
/** Of what the series are known by: a million usual ones. */
const mostKeyLength = 384 * 2 ** 20;

export class SeriesBook {
  readonly #known = new Map<string, KnownSeries>();
  #keptSize = 0;
  #newestMs = 0;
  #keyLength = 0;

  find(key: string): KnownSeries | undefined {
    return this.#known.get(key);
  }

  /** @param series each by its key, and up to when it is stored: from now on it is known */
  stored(series: Iterable<readonly [key: string, known: KnownSeries, lastMs: number]>): void {
    for (const [key, stored, lastMs] of series) {
      const known = this.#known.get(key) ?? stored;
      if (!this.#known.has(key)) this.#keyLength += key.length;
      this.#known.set(key, known);
      known.id ??= stored.id;
      known.lastMs = Math.max(known.lastMs, lastMs);
      this.#newestMs = Math.max(this.#newestMs, known.lastMs);
    }
    if (this.#known.size > 2 * this.#keptSize + spare) {
      for (const [key, { lastMs }] of this.#known) if (lastMs < this.#newestMs - keptMs) this.#forget(key);
      this.#keptSize = this.#known.size;
    }
    // What is forgotten is registered again, and what comes twice is stored once.
    for (const key of this.#known.keys()) {
      if (this.#keyLength <= mostKeyLength) break;
      this.#forget(key);
    }
  }

  #forget(key: string): void {
    if (this.#known.delete(key)) this.#keyLength -= key.length;
  }
}

export function newSeries(labels: Labels): KnownSeries {
  return { id: undefined, target: targetOf(labels), lastMs: Number.NEGATIVE_INFINITY };
}

function targetOf(labels: Labels): string {
  const job = labelValue(labels, 'job');
  const instance = labelValue(labels, 'instance');
  return job === undefined || instance === undefined ? '' : JSON.stringify([job, instance]);
}
