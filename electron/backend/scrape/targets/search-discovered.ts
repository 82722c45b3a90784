/** Searches in what jobs discovered: what is scraped, dropped, or cannot be. */
import type { Labels } from '../../../../shared/model/labels.ts';
import type { DiscoveredTarget, FoundDiscovered } from '../../../../shared/model/target.ts';
import type { JobTargetSet } from './job-targets.ts';

export interface DiscoveredJob {
  readonly name: string;
  readonly set: JobTargetSet;
}

export interface DiscoveredQuery {
  readonly pool?: string | undefined;
  readonly state?: DiscoveredTarget['state'] | undefined;
  /** In any case of letters: in the pool's name, in `name="value"` of the labels before and after relabelling. */
  readonly text: string;
  readonly offset: number;
  readonly limit: number;
}

/** Yields after each target that was looked at. Those of a pool follow each other: active, failed, dropped. */
export function* searchDiscovered(
  jobs: readonly DiscoveredJob[],
  { pool, state, text, offset, limit }: DiscoveredQuery,
): Generator<void, Pick<FoundDiscovered, 'count' | 'targets'>> {
  const wanted = text.toLowerCase();
  const targets: DiscoveredTarget[] = [];
  let count = 0;
  for (const job of jobs) {
    if (pool !== undefined && job.name !== pool) continue;
    const isWhole = job.name.toLowerCase().includes(wanted);
    for (const target of discoveredOf(job)) {
      yield;
      if (state !== undefined && target.state !== state) continue;
      if (!isWhole && !hasText(target.discovered, wanted) && !hasText(target.labels, wanted)) continue;
      if (count >= offset && targets.length < limit) targets.push(target);
      count += 1;
    }
  }
  return { count, targets };
}

function* discoveredOf({ name: pool, set }: DiscoveredJob): Generator<DiscoveredTarget> {
  for (const { key, discovered, publicLabels: labels } of set.active.values())
    yield { key, pool, state: 'active', discovered, labels, error: '' };
  for (const { key, discovered, message: error } of set.failed)
    yield { key, pool, state: 'failed', discovered, labels: [], error };
  for (const { key, discovered } of set.dropped)
    yield { key, pool, state: 'dropped', discovered, labels: [], error: '' };
}

function hasText(labels: Labels, wanted: string): boolean {
  for (let i = 0; i + 1 < labels.length; i += 2) {
    if (`${labels[i]}="${labels[i + 1]}"`.toLowerCase().includes(wanted)) return true;
  }
  return false;
}
