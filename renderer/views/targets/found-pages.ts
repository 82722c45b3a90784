/** What was discovered, a page at a time: thousands are never in the page at once. Plain data. */
import type { Labels } from '../../../shared/model/labels.ts';
import type { DiscoveredTarget, FoundDiscovered } from '../../../shared/model/target.ts';
import { splitLabels } from '../../charts/label-split.ts';

export const pageSize = 100;

export interface FoundPages {
  /** What was searched. */
  readonly search: string;
  readonly found: Omit<FoundDiscovered, 'targets'>;
  /** By their number from 0 on; those that were not asked for are missing. */
  readonly pages: ReadonlyMap<number, readonly DiscoveredTarget[]>;
}

/** Twenty times what a window shows: one that was scrolled past is asked for again where somebody comes back. */
const mostPages = 20;

/** A page of another reading or search takes the place of all pages of the last: they may not be of the same list. */
export function withPage(
  before: FoundPages | undefined,
  search: string,
  page: number,
  { targets, ...found }: FoundDiscovered,
): FoundPages {
  if (before?.search !== search || before.found.readAtMs !== found.readAtMs || before.found.count !== found.count)
    return { search, found, pages: new Map([[page, targets]]) };
  const pages = new Map([...before.pages, [page, targets]]);
  const farthestFirst = [...pages.keys()].sort((a, b) => Math.abs(b - page) - Math.abs(a - page));
  for (const far of farthestFirst.slice(0, Math.max(0, pages.size - mostPages))) pages.delete(far);
  // What is said of the whole is the same: nothing that shows only that is drawn again.
  return { search, found: before.found, pages };
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

/** The labels that tell a target apart from those of its pool which became the same: of as many as there are in the pages. */
export type Naming = (target: DiscoveredTarget) => readonly string[];

type Groups = ReadonlyMap<string, readonly DiscoveredTarget[]>;

/** Of each page, once: they come one after the other, and there may be many by then. */
const groupsOfPages = new WeakMap<readonly DiscoveredTarget[], Groups>();

function groupsOf(page: readonly DiscoveredTarget[]): Groups {
  const known = groupsOfPages.get(page);
  if (known !== undefined) return known;
  const groups = new Map<string, DiscoveredTarget[]>();
  for (const target of page) {
    const group = groups.get(groupOf(target));
    if (group === undefined) groups.set(groupOf(target), [target]);
    else group.push(target);
  }
  groupsOfPages.set(page, groups);
  return groups;
}

/** Lists of names that were given before, by what is in them: a row whose list is the same is not drawn again. */
type KnownLists = Map<string, readonly string[]>;

export function namingOf({ pages }: FoundPages, lists: KnownLists): Naming {
  const known = new Map<string, readonly string[]>();
  return (target) => {
    const group = groupOf(target);
    const found = known.get(group) ?? namesIn(pages, group);
    const names = lists.get(found.join()) ?? found;
    lists.set(names.join(), names);
    known.set(group, names);
    return names;
  };
}

function namesIn(pages: FoundPages['pages'], group: string): readonly string[] {
  const targets: DiscoveredTarget[] = [];
  for (const page of pages.values()) {
    if (targets.length < mostCompared) targets.push(...(groupsOf(page).get(group) ?? []));
  }
  const { naming, differing } = splitLabels(targets.slice(0, mostCompared).map(labelsOf));
  return targets[0]?.state === 'active' ? naming : differing;
}

const groupOf = ({ pool, state }: DiscoveredTarget): string => `${state} ${pool}`;

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
