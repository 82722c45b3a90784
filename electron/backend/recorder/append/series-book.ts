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

export class SeriesBook {
  readonly #known = new Map<string, KnownSeries>();
  #keptSize = 0;
  #newestMs = 0;

  of(key: string, labels: () => Labels): KnownSeries {
    const there = this.#known.get(key);
    if (there !== undefined) return there;
    const known = { id: undefined, target: targetOf(labels()), lastMs: Number.NEGATIVE_INFINITY };
    this.#known.set(key, known);
    return known;
  }

  /** @param upTo of each its last time */
  stored(upTo: Iterable<readonly [series: KnownSeries, lastMs: number]>): void {
    for (const [known, lastMs] of upTo) {
      known.lastMs = Math.max(known.lastMs, lastMs);
      this.#newestMs = Math.max(this.#newestMs, known.lastMs);
    }
    if (this.#known.size <= 2 * this.#keptSize + spare) return;
    for (const [key, { lastMs }] of this.#known) if (lastMs < this.#newestMs - keptMs) this.#known.delete(key);
    this.#keptSize = this.#known.size;
  }
}

function targetOf(labels: Labels): string {
  const job = labelValue(labels, 'job');
  const instance = labelValue(labels, 'instance');
  return job === undefined || instance === undefined ? '' : JSON.stringify([job, instance]);
}
