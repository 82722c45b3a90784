/** Both ends of a span for people: 08:32 and 11:32, with the days where it is not all of today. */
import { formatDay, formatHourMinute, formatTime, type TimeZone } from '../../../shared/format/time.ts';
import type { Span } from './time-window.ts';

const shortMs = 120_000;

export interface WindowText {
  readonly from: string;
  readonly to: string;
}

export function windowText(span: Span, nowMs: number, zone: TimeZone, locale: string): WindowText {
  const day = (timeMs: number) => formatDay(timeMs, zone, locale);
  const today = day(span.startMs) === day(nowMs) && day(span.endMs) === day(nowMs);
  const clock = span.endMs - span.startMs < shortMs ? formatTime : formatHourMinute;
  const text = (timeMs: number) => (today ? clock(timeMs, zone) : `${day(timeMs)} ${clock(timeMs, zone)}`);
  return { from: text(span.startMs), to: text(span.endMs) };
}
