/** Dropped targets as they are kept: a cluster may have ten times as many as it scrapes, and only so many of them are worth their room. */
import { isRecord, type Json } from './steady-json.ts';

/** Of all of them: a quarter of what a document may have. */
const mostDroppedLength = 4 * 2 ** 20;

/** The first ones, in their order, as many as there is room for. */
export function boundedDropped(items: readonly string[]): readonly string[] {
  let length = 0;
  const end = items.findIndex((item) => {
    length += item.length;
    return length > mostDroppedLength;
  });
  return end === -1 ? items : items.slice(0, end);
}

/** How many there are by pool, '' where that is not known: said by servers from 2.47 on, and here for those before. */
export function droppedTargetCounts(dropped: readonly string[], active: readonly string[]): string {
  const pools = new Set(active.map((item) => textOf(JSON.parse(item), 'scrapePool')));
  const counts = new Map<string, number>();
  for (const item of dropped) {
    const target: Json = JSON.parse(item);
    const labels = isRecord(target) ? target.discoveredLabels : undefined;
    const job = textOf(labels, 'job');
    const pool = textOf(target, 'scrapePool') || (pools.has(job) ? job : '');
    counts.set(pool, (counts.get(pool) ?? 0) + 1);
  }
  return JSON.stringify(Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))));
}

function textOf(value: Json | undefined, key: string): string {
  const text = isRecord(value) ? value[key] : undefined;
  return typeof text === 'string' ? text : '';
}
