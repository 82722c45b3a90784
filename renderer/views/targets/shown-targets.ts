/** What of a reading fits the search, in the order that is wanted; and the rows that it makes with what is open. */
import type { Target } from '../../../shared/model/target.ts';
import type { Work } from '../../components/slices.ts';
import { isChosen } from '../../state/several.ts';
import {
  compareTexts,
  type Health,
  type HealthCounts,
  type MemberModel,
  type PoolModel,
  type TargetsModel,
} from './targets-model.ts';
import { isOpen, type Opening, type SortName, type TargetsState } from './targets-state.ts';

export interface ShownPool {
  readonly pool: PoolModel;
  /** Those that fit, in their order. */
  readonly targets: readonly Target[];
}

export interface ShownTargets {
  readonly pools: readonly ShownPool[];
  /** Of those that fit the text and the pool, whatever their health: what a choice of a health would show. */
  readonly counts: HealthCounts;
  /** How many are shown. */
  readonly count: number;
}

type Search = Pick<TargetsState, 'text' | 'health' | 'pool' | 'sort'>;

/** How many targets are looked at before the page may have its turn. */
const stride = 256;

export function* showTargets({ pools }: TargetsModel, search: Search): Work<ShownTargets> {
  const { health, pool: onlyPool, sort } = search;
  const words = search.text.toLowerCase().split(/\s+/).filter(Boolean);
  const isSearched = words.length > 0 || health.length > 0;
  const counts = { up: 0, down: 0, unknown: 0 };
  const shown: ShownPool[] = [];
  let count = 0;
  let looked = 0;
  for (const pool of pools) {
    if (onlyPool !== undefined && pool.name !== onlyPool) continue;
    const wanted = wordsBeside(pool.name, words);
    const members: MemberModel[] = [];
    for (const member of pool.members) {
      looked += 1;
      if (looked % stride === 0) yield 0.5;
      if (!wanted.every((word) => member.words.includes(word))) continue;
      counts[member.target.health] += 1;
      if (isChosen(health, member.target.health)) members.push(member);
    }
    count += members.length;
    // A pool without targets is in the configuration all the same; only a search leaves it out.
    if (members.length > 0 || !isSearched) shown.push({ pool, targets: inOrder(members, sort) });
    yield 0.5;
  }
  return { pools: shown.sort((a, b) => poolOrders[sort](a.pool, b.pool)), counts, count };
}

/** A word that is in the pool's name is found in all of its targets. */
function wordsBeside(pool: string, words: readonly string[]): readonly string[] {
  if (words.length === 0) return words;
  const name = pool.toLowerCase();
  return words.filter((word) => !name.includes(word));
}

const healthRank: Readonly<Record<Health, number>> = { down: 0, unknown: 1, up: 2 };

function inOrder(members: readonly MemberModel[], sort: SortName): readonly Target[] {
  const targets = members.map(({ target }) => target);
  // Sorting keeps the order of the endpoints among equals.
  if (sort === 'down') return targets.sort((a, b) => healthRank[a.health] - healthRank[b.health]);
  if (sort === 'slow') return targets.sort((a, b) => (b.durationMs ?? -1) - (a.durationMs ?? -1));
  if (sort === 'samples') return targets.sort((a, b) => (b.samples ?? -1) - (a.samples ?? -1));
  return targets;
}

const brokenness = ({ counts }: PoolModel) => (counts.down > 0 ? 0 : counts.unknown > 0 ? 1 : 2);

const poolOrders: Readonly<Record<SortName, (a: PoolModel, b: PoolModel) => number>> = {
  down: (a, b) => brokenness(a) - brokenness(b) || a.place - b.place,
  name: (a, b) => compareTexts(a.name, b.name),
  slow: (a, b) => (b.slowestMs ?? -1) - (a.slowestMs ?? -1) || a.place - b.place,
  samples: (a, b) => (b.samples ?? -1) - (a.samples ?? -1) || a.place - b.place,
};

export type Row =
  | { readonly kind: 'pool'; readonly key: string; readonly shown: ShownPool; readonly open: boolean }
  | {
      readonly kind: 'target';
      readonly key: string;
      readonly pool: PoolModel;
      readonly target: Target;
      readonly open: boolean;
      /** Its own among its pool's, from 1 on, and how many there are. */
      readonly place: number;
      readonly of: number;
    };

const poolKey = (name: string): string => `pool ${name}`;
export const targetKey = (key: string): string => `target ${key}`;

export function rowsOf(
  { pools }: ShownTargets,
  opening: Opening,
  first: ReadonlySet<string>,
  openTargets: ReadonlySet<string>,
): readonly Row[] {
  const rows: Row[] = [];
  for (const shown of pools) {
    const { pool, targets } = shown;
    const open = targets.length > 0 && isOpen(opening, pool.name, first);
    rows.push({ kind: 'pool', key: poolKey(pool.name), shown, open });
    if (!open) continue;
    for (const [index, target] of targets.entries()) {
      const { key } = target;
      const place = { place: index + 1, of: targets.length };
      rows.push({ kind: 'target', key: targetKey(key), pool, target, open: openTargets.has(key), ...place });
    }
  }
  return rows;
}

/** So few targets are all seen at once. */
const fewTargets = 30;

/** The pools that are open until somebody says otherwise: all where there are few targets, else the first one that is broken. */
export function openAtFirst({ pools, counts }: TargetsModel): ReadonlySet<string> {
  if (counts.up + counts.down + counts.unknown <= fewTargets) return new Set(pools.map(({ name }) => name));
  const broken = pools.find((pool) => pool.counts.down > 0);
  return new Set(broken === undefined ? [] : [broken.name]);
}
