/**
 * The lines of a target in one format, and beside each the series it is of. What is remembered is what Prometheus's scrape cache remembers: a
 * line that a body has not, though it was taken, counts as new when it returns.
 */
import type { ExpositionFormat, ExpositionParser } from '../../../../shared/exposition/exposition.ts';
import { grown, LineCache, noId } from '../../../../shared/exposition/line-cache.ts';
import { parserFor } from '../../../../shared/exposition/parser-for.ts';
import type { ScrapeRules } from './scrape-rules.ts';

/** Beside a line whose series metric relabelling drops. */
export const droppedId = noId - 1;
/** Beside a line that is no new one, but was only in bodies of which nothing is stored: its series has no id yet. */
export const unstoredId = noId - 2;
/** Beside a comment whose metadata is stored. */
export const storedComment = 0;

/**
 * Beside as many new lines as samples a body may have as many again: comments, and lines that are dropped. Of real ones the comments
 * are a tenth; and the largest have no more than some thousand metrics, so that it is this many at most.
 */
const mostOtherLines = 50_000;
const moreLines = 1000;

/** Lines that so many bodies did not have are forgotten, once they are many. */
const keptBodies = 10;

/** Which samples of a line there were: none, only some with times of their own, or one without. */
export type LineMark = 'new' | 'timed' | 'untimed';

type LineRules = Pick<ScrapeRules, 'dialect' | 'limits' | 'classicHistograms'>;

export class TargetLines {
  readonly cache = new LineCache();
  readonly parser: ExpositionParser;
  /** Of the last body that was taken. */
  #takenGeneration = 0;
  #takenSize = 0;
  /** The run in which each line was last marked, doubled, and one more where it was without a time of its own. */
  #marks = new Uint32Array(0);
  #run = 0;

  /** The limit of samples, 0 for none, bounds the lines that are looked at, too. */
  constructor(format: ExpositionFormat, { dialect, limits: { samples: mostSamples }, classicHistograms }: LineRules) {
    const bound =
      mostSamples > 0 ? { mostNewLines: mostSamples + Math.min(mostSamples, mostOtherLines) + moreLines } : {};
    const classic = classicHistograms === undefined ? {} : { classicHistograms };
    this.parser = parserFor(format, { cache: this.cache, dialect, ...bound, ...classic });
  }

  /** All marks are gone. */
  beginRun(): void {
    this.#run += 2;
    this.#marks = grown(this.#marks, this.cache.size);
  }

  /** A sample of the line. @returns what it had before, in this run */
  mark(line: number, isTimed: boolean): LineMark {
    const mark = this.#marks[line] as number;
    if (mark !== this.#run + 1) this.#marks[line] = isTimed ? this.#run : this.#run + 1;
    return mark < this.#run ? 'new' : mark === this.#run ? 'timed' : 'untimed';
  }

  /** The last body was stored. */
  taken(): void {
    const { cache } = this;
    for (let line = 0; line < cache.size; line += 1)
      if ((cache.seen[line] as number) <= this.#takenGeneration) cache.ids[line] = noId;
    this.#takenGeneration = cache.generation;
    cache.trim(keptBodies);
    this.#takenSize = cache.size;
  }

  /**
   * Nothing of the last body was stored. What was learnt of none of its last lines (those over the limit) is forgotten; and as Prometheus's
   * cache does it (iterDone), all that it had not, where such bodies have doubled what there was.
   */
  refused(): void {
    const { cache } = this;
    let size = cache.size;
    for (const least = size - cache.added; size > least && cache.ids[size - 1] === noId; ) size -= 1;
    cache.cut(size);
    if (cache.size > 2 * this.#takenSize + moreLines) cache.trim(1);
  }

  /** Those of the history: they are to be registered anew. */
  forget(series: ReadonlySet<number>): void {
    const { cache } = this;
    for (let line = 0; line < cache.size; line += 1)
      if (series.has(cache.ids[line] as number)) cache.ids[line] = unstoredId;
  }
}
