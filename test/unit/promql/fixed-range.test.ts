import { describe, expect, it } from 'vitest';
import type { Expr } from '../../../shared/promql/ast.ts';
import { fixRange } from '../../../shared/promql/fixed-range.ts';
import { parseUnchecked } from '../../../shared/promql/parser.ts';
import { printExpr } from '../../../shared/promql/print.ts';
import { PromqlError } from '../../../shared/promql/promql-error.ts';
import { seededRandom } from '../../fuzz/random.ts';
import { randomExpr } from './random-promql.ts';

const range = { startMs: 1_700_000_000_123, endMs: 1_700_007_200_123 };
const fixed = (text: string) => fixRange(text, range);

describe('an expression that does not read its range', () => {
  it.each([
    'up',
    '  up # a comment\n',
    'rate(http_requests_total{start="end()"}[5m] offset 1h) / ignoring(a) group_left x',
    'x @ 1700000000',
    'max_over_time(x[1h:5m] @ 1.5)',
    'x[step()] offset -step()',
    'x * step() + time()',
    'holt_winters(x[1h], 0.1, 0.2)',
    'topk(3, start) or limitk(2, end) or range',
    'label_replace(x, "range", "$1 range()", "a", "(.*)")',
  ])('%s stays as it is written', (text) => {
    expect(fixed(text)).toBe(text);
  });
});

describe('an expression that reads its range', () => {
  it.each([
    ['x @ start()', 'x @ 1700000000.123'],
    ['x @ end() offset 5m', 'x @ 1700007200.123 offset 5m'],
    ['rate(x[5m] @ end())', 'rate(x[5m] @ 1700007200.123)'],
    ['sum(x) by (job) / sum(x @ start()) by (job)', 'sum by (job) (x) / sum by (job) (x @ 1700000000.123)'],
    [
      'max_over_time(rate(x[5m] @ start())[1h:] @ end())',
      'max_over_time(rate(x[5m] @ 1700000000.123)[1h:] @ 1700007200.123)',
    ],
    ['start() + vector(end()) - range()', '(1700000000.123) + vector((1700007200.123)) - (7200)'],
    ['x[range()]', 'x[2h]'],
    ['x offset min_of(range(), 8s)', 'x offset min_of(2h, 8s)'],
    ['x[1h:max_of(step(), (range() / 4))]', 'x[1h:max_of(step(), (2h / 4))]'],
    ['x offset -range()', 'x offset -2h'],
    ['quantile(start() % 1, x)', 'quantile((1700000000.123) % 1, x)'],
    ['-(x @ start())', '-(x @ 1700000000.123)'],
  ])('%s has the range’s times in their place', (text, expected) => {
    expect(fixed(text)).toBe(expected);
  });

  it('has times before 1970 as one number, and every millisecond', () => {
    expect(fixRange('start() ^ 2 + x[range()] @ start()', { startMs: -1500, endMs: 86_401_501 })).toBe(
      '(-1.5) ^ 2 + x[1d3s1ms] @ -1.500',
    );
  });

  it('keeps texts that are no UTF-8, and quotes what has to be', () => {
    expect(fixed('{"a.b",c!="\\xff`"} @ end()')).toBe('{__name__="a.b",c!="\\xff`"} @ 1700007200.123');
  });
});

describe('an expression of which that cannot be told', () => {
  it.each([
    ['does not parse', 'sum(x'],
    ['is another language', 'x keep_metric_names'],
    ['looks at the whole range with a function of another engine', 'range_avg(x)'],
    ['does so within one that is known', 'abs(running_sum(x))'],
    ['is empty', ''],
  ])('%s: is none', (_what, text) => {
    expect(fixed(text)).toBeUndefined();
  });
});

/** Less than the whole range is nothing one could ask for: `x[-range()]` is refused by the server in either form. */
function parsed(text: string): Expr | undefined {
  try {
    return parseUnchecked(text);
  } catch (error) {
    if (error instanceof PromqlError && error.reason === 'duration must be greater than 0') return undefined;
    throw error;
  }
}

describe('random expressions', () => {
  /** A text could say the same. */
  const withoutTexts = (text: string) => text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  const reads = (expr: Expr) => /@ (?:start|end)\(\)|\b(?:start|end|range)\(\)/.test(withoutTexts(printExpr(expr)));

  it('read the range no more once it is fixed, and stay as they are where they did not', () => {
    const random = seededRandom(7);
    const counts = { changed: 0, same: 0 };
    for (let i = 0; i < 3000; i += 1) {
      const text = printExpr(randomExpr(random, 3));
      const before = parseUnchecked(text);
      const result = fixed(text);
      if (!reads(before)) {
        expect(result, text).toBe(text);
        counts.same += 1;
        continue;
      }
      counts.changed += 1;
      const after = parsed(result ?? '');
      if (after === undefined) continue;
      expect(reads(after), text).toBe(false);
      expect(fixed(result ?? ''), text).toBe(result);
      // Nothing but those places has changed.
      const shape = (one: string) =>
        one
          .replaceAll(/@ (?:start|end)\(\)|@ 170000(?:0000|7200)\.123/g, '@')
          .replaceAll(/\b(?:start|end|range)\(\)|\((?:170000(?:0000|7200)\.123|7200)\)|\b2h\b/g, 'T');
      expect(shape(result ?? ''), text).toBe(shape(text));
    }
    expect(Math.min(counts.changed, counts.same)).toBeGreaterThan(200);
  });
});
