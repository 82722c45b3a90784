import { describe, expect, test } from 'vitest';
import { editorEn } from '../../../renderer/app/i18n/editor.en.ts';
import type { MetricType } from '../../../shared/model/catalog.ts';
import { lintExpr, metricsIn } from '../../../shared/promql/lint.ts';
import type { Diagnostic, LintOptions } from '../../../shared/promql/lint-types.ts';
import { printExpr } from '../../../shared/promql/print.ts';
import { fuzzFactor, seededRandom } from '../../fuzz/random.ts';
import { promqlScripts } from '../../support/promql-scripts.ts';
import { accepted, acceptedSince3, refused } from './cases.ts';
import { dailyExpressions } from './daily-expressions.ts';
import { damage, randomExpr } from './random-promql.ts';

/** `severity code [place]` of each. */
function remarks(text: string, options?: LintOptions): readonly string[] {
  return lintExpr(text, options).map(({ severity, code, from, to }) => `${severity} ${code} [${text.slice(from, to)}]`);
}

function fixed(text: string, { fix }: Diagnostic): string | undefined {
  return fix === undefined ? undefined : text.slice(0, fix.from) + fix.insert + text.slice(fix.to);
}

const firstFix = (text: string, options?: LintOptions) => lintExpr(text, options).map((one) => fixed(text, one))[0];

const seen: Diagnostic[] = [];

/** One line a remark: what it is, and behind `→` the expression. */
function check(
  table: readonly (readonly [expr: string, ...remarks: readonly string[]])[],
  options?: LintOptions,
): void {
  for (const [expr] of table) seen.push(...lintExpr(expr, options));
  expect(table.map(([expr]) => [expr, ...remarks(expr, options)])).toEqual(table);
}

