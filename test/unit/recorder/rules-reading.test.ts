/** Which rules cannot have recorded what an expression reads. */
import { expect, test } from 'vitest';
import { defaultRules } from '../../../electron/backend/recorder/default-rules.ts';
import { rulesBeside } from '../../../electron/backend/recorder/rules-reading.ts';
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
