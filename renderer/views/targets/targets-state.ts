/** What a person chose in the Targets view: the mode, what is searched, the order, what is open. It is in the address (targets-url.ts). */
import { toggled } from '../../../shared/base/toggled.ts';
import type { DiscoveredTarget } from '../../../shared/model/target.ts';
import type { Health } from './targets-model.ts';

export const sortNames = ['down', 'name', 'slow', 'samples'] as const;
export type SortName = (typeof sortNames)[number];

export const healths = ['up', 'down', 'unknown'] as const satisfies readonly Health[];

export const foundStates = ['active', 'dropped', 'failed'] as const satisfies readonly DiscoveredTarget['state'][];
export type FoundChoice = 'all' | DiscoveredTarget['state'];

/** Which pools are open: all, none, or those that are at first, but for the ones that were opened or closed since. */
export interface Opening {
  readonly base: 'first' | 'all' | 'none';
  readonly except: ReadonlySet<string>;
}

export interface TargetsState {
  readonly mode: 'scraped' | 'discovered';
  readonly text: string;
  /** Which are shown, in the order of `healths`; none: all. */
  readonly health: readonly Health[];
  readonly found: FoundChoice;
  readonly pool: string | undefined;
  readonly sort: SortName;
  /** 0: only when asked. */
  readonly refreshMs: number;
  /** While everything is shown. */
  readonly plain: Opening;
  /** While something is searched: what was found is to be seen, so it begins with all. */
  readonly searched: Opening;
  /** Keys of the targets that are open. */
  readonly targets: ReadonlySet<string>;
}

const defaultRefreshMs = 15_000;

const nothing: ReadonlySet<string> = new Set();
const asAtFirst: Opening = { base: 'first', except: nothing };
const everything: Opening = { base: 'all', except: nothing };

export const defaultState: TargetsState = {
  ...{ mode: 'scraped', text: '', health: [], found: 'all', pool: undefined, sort: 'down' },
  ...{ refreshMs: defaultRefreshMs, plain: asAtFirst, searched: everything, targets: nothing },
};

export function isOpen({ base, except }: Opening, pool: string, first: ReadonlySet<string>): boolean {
  const before = base === 'all' || (base === 'first' && first.has(pool));
  return before !== except.has(pool);
}

export function isSearched({ text, health, pool }: TargetsState): boolean {
  return text.trim() !== '' || health.length > 0 || pool !== undefined;
}

export function openingOf(state: TargetsState): Opening {
  return isSearched(state) ? state.searched : state.plain;
}

export function withOpening(state: TargetsState, opening: Opening): TargetsState {
  return isSearched(state) ? { ...state, searched: opening } : { ...state, plain: opening };
}

/** What a search shows is all open again when the next one begins. */
export function withSearch(
  state: TargetsState,
  search: Partial<Pick<TargetsState, 'text' | 'health' | 'pool'>>,
): TargetsState {
  const next = { ...state, ...search };
  return isSearched(state) && isSearched(next) ? next : { ...next, searched: everything };
}

export function togglePool(state: TargetsState, pool: string): TargetsState {
  const { base, except } = openingOf(state);
  return withOpening(state, { base, except: toggled(except, pool) });
}

export function openAll(state: TargetsState): TargetsState {
  return withOpening(state, everything);
}

export function closeAll(state: TargetsState): TargetsState {
  return { ...withOpening(state, { base: 'none', except: nothing }), targets: nothing };
}

export function toggleTarget(state: TargetsState, key: string): TargetsState {
  return { ...state, targets: toggled(state.targets, key) };
}

/** What discovery found for a pool, and its rules dropped. */
export function showDropped(state: TargetsState, pool: string): TargetsState {
  return { ...state, mode: 'discovered', text: '', pool, found: 'dropped' };
}
