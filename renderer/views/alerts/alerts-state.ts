/**
 * What a person chose in the Alerts view, and how the address says it: `q=node&state=firing&by=namespace&open=…&alert=…&at=…&every=5s`; of their
 * history `mode=history&window=6h&until=…&severity=critical&order=often`.
 */
import { formatDuration, parseDuration } from '../../../shared/format/duration.ts';
import type { RuleState } from '../../../shared/model/rule.ts';
import { formatRefresh, parseRefresh, parseTime, putKeys } from '../../state/address-parts.ts';
import { parseSeveral } from '../../state/several.ts';
import type { ChangeState as Change, ViewAddress } from '../../state/use-view-state.ts';
import { type HistoryOrder, historyOrders } from './history/shown-history.ts';

/** In their order: what is wrong comes first. */
export const ruleStates = ['firing', 'pending', 'inactive', 'unknown'] as const satisfies readonly RuleState[];

export interface AlertsState {
  readonly text: string;
  /** Which are shown, in the order of `ruleStates`; none: all. */
  readonly states: readonly RuleState[];
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
  /** What fires now, or what fired when. */
  readonly mode: 'now' | 'history';
  /** How long the history that is shown is … */
  readonly windowMs: number;
  /** … and where it ends; undefined: now, or as of when a record is looked at. */
  readonly untilMs: number | undefined;
  /** Of the history's rules; undefined: any; '': without one. */
  readonly severity: string | undefined;
  readonly order: HistoryOrder;
}

export type ChangeState = Change<AlertsState>;

/** As often as most rules are evaluated. */
const usualRefreshMs = 15_000;
export const longestText = 500;
const longestLabel = 200;

const usualWindowMs = 86_400_000;
/** Zoomed in further a bar would be shorter than an evaluation. */
export const shortestWindowMs = 60_000;
/** Further back few servers keep anything. */
export const longestWindowMs = 30 * 86_400_000;

const nothing: ReadonlySet<string> = new Set();

export const defaultState: AlertsState = {
  ...{ text: '', states: [], by: undefined, notes: false, open: nothing, alerts: nothing },
  ...{ atMs: undefined, refreshMs: usualRefreshMs },
  ...{ mode: 'now', windowMs: usualWindowMs, untilMs: undefined, severity: undefined, order: 'last' },
};

const ofNow = ['q', 'state', 'by', 'notes', 'open', 'alert', 'at', 'every'] as const;
const ofHistory = ['mode', 'window', 'until', 'severity', 'order'] as const;
const parameters = [...ofNow, ...ofHistory];

/** @returns without the question mark; '' where all is as at first */
export function formatSearch(state: AlertsState): string {
  const search = new URLSearchParams();
  if (state.text !== '') search.set('q', state.text);
  if (state.states.length > 0) search.set('state', state.states.join(','));
  if (state.by !== undefined) search.set('by', state.by);
  if (state.notes) search.set('notes', '1');
  if (state.atMs !== undefined) search.set('at', String(state.atMs));
  if (state.refreshMs !== usualRefreshMs) search.set('every', formatRefresh(state.refreshMs));
  if (state.mode === 'history') search.set('mode', 'history');
  if (state.windowMs !== usualWindowMs) search.set('window', formatDuration(state.windowMs));
  if (state.untilMs !== undefined) search.set('until', String(state.untilMs));
  if (state.severity !== undefined) search.set('severity', state.severity);
  if (state.order !== 'last') search.set('order', state.order);
  putKeys(search, { open: state.open, alert: state.alerts });
  return search.toString();
}

/** What is no such thing is as if it were not there. */
export function parseSearch(text: string): AlertsState {
  const search = new URLSearchParams(text);
  const by = (search.get('by') ?? '').slice(0, longestLabel);
  return {
    text: (search.get('q') ?? '').slice(0, longestText),
    states: parseSeveral(search.get('state'), ruleStates),
    by: by === '' ? undefined : by,
    notes: search.get('notes') === '1',
    open: new Set(search.getAll('open')),
    alerts: new Set(search.getAll('alert')),
    atMs: parseTime(search.get('at')),
    refreshMs: parseRefresh(search.get('every'), usualRefreshMs),
    mode: search.get('mode') === 'history' ? 'history' : 'now',
    windowMs: parseWindow(search.get('window')),
    untilMs: parseTime(search.get('until')),
    severity: search.get('severity')?.slice(0, longestLabel),
    order: historyOrders.find((one) => one === search.get('order')) ?? 'last',
  };
}

function parseWindow(text: string | null): number {
  const asked = parseDuration(text ?? '');
  return asked === undefined ? usualWindowMs : Math.min(longestWindowMs, Math.max(shortestWindowMs, asked));
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
  carried: (state) => ({ ...state, open: nothing, alerts: nothing, atMs: undefined, untilMs: undefined }),
  typed: ['text'],
};