describe('a mistake', () => {
  test('is named at its place, whatever Prometheus refuses', () => {
    const unnamed = refused.flatMap(([text]) => {
      const found = lintExpr(text);
      seen.push(...found);
      const isRight = found.every(
        ({ severity, code, words, from, to }) =>
          severity === 'error' && code !== 'otherError' && words !== undefined && from >= 0 && from < to,
      );
      return found.length > 0 && isRight ? [] : [text];
    });
    // Nothing is written: nothing is wrong.
    expect(unnamed).toEqual(refused.map(([text]) => text).filter((text) => text.trim() === ''));
  });

  test('of the grammar is the first one', () => {
    check([
      ['sum(rate(up[5m])', 'error unclosedParen [(]'],
      ['up{job="a"', 'error unclosedBrace [{]'],
      ['rate(up[5m', 'error unclosedBracket [[]'],
      ['up[5m', 'error unclosedBracket [[]'],
      ['rate(up[5m)', 'error unclosedBracket [[]'],
      ['rate(up[1h:5m)', 'error unclosedBracket [[]'],
      ['up{job="a}', 'error unclosedText ["a}]'],
      ['up)', 'error strayBracket [)]'],
      ['up + ', 'error unexpectedEnd [+]'],
      ['up{job}', 'error matcherOperator [}]'],
      ['up{job=a}', 'error matcherText [a]'],
      ['up{job="a" env="b"}', 'error matcherComma [env]'],
      ['up{="a"}', 'error matcherName [=]'],
      ['sum by job (up)', 'error groupingList [job]'],
      ['up offset x', 'error offsetDuration [x]'],
      ['up @ x', 'error atTime [x]'],
      ['up[x]', 'error badRange [x]'],
      ['up[5mm]', 'error badNumber [5mm]'],
      ['up =~ "a"', 'error regexOutside [=~]'],
      ['up{a=~"("}', 'error badRegex [a=~"("]'],
      ['up ? 1', 'error unexpectedCharacter [?]'],
      ['sum(up,)', 'error trailingComma [,]'],
      ['up[5m] offset 1h offset 1h', 'error modifierTwice [up[5m] offset 1h]'],
      ['x{a="\ufffd"}', 'error badCharacter [\ufffd]'],
      ['x{a="b\\q"}', 'error badEscape [\\q]'],
      ['sum by ("") (x)', 'error badLabelName [""]'],
      ['x[5m / 0]', 'error durationDivision [/]'],
      [`${'('.repeat(600)}x`, 'error tooDeep [(]'],
      ['# nothing', 'error noExpression [# nothing]'],
    ]);
  });

  test('of types is told for each part that has one', () => {
    check([
      ['rate(up)', 'error needsRange [up]'],
      [
        'rate(up) + sum(up[5m]) / unknwn(up)',
        'error needsRange [up]',
        'error needsVector [up[5m]]',
        'error unknownFunction [unknwn]',
      ],
      ['abs(rate(up)) > bool sum(rate(down))', 'error needsRange [up]', 'error needsRange [down]'],
      ['rate(sum(up)[5m])', 'error rangeOfExpression [[5m]]'],
      ['1 > 2', 'error scalarComparison [>]'],
      ['up and 1', 'error setOfScalar [up and 1]'],
      ['up + bool up', 'error boolPlace [+ bool]'],
      ['round(1)', 'error needsVector [1]'],
      ['clamp_max(up, up)', 'error needsScalar [up]'],
      ['label_replace(up, "a", "b", "c", 5)', 'error needsText [5]'],
      ['rate(up[5m], 5)', 'error argumentCount [rate]'],
      ['topk(up)', 'error aggregateArguments [topk]'],
      ['{a=~".*"}', 'error emptySelector [{a=~".*"}]'],
      ['info(up, {a=~".*"}) + rate(up)', 'error needsRange [up]'],
      ['a + on (x) group_left (x) b', 'error labelTwice [+ on (x) group_left (x)]'],
      ['a and fill (0) b', 'error fillPlace [a and fill (0) b]'],
      ['info(x, y)', 'error infoSelector [y]'],
      ['-"a"', 'error signType [-"a"]'],
    ]);
  });

  test('may be mended where it is clear how', () => {
    expect(
      [
        'rate(up{a="b"})',
        'sum(rate(up[5m])',
        'sum(up # all (of) them',
        '1 >= 2',
        'rate(sum(up)[5m])',
        'increse(up[5m])',
        'RATE(up[5m])',
        'sum(up,)',
        'smu(up)',
        'holt_winters(up[5m], 0.5, 0.5)',
        'rate(up + up)',
        'frobnicate(up)',
      ].map((text) => firstFix(text)),
    ).toEqual([
      'rate(up{a="b"}[5m])',
      'sum(rate(up[5m]))',
      'sum(up) # all (of) them',
      '1 >= bool 2',
      'rate(sum(up)[5m:])',
      'increase(up[5m])',
      'rate(up[5m])',
      'sum(up)',
      'sum(up)',
      'double_exponential_smoothing(up[5m], 0.5, 0.5)',
      undefined,
      undefined,
    ]);
  });

  test('is none where there is none', () => {
    const errors = [...accepted, ...acceptedSince3].flatMap(([text]) =>
      remarks(text, { serverVersion: '3.14.0' }).filter((remark) => remark.startsWith('error')),
    );
    expect(errors).toEqual([]);
    expect(remarks('')).toEqual([]);
    expect(remarks(' \n')).toEqual([]);
  });
});

const types = new Map<string, MetricType>([
  ['temperature', 'gauge'],
  ['odd_total', 'gauge'],
  ['requests', 'counter'],
  ['latency_seconds_count', 'histogram'],
  ['heap_bytes', 'counter'],
]);
const typeOf = (name: string) => types.get(name);

