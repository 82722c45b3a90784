/** The series that were read lately, and up to when: what goes on from one reading to the next. Of one writer. */
import { type Labels, labelValue } from '../../../../shared/model/labels.ts';

export interface KnownSeries {
  /** Undefined where it is to be registered, anew or for the first time. */
  id: number | undefined;
  /** Its job and instance; '' where it has not both. */
  readonly target: string;
  /** Stored up to here; samples of a series come in their order. */
  lastMs: number;
  /** The same, if what is being read is stored, too. */
  stagedMs: number;
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
    const nothing = Number.NEGATIVE_INFINITY;
    const known = { id: undefined, target: targetOf(labels()), lastMs: nothing, stagedMs: nothing };
    this.#known.set(key, known);
    return known;
  }

  /** What was staged is stored. */
  stored(series: Iterable<KnownSeries>): void {
    for (const known of series) {
      known.lastMs = known.stagedMs;
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
