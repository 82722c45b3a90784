/** What a body says of its metrics beside their samples, where it says something new. */
import type { ParsedExposition } from '../../../../shared/exposition/exposition.ts';
import type { LineCache } from '../../../../shared/exposition/line-cache.ts';
import type { StoredMetric } from '../../history/store/metric-metadata.ts';
import { storedComment } from './target-lines.ts';

type MutableMetric = { -readonly [Name in keyof StoredMetric]: StoredMetric[Name] };

/** @returns whole metrics that some comment is new of. What is the same in each body costs a look at its line */
export function newMetadata(cache: LineCache, { comments }: ParsedExposition): readonly StoredMetric[] {
  const metrics = new Map<string, MutableMetric>();
  for (const line of comments) {
    if (cache.ids[line] === storedComment) continue;
    const comment = cache.comment(line);
    if (comment !== undefined) metrics.set(comment.metric, { metric: comment.metric, type: '', help: '', unit: '' });
  }
  if (metrics.size === 0) return [];
  for (const line of comments) {
    const comment = cache.comment(line);
    const metric = comment && metrics.get(comment.metric);
    if (metric !== undefined && comment !== undefined) metric[comment.kind] = comment.text;
  }
  return [...metrics.values()];
}

export function markStored(cache: LineCache, { comments }: ParsedExposition): void {
  for (const line of comments) cache.ids[line] = storedComment;
}
