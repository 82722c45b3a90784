/** What a person chose in the Status view, and how the address says it: `part=flags&q=retention&changed=1&sort=-value&at=…&every=5s`. */
import { formatDuration, parseDuration } from '../../../shared/format/duration.ts';
import { formatRefresh, parseRefresh, parseTime } from '../../state/address-parts.ts';

export const parts = ['runtime', 'flags', 'tsdb', 'alertmanagers', 'pushgateway'] as const;
export type Part = (typeof parts)[number];

const sortKeys = ['name', 'value', 'mark'] as const;

export interface FlagSort {
  readonly key: (typeof sortKeys)[number];
  readonly descending: boolean;
}

export interface StatusState {
  readonly part: Part;
  /** What the flags, or the groups of the Pushgateway, are searched for. */
  readonly text: string;
  readonly onlyChanged: boolean;
  /** Of the Pushgateway: only groups that are stale, or whose last push was refused. */
  readonly onlyBad: boolean;
  /** From what age on a group's last push is stale. */
  readonly staleMs: number;
  /** Which Pushgateway; undefined: the likeliest that answers. */
  readonly gateway: string | undefined;
  readonly sort: FlagSort;
  /** Of a record: as of when; undefined: the newest. */
  readonly atMs: number | undefined;
  /** 0: only when asked. */
  readonly refreshMs: number;
}

/** A server counts the series of its TSDB anew each half a minute at most. */
const usualRefreshMs = 30_000;
export const longestText = 500;
/** Most of what is pushed is of jobs that run each day. */
const usualStaleMs = 86_400_000;
const longestName = 600;

export const defaultState: StatusState = {
  ...{ part: 'runtime', text: '', onlyChanged: false, sort: { key: 'name', descending: false } },
  ...{ atMs: undefined, refreshMs: usualRefreshMs, onlyBad: false, staleMs: usualStaleMs, gateway: undefined },
};

export function formatSearch(state: StatusState): string {
  const search = new URLSearchParams();
  const { part, text, onlyChanged, sort, atMs, refreshMs, onlyBad, staleMs, gateway } = state;
  search.set('part', part);
  if (text !== '') search.set('q', text);
  if (onlyChanged) search.set('changed', '1');
  if (sort.key !== 'name' || sort.descending) search.set('sort', (sort.descending ? '-' : '') + sort.key);
  if (onlyBad) search.set('bad', '1');
  if (staleMs !== usualStaleMs) search.set('stale', formatDuration(staleMs));
  if (gateway !== undefined) search.set('gateway', gateway);
  if (atMs !== undefined) search.set('at', String(atMs));
  if (refreshMs !== usualRefreshMs) search.set('every', formatRefresh(refreshMs));
  return search.toString();
}

/** What is no such thing is as if it were not there. */
export function parseSearch(text: string): StatusState {
  const search = new URLSearchParams(text);
  return {
    part: parts.find((one) => one === search.get('part')) ?? defaultState.part,
    text: (search.get('q') ?? '').slice(0, longestText),
    onlyChanged: search.get('changed') === '1',
    sort: parseSort(search.get('sort') ?? ''),
    atMs: parseTime(search.get('at')),
    refreshMs: parseRefresh(search.get('every'), usualRefreshMs),
    onlyBad: search.get('bad') === '1',
    staleMs: parseDuration(search.get('stale') ?? '') || usualStaleMs,
    gateway: search.get('gateway')?.slice(0, longestName) || undefined,
  };
}

function parseSort(text: string): FlagSort {
  const key = sortKeys.find((one) => one === text.replace(/^-/, ''));
  return key === undefined ? defaultState.sort : { key, descending: text.startsWith('-') };
}

/** An address that says something of this view. */
export function isOwnSearch(text: string): boolean {
  return parts.some((one) => one === new URLSearchParams(text).get('part'));
}
