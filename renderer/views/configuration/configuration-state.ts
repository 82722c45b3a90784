/** What a person chose in the Configuration view, and how the address says it: `mode=yaml&job=node&q=relabel&wrap=1&at=…&every=1m`, `mode=changes&a=…&b=now&look=split`. */

import type { ReactNode } from 'react';
import { formatRefresh, parseRefresh, parseTime } from '../../state/address-parts.ts';
import type { ChangeState, ViewAddress } from '../../state/use-view-state.ts';
import type { DiffLook } from './diff-rows.ts';

export const modes = ['yaml', 'changes'] as const;
type Mode = (typeof modes)[number];

/** A version of a record by its time, or what the server has now. */
export type VersionName = number | 'now';

export interface ConfigurationState {
  readonly mode: Mode;
  /** The pool whose part alone is shown; undefined: all of it. */
  readonly job: string | undefined;
  readonly text: string;
  /** Long lines go on below. */
  readonly wrap: boolean;
  /** Of a record: as of when; undefined: the newest. */
  readonly atMs: number | undefined;
  /** What is compared; undefined: the two newest ones. */
  readonly before: VersionName | undefined;
  readonly after: VersionName | undefined;
  /** Undefined: as there is room. */
  readonly look: DiffLook | undefined;
  /** 0: only when asked. */
  readonly refreshMs: number;
}

const usualRefreshMs = 30_000;
export const longestText = 200;
const longestJob = 2000;

export const defaultState: ConfigurationState = {
  ...{ mode: 'yaml', job: undefined, text: '', wrap: false, atMs: undefined, before: undefined, after: undefined },
  ...{ look: undefined, refreshMs: usualRefreshMs },
};

function formatSearch(state: ConfigurationState): string {
  const search = new URLSearchParams();
  const put = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== '') search.set(name, value);
  };
  search.set('mode', state.mode);
  put('job', state.job);
  put('q', state.text);
  put('wrap', state.wrap ? '1' : undefined);
  put('at', state.atMs?.toString());
  put('a', state.before?.toString());
  put('b', state.after?.toString());
  put('look', state.look);
  if (state.refreshMs !== usualRefreshMs) search.set('every', formatRefresh(state.refreshMs));
  return search.toString();
}

function parseSearch(text: string): ConfigurationState {
  const search = new URLSearchParams(text);
  const job = search.get('job')?.slice(0, longestJob);
  const look = search.get('look');
  return {
    mode: modes.find((one) => one === search.get('mode')) ?? 'yaml',
    job: job === '' ? undefined : job,
    text: (search.get('q') ?? '').slice(0, longestText),
    wrap: search.get('wrap') === '1',
    atMs: parseTime(search.get('at')),
    before: parseVersion(search.get('a')),
    after: parseVersion(search.get('b')),
    look: look === 'split' || look === 'unified' ? look : undefined,
    refreshMs: parseRefresh(search.get('every'), usualRefreshMs),
  };
}

function parseVersion(text: string | null): VersionName | undefined {
  return text === 'now' ? text : parseTime(text);
}

/** A link may say the pool alone. */
function isOwnSearch(text: string): boolean {
  const search = new URLSearchParams(text);
  return modes.some((one) => one === search.get('mode')) || (search.has('job') && !search.has('mode'));
}

export const configurationAddress: ViewAddress<ConfigurationState> = {
  ...{ name: 'configuration', format: formatSearch, parse: parseSearch, isOwn: isOwnSearch, typed: ['text'] },
  // Times are those of another record, and pools another server's.
  carried: ({ mode, text, wrap, look, refreshMs }) => ({ ...defaultState, mode, text, wrap, look, refreshMs }),
};

/** What each mode is given. */
export interface ModeProps {
  readonly state: ConfigurationState;
  readonly change: ChangeState<ConfigurationState>;
  /** What stands between the toolbar and the panel. */
  readonly children: ReactNode;
}