describe('a remark on counters, gauges and histograms', () => {
  test('goes by the metadata, and by names where that says nothing', () => {
    check(
      [
        ['rate(temperature[5m])', 'info rateOfGauge [rate]'],
        ['sum(increase(temperature{a="b"}[5m]))', 'info rateOfGauge [increase]'],
        ['rate(node_memory_MemFree_bytes[5m])', 'info rateOfGauge [rate]'],
        ['rate(odd_total[5m])'],
        ['rate(heap_bytes[5m])'],
        ['rate(foo[5m])'],
        ['rate(latency_seconds_count[5m])'],
        ['rate(job:memory_bytes:sum[5m])'],
        ['delta(temperature[5m])'],
        ['deriv(requests[5m])', 'warning gaugeFunctionOfCounter [deriv]'],
        ['delta(http_requests_total[5m])', 'warning gaugeFunctionOfCounter [delta]'],
        ['delta(odd_total[5m])'],
        ['sum(requests)', 'info counterWithoutRate [sum]'],
        ['avg by (job) (latency_seconds_count)', 'info counterWithoutRate [avg]'],
        ['sum(odd_total)'],
        ['sum(temperature)'],
        ['count(requests)'],
        ['max(requests)'],
        ['rate(sum(requests)[5m:])', 'warning sumBeforeRate [rate]', 'info counterWithoutRate [sum]'],
        ['max_over_time(sum(rate(requests[5m]))[1h:])'],
      ],
      { typeOf },
    );
  });

  test('asks for buckets with their label', () => {
    check([
      ['histogram_quantile(0.9, sum(rate(x_bucket[5m])))', 'warning quantileWithoutLe [sum]'],
      ['histogram_quantile(0.9, sum by (job) (rate(x_bucket[5m])))', 'warning quantileWithoutLe [sum]'],
      ['histogram_quantile(0.9, (sum without (le) (rate(x_bucket[5m]))))', 'warning quantileWithoutLe [sum]'],
      ['histogram_quantile(0.9, sum by (le, job) (rate(x_bucket[5m])))'],
      ['histogram_quantile(0.9, sum without (pod) (rate(x_bucket[5m])))'],
      ['histogram_quantile(0.9, rate(x_bucket[5m]))'],
      ['histogram_quantile(0.9, sum(rate(x_seconds[5m])))'],
      ['histogram_quantile(0.9, x_bucket)', 'info bucketsWithoutRate [x_bucket]'],
      ['histogram_quantile(0.9, sum by (le) (x_bucket))', 'info bucketsWithoutRate [x_bucket]'],
      ['sum(rate(x_bucket[5m]))', 'warning bucketsSummed [sum]'],
      ['sum by (job) (x_bucket{le=~"1|2"})'],
      ['sum(rate(x_bucket{le="0.3"}[5m]))'],
      ['sum by (le) (rate(x_bucket[5m]))'],
      ['histogram_quantile(95, rate(x_bucket[5m]))', 'warning quantileRange [95]'],
      ['quantile(-0.5, up)', 'warning quantileRange [-0.5]'],
      ['quantile_over_time(1, up[5m])'],
      ['quantile(scalar(x), up)'],
      ['up == NaN', 'warning nanComparison [NaN]'],
      ['up != NaN'],
    ]);
    expect(firstFix('histogram_quantile(99.9, rate(x_bucket[5m]))')).toBe(
      'histogram_quantile(0.999, rate(x_bucket[5m]))',
    );
  });
});

