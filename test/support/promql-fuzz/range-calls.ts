/** Functions of ranges. */
import type { Expression, Generator, Range } from './expression.ts';
import { rangeSelector, subquery } from './selectors.ts';

/** What they do to a number is comparing, picking and counting, or one and the same formula on both sides. */
const exactCalls = [
  ...['rate', 'rate', 'rate', 'increase', 'increase', 'irate', 'delta', 'idelta', 'changes', 'resets'],
  ...['min_over_time', 'max_over_time', 'last_over_time', 'count_over_time', 'present_over_time'],
];

/** Of these the last digit of what goes in does not change more than the last digits of what comes out. */
const steadyCalls = ['min_over_time', 'max_over_time', 'last_over_time', 'count_over_time', 'present_over_time'];

const sums = ['sum_over_time', 'avg_over_time', 'stddev_over_time', 'stdvar_over_time', 'quantile_over_time'];
const trends = ['deriv', 'predict_linear', 'holt_winters'];

function rangeOf(generator: Generator, exact: boolean, counters: boolean): Range {
  const { chance, depth } = generator;
  if (depth > 0 && chance.of(0.3)) return subquery(generator, exact);
  return rangeSelector(generator, counters ? 'counter' : undefined);
}

export function rangeCall(generator: Generator, exact: boolean): Expression {
  const { chance } = generator;
  if (exact || chance.of(0.5)) {
    const name = chance.one(exactCalls);
    const range = rangeOf(generator, true, /rate|increase/.test(name));
    return { text: `${name}(${range.text})`, exact: true, size: undefined, labels: range.labels };
  }
  if (chance.of(0.25)) {
    const name = chance.one(trends);
    const range = rangeOf(generator, true, false);
    // With `fixedRangesMove` a subquery moves on, too, but over samples that end where it was fixed: that fault is not computed here.
    const isFollowed = name !== 'predict_linear' || !/\[[^\]]*:[^\]]*\][^[\]]*@[^[\]]*$/.test(range.text);
    if (!isFollowed) return { text: `deriv(${range.text})`, exact: false, size: largest(range), labels: range.labels };
    return { ...trend(name, range, generator), exact: false, labels: range.labels };
  }
  const name = chance.one(chance.of(0.8) ? sums : steadyCalls);
  const range = rangeOf(generator, false, false);
  const text =
    name === 'quantile_over_time' ? `${name}(${quantile(generator)}, ${range.text})` : `${name}(${range.text})`;
  return { text, exact: false, size: sizeOverTime(name, range), labels: range.labels };
}

export function quantile({ chance }: Generator): string {
  return chance.one(['0', '0.1', '0.5', '0.9', '0.99', '1', '-0.1', '1.5', '0.123', 'NaN', '1/3']);
}

function largest({ text, size }: Range): string {
  if (size !== undefined) return `max_over_time(${size})`;
  return `(abs(max_over_time(${text})) + abs(min_over_time(${text})))`;
}

/** A deviation's error is that of the mean: by Welford's method, n times the last digit of the largest number. */
function sizeOverTime(name: string, range: Range): string {
  switch (name) {
    case 'sum_over_time':
      return `${largest(range)} * count_over_time(${range.text})`;
    case 'stdvar_over_time':
      return `${largest(range)} ^ 2`;
    default:
      return largest(range);
  }
}

/** A slope is of numbers over seconds; a line goes on from it; smoothing adds both up. */
function trend(name: string, range: Range, { chance }: Generator): { readonly text: string; readonly size: string } {
  const size = largest(range);
  switch (name) {
    case 'deriv':
      return { text: `deriv(${range.text})`, size };
    case 'predict_linear': {
      const seconds = chance.one(['0', '60', '-30', '3600', '0.5']);
      return { text: `predict_linear(${range.text}, ${seconds})`, size: `${size} * ${1 + Math.abs(Number(seconds))}` };
    }
    default: {
      const factor = () => chance.one(['0.1', '0.5', '0.9', '0.333']);
      return { text: `holt_winters(${range.text}, ${factor()}, ${factor()})`, size };
    }
  }
}
