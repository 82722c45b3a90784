/**
 * The Targets view in the address: `q=10.20&state=down&open=node-exporter`. What is as at first is left out; what cannot be read is taken
 * as that; and of what is open, as much as an address holds.
 */
import { formatRefresh, parseRefresh } from '../../state/address-parts.ts';
import { parseSeveral } from '../../state/several.ts';
import {
  defaultState,
  foundStates,
  healths,
  isSearched,
  type Opening,
  openingOf,
  sortNames,
  type TargetsState,
  withOpening,
} from './targets-state.ts';

/** Of the names and keys of what is open, in characters: an address of more is refused on the way by some. */
const mostOpened = 4000;
const longestText = 500;

const parameters = ['mode', 'q', 'state', 'found', 'pool', 'sort', 'every', 'open', 'turned', 'target'] as const;

/** Whether an address says anything of this view: one that another view left behind does not. */
export function isOwnSearch(text: string): boolean {
  const search = new URLSearchParams(text);
  return parameters.some((name) => search.has(name));
}

/** @returns without the question mark; '' where all is as at first. */
export function formatSearch(state: TargetsState): string {
  const search = new URLSearchParams();
  const put = (name: string, value: string, usual: string) => {
    if (value !== usual) search.set(name, value);
  };
  put('mode', state.mode, defaultState.mode);
  put('q', state.text, '');
  put('state', state.health.join(','), '');
  put('found', state.found, 'all');
  if (state.pool !== undefined) search.set('pool', state.pool);
  put('sort', state.sort, defaultState.sort);
  if (state.refreshMs !== defaultState.refreshMs) search.set('every', formatRefresh(state.refreshMs));
  formatOpening(state, search);
  return search.toString();
}

function formatOpening(state: TargetsState, search: URLSearchParams): void {
  const { base, except } = openingOf(state);
  if (base !== usualBase(state)) search.set('open', base);
  let room = mostOpened;
  const put = (name: string, values: Iterable<string>) => {
    for (const value of values) {
      room -= value.length + name.length + 2;
      if (room < 0) return;
      search.append(name, value);
    }
  };
  put('turned', except);
  put('target', state.targets);
}

const usualBase = (state: TargetsState): Opening['base'] => (isSearched(state) ? 'all' : 'first');

export function parseSearch(text: string): TargetsState {
  const search = new URLSearchParams(text);
  const one = <Value extends string>(name: string, known: readonly Value[]): Value | undefined =>
    known.find((value) => value === search.get(name));
  const state: TargetsState = {
    ...defaultState,
    mode: search.get('mode') === 'discovered' ? 'discovered' : 'scraped',
    text: (search.get('q') ?? '').slice(0, longestText),
    health: parseSeveral(search.get('state'), healths),
    found: one('found', foundStates) ?? 'all',
    pool: search.get('pool') ?? undefined,
    sort: one('sort', sortNames) ?? defaultState.sort,
    refreshMs: parseRefresh(search.get('every'), defaultState.refreshMs),
    targets: new Set(search.getAll('target')),
  };
  const base = one('open', ['all', 'none', 'first']) ?? usualBase(state);
  return withOpening(state, { base, except: new Set(search.getAll('turned')) });
}

/** What holds for another context too: what is searched and how it is shown, not the names of what is there. */
export function withoutNames(text: string): string {
  const { pool, plain, searched, targets } = defaultState;
  return formatSearch({ ...parseSearch(text), pool, plain, searched, targets });
}
