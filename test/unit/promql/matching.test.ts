/** What a real Prometheus says of random label sets is in test/integration/promql-matching-prometheus.test.ts. */
import { describe, expect, test } from 'vitest';
import type { Labels } from '../../../shared/model/labels.ts';
import type { Binary } from '../../../shared/promql/ast.ts';
import { matchFixes, matchVectors, signatureOf } from '../../../shared/promql/matching.ts';
import { parseUnchecked } from '../../../shared/promql/parser.ts';

function operator(text: string): Binary {
  const expr = parseUnchecked(`l ${text} r`);
  if (expr.kind !== 'binary') throw new Error(text);
  return expr;
}

const set = (text: string): Labels => text.split(' ').flatMap((pair) => (pair === '' ? [] : pair.split('=')));
const sets = (...texts: readonly string[]) => texts.map(set);

/** Of each group: its signature, who is in it, what comes of it. */
function groups(text: string, left: readonly Labels[], right: readonly Labels[]): readonly string[] {
  return matchVectors(operator(text), left, right).groups.map(
    ({ signature, left: l, right: r, results, problem }) =>
      `${signature.join(' ')}: ${l.join()} | ${r.join()} → ${problem === undefined ? results.map((one) => `{${one.join(' ')}}`).join(' ') : JSON.stringify(problem)}`,
  );
}

describe('series of the two sides', () => {
  test('find each other by all labels but the name', () => {
    expect(groups('+', sets('__name__=x a=1', '__name__=x a=2'), sets('__name__=y a=2', '__name__=y a=3'))).toEqual([
      'a 1: 0 |  → ',
      'a 2: 1 | 0 → {a 2}',
      'a 3:  | 1 → ',
    ]);
    expect(matchVectors(operator('+'), sets('a=1', 'a=2'), sets('a=2', 'a=3'))).toMatchObject({
      leftMatched: 1,
      rightMatched: 1,
    });
  });

  test('find each other by the labels of on, or by all but those of ignoring', () => {
    const [left, right] = [sets('a=1 b=1'), sets('a=1 b=2')];
    expect(groups('/ on (a)', left, right)).toEqual(['a 1: 0 | 0 → {a 1}']);
    expect(groups('/ ignoring (b)', left, right)).toEqual(['a 1: 0 | 0 → {a 1}']);
    expect(groups('/ on ()', left, right)).toEqual([': 0 | 0 → {}']);
    expect(signatureOf({ on: true, labels: ['a', 'c'] }, set('a= b=1'))).toEqual([]);
  });

  test('of one side may be several where the operator says so, and take labels from the other', () => {
    const [left, right] = [sets('a=1 b=1', 'a=1 b=2'), sets('a=1 c=x d=y')];
    expect(groups('* on (a) group_left (c)', left, right)).toEqual(['a 1: 0,1 | 0 → {a 1 b 1 c x} {a 1 b 2 c x}']);
    expect(groups('* on (a) group_right (c)', right, left)).toEqual(['a 1: 0 | 0,1 → {a 1 b 1 c x} {a 1 b 2 c x}']);
    expect(groups('* on (a)', left, right)).toEqual(['a 1: 0,1 | 0 → {"kind":"manyToOne"}']);
    expect(groups('* on (a)', right, left)).toEqual(['a 1: 0 | 0,1 → {"kind":"manyOnOneSide","side":"right"}']);
    expect(groups('* on (a) group_right ()', left, right)).toEqual([
      'a 1: 0,1 | 0 → {"kind":"manyOnOneSide","side":"left"}',
    ]);
  });

  test('must not come to the same labels', () => {
    const left = sets('__name__=x a=1', '__name__=y a=1');
    expect(groups('* on (a) group_left ()', left, sets('a=1'))).toEqual(['a 1: 0,1 | 0 → {"kind":"sameResult"}']);
    expect(groups('== on (a) group_left ()', left, sets('a=1'))).toEqual([
      'a 1: 0,1 | 0 → {__name__ x a 1} {__name__ y a 1}',
    ]);
    expect(groups('== bool on (a) group_left ()', left, sets('a=1'))).toEqual(['a 1: 0,1 | 0 → {"kind":"sameResult"}']);
  });

  test('are kept or left out whole by and, or, unless', () => {
    const [left, right] = [sets('__name__=x a=1', '__name__=x a=2'), sets('__name__=y a=2 b=1', '__name__=y a=3')];
    expect(groups('and on (a)', left, right).map((one) => one.split(' → ')[1])).toEqual(['', '{__name__ x a 2}', '']);
    expect(groups('unless on (a)', left, right).map((one) => one.split(' → ')[1])).toEqual([
      '{__name__ x a 1}',
      '',
      '',
    ]);
    expect(groups('or on (a)', left, right).map((one) => one.split(' → ')[1])).toEqual([
      '{__name__ x a 1}',
      '{__name__ x a 2}',
      '{__name__ y a 3}',
    ]);
  });
});

describe('a way out', () => {
  test('is offered where it works on these series', () => {
    const [left, right] = [sets('a=1 b=1', 'a=1 b=2'), sets('a=1 c=x')];
    expect(matchFixes(operator('* on (a)'), left, right)).toEqual([{ kind: 'group', side: 'left' }]);
    expect(matchFixes(operator('*'), sets('a=1 b=1', 'a=2 b=1'), sets('a=1', 'a=2'))).toEqual([
      { kind: 'on', labels: ['a'] },
    ]);
    expect(matchFixes(operator('and'), left, right)).toEqual([]);
    expect(matchFixes(operator('*'), [], right)).toEqual([]);
    expect(matchFixes(operator('*'), sets('a=1'), sets('a=2'))).toEqual([]);
  });

  test('is looked for among so many series only as take a moment', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => set(`a=${i} b=1`));
    expect(
      matchFixes(
        operator('/'),
        many,
        many.map(([, a]) => set(`a=${a} c=1`)),
      ),
    ).toEqual([{ kind: 'on', labels: ['a'] }]);
  });
});
