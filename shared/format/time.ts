/** Times of day and dates, in the machine's zone or in UTC. Always 24 hours; the zone is said once on the page (`zoneName`). */

export type TimeZone = 'local' | 'utc';

const two = (value: number): string => String(value).padStart(2, '0');

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly ms: number;
}

function partsOf(timeMs: number, zone: TimeZone): Parts | undefined {
  const date = new Date(timeMs);
  if (Number.isNaN(date.getTime())) return undefined;
  return zone === 'utc'
    ? {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hours: date.getUTCHours(),
        minutes: date.getUTCMinutes(),
        seconds: date.getUTCSeconds(),
        ms: date.getUTCMilliseconds(),
      }
    : {
        year: date.getFullYear(),
        month: date.getMonth() + 1,
        day: date.getDate(),
        hours: date.getHours(),
        minutes: date.getMinutes(),
        seconds: date.getSeconds(),
        ms: date.getMilliseconds(),
      };
}

/** `11:32:08`; a time that no date can hold is written as a dash. */
export function formatTime(timeMs: number, zone: TimeZone): string {
  const parts = partsOf(timeMs, zone);
  return parts === undefined ? '–' : `${two(parts.hours)}:${two(parts.minutes)}:${two(parts.seconds)}`;
}

/** `11:32`, for ticks and ranges whose step is at least a minute. */
export function formatHourMinute(timeMs: number, zone: TimeZone): string {
  return formatTime(timeMs, zone).slice(0, 5);
}

/** `2026-11-22 11:32:08`, the same in every language, to copy and to compare; with milliseconds where there are any. */
export function formatDateTime(timeMs: number, zone: TimeZone): string {
  const parts = partsOf(timeMs, zone);
  if (parts === undefined) return '–';
  const fraction = parts.ms === 0 ? '' : `.${String(parts.ms).padStart(3, '0')}`;
  return `${parts.year}-${two(parts.month)}-${two(parts.day)} ${formatTime(timeMs, zone)}${fraction}`;
}

/** The day as people say it: `22 Nov`, `11월 22일`. */
export function formatDay(timeMs: number, zone: TimeZone, locale: string): string {
  const date = new Date(timeMs);
  if (Number.isNaN(date.getTime())) return '–';
  // British order in English: the day comes first, as in the ranges.
  const language = locale === 'en' ? 'en-GB' : locale;
  return new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    ...(zone === 'utc' ? { timeZone: 'UTC' } : {}),
  }).format(date);
}

/** `UTC`, or the machine's offset at that time: `UTC+9`, `UTC-3:30`. An abbreviation (IST) would mean three zones. */
export function zoneName(timeMs: number, zone: TimeZone): string {
  if (zone === 'utc') return 'UTC';
  const minutes = -new Date(timeMs).getTimezoneOffset();
  if (!Number.isFinite(minutes) || minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const rest = size % 60 === 0 ? '' : `:${two(size % 60)}`;
  return `UTC${minutes < 0 ? '-' : '+'}${Math.floor(size / 60)}${rest}`;
}
