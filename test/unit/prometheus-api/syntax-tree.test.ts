import { expect, it } from 'vitest';
import { syntaxTree } from '../../../electron/backend/prometheus-api/syntax-tree.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';

const all = {
  durationExpressions: true,
  experimentalFunctions: true,
  extendedRangeSelectors: true,
  fillModifiers: true,
};
const tree = (text: string) => syntaxTree(parseExpr(text, all));

const selector = (name: string, more: object = {}) => ({
  type: 'vectorSelector',
  name,
  matchers: [{ name: '__name__', type: '=', value: name }],
  ...{ offset: 0, offsetExpr: null, timestamp: null, startOrEnd: null, anchored: false, smoothed: false },
  ...more,
});

const number = (val: string) => ({ type: 'numberLiteral', val });
const seconds = (val: string, duration = true) => ({ type: 'numberLiteral', val, duration });
const computed = (op: string, lhs: object | null, rhs: object | null, wrapped = false) => ({
  type: 'durationExpr',
  ...{ op, lhs, rhs, wrapped },
});

it.each([
  ['1e30', number('1000000000000000000000000000000')],
  ['-Inf', number('-Inf')],
  ['"a"', { type: 'stringLiteral', val: 'a' }],
  ['-(foo)', { type: 'unaryExpr', op: '-', expr: { type: 'parenExpr', expr: selector('foo') } }],
  ['foo offset -5m @ 1.5', selector('foo', { offset: -300_000, timestamp: 1500 })],
  ['foo @ end() smoothed', selector('foo', { startOrEnd: 'end', smoothed: true })],
])('literals and selectors: %s', (text, expected) => {
  expect(tree(text)).toEqual(expected);
});

it('matchers stay in their order, and that of the name comes last', () => {
  expect(tree('foo{b!~"c",a="d"}')).toEqual(
    selector('foo', {
      matchers: [
        { name: 'b', type: '!~', value: 'c' },
        { name: 'a', type: '=', value: 'd' },
        { name: '__name__', type: '=', value: 'foo' },
      ],
    }),
  );
  expect(tree('{"foo.bar"}')).toEqual(selector('', { matchers: [{ name: '__name__', type: '=', value: 'foo.bar' }] }));
});

it('ranges and subqueries', () => {
  const foo = selector('foo');
  expect(tree('foo[5m] offset 1m')).toEqual({
    ...selector('foo', { offset: 60_000 }),
    ...{ type: 'matrixSelector', range: 300_000, rangeExpr: null },
  });
  expect(tree('foo[5m:] @ start()')).toEqual({
    ...{ type: 'subquery', expr: foo, range: 300_000, rangeExpr: null, step: 0, stepExpr: null },
    ...{ offset: 0, offsetExpr: null, timestamp: null, startOrEnd: 'start' },
  });
});

it.each([
  ['foo[5m+1m]', { range: 0, rangeExpr: computed('+', seconds('300'), seconds('60')) }],
  ['foo[(5m)]', { range: 300_000, rangeExpr: null }],
  ['foo[range()]', { range: 0, rangeExpr: computed('range', null, null) }],
  [
    'foo[max_of(step(),5m+3m)] offset (10m/2)',
    {
      rangeExpr: computed('max_of', computed('step', null, null), computed('+', seconds('300'), seconds('180'))),
      offset: 0,
      offsetExpr: computed('/', seconds('600'), seconds('2', false), true),
    },
  ],
  [
    'foo[4s+4s:1s*2] offset -min_of(5s,step()+8s)',
    {
      type: 'subquery',
      step: 0,
      stepExpr: computed('*', seconds('1'), seconds('2', false)),
      offsetExpr: computed(
        '-',
        null,
        computed('min_of', seconds('5'), computed('+', computed('step', null, null), seconds('8'))),
      ),
    },
  ],
])('durations that are computed: %s', (text, expected) => {
  expect(tree(text)).toMatchObject(expected);
});

it('calls know their function', () => {
  expect(tree('round(foo, 5)')).toEqual({
    type: 'call',
    args: [selector('foo'), number('5')],
    func: { name: 'round', argTypes: ['vector', 'scalar'], returnType: 'vector', variadic: 1 },
  });
  expect(tree('time()')).toMatchObject({ args: [], func: { argTypes: [], returnType: 'scalar', variadic: 0 } });
  expect(tree('label_join(foo, "a", ",")')).toMatchObject({
    func: { argTypes: ['vector', 'string', 'string', 'string'], variadic: -1 },
  });
});

it('aggregations', () => {
  const foo = selector('foo');
  const sum = { type: 'aggregation', op: 'sum', expr: foo, param: null, grouping: [], without: false };
  expect(tree('sum(foo)')).toEqual(sum);
  expect(tree('topk without (a, b) (3, foo)')).toEqual({
    ...sum,
    ...{ op: 'topk', param: number('3'), grouping: ['a', 'b'], without: true },
  });
});

it('operators: matching only between vectors', () => {
  const [foo, bar] = [selector('foo'), selector('bar')];
  const plus = { type: 'binaryExpr', op: '+', lhs: foo, rhs: bar, bool: false };
  const matching = { card: 'one-to-one', labels: [], on: false, include: [], fillValues: { lhs: null, rhs: null } };
  expect(tree('foo + bar')).toEqual({ ...plus, matching });
  expect(tree('foo > bool 1')).toEqual({ ...plus, op: '>', rhs: number('1'), bool: true, matching: null });
  expect(tree('foo and on () bar')).toEqual({
    ...plus,
    op: 'and',
    matching: { ...matching, card: 'many-to-many', on: true },
  });
  expect(tree('foo + on (a) group_left (b) fill_right (0) bar')).toEqual({
    ...plus,
    matching: { card: 'many-to-one', labels: ['a'], on: true, include: ['b'], fillValues: { lhs: null, rhs: 0 } },
  });
  expect(tree('foo + fill (NaN) bar')).toMatchObject({ matching: { fillValues: { lhs: 'NaN', rhs: 'NaN' } } });
});

it('a chain as long as the parser takes it is told', () => {
  const text = Array.from({ length: 1900 }, () => 'foo').join(' + ');
  expect(JSON.stringify(tree(text)).length).toBeGreaterThan(100_000);
});
