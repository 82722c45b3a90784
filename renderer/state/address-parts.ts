/** How the addresses of views write what several of them have: a time of a record, how often something is read again, what is open. Pure. */
import { formatDuration, parseDuration } from '../../shared/format/duration.ts';

/** @returns undefined for what is no time */
export function parseTime(text: string | null): number | undefined {
  const timeMs = Number(text);
  return text !== null && /^\d{1,16}$/.test(text) && timeMs <= 8.64e15 ? timeMs : undefined;
}

const shortestRefreshMs = 1000;
const longestRefreshMs = 3_600_000;

/** @param refreshMs 0: only when asked */
export function formatRefresh(refreshMs: number): string {
  return refreshMs === 0 ? 'off' : formatDuration(refreshMs);
}

export function parseRefresh(text: string | null, usualMs: number): number {
  if (text === 'off') return 0;
  const asked = parseDuration(text ?? '');
  return asked === undefined || asked === 0 ? usualMs : Math.min(longestRefreshMs, Math.max(shortestRefreshMs, asked));
}

/** Of the keys of what is open, in characters: an address of more is refused on the way by some. */
const mostOpened = 4000;

/** As many keys as there is room for, in their order. */
export function putKeys(search: URLSearchParams, named: Readonly<Record<string, ReadonlySet<string>>>): void {
  let room = mostOpened;
  for (const [name, keys] of Object.entries(named))
    for (const key of keys) {
      room -= key.length + name.length + 2;
      if (room < 0) return;
      search.append(name, key);
    }
}
