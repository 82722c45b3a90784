/** What a server warns of now, by what it says: a list that was read, and changes that came since. Bounded, whatever the server says. */
import type { ServerNotice } from '../../../shared/model/server-status.ts';
import { fieldOf, momentOf, type Said, saidOf, textOf } from '../base/read-fields.ts';
import { malformed, within } from './parse-status.ts';

/** A notice that came, came again with another time, or was taken back. */
export interface NoticeChange extends ServerNotice {
  readonly isActive: boolean;
}

interface ShownNotices {
  /** The newest first. */
  readonly notices: readonly ServerNotice[];
  readonly leftOut: number;
}

export interface NoticeBoard {
  /** In place of all that was there. @returns whether another one is there than before, or one less */
  replace(list: readonly NoticeChange[]): boolean;
  change(change: NoticeChange): void;
  shown(): ShownNotices;
}

/** A server has three sentences in all. */
const mostShown = 100;
const mostHeld = 1000;

/** Of a list. @throws AppError status.malformed */
export function parseNotices(text: string): readonly NoticeChange[] {
  const value = parsed(text);
  if (!Array.isArray(value)) throw malformed('notifications', 'it is no list');
  return value.flatMap((one) => changeOf(saidOf(one)) ?? []);
}

/** Of an event. @returns undefined where it is none */
export function parseNotice(text: string): NoticeChange | undefined {
  return changeOf(saidOf(parsed(text)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function changeOf(said: Said | undefined): NoticeChange | undefined {
  const text = textOf(said, 'text');
  return text === ''
    ? undefined
    : { text, timeMs: momentOf(said, 'date'), isActive: fieldOf(said, 'active') !== false };
}

export function createNoticeBoard(): NoticeBoard {
  let held = new Map<string, number | undefined>();
  /** Of a list: what is not held. */
  let more = 0;
  return {
    replace(list) {
      const all = new Map(list.flatMap(({ text, timeMs, isActive }) => (isActive ? [[text, timeMs] as const] : [])));
      const next = new Map([...all].slice(0, mostHeld));
      const isOther = next.size !== held.size || [...next.keys()].some((text) => !held.has(text));
      held = next;
      more = all.size - next.size;
      return isOther;
    },
    change({ text, timeMs, isActive }) {
      if (!isActive) held.delete(text);
      else if (held.has(text) || held.size < mostHeld) held.set(text, timeMs);
    },
    shown() {
      const all = [...held].map(([text, timeMs]) => ({ text, timeMs }));
      all.sort((a, b) => (b.timeMs ?? 0) - (a.timeMs ?? 0) || (a.text < b.text ? -1 : 1));
      const notices = within(all, mostShown, ({ text }) => text);
      return { notices, leftOut: more + all.length - notices.length };
    },
  };
}
