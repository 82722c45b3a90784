/** What a person chose in the Rules view, and how the address says it: `q=node&health=err&kind=alerting&sort=slow&flat=1&open=none&turned=…&rule=…&at=…`. */
import { formatRefresh, parseRefresh, parseTime, putKeys } from '../../state/address-parts.ts';
import { parseSeveral } from '../../state/several.ts';
import type { ChangeState as Change, ViewAddress } from '../../state/use-view-state.ts';

/** In their order: what is wrong comes first. */
export const healths = ['err', 'ok', 'unknown'] as const;
export type Health = (typeof healths)[number];

export const kinds = ['all', 'alerting', 'recording'] as const;
export type KindChoice = (typeof kinds)[number];

export const sorts = ['file', 'slow', 'recent'] as const;
export type SortName = (typeof sorts)[number];

export interface RulesState {
  readonly text: string;
  /** Which are shown, in the order of `healths`; none: all. */
  readonly health: readonly Health[];
  readonly kind: KindChoice;
  /** Of groups, and of the rules in each; or of all rules. */
  readonly sort: SortName;
  /** Rules alone, without their groups. */
  readonly flat: boolean;
  /** Whether groups are open but for those that were turned. */
  readonly areOpen: boolean;
  readonly turned: ReadonlySet<string>;
  /** Keys of the rules that are open. */
  readonly rules: ReadonlySet<string>;
  /** Of a record: as of when; undefined: the newest. */
  readonly atMs: number | undefined;
  /** 0: only when asked. */
  readonly refreshMs: number;
}

export type ChangeState = Change<RulesState>;

/** As often as most rules are evaluated. */
const usualRefreshMs = 15_000;
export const longestText = 500;

const nothing: ReadonlySet<string> = new Set();

export const defaultState: RulesState = {
  ...{ text: '', health: [], kind: 'all', sort: 'file', flat: false, areOpen: true, turned: nothing },
  ...{ rules: nothing, atMs: undefined, refreshMs: usualRefreshMs },
};

const parameters = ['q', 'health', 'kind', 'sort', 'flat', 'open', 'turned', 'rule', 'at', 'every'] as const;

/** @returns without the question mark; '' where all is as at first */
function formatSearch(state: RulesState): string {
  const search = new URLSearchParams();
  const put = (name: string, value: string, usual: string) => {
    if (value !== usual) search.set(name, value);
  };
  put('q', state.text, '');
  put('health', state.health.join(','), '');
  put('kind', state.kind, 'all');
  put('sort', state.sort, 'file');
  if (state.flat) search.set('flat', '1');
  if (!state.areOpen) search.set('open', 'none');
  if (state.atMs !== undefined) search.set('at', String(state.atMs));
  if (state.refreshMs !== usualRefreshMs) search.set('every', formatRefresh(state.refreshMs));
  putKeys(search, { rule: state.rules, turned: state.turned });
  return search.toString();
}

/** What is no such thing is as if it were not there. */
function parseSearch(text: string): RulesState {
  const search = new URLSearchParams(text);
  const one = <Value extends string>(name: string, known: readonly Value[], usual: Value): Value =>
    known.find((value) => value === search.get(name)) ?? usual;
  return {
    text: (search.get('q') ?? '').slice(0, longestText),
    health: parseSeveral(search.get('health'), healths),
    kind: one('kind', kinds, 'all'),
    sort: one('sort', sorts, 'file'),
    flat: search.get('flat') === '1',
    areOpen: search.get('open') !== 'none',
    turned: new Set(search.getAll('turned')),
    rules: new Set(search.getAll('rule')),
    atMs: parseTime(search.get('at')),
    refreshMs: parseRefresh(search.get('every'), usualRefreshMs),
  };
}

/** Keys of groups and rules are made of names: what is open in one cluster need not be there in another. */
export const rulesAddress: ViewAddress<RulesState> = {
  ...{ name: 'rules', format: formatSearch, parse: parseSearch, typed: ['text'] },
  isOwn(text) {
    const search = new URLSearchParams(text);
    return parameters.some((name) => search.has(name));
  },
  carried: (state) => ({ ...state, turned: nothing, rules: nothing, atMs: undefined }),
};

export function isGroupOpen({ areOpen, turned }: Pick<RulesState, 'areOpen' | 'turned'>, group: string): boolean {
  return areOpen !== turned.has(group);
}
