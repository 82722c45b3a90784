import { describe, expect, test } from 'vitest';
import { expressionTree, nodesOf } from '../../../shared/promql/expression-tree.ts';
import { parseUnchecked } from '../../../shared/promql/parser.ts';
import { printExpr } from '../../../shared/promql/print.ts';
import { fuzzFactor, seededRandom } from '../../fuzz/random.ts';
import { randomExpr } from './random-promql.ts';

/** `path text ← query` of each node; the query only where it is another text. */
function tree(expr: string): readonly string[] {
  return nodesOf(expressionTree(parseUnchecked(expr))).map(({ path, text, query }) =>
    query === text ? `${path} ${text}` : `${path} ${text} ← ${query ?? 'nothing'}`,
  );
}

describe('the tree of an expression', () => {
  test('has every part that can be asked for, with its way from the root', () => {
    expect(tree('sum by (job) (rate((up{a="b"}[5m])) * 2) / topk(3, down)')).toEqual([
      '0 sum by (job) (rate((up{a="b"}[5m])) * 2) / topk(3, down)',
      '0.0 sum by (job) (rate((up{a="b"}[5m])) * 2)',
      '0.0.0 rate((up{a="b"}[5m])) * 2',
      '0.0.0.0 rate((up{a="b"}[5m]))',
      '0.0.0.0.0 up{a="b"}[5m] ← last_over_time(up{a="b"}[5m])',
      '0.0.0.1 2 ← nothing',
      '0.1 topk(3, down)',
      '0.1.0 3 ← nothing',
      '0.1.1 down',
    ]);
  });

  test('asks for the newest samples of a range, and for nothing where there is nothing to ask', () => {
    expect(tree('max_over_time((rate(x[5m] anchored))[1h:] @ end())')).toEqual([
      '0 max_over_time((rate(x[5m] anchored))[1h:] @ end())',
      '0.0 (rate(x[5m] anchored))[1h:] @ end() ← last_over_time((rate(x[5m] anchored))[1h:] @ end())',
      '0.0.0 rate(x[5m] anchored)',
      '0.0.0.0 x[5m] anchored ← last_over_time(x[5m])',
    ]);
    expect(tree('info(up, {version=~".*"})')).toEqual([
      '0 info(up, {version=~".*"})',
      '0.0 up',
      '0.1 {version=~".*"} ← nothing',
    ]);
    expect(tree('count_values("v", time() + vector(1))')).toEqual([
      '0 count_values("v", time() + vector(1))',
      '0.0 "v" ← nothing',
      '0.1 time() + vector(1)',
      '0.1.0 time()',
      '0.1.1 vector(1)',
      '0.1.1.0 1 ← nothing',
    ]);
  });

  test('of any expression asks for what can be parsed, and its depth is the length of its way', () => {
    for (let seed = 1; seed <= 500 * fuzzFactor; seed++) {
      const text = printExpr(randomExpr(seededRandom(seed * 17), 1 + (seed % 4)));
      for (const { query, path, depth } of nodesOf(expressionTree(parseUnchecked(text)))) {
        if (query !== undefined) expect(() => parseUnchecked(query), `seed ${seed}: ${query}`).not.toThrow();
        expect(path.split('.').length - 1).toBe(depth);
      }
    }
  });

  test('of as long a chain as the parser takes needs no deep stack', () => {
    const chain = Array.from({ length: 1999 }, () => 'a').join('+');
    expect(nodesOf(expressionTree(parseUnchecked(chain))).length).toBe(3997);
  });
});
