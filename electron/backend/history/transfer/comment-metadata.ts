/** What the comments of a text say of its metrics. */
import type { LineCache } from '../../../../shared/exposition/line-cache.ts';
import type { MetricMetadata } from '../../prometheus-api/api-storage.ts';

export class CommentMetadata {
  readonly #cache: LineCache;
  #known = new Map<string, MetricMetadata>();

  constructor(cache: LineCache) {
    this.#cache = cache;
  }

  get size(): number {
    return this.#known.size;
  }

  /** @param lines of the cache, in the order of the text: what comes later holds */
  add(lines: readonly number[]): void {
    for (const line of lines) {
      const comment = this.#cache.comment(line);
      if (comment === undefined) continue;
      const { kind, metric, text } = comment;
      const known = this.#known.get(metric) ?? { metric, type: 'unknown', help: '', unit: '' };
      this.#known.set(metric, { ...known, [kind]: text });
    }
  }

  /** @returns what is known of each metric so far, and forgets it */
  take(): readonly MetricMetadata[] {
    const known = [...this.#known.values()];
    this.#known = new Map();
    return known;
  }
}
