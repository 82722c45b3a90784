import { expect, test } from 'vitest';
import { defaultRules } from '../../../electron/backend/recorder/default-rules.ts';
import { checkedRules, ruleId, ruleKeeping } from '../../../electron/backend/recorder/rules.ts';
import { AppError } from '../../../shared/base/errors.ts';

function selectorsOf(expr: string): readonly string[] | string {
  try {
    return ruleKeeping(expr).selectors;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return `${error.code}: ${error.details.reason ?? error.details.serverMessage}`;
  }
}

test('a kept expression is all the series that it reads, of whatever time, each once', () => {
  const expr = `sum by (pod) (rate(http_requests_total{job="a",code!~"5.."}[5m] offset 1h))
    / ignoring(x) up{job="a"} @ 1700000000 or up{job="a"} offset 5m unless absent(down{a='b'})`;
  expect(ruleKeeping(expr)).toEqual({
    id: ruleId(['http_requests_total{job="a",code!~"5.."}', 'up{job="a"}', 'down{a="b"}']),
    name: `sum by (pod) (rate(http_requests_total{job="a",code!~"5.."}[5m] offset 1h)) / ignoring(x) up{job="a"} @ 1700000000 or up{job="a"} offset 5m unless absent(down{a='b'})`,
    selectors: ['http_requests_total{job="a",code!~"5.."}', 'up{job="a"}', 'down{a="b"}'],
    isOn: true,
  });
  expect(selectorsOf('max_over_time(rate(a[5m])[1h:1m] @ end())')).toEqual(['a']);
  expect(selectorsOf('some_function_of_victoria(a, b[5m])')).toEqual(['a', 'b']);
});

test('info() reads its info series, too', () => {
  expect(selectorsOf('info(a)')).toEqual(['target_info', 'a']);
  expect(selectorsOf('info(a, {version=~".+"})')).toEqual(['target_info', 'a']);
  expect(selectorsOf('info(a, {__name__=~"build_.+",version=~".+"})')).toEqual(['{__name__=~"build_.+"}', 'a']);
});

test('an expression that reads more series than a rule may have selectors is not kept', () => {
  const sum = (terms: number) => Array.from({ length: terms }, (_, i) => `m${i}`).join(' + ');
  expect(selectorsOf(sum(100))).toHaveLength(100);
  expect(selectorsOf(sum(101))).toBe('recorder.badRule: a rule has at most 100 selectors, and it has 101');
});

test('an expression that reads nothing, or everything, is not kept', () => {
  expect(
    [
      '1 + 1',
      'sum(',
      '{__name__=~".+"}',
      'count({job!=""})',
      '{x=~"(.*)",__name__=~"[^ ]+| *"}',
      'a + {job=~".*"}',
    ].map(selectorsOf),
  ).toEqual([
    'recorder.badRule: it reads no series',
    expect.stringMatching(/^query\.invalid: 1:5: parse error/),
    'recorder.badRule: it selects every series of the server',
    'recorder.badRule: it selects every series of the server',
    ['{x=~"(.*)",__name__=~"[^ ]+| *"}'],
    'recorder.badRule: it selects every series of the server',
  ]);
  expect(selectorsOf('{__name__=~"node_.+"}')).toEqual(['{__name__=~"node_.+"}']);
});

test('a rule is known by what it selects, in whatever order; twice the same is one', () => {
  const rule = (id: string, ...selectors: string[]) => ({ id, name: id, selectors, isOn: true });
  const checked = checkedRules([rule('x', 'b', 'a'), rule('y', 'a', 'b'), rule('x', 'c', ' c ')]);
  expect(checked).toEqual([
    { id: ruleId(['a', 'b']), name: 'x', selectors: ['b', 'a'], isOn: true },
    { id: ruleId(['c']), name: 'x', selectors: ['c'], isOn: true },
  ]);
  expect(ruleId(['a', 'b'])).not.toBe(ruleId(['a']));
});

test('what is no selector is refused, with which and why', () => {
  const refused = (selector: string) => {
    try {
      return checkedRules([{ id: 'r', name: 'mine', selectors: ['up', selector], isOn: true }]);
    } catch (error) {
      return error instanceof AppError ? [error.code, error.details] : error;
    }
  };
  const is = (selector: string, reason: unknown) => ['recorder.badRule', { rule: 'mine', selector, reason }];
  expect(['rate(a[5m])', 'a[5m]', 'a offset 5m', 'a @ 5', '{}', 'a{'].map(refused)).toEqual([
    is('rate(a[5m])', 'it is no selector: a name, label matchers, or both'),
    is('a[5m]', 'it is no selector: a name, label matchers, or both'),
    is('a offset 5m', 'it has an offset or an @'),
    is('a @ 5', 'it has an offset or an @'),
    is('{}', expect.stringContaining('at least one non-empty matcher')),
    is('a{', expect.stringContaining('parse error')),
  ]);
});

test('the rules that Binnacle has are rules', () => {
  expect(checkedRules(defaultRules)).toEqual(defaultRules);
});
