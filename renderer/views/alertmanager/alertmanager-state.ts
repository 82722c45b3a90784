/** What a person chose in the Alertmanager view, and how the address says it: `show=silences&q=disk&state=suppressed&receiver=ops&expired=1&open=…&at=ns/svc:9093&every=5s`. */
import { formatRefresh, parseRefresh } from '../../state/address-parts.ts';

export const parts = ['alerts', 'silences', 'status'] as const;
export type Part = (typeof parts)[number];

export const alertFilters = ['all', 'active', 'suppressed'] as const;
type AlertFilter = (typeof alertFilters)[number];

export interface AlertmanagerState {
  readonly part: Part;
  readonly text: string;
  readonly filter: AlertFilter;
  /** Undefined: of every receiver. */
  readonly receiver: string | undefined;
  /** Silences that have ended are listed too. */
  readonly expired: boolean;
  /** Key of the row that is open. */
  readonly open: string | undefined;
  /** Which of the cluster's; undefined: the likeliest that answers. */
  readonly chosen: string | undefined;
  /** 0: only when asked. */
  readonly refreshMs: number;
}

const usualRefreshMs = 15_000;
export const longestText = 500;
const longestName = 600;

export const defaultState: AlertmanagerState = {
  ...{ part: 'alerts', text: '', filter: 'all', receiver: undefined, expired: false, open: undefined },
  ...{ chosen: undefined, refreshMs: usualRefreshMs },
};

export function formatSearch(state: AlertmanagerState): string {
  const search = new URLSearchParams();
  const { part, text, filter, receiver, expired, open, chosen, refreshMs } = state;
  search.set('show', part);
  if (text !== '') search.set('q', text);
  if (filter !== 'all') search.set('state', filter);
  if (receiver !== undefined) search.set('receiver', receiver);
  if (expired) search.set('expired', '1');
  if (open !== undefined) search.set('open', open);
  if (chosen !== undefined) search.set('at', chosen);
  if (refreshMs !== usualRefreshMs) search.set('every', formatRefresh(refreshMs));
  return search.toString();
}

/** What is no such thing is as if it were not there. */
export function parseSearch(text: string): AlertmanagerState {
  const search = new URLSearchParams(text);
  const named = (key: string) => search.get(key)?.slice(0, longestName) || undefined;
  return {
    part: parts.find((one) => one === search.get('show')) ?? 'alerts',
    text: (search.get('q') ?? '').slice(0, longestText),
    filter: alertFilters.find((one) => one === search.get('state')) ?? 'all',
    receiver: named('receiver'),
    expired: search.get('expired') === '1',
    open: named('open'),
    chosen: named('at'),
    refreshMs: parseRefresh(search.get('every'), usualRefreshMs),
  };
}

/** An address that says something of this view. */
export function isOwnSearch(text: string): boolean {
  return parts.some((one) => one === new URLSearchParams(text).get('show'));
}

/** Names are of one cluster. */
export function carried(state: AlertmanagerState): AlertmanagerState {
  return { ...state, receiver: undefined, open: undefined, chosen: undefined };
}
