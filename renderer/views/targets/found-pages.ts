/** What was discovered, a page at a time: thousands are never in the page at once. Plain data. */
import type { Labels } from '../../../shared/model/labels.ts';
import type { DiscoveredTarget, FoundDiscovered } from '../../../shared/model/target.ts';
import { splitLabels } from '../../charts/label-split.ts';

export const pageSize = 100;

export interface FoundPages {
  readonly found: Omit<FoundDiscovered, 'targets'>;
  /** By their number from 0 on; those that were not asked for are missing. */
  readonly pages: ReadonlyMap<number, readonly DiscoveredTarget[]>;
}

/** A page of another reading takes the place of all pages of the last: they may not be of the same list. */
export function withPage(
  before: FoundPages | undefined,
  page: number,
  { targets, ...found }: FoundDiscovered,
): FoundPages {
  const isSame = before?.found.readAtMs === found.readAtMs && before.found.count === found.count;
  return { found, pages: new Map([...(isSame ? before.pages : []), [page, targets]]) };
}

export function foundAt({ pages }: FoundPages, index: number): DiscoveredTarget | undefined {
  return pages.get(Math.floor(index / pageSize))?.[index % pageSize];
}

/** The pages that rows are on. */
export function pagesOf(first: number, last: number): readonly number[] {
  const from = Math.floor(Math.max(0, first) / pageSize);
  const to = Math.floor(Math.max(first, last) / pageSize);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

const telling = [
  'pod_name',
  'node_name',
  'service_name',
  'namespace',
  'container_name',
  'container_port_name',
  'endpoints_name',
];

/** Of how many of a pool it is looked what tells them apart. */
const mostCompared = 200;

/** The labels that tell those of a pool apart which became the same, by `groupOf`: of as many as there are in the pages. */
export function namingOf({ pages }: FoundPages): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, DiscoveredTarget[]>();
  for (const page of pages.values()) {
    for (const target of page) {
      const group = groups.get(groupOf(target)) ?? [];
      if (group.length < mostCompared) group.push(target);
      groups.set(groupOf(target), group);
    }
  }
  return new Map(
    [...groups].map(([group, targets]) => {
      const split = splitLabels(targets.map(labelsOf));
      return [group, targets[0]?.state === 'active' ? split.naming : split.differing];
    }),
  );
}

export const groupOf = ({ pool, state }: DiscoveredTarget): string => `${state} ${pool}`;

/** What it gets as a target, else what discovery says of it. */
export const labelsOf = ({ labels, discovered }: DiscoveredTarget): Labels => (labels.length > 0 ? labels : discovered);

/** Which labels tell a discovered one apart, the most telling first. @param naming of its group; all where that tells nothing */
export function namesOf(target: DiscoveredTarget, naming: readonly string[] = []): readonly string[] {
  const { pool, labels, discovered } = target;
  const differs = (name: string) => naming.length === 0 || naming.includes(name);
  // What the pool says already tells nothing apart.
  if (labels.length > 0) return labels.filter((name, i) => i % 2 === 0 && labels[i + 1] !== pool && differs(name));
  const names = discovered.filter((name, i) => i % 2 === 0 && !isSame(name) && differs(name));
  const rank = (name: string) => {
    const at = telling.findIndex((end) => name.startsWith('__meta_') && name.endsWith(`_${end}`));
    return at < 0 ? telling.length : at;
  };
  return names.sort((a, b) => rank(a) - rank(b));
}

/** What nearly all have alike, or what stands in a column of its own. */
function isSame(name: string): boolean {
  return /^__(?:address|scheme|metrics_path|scrape_interval|scrape_timeout|param_.*)__$/.test(name);
}
