/**
 * What a selection met with that is damaged, for whoever asks to be told beside the rest: which series lack which times, and why. A few are
 * named, the others counted. What SQLite itself cannot read is not meant: that ends the query.
 */
import { AppError } from '../../../../shared/base/errors.ts';
import { formatLabels, type Labels } from '../../../../shared/model/labels.ts';
import type { QueryRun } from '../../../../shared/promql/queryable.ts';

/** Both inclusive. */
export interface LostTimes {
  readonly startMs: number;
  readonly endMs: number;
}

interface Lost extends LostTimes {
  readonly reason: string;
}

/** So many lines name what is lost; one more tells how much else there is. */
const mostNamed = 3;

export class Unreadable {
  readonly #warn: QueryRun['warn'];
  /** The first few, each with what it lacks, as one span where the spans follow each other. */
  readonly #named = new Map<number, Lost[]>();
  readonly #series = new Set<number>();
  readonly #targets = new Map<number, Lost>();
  #all: LostTimes | undefined;
  /** Something is lost that is in no line. */
  #isMore = false;

  constructor({ warn }: QueryRun) {
    this.#warn = warn;
  }

  /** @param error why @throws it where it says nothing of damage, or nobody would be told */
  series(id: number, times: LostTimes, error: unknown): void {
    const lost = this.#lost(times, error);
    this.#series.add(id);
    const known = this.#named.get(id);
    const last = known?.at(-1);
    if (last !== undefined && follow(last, lost)) known?.splice(-1, 1, united(last, lost));
    else if (known !== undefined && known.length < mostNamed) known.push(lost);
    else if (known === undefined && this.#named.size < mostNamed) this.#named.set(id, [lost]);
    else this.#isMore = true;
  }

  /** Rows of the target of which nobody can say whose samples they have. @throws as `series` */
  target(id: number, times: LostTimes, error: unknown): void {
    const lost = this.#lost(times, error);
    const known = this.#targets.get(id);
    this.#targets.set(id, known === undefined ? lost : united(known, lost));
  }

  /** Says it, once all is read. @param labelsOf, nameOf undefined where nobody knows */
  tell(labelsOf: (series: number) => Labels | undefined, nameOf: (target: number) => string | undefined): void {
    if (this.#all === undefined) return;
    const textOf = (id: number) => {
      const labels = labelsOf(id);
      return labels === undefined ? `a series whose labels cannot be read` : formatLabels(labels);
    };
    const lines = [
      ...[...this.#named].flatMap(([id, all]) => all.map((lost) => lineOf(`samples of ${textOf(id)}`, lost))),
      ...[...this.#targets].map(([id, lost]) => lineOf(`scrapes of the target ${nameOf(id) ?? id}`, lost)),
    ];
    for (const line of lines.slice(0, mostNamed)) this.#warn?.(line);
    if (!this.#isMore && lines.length <= mostNamed) return;
    const count = this.#series.size;
    this.#warn?.(`the history is damaged: in all, samples of ${count} series are missing, ${spanText(this.#all)}`);
  }

  #lost({ startMs, endMs }: LostTimes, error: unknown): Lost {
    if (this.#warn === undefined || !(error instanceof AppError) || error.code !== 'history.damaged') throw error;
    this.#all = united(this.#all ?? { startMs, endMs }, { startMs, endMs });
    return { startMs, endMs, reason: String(error.details?.reason ?? error.message) };
  }
}

function follow(one: LostTimes, other: LostTimes): boolean {
  return other.startMs <= one.endMs + 1 && one.startMs <= other.endMs + 1;
}

/** The reason of the first. */
function united<T extends LostTimes>(one: T, other: LostTimes): T {
  return { ...one, startMs: Math.min(one.startMs, other.startMs), endMs: Math.max(one.endMs, other.endMs) };
}

function lineOf(what: string, lost: Lost): string {
  return `the history is damaged: ${what} are missing, ${spanText(lost)} (${lost.reason})`;
}

function spanText({ startMs, endMs }: LostTimes): string {
  return `${new Date(startMs).toISOString()} to ${new Date(endMs).toISOString()}`;
}
