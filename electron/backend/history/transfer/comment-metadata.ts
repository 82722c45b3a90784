/** What the comments of a text say of its metrics. */
import type { LineCache } from '../../../../shared/exposition/line-cache.ts';
import type { MetricMetadata } from '../../prometheus-api/api-storage.ts';

export class CommentMetadata {
  readonly #cache: LineCache;
  #known = new Map<string, MetricMetadata>();
  #last: string | undefined;
  #textLength = 0;

  constructor(cache: LineCache) {
    this.#cache = cache;
  }

  get size(): number {
    return this.#known.size;
  }

  /** Of all texts: they come from a file, and may be long. */
  get textLength(): number {
    return this.#textLength;
  }

  /** @param lines of the cache, in the order of the text: what comes later holds */
  add(lines: readonly number[]): void {
    for (const line of lines) {
      const comment = this.#cache.comment(line);
      if (comment === undefined) continue;
      const { kind, metric, text } = comment;
      const known = this.#known.get(metric) ?? { metric, type: 'unknown', help: '', unit: '' };
      this.#known.set(metric, { ...known, [kind]: text });
      this.#last = metric;
      this.#textLength += text.length;
    }
  }

  /** @param isOver else the last metric stays: more of it may come @returns what is known of each metric so far, and forgets it */
  take(isOver: boolean): readonly MetricMetadata[] {
    const all = this.#known;
    const last = isOver || this.#last === undefined ? undefined : all.get(this.#last);
    if (last !== undefined) all.delete(last.metric);
    this.#known = new Map(last === undefined ? [] : [[last.metric, last]]);
    this.#textLength = 0;
    return [...all.values()];
  }
}
