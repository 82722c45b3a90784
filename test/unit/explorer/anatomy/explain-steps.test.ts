import { describe, expect, it } from 'vitest';
import { explainSteps } from '../../../../renderer/views/explorer/anatomy/explain-steps.ts';
import { walk } from '../../../../shared/promql/ast.ts';
import { parseUnchecked } from '../../../../shared/promql/parser.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../../../fuzz/random.ts';
import { randomExpr } from '../../promql/random-promql.ts';

const steps = (text: string) => explainSteps(parseUnchecked(text)).map(({ short }) => short);

describe('the steps of an expression', () => {
  it('come in the order of evaluation, each naming the steps that it takes up', () => {
    expect(steps('sum by (job) (rate(http_requests_total{code="500"}[5m])) / 2')).toEqual([
      'http_requests_total{code="500"}[5m]',
      'rate(⟨1⟩)',
      'sum by (job) (⟨2⟩)',
      '⟨3⟩ / 2',
    ]);
  });

  it('say once what is written twice', () => {
    expect(steps('(a) / on (x) (a + b)')).toEqual(['a', 'b', '⟨1⟩ + ⟨2⟩', '⟨1⟩ / on (x) ⟨3⟩']);
  });

  it('put the marks in the place of the parts, and never of what only looks like them', () => {
    expect([
      steps('avg(a)'),
      steps('max(max_over_time(m[5m:1m]))'),
      steps('label_replace(a, "a", "$1", "a", "a")'),
    ]).toEqual([
      ['a', 'avg(⟨1⟩)'],
      ['m', '⟨1⟩[5m:1m]', 'max_over_time(⟨2⟩)', 'max(⟨3⟩)'],
      ['a', 'label_replace(⟨1⟩, "a", "$1", "a", "a")'],
    ]);
  });

  it('have parameters in them, as they are or as a step', () => {
    expect([steps('topk(5, a)'), steps('quantile(scalar(q), a)')]).toEqual([
      ['a', 'topk(5, ⟨1⟩)'],
      ['q', 'scalar(⟨1⟩)', 'a', 'quantile(⟨2⟩, ⟨3⟩)'],
    ]);
  });

  it('are one where there is nothing but a number or a text', () => {
    expect([steps('((5))'), steps('"x"'), steps('5m'), steps('-a')]).toEqual([['5'], ['"x"'], ['5m'], ['a', '-⟨1⟩']]);
  });

  it(
    'take up only steps before them and are each taken up, for random expressions',
    () => {
      for (let seed = 1; seed <= 500 * fuzzFactor; seed++) {
        const expr = randomExpr(seededRandom(seed), 1 + (seed % 4));
        const all = explainSteps(expr);
        const taken = new Set(all.flatMap(({ takes }) => takes));
        const bad = all.filter(
          ({ number, takes }) =>
            takes.some((part) => part !== undefined && part >= number) || (number < all.length && !taken.has(number)),
        );
        expect(bad, `seed ${seed}`).toEqual([]);
        let nodes = 0;
        walk(expr, () => {
          nodes += 1;
        });
        expect(all.length).toBeLessThanOrEqual(nodes);
      }
    },
    fuzzTimeoutMs,
  );
});
