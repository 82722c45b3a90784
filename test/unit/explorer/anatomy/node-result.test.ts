import { describe, expect, it } from 'vitest';
import {
  countLabels,
  endedResults,
  type NodeResult,
  type NodeResults,
  nextNodes,
  overBefore,
  summarizeAnswer,
} from '../../../../renderer/views/explorer/anatomy/node-result.ts';
import type { AppErrorData } from '../../../../shared/base/errors.ts';
import { expressionTree } from '../../../../shared/promql/expression-tree.ts';
import { parseUnchecked } from '../../../../shared/promql/parser.ts';
import { answerOf } from './answers.ts';

const tree = expressionTree(parseUnchecked('sum(rate(a[5m])) / on (x) topk(5, b)'));
const series: NodeResult = { kind: 'series', count: 1, ms: 1, labels: [], warnings: [] };
const error: AppErrorData = { code: 'prometheus.execution', message: '', details: {}, retryable: false };
const failed: NodeResult = { kind: 'failed', error };
const texts = (results: NodeResults) => {
  const { ready, blocked } = nextNodes(results, tree);
  return { ready: ready.map(({ text }) => text), blocked: blocked.map(({ text }) => text) };
};

describe('the parts to be asked next', () => {
  it('are those whose parts have answers, from the inside out; a number is no question', () => {
    expect(texts(new Map())).toEqual({ ready: ['a[5m]', 'b'], blocked: [] });
    expect(texts(new Map([['0.0.0.0', series]]))).toEqual({ ready: ['rate(a[5m])', 'b'], blocked: [] });
    expect(texts(new Map([['0.1.1', { kind: 'running' }]]))).toEqual({ ready: ['a[5m]'], blocked: [] });
    expect(texts(new Map([['0.1.1', series]]))).toEqual({ ready: ['a[5m]', 'topk(5, b)'], blocked: [] });
  });

  it('are none above a part that failed: those are never asked', () => {
    expect(texts(new Map([['0.0.0.0', failed]]))).toEqual({
      ready: ['b'],
      blocked: ['rate(a[5m])', 'sum(rate(a[5m]))', 'sum(rate(a[5m])) / on (x) topk(5, b)'],
    });
  });
});

describe('results', () => {
  it('of the last time stay until there is something newer', () => {
    const before: NodeResults = new Map<string, NodeResult>([
      ['0', series],
      ['0.0', failed],
    ]);
    const now: NodeResults = new Map<string, NodeResult>([
      ['0', { kind: 'running' }],
      ['0.0', { kind: 'blocked' }],
      ['0.1', { kind: 'running' }],
    ]);
    expect(overBefore(before, now)).toEqual(
      new Map<string, NodeResult>([
        ['0', series],
        ['0.0', { kind: 'blocked' }],
        ['0.1', { kind: 'running' }],
      ]),
    );
  });

  it('that are not there when it is ended are cancelled', () => {
    const ended = endedResults(
      new Map<string, NodeResult>([
        ['0.0.0.0', series],
        ['0.1.1', { kind: 'running' }],
      ]),
      tree,
    );
    expect(Object.fromEntries([...ended].map(([path, { kind }]) => [path, kind]))).toEqual({
      '0': 'cancelled',
      '0.0': 'cancelled',
      '0.0.0': 'cancelled',
      '0.0.0.0': 'series',
      '0.1': 'cancelled',
      '0.1.1': 'cancelled',
    });
  });
});

describe('what an answer says', () => {
  it('of series: how many, and which labels with how many values', () => {
    const sets = [
      ['__name__', 'up', 'job', 'a'],
      ['__name__', 'up', 'job', 'b'],
      ['__name__', 'up', 'job', 'b', 'pod', 'x'],
    ];
    expect(countLabels(sets)).toEqual([
      {
        name: 'job',
        values: 2,
        top: [
          ['b', 2],
          ['a', 1],
        ],
      },
      { name: '__name__', values: 1, top: [['up', 3]] },
      { name: 'pod', values: 1, top: [['x', 1]] },
    ]);
    expect(summarizeAnswer(answerOf(sets, { warnings: ['slow'], totalMs: 12 }))).toEqual({
      ...{ kind: 'series', count: 3, ms: 12, warnings: ['slow'] },
      labels: countLabels(sets),
    });
  });

  it('lists ten values of a label at most, and counts all; names of labels may be hostile', () => {
    const sets = Array.from({ length: 30 }, (_, i) => ['__proto__', `v${i}`]);
    const [only] = countLabels(sets);
    expect([only?.name, only?.values, only?.top.length]).toEqual(['__proto__', 30, 10]);
  });

  it('of a number or a text: the value itself', () => {
    expect([
      summarizeAnswer({ ...answerOf([]), resultType: 'string', done: { ...answerOf([]).done, text: 'hi' } }),
      summarizeAnswer({ ...answerOf([[]], {}, [Number.POSITIVE_INFINITY]), resultType: 'scalar' }),
    ]).toEqual([
      { kind: 'value', text: 'hi', ms: 0 },
      { kind: 'value', text: '+Inf', ms: 0 },
    ]);
  });
});
