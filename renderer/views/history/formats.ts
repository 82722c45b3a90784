/** Times, lengths and differences as the History view writes them. Pure. */
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatBytes, formatCount, formatShort } from '../../../shared/format/number.ts';
import { formatDay, formatHourMinute, type TimeZone } from '../../../shared/format/time.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** In two units: `2 h 10 min`, `31 d`, `3 d 4 h`, `48 s`. */
export function formatLength(ms: number): string {
  if (ms < hour) return formatSpan(ms, { wholeSeconds: true });
  const [unitMs, partMs, unit, part] = ms < day ? [hour, minute, 'h', 'min'] : [day, hour, 'd', 'h'];
  const whole = Math.floor(ms / unitMs);
  const rest = Math.floor((ms % unitMs) / partMs);
  return rest === 0 || (whole > 9 && unit === 'd') ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${part}`;
}

/** `22 Nov 09:14`, and with its year where it is not this one. */
export function formatMoment(timeMs: number, nowMs: number, zone: TimeZone, locale: string): string {
  const year = (ms: number) => (zone === 'utc' ? new Date(ms).getUTCFullYear() : new Date(ms).getFullYear());
  const of = year(timeMs) === year(nowMs) ? '' : ` ${year(timeMs)}`;
  return `${formatDay(timeMs, zone, locale)}${of} ${formatHourMinute(timeMs, zone)}`;
}

/** With its sign, which a change has: `+1,240`, `−8`, `±0`. */
export function formatChange(value: number, locale: string): string {
  return `${sign(value)}${formatCount(Math.abs(value), locale)}`;
}

export function formatBytesChange(value: number, locale: string): string {
  return `${sign(value)}${formatBytes(Math.abs(value), { locale })}`;
}

const sign = (value: number): string => (value > 0 ? '+' : value < 0 ? '−' : '±');

/** Of a part, 0 to 1: whole percents, and tenths where they are most of it. Never 100 for less. */
export function formatPercent(part: number, locale: string): string {
  const percent = part * 100;
  return percent < 10
    ? formatShort(Math.floor(percent * 10) / 10, 1, locale)
    : formatCount(Math.floor(percent), locale);
}
