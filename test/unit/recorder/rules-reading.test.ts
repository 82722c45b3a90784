/** Which rules cannot have recorded what an expression reads. */
import { RE2JS } from 're2js';
import { expect, test, vi } from 'vitest';
import { defaultRules } from '../../../electron/backend/recorder/default-rules.ts';
import { rulesBeside } from '../../../electron/backend/recorder/rules-reading.ts';
import { longestPattern } from '../../../shared/promql/engine/shared-series.ts';
import { parseUnchecked } from '../../../shared/promql/parser.ts';
import { rule } from './recorder-fixture.ts';

const [up, node, jobs] = [rule('up', 'down'), rule('{__name__=~"node_.+"}'), rule('{job="a"}')];
const rules = [up, node, jobs];
const sorted = (...ids: readonly string[]) => [...ids].sort();

test('each selector of the expression has a list of the rules that have none of its series', () => {
  expect(rulesBeside('rate(node_load1{job="b"}[5m] offset 1h)', rules)).toEqual([sorted(up.id, jobs.id)]);
  expect(rulesBeside('up / on (job) node_load1', rules)).toEqual([[node.id], [up.id]]);
  expect(rulesBeside('{instance="x"}', rules)).toEqual([[]]);
  expect(rulesBeside('go_goroutines{job="b"}', rules)).toEqual([sorted(up.id, node.id, jobs.id)]);
});

test('selectors that the same rules have are one; what reads nothing has none', () => {
  expect(rulesBeside('up + down + up{job="a"}', rules)).toEqual([[node.id]]);
  expect(rulesBeside('1 + time()', rules)).toEqual([]);
});

test('more selectors than a rule may have are not looked into', () => {
  const many = Array.from({ length: 101 }, (_, i) => `m${i}`);
  expect(rulesBeside(many.join(' or '), rules)).toEqual([]);
  expect(rulesBeside(many.slice(1).join(' or '), rules)).toEqual([sorted(up.id, node.id)]);
});

test('of the rules that Binnacle has, one reads the load of a node', () => {
  const [beside = []] = rulesBeside('node_load1', defaultRules);
  expect(defaultRules.filter(({ id }) => !beside.includes(id)).map(({ name }) => name)).toEqual(['Nodes']);
});

test('what is no expression is refused with where', () => {
  expect(() => rulesBeside('rate(up[5m]', rules)).toThrow(expect.objectContaining({ code: 'query.invalid' }));
  expect(() => rulesBeside('up{job=~"("}', rules)).toThrow(expect.objectContaining({ code: 'query.invalid' }));
});

test('no pattern is compiled whose beginning says that it does not match, and what was found is kept', () => {
  const fresh = defaultRules.map((one) => ({ ...one }));
  const compiles = vi.spyOn(RE2JS, 'compile');
  try {
    rulesBeside('node_load15', fresh);
    const patterns = compiles.mock.calls.map(([pattern]) => pattern);
    // That which begins so, and one that begins with a group.
    expect(patterns.map((one) => one.slice(0, 6))).toEqual(['node_(', '(node|']);
  } finally {
    compiles.mockRestore();
  }
  const found = rulesBeside('up / on (job) node_load1', rules);
  expect(rulesBeside('up / on (job) node_load1', rules)).toBe(found);
  expect(rulesBeside('up / on (job) node_load1', [up, jobs])).toEqual([[], [up.id]]);
  for (let i = 0; i < 40; i += 1) rulesBeside(`up + ${i}`, rules);
  expect(rulesBeside('up / on (job) node_load1', rules)).not.toBe(found);
});

test('what is too long is not looked into: any rule may have it', () => {
  const patternOf = (length: number) => `up|${'x'.repeat(length - 3)}`;
  expect(rulesBeside(`{__name__=~"${patternOf(longestPattern)}"}`, rules)).toEqual([[node.id]]);
  expect(rulesBeside(`{__name__=~"${patternOf(longestPattern + 1)}"}`, rules)).toEqual([[]]);
  expect(rulesBeside(`up${' '.repeat(100_000)}`, rules)).toEqual([]);
});

test('none of the patterns that Binnacle records by itself is too long for it', () => {
  const lengths = defaultRules.flatMap(({ selectors }) =>
    selectors.flatMap((selector) => {
      const expr = parseUnchecked(selector);
      return expr.kind === 'vectorSelector' ? expr.matchers.map(({ value }) => value.length) : [];
    }),
  );
  expect(Math.max(...lengths)).toBeLessThanOrEqual(longestPattern);
});
