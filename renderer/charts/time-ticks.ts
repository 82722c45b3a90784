/** The ticks of a time axis: labelled major ticks, and the minor ticks between which the neatline's bars lie. */
import { formatDay, formatHourMinute, formatTime, type TimeZone } from '../../shared/format/time.ts';

interface MajorTick {
  readonly timeMs: number;
  readonly label: string;
  /** The day begins here: its date stands in place of 00:00, bold. */
  readonly newDay: boolean;
}

interface Bar {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface TimeTicks {
  readonly major: readonly MajorTick[];
  /** Every second bar of the scale, cut at the axis's ends: the filled ones. */
  readonly bars: readonly Bar[];
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A labelled step and the bars that it is divided into. */
const steps: readonly (readonly [majorMs: number, bars: number])[] = [
  [second, 4],
  [2 * second, 4],
  [5 * second, 5],
  [10 * second, 4],
  [15 * second, 3],
  [30 * second, 4],
  [minute, 4],
  [2 * minute, 4],
  [5 * minute, 5],
  [10 * minute, 4],
  [15 * minute, 3],
  [30 * minute, 4],
  [hour, 4],
  [2 * hour, 4],
  [3 * hour, 3],
  [6 * hour, 6],
  [12 * hour, 4],
  [day, 4],
  [2 * day, 4],
  [7 * day, 7],
  [14 * day, 2],
  [28 * day, 4],
  [91 * day, 4],
  [364 * day, 4],
];

/** What a label and the room beside it need. */
const labelPx = 84;

function offsetMs(timeMs: number, zone: TimeZone): number {
  return zone === 'utc' ? 0 : -new Date(timeMs).getTimezoneOffset() * minute;
}

/** Times whose clock reads a multiple of the step, in the zone; where a clock is put back or forward, each is listed once. */
function clockTimes(startMs: number, endMs: number, stepMs: number, zone: TimeZone): number[] {
  const times: number[] = [];
  const first = Math.floor((startMs + offsetMs(startMs, zone)) / stepMs) * stepMs;
  for (let clock = first; ; clock += stepMs) {
    const guess = clock - offsetMs(clock, zone);
    const timeMs = clock - offsetMs(guess, zone);
    if (timeMs > endMs + stepMs) return times;
    if (timeMs > (times.at(-1) ?? Number.NEGATIVE_INFINITY)) times.push(timeMs);
  }
}

function label(timeMs: number, majorMs: number, zone: TimeZone, locale: string): MajorTick {
  const clock = formatTime(timeMs, zone);
  const midnight = clock === '00:00:00';
  if (majorMs >= day) return { timeMs, label: formatDay(timeMs, zone, locale), newDay: false };
  if (midnight) return { timeMs, label: formatDay(timeMs, zone, locale), newDay: true };
  return { timeMs, label: majorMs < minute ? clock : formatHourMinute(timeMs, zone), newDay: false };
}

/** @param widthPx of the axis; the ticks get as close as their labels allow. */
export function timeTicks(startMs: number, endMs: number, widthPx: number, zone: TimeZone, locale: string): TimeTicks {
  const wantedMs = ((endMs - startMs) * labelPx) / Math.max(1, widthPx);
  const [majorMs, bars] = steps.find(([ms]) => ms >= wantedMs) ?? [364 * day, 4];
  const minorMs = majorMs / bars;
  const inside = (timeMs: number) => timeMs >= startMs && timeMs <= endMs;
  const major = clockTimes(startMs, endMs, majorMs, zone)
    .filter(inside)
    .map((timeMs) => label(timeMs, majorMs, zone, locale));
  const minor = clockTimes(startMs, endMs, minorMs, zone);
  const filled: Bar[] = [];
  minor.forEach((timeMs, i) => {
    const even = Math.round((timeMs + offsetMs(timeMs, zone)) / minorMs) % 2 === 0;
    const fromMs = Math.max(startMs, timeMs);
    const toMs = Math.min(endMs, minor[i + 1] ?? endMs);
    if (even && toMs > fromMs) filled.push({ fromMs, toMs });
  });
  return { major, bars: filled };
}
