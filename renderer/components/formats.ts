/** Lengths and moments as views write them. Pure. */
import { formatSpan } from '../../shared/format/duration.ts';
import { formatDateTime, type TimeZone } from '../../shared/format/time.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** In two units: `2 h 10 min`, `31 d`, `3 d 4 h`, `48 s`. */
export function formatLength(ms: number): string {
  const length = Math.max(0, ms);
  if (length < hour) return formatSpan(length, { wholeSeconds: true });
  const [unitMs, partMs, unit, part] = length < day ? [hour, minute, 'h', 'min'] : [day, hour, 'd', 'h'];
  const whole = Math.floor(length / unitMs);
  const rest = Math.floor((length % unitMs) / partMs);
  return rest === 0 || (whole > 9 && unit === 'd') ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${part}`;
}

/** To the second. */
export function formatMoment(timeMs: number, zone: TimeZone): string {
  return formatDateTime(Math.floor(timeMs / 1000) * 1000, zone);
}
