import { describe, expect, test } from 'vitest';
import { commentsOf } from '../../../shared/promql/comments.ts';
import { formatExpr } from '../../../shared/promql/format-expr.ts';
import { parseUnchecked } from '../../../shared/promql/parser.ts';
import { printExpr } from '../../../shared/promql/print.ts';
import { PromqlError } from '../../../shared/promql/promql-error.ts';
import { fuzzFactor, seededRandom } from '../../fuzz/random.ts';
import { accepted, acceptedSince3 } from './cases.ts';
import { oneOf, type Random, randomExpr, withoutPlaces } from './random-promql.ts';

const treeOf = (text: string) => withoutPlaces(parseUnchecked(text));
const texts = (text: string) => commentsOf(text).map((comment) => comment.text);

describe('an expression that is formatted', () => {
  test('stays in its line where it fits into one', () => {
    expect(formatExpr('sum  by(job)(\n rate( up [5m] ) )')).toBe('sum by (job) (rate(up[5m]))');
    expect(formatExpr(`{a="${'x'.repeat(94)}"}`)).toBe(`{a="${'x'.repeat(94)}"}`);
  });

  test('has its parts below it, each further in, where it is longer', () => {
    const long = 'http_requests_total{environment="production",handler="/api/v1/query_range"}';
    expect(
      formatExpr(
        `100*sum by(job,instance)(rate(${long}[5m] offset 1d))/ on(job) group_left(team) sum by (job)(rate(${long}[1h30m:15s]))>bool 5`,
      ),
    ).toBe(
      `
      100
    *
      sum by (job, instance) (
        rate(${long}[5m] offset 1d)
      )
  / on (job) group_left (team)
    sum by (job) (
      rate(${long}[1h30m:15s])
    )
> bool
  5`.slice(1),
    );
  });

  test('breaks up calls, aggregations with a parameter, parentheses, signs and subqueries', () => {
    const long = `metric_of_a_rather_long_name{environment="production",handler="/api/v1/query_range"}`;
    expect(
      [
        `label_replace(${long}, "dst", "$1 of a longer text", "src", "(.*)")`,
        `topk without (instance) (5, ${long} + another_metric)`,
        `quantile_over_time(0.9, (${long} - ${long})[1h:5m] @ end())`,
        `-(${long} + another_metric)`,
        `-${long} ^ another_metric_of_some_length`,
      ].map(formatExpr),
    ).toEqual(
      [
        `
label_replace(
  ${long},
  "dst",
  "$1 of a longer text",
  "src",
  "(.*)"
)`,
        `
topk without (instance) (
  5,
    ${long}
  +
    another_metric
)`,
        `
quantile_over_time(
  0.9,
  (
      ${long}
    -
      ${long}
  )[1h:5m] @ end()
)`,
        `
-(
    ${long}
  +
    another_metric
)`,
        `
-${long}
^
  another_metric_of_some_length`,
      ].map((text) => text.slice(1)),
    );
  });

  test('is the same tree, and is formatted no further', () => {
    for (const [text] of [...accepted, ...acceptedSince3]) {
      const formatted = formatExpr(text);
      expect([treeOf(formatted), formatExpr(formatted)], text).toEqual([treeOf(text), formatted]);
    }
    for (let seed = 1; seed <= 1500 * fuzzFactor; seed++) {
      const text = printExpr(randomExpr(seededRandom(seed), 2 + (seed % 5)));
      const formatted = formatExpr(text);
      expect([treeOf(formatted), formatExpr(formatted)], `seed ${seed}`).toEqual([treeOf(text), formatted]);
    }
  });

  test('that is broken is refused in the parser’s words', () => {
    expect(() => formatExpr('sum(')).toThrow(PromqlError);
    expect(() => formatExpr('')).toThrow('no expression found in input');
  });

  test('may be as long and as deep as the parser takes', () => {
    const chain = Array.from({ length: 1999 }, (_, i) => `metric_${i}`).join(' + ');
    expect(treeOf(formatExpr(chain))).toEqual(treeOf(chain));
    const deep = `${'abs('.repeat(400)}up${')'.repeat(400)}`;
    expect(treeOf(formatExpr(deep))).toEqual(treeOf(deep));
  });
});

describe('comments', () => {
  test('are found outside of texts', () => {
    expect(commentsOf('# a \nup{a="#b"} # c\r\n  #d\n+ `#e`')).toEqual([
      { start: 0, end: 4, text: '# a', ownLine: true },
      { start: 16, end: 19, text: '# c', ownLine: false },
      { start: 23, end: 25, text: '#d', ownLine: true },
    ]);
    expect(commentsOf(`'\\'#' + "\\\\" # a`).map(({ text }) => text)).toEqual(['# a']);
  });

  test('stay with what they are about', () => {
    expect(
      formatExpr(`# how many fail
sum(   # of all
  # those that fail
  rate(errors_total{code=~"5..", # server's
     path="/"}[5m]) # failing
)
 / # of
  # everything
 sum(rate(requests_total[5m])) # all
# the end`),
    ).toBe(`# how many fail
  sum( # of all
    # those that fail
    rate(
      # server's
      errors_total{code=~"5..",path="/"}[5m]
    ) # failing
  )
/ # of
  # everything
  sum(rate(requests_total[5m])) # all
# the end`);
  });

  test('are all kept, wherever they stand, and the tree with them', () => {
    for (let seed = 1; seed <= 1500 * fuzzFactor; seed++) {
      const random = seededRandom(seed * 31);
      const text = commented(random, printExpr(randomExpr(random, 1 + (seed % 4))));
      const formatted = formatExpr(text);
      const name = `seed ${seed}: ${text}`;
      expect(treeOf(formatted), name).toEqual(treeOf(text));
      expect([...texts(formatted)].sort(), name).toEqual([...texts(text)].sort());
      expect(formatExpr(formatted), name).toBe(formatted);
    }
  });
});

/** Comments at places where the parser does not mind them. */
function commented(random: Random, expr: string): string {
  let text = expr;
  for (let tries = 0; tries < 6; tries++) {
    const at = random() % (text.length + 1);
    const comment = oneOf(random, ['# a\n', '\n# it’s "b\n', ' #c # d\n', '\n\n  #\n', '#`{\r\n']);
    const changed = text.slice(0, at) + comment + text.slice(at);
    if (isSame(changed, text)) text = changed;
  }
  return text;
}

function isSame(changed: string, text: string): boolean {
  try {
    return JSON.stringify(treeOf(changed)) === JSON.stringify(treeOf(text));
  } catch (error) {
    if (error instanceof PromqlError) return false;
    throw error;
  }
}
