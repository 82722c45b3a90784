/** What a person chose in the Alerts view, and how the address says it: `q=node&state=firing&by=namespace&open=…&alert=…&at=…&every=5s`. */
import type { RuleState } from '../../../shared/model/rule.ts';
import { formatRefresh, parseRefresh, parseTime } from '../../state/address-parts.ts';
import type { ChangeState as Change, ViewAddress } from '../../state/use-view-state.ts';

/** In their order: what is wrong comes first. */
export const ruleStates = ['firing', 'pending', 'inactive', 'unknown'] as const satisfies readonly RuleState[];
export type StateChoice = 'all' | RuleState;

export interface AlertsState {
  readonly text: string;
  readonly state: StateChoice;
  /** The name of the label by whose values alerts stand together; undefined: by their rules. */
  readonly by: string | undefined;
  /** Each alert has what its annotations say, below it. */
  readonly notes: boolean;
  /** Keys of the sections that are open. */
  readonly open: ReadonlySet<string>;
  /** Keys of the alerts that are open. */
  readonly alerts: ReadonlySet<string>;
  /** Of a record: as of when; undefined: the newest. */
  readonly atMs: number | undefined;
  /** 0: only when asked. */
  readonly refreshMs: number;
}

export type ChangeState = Change<AlertsState>;

/** As often as most rules are evaluated. */
const usualRefreshMs = 15_000;
export const longestText = 500;
const longestLabel = 200;

/** Of the keys of what is open, in characters: an address of more is refused on the way by some. */
const mostOpened = 4000;

const nothing: ReadonlySet<string> = new Set();

export const defaultState: AlertsState = {
  ...{ text: '', state: 'all', by: undefined, notes: false, open: nothing, alerts: nothing },
  ...{ atMs: undefined, refreshMs: usualRefreshMs },
};

const parameters = ['q', 'state', 'by', 'notes', 'open', 'alert', 'at', 'every'] as const;

/** @returns without the question mark; '' where all is as at first */
export function formatSearch(state: AlertsState): string {
  const search = new URLSearchParams();
  if (state.text !== '') search.set('q', state.text);
  if (state.state !== 'all') search.set('state', state.state);
  if (state.by !== undefined) search.set('by', state.by);
  if (state.notes) search.set('notes', '1');
  if (state.atMs !== undefined) search.set('at', String(state.atMs));
  if (state.refreshMs !== usualRefreshMs) search.set('every', formatRefresh(state.refreshMs));
  let room = mostOpened;
  const put = (name: string, keys: Iterable<string>) => {
    for (const key of keys) {
      room -= key.length + name.length + 2;
      if (room < 0) return;
      search.append(name, key);
    }
  };
  put('open', state.open);
  put('alert', state.alerts);
  return search.toString();
}

/** What is no such thing is as if it were not there. */
export function parseSearch(text: string): AlertsState {
  const search = new URLSearchParams(text);
  const by = (search.get('by') ?? '').slice(0, longestLabel);
  return {
    text: (search.get('q') ?? '').slice(0, longestText),
    state: ruleStates.find((one) => one === search.get('state')) ?? 'all',
    by: by === '' ? undefined : by,
    notes: search.get('notes') === '1',
    open: new Set(search.getAll('open')),
    alerts: new Set(search.getAll('alert')),
    atMs: parseTime(search.get('at')),
    refreshMs: parseRefresh(search.get('every'), usualRefreshMs),
  };
}

/** Keys of rules and alerts are made of their names and labels: what is open in one cluster need not be there in another. */
export const alertsAddress: ViewAddress<AlertsState> = {
  name: 'alerts',
  format: formatSearch,
  parse: parseSearch,
  isOwn(text) {
    const search = new URLSearchParams(text);
    return parameters.some((name) => search.has(name));
  },
  carried: (state) => ({ ...state, open: nothing, alerts: nothing, atMs: undefined }),
  typed: ['text'],
};

export function toggled(set: ReadonlySet<string>, one: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}
