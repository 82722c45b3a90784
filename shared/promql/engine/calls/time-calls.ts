/** The time of evaluation and that of the query, and calendars. All of it in UTC. */
import type { QueryTimes } from '../duration-ms.ts';
import { type TimeGrid, timeAt } from '../time-grid.ts';
import { type CalendarTime, calendarTime } from './calendar.ts';
import type { CallEvaluator, NamedCall } from './call.ts';
import { mapNumbers } from './map-numbers.ts';

const time: CallEvaluator = (_plan, grid) => ({ kind: 'scalar', values: gridTimes(grid, (timeMs) => timeMs / 1000) });

function gridTimes(grid: TimeGrid, from: (timeMs: number) => number): Float64Array {
  return Float64Array.from({ length: grid.count }, (_, i) => from(timeAt(grid, i)));
}

/** Of the whole query, in a subquery too. */
const ofQuery =
  (pick: (times: QueryTimes) => number): CallEvaluator =>
  (_plan, grid, { context }) => ({
    kind: 'scalar',
    values: new Float64Array(grid.count).fill(pick(context.times) / 1000),
  });

/** Of the time of evaluation, or of each sample's value as seconds. */
const ofCalendar =
  (pick: (time: CalendarTime) => number): CallEvaluator =>
  (plan, grid, evaluator) => {
    const [argument] = plan.args;
    if (argument !== undefined) {
      const columns = evaluator.vector(argument, grid);
      return mapNumbers(columns, (value) => pick(calendarTime(wholeSeconds(value))), evaluator.context);
    }
    const values = gridTimes(grid, (timeMs) => pick(calendarTime(Math.trunc(timeMs / 1000))));
    const column = { labels: [], values, present: undefined, histograms: undefined, dropName: false };
    return { kind: 'vector', columns: [column] };
  };

/** Go counts seconds from here on, in 64 bits; what is before wraps around, to the far future. */
const beginningOfTime = -9_223_372_028_741_760_000;

/** As a 64-bit integer; what is none (NaN too) becomes the least one, as on the processors that Prometheus mostly runs on. */
function wholeSeconds(value: number): number {
  const seconds = value >= -(2 ** 63) && value < 2 ** 63 ? Math.trunc(value) : -(2 ** 63);
  return seconds < beginningOfTime ? seconds + 2 ** 64 : seconds;
}

export const timeCalls: readonly NamedCall[] = [
  ['time', time],
  ['start', ofQuery(({ startMs }) => startMs)],
  ['end', ofQuery(({ endMs }) => endMs)],
  ['step', ofQuery(({ stepMs }) => stepMs)],
  ['range', ofQuery(({ startMs, endMs }) => endMs - startMs)],
  ['year', ofCalendar(({ year }) => year)],
  ['month', ofCalendar(({ month }) => month)],
  ['day_of_month', ofCalendar(({ day }) => day)],
  ['day_of_week', ofCalendar(({ weekday }) => weekday)],
  ['day_of_year', ofCalendar(({ dayOfYear }) => dayOfYear)],
  ['days_in_month', ofCalendar(({ daysInMonth }) => daysInMonth)],
  ['hour', ofCalendar(({ hour }) => hour)],
  ['minute', ofCalendar(({ minute }) => minute)],
];
