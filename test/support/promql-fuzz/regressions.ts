/** Queries whose answers once differed from Prometheus 2.42's, the smallest of their kind. */
import type { FuzzQuery } from './random-query.ts';
import { beginMs } from './series.ts';

type Regression = Pick<FuzzQuery, 'text' | 'time' | 'exact'>;

const at = (text: string, timeMs = beginMs + 3_600_000): Regression => ({
  ...{ text, exact: true },
  time: { kind: 'instant', timeMs },
});
const over = (text: string): Regression => ({
  ...{ text, exact: true },
  time: { kind: 'range', startMs: beginMs, endMs: beginMs + 7_200_000, stepMs: 60_000 },
});

export const regressions: readonly Regression[] = [
  // The parameter of an aggregation over what is the same at every time is taken once.
  over('topk(scalar(sum(gi)) % 7, limits @ 1700003372)'),
  over('quantile(time() % 1, g @ 1700003372)'),
  // Dates that 64 bits of seconds do not hold.
  ...['year', 'month', 'day_of_month', 'day_of_week', 'day_of_year', 'days_in_month', 'hour', 'minute'].map((name) =>
    at(`${name}(vector(NaN))`),
  ),
  // Beyond what exp() holds.
  at('sinh(vector(710))'),
  at('cosh(vector(-710))'),
  // A line break outside of what a pattern's dots stand for.
  at('hostile{text=~"two\\n.*"}', beginMs + 3_605_000),
  at('hostile{text!~".*\\nlines"}', beginMs + 3_605_000),
];