describe('a remark on conditions', () => {
  test('tells what they are in truth', () => {
    check(
      [
        ['up{job=~"node"}', 'info regexIsPlain [job=~"node"]'],
        ['up{job!~"^node$"}', 'info regexIsPlain [job!~"^node$"]'],
        ['up{job=~"^node.+$"}', 'info regexAnchors [job=~"^node.+$"]'],
        ['up{job=~"^a|b$"}'],
        ['up{job=~"node|prom"}'],
        ['up{job=~"10.0.0.1"}'],
        ['up{job=~""}'],
        ['up{job=~".*"}', 'info matchesEverything [job=~".*"]'],
        ['up{job=~".+"}'],
        ['up{job!~".*"}', 'warning matchesNothing [job!~".*"]'],
        ['up{job="a",job="b"}', 'warning matchesNothing [job="b"]'],
        ['up{job="a",job="a"}'],
        ['up{job="a",job!="b"}'],
        ['{__name__=~".+"}', 'warning everySeries [__name__=~".+"]'],
        ['{__name__=~".+",job="a"}'],
        ['info(up, {data=~".*"})', 'info experimentalFunction [info]'],
        ['rate(x_bucket{le="5"}[5m])', 'info leSpelling [le="5"]'],
        ['rate(x_bucket{le="5.0"}[5m])'],
        ['rate(x_bucket{le="+Inf"}[5m])'],
      ],
      { serverVersion: '3.2.0' },
    );
    expect(remarks('x_bucket{le="5"}', { serverVersion: '2.42.0' })).toEqual([]);
    expect(remarks('x_bucket{le="5"}')).toEqual([]);
    expect(['up{job=~"node"}', 'up{job!~"^node$"}', 'up{job=~"^node.+$"}'].map((text) => firstFix(text))).toEqual([
      'up{job="node"}',
      'up{job!="node"}',
      'up{job=~"node.+"}',
    ]);
    expect(
      ['x_bucket{le="5"}', 'x_bucket{le="2500000"}'].map((text) => firstFix(text, { serverVersion: '3.0.0' })),
    ).toEqual(['x_bucket{le=~"5|5\\\\.0"}', 'x_bucket{le=~"2500000|2\\\\.5e\\\\+06"}']);
  });
});

describe('a remark on operators between vectors', () => {
  test('tells that nothing can match', () => {
    check([
      ['sum by (a) (x) / sum by (b) (y)', 'warning labelsDiffer [/]'],
      ['sum by (a) (x) / sum by (a, b) (y)', 'warning labelsDiffer [/]'],
      ['rate(x[5m]) / sum(rate(x[5m]))', 'warning labelsDiffer [/]'],
      ['up * vector(2)', 'warning labelsDiffer [*]'],
      ['up and hour() > 8', 'warning labelsDiffer [and]'],
      ['up unless sum(up)', 'warning labelsDiffer [unless]'],
      ['sum by (a, b) (x) > ignoring (c) sum by (a) (y)', 'warning labelsDiffer [> ignoring (c)]'],
      ['sum by (a, b) (x) / ignoring (b) sum by (a) (y)'],
      ['sum by (a) (x) / sum by (a) (y)'],
      ['sum by (a, b) (x) / sum by (b, a) (rate(y[5m]))'],
      ['sum(x) or vector(0)'],
      ['up / ignoring (instance) up:sum'],
      ['x / y'],
      ['up * sum by (instance, job) (y)'],
      ['job:x:sum / sum by (job) (y)'],
      ['up and on () vector(1)'],
      ['up * scalar(sum(up))'],
      ['sum(x) / 2'],
      ['1 - sum(x) / sum(y)'],
      ['histogram_quantile(0.9, sum by (le, a) (rate(x_bucket[5m]))) > sum by (a) (y)'],
      ['label_replace(sum by (a) (x), "b", "$1", "a", "(.*)") / sum by (a, b) (y)'],
      ['topk(3, sum by (a) (x)) / sum by (a) (y)'],
      ['sum without (instance) (x) / sum by (job) (y)'],
      ['absent(x) * absent(y)'],
      ['count_values("v", x) / sum by (v) (y)'],
      ['ALERTS{alertstate="firing"} and sum by (alertname) (x)'],
      ['histogram_quantile(scalar(q), sum by (le, a) (x)) > sum by (a) (y)'],
      [
        'histogram_quantiles(sum by (le) (rate(x_bucket[5m])), "q", 0.5, 0.9) > sum by (q) (y)',
        'info experimentalFunction [histogram_quantiles]',
      ],
    ]);
  });

  test('tells of labels in on that only one side has, and of a missing group_left', () => {
    check([
      ['sum by (a) (x) / on (b) sum by (b) (y)', 'warning onMissing [/ on (b)]'],
      ['rate(x[5m]) / on (pod) sum by (ns) (y)', 'warning onMissing [/ on (pod)]'],
      ['up and on (dummy) vector(1)'],
      ['up * on (job) sum by (job) (x)'],
      ['sum by (a, b) (x) / on (a) sum by (a) (y)', 'info needsGroup [/ on (a)]'],
      ['sum by (a) (x) / on (a) sum by (a, b) (y)', 'info needsGroup [/ on (a)]'],
      ['sum by (a, b) (x) / on (a) group_left () sum by (a) (y)'],
      ['x * on (a) group_left (b) sum by (a) (y)', 'info includeMissing [* on (a) group_left (b)]'],
      ['x * on (a) group_left (b) sum by (a, b) (y)'],
      ['sum by (a, b) (x) and on (a) sum by (a) (y)'],
    ]);
    expect(firstFix('sum by (a, b) (x) / on (a) sum by (a) (y)')).toBe(
      'sum by (a, b) (x) / on (a) group_left () sum by (a) (y)',
    );
  });
});

