/** Whether two selectors may have a series in common: never denied where one is matched by both. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayShareSeries, type SelectedLabels, selectedLabels } from '../../../shared/promql/engine/shared-series.ts';
import { parseUnchecked } from '../../../shared/promql/parser.ts';

function labelsOf(text: string): SelectedLabels {
  const expr = parseUnchecked(text);
  if (expr.kind !== 'vectorSelector') throw new Error(`${text} is no selector`);
  return selectedLabels(expr);
}

const mayShare = (a: string, b: string) => {
  const [one, other] = [mayShareSeries(labelsOf(a), labelsOf(b)), mayShareSeries(labelsOf(b), labelsOf(a))];
  expect(one).toBe(other);
  return one;
};

test('what is proved to be apart is so by one label that both speak of', () => {
  const apart: readonly (readonly [string, string])[] = [
    ['up', 'down'],
    ['up', '{__name__=~"node_.+"}'],
    ['up', '{__name__!="up"}'],
    ['up', '{__name__!~"u.*"}'],
    ['{__name__=~"up|down"}', '{__name__=~"left|right"}'],
    ['{__name__=~"up|down"}', '{__name__=~"node_.+",job="a"}'],
    ['up{job="a"}', 'up{job=~"b.*"}'],
    ['up{job=""}', '{job=~".+"}'],
    ['up{job="a",job=~"a|b"}', '{job!="a"}'],
    ['{__name__=~"[a-z]+:.+"}', 'node_load1'],
    ['{__name__=~"node_(load1|load5)"}', 'up'],
    ['{__name__=~"node_(load1|load5)"}', 'node_load15'],
    ['node_load1', '{__name__!~"node_(load1|load5)"}'],
  ];
  expect(apart.map(([a, b]) => mayShare(a, b))).toEqual(apart.map(() => false));
});

test('what is not proved to be apart may share series', () => {
  const together: readonly (readonly [string, string])[] = [
    ['up', 'up'],
    ['up', '{job="a"}'],
    ['up{job="a"}', 'up{instance="b"}'],
    ['up{job!="a"}', 'up{job!="b"}'],
    // No value is named: nobody looks for one that both match.
    ['{__name__=~"node_.+"}', '{__name__=~"go_.+"}'],
    ['{__name__=~"up|down"}', '{__name__=~".*n"}'],
    ['{job=""}', 'up{instance="a"}'],
    ['{job="a\\nb"}', '{job=~"a.b"}'],
    ['node_load1', '{__name__=~"node_(load(1|5|15)|time_seconds)"}'],
    // What stands before a group is no beginning of what stands beside it.
    ['up', '{__name__=~"node_(load1|load5)|up"}'],
    ['up', '{__name__=~"node_([(])|up|b([)])"}'],
    ['up', '{__name__!~"node_(load1|load5)"}'],
    ['node_', '{__name__=~"node_(load1)?"}'],
    // Too long to be looked into.
    ['up', `{__name__=~"${'a|'.repeat(500)}b"}`],
    ['up', `{__name__!~"${'a|'.repeat(500)}up"}`],
  ];
  expect(together.map(([a, b]) => mayShare(a, b))).toEqual(together.map(() => true));
});

const value = fc.constantFrom('', 'a', 'b', 'ab', 'a\nb');
const matcher = fc
  .tuple(
    fc.constantFrom('__name__', 'job'),
    fc.constantFrom('=', '!=', '=~', '!~'),
    fc.constantFrom(
      '',
      'a',
      'b',
      'ab',
      'a|b',
      'a.*',
      '.+',
      '[ab]+',
      'a.b',
      '|a',
      'a(b)?',
      'a(b)|b',
      'a(|b|\\nb)',
      'a((b))',
    ),
  )
  .map(([name, op, text]) => `${name}${op}"${text}"`);
const selector = fc.array(matcher, { minLength: 1, maxLength: 4 }).map((all) => `{${all.join(',')}}`);

test('two that match one series are never said to be apart', () => {
  let shared = 0;
  fc.assert(
    fc.property(selector, selector, value, value, (a, b, name, job) => {
      const series = new Map([
        ['__name__', name],
        ['job', job],
      ]);
      const [one, other] = [labelsOf(a), labelsOf(b)];
      const isOf = (its: SelectedLabels) =>
        [...its].every(([label, all]) => all.every(({ matches }) => matches(series.get(label) ?? '')));
      if (!isOf(one) || !isOf(other)) return;
      shared += 1;
      expect(mayShareSeries(one, other), `${a} ${b}`).toBe(true);
    }),
    { seed: 17, numRuns: 20_000 },
  );
  expect(shared).toBeGreaterThan(200);
});
