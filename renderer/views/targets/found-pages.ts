/** What was discovered, a page at a time: thousands are never in the page at once. Plain data. */
import type { DiscoveredTarget, FoundDiscovered } from '../../../shared/model/target.ts';

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

/** Which labels tell a discovered one apart, the most telling first: what it gets as a target, else what discovery says of it. */
export function namesOf({ pool, labels, discovered }: DiscoveredTarget): readonly string[] {
  // What the pool says already tells nothing apart.
  if (labels.length > 0) return labels.filter((_, i) => i % 2 === 0 && labels[i + 1] !== pool);
  const names = discovered.filter((name, i) => i % 2 === 0 && !isSame(name));
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