describe('a remark on versions', () => {
  const old = { serverVersion: '2.42.0+ds' };

  test('tells what an older server refuses', () => {
    check(
      [
        ['histogram_avg(x)', 'error newerFunction [histogram_avg]'],
        ['limitk(3, x)', 'error newerFunction [limitk]'],
        ['holt_winters(x[5m], 0.5, 0.5)'],
        ['x > 10m', 'error newerSyntax [10m]'],
        ['rate(x[300])', 'error newerSyntax [300]'],
        ['{"a.b"}', 'error newerSyntax ["]'],
        ['x{"a.b"="c"}', 'error newerSyntax ["]'],
        ['sum by ("a.b") (x)', 'error newerSyntax ["]'],
        ['count_values("v", x) by (`a.b`)', 'error newerSyntax [`]'],
        ['x + on ("a.b") y', 'error newerSyntax ["]'],
        ['sum by (a) # "not" this\n(x)'],
        ['x[5m + 1m]', 'error newerSyntax [5m + 1m]'],
        ['rate(x[5m] anchored)', 'error newerSyntax [x]'],
        ['x + fill (0) y', 'error newerSyntax [ + fill (0) ]'],
        ['rate(x[5m]) @ end()'.replace('rate(x[5m]) @ end()', 'rate(x[5m] @ end())')],
        ['x offset -5m'],
      ],
      old,
    );
  });

  test('tells what is experimental, and what is gone', () => {
    check(
      [
        ['mad_over_time(x[5m])', 'info experimentalFunction [mad_over_time]'],
        ['limitk(3, x)', 'info experimentalFunction [limitk]'],
        ['first_over_time(x[5m])'],
        ['histogram_avg(x)'],
        ['holt_winters(x[5m], 0.5, 0.5)', 'error formerFunction [holt_winters]'],
        ['rate(x[5m] smoothed)', 'info experimentalSyntax [x]'],
        ['x + fill (0) y', 'info experimentalSyntax [ + fill (0) ]'],
        ['x[5m + 1m]'],
        ['x > 10m'],
      ],
      { serverVersion: '3.14.0' },
    );
    expect(remarks('first_over_time(x[5m])', { serverVersion: '3.8.1' })).toEqual([
      'info experimentalFunction [first_over_time]',
    ]);
    expect(remarks('x[5m + 1m]', { serverVersion: '3.8.1' })).toEqual(['info experimentalSyntax [5m + 1m]']);
    // Whoever does not say its version may be old enough.
    expect(remarks('holt_winters(x[5m], 0.5, 0.5)')).toEqual(['info formerFunction [holt_winters]']);
  });

  test('leaves alone what a dialect may know', () => {
    check(
      [
        ['rollup_rate(x[5m])'],
        ['range_avg(x) + rate(up)'],
        ['sum(a, b) keep_metric_names'],
        ['x{a="1" or a="2"}'],
        ['WITH (f = {job="a"}) sum(rate(m{f}[5i]))'],
        ['rate(x[5m]) / sum(rate(x[5m]))'],
        ['limitk(3, x) + holt_winters(x[5m], 0.5, 0.5)'],
        ['x{job=~".*"}', 'info matchesEverything [job=~".*"]'],
        ['sum(rate(up', 'error unclosedParen [(]'],
        ['x{a="1"', 'error unclosedBrace [{]'],
        ['x{a="1}', 'error unclosedText ["1}]'],
        ['sum(x))', 'error strayBracket [)]'],
      ],
      { isDialect: true },
    );
  });
});

