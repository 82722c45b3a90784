/** Times as people type them: `10:30`, `11-22 10:30`, `2026-11-22 10:30:15`, `now-3h`, `now`, seconds since 1970. Pure. */
import { parseDuration } from './duration.ts';
import type { TimeZone } from './time.ts';

/** `now` itself: the window then goes on ending now. */
export type TypedTime = { readonly kind: 'now' } | { readonly kind: 'time'; readonly timeMs: number };

/** @param zone in which a clock's time is meant. @returns undefined for what is no time. */
export function parseTypedTime(text: string, nowMs: number, zone: TimeZone): TypedTime | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === 'now') return { kind: 'now' };
  const timeMs =
    relativeTime(trimmed, nowMs) ?? epochTime(trimmed) ?? clockTime(trimmed, nowMs, zone) ?? isoTime(trimmed);
  return timeMs === undefined || Math.abs(timeMs) > 8.64e15 ? undefined : { kind: 'time', timeMs };
}

function relativeTime(text: string, nowMs: number): number | undefined {
  const match = /^(?:now\s*)?-\s*(\S+)$/.exec(text);
  const back = match === null ? undefined : parseDuration(match[1] ?? '');
  return back === undefined ? undefined : nowMs - back;
}

/** Seconds, or milliseconds where there are too many digits for seconds. */
function epochTime(text: string): number | undefined {
  if (!/^\d{9,13}(\.\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return value >= 1e11 ? value : value * 1000;
}

const clock = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,3})?)?`;
const clockPattern = new RegExp(`^${clock}$`);
const dayPattern = new RegExp(String.raw`^(?:(\d{4})-)?(\d{1,2})-(\d{1,2})(?:[ t]+${clock})?$`);

/** Without a day, or without a year, it is the last one that has been. */
function clockTime(text: string, nowMs: number, zone: TimeZone): number | undefined {
  const today = partsOf(nowMs, zone);
  const day = dayPattern.exec(text);
  if (day !== null) {
    const [, year, month, date, ...rest] = day;
    const parts = { ...today, ...timeOf(rest), month: Number(month), date: Number(date) };
    if (year !== undefined) return atClock({ ...parts, year: Number(year) }, zone);
    return lastOf([parts, { ...parts, year: today.year - 1 }], nowMs, zone);
  }
  const match = clockPattern.exec(text);
  if (match === null) return undefined;
  // A day may have 25 hours: the middle of the one before is 24 hours before this one's.
  const noonMs = atClock({ ...today, hour: 12 }, zone) ?? nowMs;
  const [, ...rest] = match;
  return lastOf(
    [today, partsOf(noonMs - 86_400_000, zone)].map((parts) => ({ ...parts, ...timeOf(rest) })),
    nowMs,
    zone,
  );
}

/** Of two, the later one first. */
function lastOf(parts: readonly ClockParts[], nowMs: number, zone: TimeZone): number | undefined {
  return parts.map((one) => atClock(one, zone)).find((timeMs) => timeMs !== undefined && timeMs <= nowMs);
}

function timeOf([hour = '0', minute = '0', second = '0', fraction = '0']: readonly (string | undefined)[]) {
  return { hour: Number(hour), minute: Number(minute), second: Number(second), millisecond: Number(fraction) * 1000 };
}

interface ClockParts {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly date: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** The begin of the day. */
function partsOf(timeMs: number, zone: TimeZone): ClockParts {
  const time = new Date(timeMs);
  const [year, month, date] =
    zone === 'utc'
      ? [time.getUTCFullYear(), time.getUTCMonth() + 1, time.getUTCDate()]
      : [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  return { year, month, date, hour: 0, minute: 0, second: 0, millisecond: 0 };
}

/** A time that the clock leaves out in spring is the one that it shows instead; of one that it shows twice in autumn, the first is meant. */
function atClock(parts: ClockParts, zone: TimeZone): number | undefined {
  const { year, month, date, hour, minute, second, millisecond } = parts;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const clockParts = [year, month - 1, date, hour, minute, second, Math.round(millisecond)] as const;
  const timeMs = zone === 'utc' ? Date.UTC(...clockParts) : new Date(...clockParts).getTime();
  // The 31st of February would be some day in March, and the year 26 would be 1926.
  const read = partsOf(timeMs, zone);
  return read.year === year && read.month === month && read.date === date ? timeMs : undefined;
}

/** With a zone of its own: as the address has it. */
function isoTime(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[ t]+(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?:z|([+-]\d\d):?(\d\d))$/.exec(text);
  if (match === null) return undefined;
  const [, day, time, hours, minutes] = match;
  const timeMs = Date.parse(`${day}T${time}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
