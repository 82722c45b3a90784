import { describe, expect, test } from 'vitest';
import { withMatcher } from '../../../renderer/views/explorer/filtered-expr.ts';
import { spelledOtherwise } from '../../../renderer/views/explorer/spelled-otherwise.ts';
import type { EmptyReason } from '../../../shared/model/catalog.ts';
import { parseUnchecked } from '../../../shared/promql/parser.ts';

describe('an expression with a condition more', () => {
  test('has it in every selector, and is left alone where it is not understood', () => {
    const matcher = { name: 'job', op: '=', value: 'a"b' } as const;
    expect(
      ['up', 'rate(up{x="y"}[5m]) / {__name__="z"}', 'sum(', 'vector(1)', 'up # all\n'].map((expr) =>
        withMatcher(expr, matcher),
      ),
    ).toEqual([
      'up{job="a\\"b"}',
      'rate(up{x="y",job="a\\"b"}[5m]) / {__name__="z",job="a\\"b"}',
      'sum(',
      'vector(1)',
      'up{job="a\\"b"} # all\n',
    ]);
  });
});

describe('an expression with a name spelled otherwise', () => {
  const metric = { kind: 'noMetric', metric: 'upp', near: [] } as const satisfies EmptyReason;

  test('has the metric’s name wherever it stood, and nothing else changed', () => {
    expect(
      [
        'rate( upp{job="a"}[5m])/upp # upp',
        '{__name__="upp", job="upp"}',
        '{"upp"}',
        'upper',
        'sum by (upp) (upp)',
        'holt_winters(upp[5m], 0.1, 0.1)',
      ].map((expr) => spelledOtherwise(expr, metric, 'up')),
    ).toEqual([
      'rate( up{job="a"}[5m])/up # upp',
      '{__name__="up", job="upp"}',
      '{__name__="up"}',
      'upper',
      'sum by (upp) (up)',
      'holt_winters(up[5m], 0.1, 0.1)',
    ]);
  });

  test('has a name that needs quotes in the braces', () => {
    const spelled = ['upp', 'rate(upp[5m])', 'upp{a="b"}', 'upp{}'].map((expr) =>
      spelledOtherwise(expr, metric, 'u.p'),
    );
    expect(spelled).toEqual(['{"u.p"}', 'rate({"u.p"}[5m])', '{"u.p",a="b"}', '{"u.p"}']);
    for (const expr of spelled) expect(() => parseUnchecked(expr)).not.toThrow();
  });

  test('has a label’s name or value', () => {
    const value = {
      kind: 'noValue',
      metric: 'up',
      label: 'job',
      op: '=',
      value: 'nod',
      beside: '',
      near: [],
    } as const satisfies EmptyReason;
    expect(spelledOtherwise('up{job="nod", a="nod"} + up{job!="nod",job="nod"}', value, 'no"de')).toBe(
      'up{job="no\\"de", a="nod"} + up{job!="nod",job="no\\"de"}',
    );
    const label = { kind: 'noLabel', metric: 'up', label: 'jop', near: [] } as const satisfies EmptyReason;
    expect(spelledOtherwise('up{jop=~"a|b"} + sum by (jop) (x)', label, 'job.name')).toBe(
      'up{"job.name"=~"a|b"} + sum by (jop) (x)',
    );
  });
});