describe('what is in daily use', () => {
  test('gets no remark', () => {
    const said = ['2.42.0', '3.14.0', undefined].flatMap((serverVersion) =>
      dailyExpressions.flatMap((expr) => remarks(expr, { serverVersion }).map((one) => `${one} ${expr}`)),
    );
    expect(said).toEqual([]);
  });

  const scripts = promqlScripts();
  test.skipIf(scripts.length === 0)(
    'in Prometheus’s own scripts has no mistake, and only the oddities that it has',
    () => {
      const instant = /^eval(?:_(?:fail|warn|ordered|info))?\s+instant\s+(?:at\s+\S+\s+)?(.+)$/i;
      const range = /^eval(?:_(?:fail|warn|info))?\s+range\s+from\s+\S+\s+to\s+\S+\s+step\s+\S+\s+(.+)$/i;
      const exprs = scripts.flatMap(({ text }) =>
        text.split('\n').flatMap((line) => (range.exec(line.trim()) ?? instant.exec(line.trim()))?.[1] ?? []),
      );
      expect(exprs.length).toBeGreaterThan(1900);
      const found = exprs.flatMap((expr) => lintExpr(expr, { serverVersion: '3.14.0' }));
      expect([...new Set(found.map(({ severity, code }) => `${severity} ${code}`))].sort()).toEqual([
        'info bucketsWithoutRate',
        'info counterWithoutRate',
        'info experimentalFunction',
        'info experimentalSyntax',
        'info regexIsPlain',
        'warning gaugeFunctionOfCounter',
        'warning matchesNothing',
        'warning nanComparison',
        'warning quantileRange',
      ]);
    },
  );
});

describe('whatever is written', () => {
  test('the remarks have places in it', () => {
    for (let seed = 1; seed <= 1500 * fuzzFactor; seed++) {
      const random = seededRandom(seed * 53);
      const whole = printExpr(randomExpr(random, 1 + (seed % 4)));
      const text = seed % 3 === 0 ? whole : damage(random, whole);
      const serverVersion = seed % 2 === 0 ? '2.42.0' : '3.14.0';
      const wrong = lintExpr(text, { serverVersion }).filter(
        ({ from, to, fix }) =>
          !(from >= 0 && from < to && to <= text.length) ||
          (fix !== undefined && !(fix.from <= fix.to && fix.to <= text.length)),
      );
      expect(wrong, `seed ${seed}: ${text}`).toEqual([]);
    }
  });

  test('a long chain needs no deep stack', () => {
    const chain = (last: string) => [last, ...Array.from({ length: 1900 }, () => 'sum by (a) (x)')].join(' + ');
    expect(remarks(chain('sum by (a) (x)'))).toEqual([]);
    expect(remarks(chain('rate(up)'))).toEqual(['error needsRange [up]']);
  });

  test('the metrics in it are known by name', () => {
    expect(metricsIn('a + b{c="d"} / sum({__name__="e.f"}) + a + {g="h"}')).toEqual(['a', 'b', 'e.f']);
    expect(metricsIn('a + ')).toEqual([]);
  });
});

describe('the words of the remarks', () => {
  test('have all the facts that they speak of', () => {
    const variables = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '');
    const lacking = seen.filter(({ code, details }) =>
      variables(editorEn.lint[code]).some((name) => !(name in details)),
    );
    expect(lacking).toEqual([]);
    const unseen = Object.keys(editorEn.lint).filter((code) => !seen.some((one) => one.code === code));
    expect(unseen).toEqual(['otherError']);
  });
});
