import { describe, expect, it } from 'vitest';
import { parseUnchecked } from '../../../shared/promql/parser.ts';
import { printMatcher } from '../../../shared/promql/print.ts';
import { readSelectors } from '../../../shared/promql/read-selectors.ts';

const minute = 60_000;
const hour = 60 * minute;
const endMs = 1_700_000_000_000;
const span = { startMs: endMs - hour, endMs };

/** The matchers; from and to, in minutes before the query's end; the range in minutes. */
function read(expr: string) {
  return readSelectors(parseUnchecked(expr), span).map((one) => {
    if (one === undefined) return undefined;
    const { matchers, evaluated, rangeMs } = one;
    const before = (timeMs: number) => (endMs - timeMs) / minute;
    return [
      matchers.map(printMatcher).join(','),
      before(evaluated.startMs),
      before(evaluated.endMs),
      rangeMs === undefined ? undefined : rangeMs / minute,
    ];
  });
}

describe('the selectors that an expression reads', () => {
  it.each([
    ['up', [['__name__="up"', 60, 0, undefined]]],
    ['up{job="a",x!~"b"}', [['__name__="up",job="a",x!~"b"', 60, 0, undefined]]],
    ['{job="a","up"}', [['job="a",__name__="up"', 60, 0, undefined]]],
    ['up offset 5m', [['__name__="up"', 65, 5, undefined]]],
    ['up offset -5m', [['__name__="up"', 55, -5, undefined]]],
    ['rate(up[10m] offset 5m)', [['__name__="up"', 65, 5, 10]]],
    ['up @ 1699999940', [['__name__="up"', 1, 1, undefined]]],
    ['up @ start() offset 1m', [['__name__="up"', 61, 61, undefined]]],
    ['rate(up[1h] @ end())', [['__name__="up"', 0, 0, 60]]],
    ['max_over_time(up[30m:1m])', [['__name__="up"', 90, 0, undefined]]],
    ['max_over_time(rate(up[2m])[30m:1m] offset 10m)', [['__name__="up"', 100, 10, 2]]],
    ['max_over_time((up offset 1m)[30m:] @ end())', [['__name__="up"', 31, 1, undefined]]],
    ['max_over_time(max_over_time(up[10m:])[20m:] @ 1699999940)', [['__name__="up"', 31, 1, undefined]]],
    ['max_over_time((up @ start())[30m:])', [['__name__="up"', 60, 60, undefined]]],
    ['up[range()] offset max_of(2m, 3m)', [['__name__="up"', 63, 3, 60]]],
    ['up[(2m + 1m) * 2 - 6m / 3]', [['__name__="up"', 60, 0, 4]]],
    ['up[-(2m - 5m)] offset 3m % 2m', [['__name__="up"', 63, 3, 3]]],
  ])('of %s are with their times', (expr, expected) => {
    expect(read(expr)).toEqual(expected);
  });

  const namesOf = (expr: string) => read(expr).map((one) => String(one?.[0]).replaceAll(/__name__="|"/g, ''));

  it.each([
    ['sum by (x) (a) / on() group_left b', ['a', 'b']],
    ['a or b and c', ['a', 'b', 'c']],
    ['a unless b', ['a']],
    ['a > 1 unless (b or c) or d', ['a', 'd']],
    ['absent(a) or absent_over_time(b[5m]) or c', ['c']],
    ['info(a, {b="c"})', ['a']],
    ['a + fill(0) b', []],
    ['a + fill_left(0) b', ['b']],
    ['a + fill_right(0) b', ['a']],
    ['topk(scalar(k), a)', ['k', 'a']],
    ['label_replace(a, "x", "b", "y", "c")', ['a']],
    ['-(a) ^ 2', ['a']],
    ['vector(1) > 2', []],
    ['"text"', []],
  ])('of %s are those that it cannot do without', (expr, names) => {
    expect(namesOf(expr)).toEqual(names);
  });

  it.each(['up[step()]', 'up offset step()', 'max_over_time(up[step() * 5:])', 'up[5m / (1m - 1m)]'])(
    'of %s have no times that could be told',
    (expr) => {
      expect(read(expr)).toEqual([undefined]);
    },
  );
});
