import { describe, expect, it } from 'vitest';
import { applyFix } from '../../../../renderer/views/explorer/anatomy/apply-fix.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import { type Binary, walk } from '../../../../shared/promql/ast.ts';
import { matchFixes, matchVectors } from '../../../../shared/promql/matching.ts';
import { parseExpr, parseUnchecked } from '../../../../shared/promql/parser.ts';

/** The operators of the text, the outer one before what is in it. */
function binariesIn(text: string): readonly Binary[] {
  const found: Binary[] = [];
  walk(parseUnchecked(text), (expr) => {
    if (expr.kind === 'binary') found.push(expr);
  });
  return found;
}

function binaryIn(text: string, index = 0): Binary {
  const found = binariesIn(text)[index];
  if (found === undefined) throw new Error(`no operator ${index} in ${text}`);
  return found;
}

const requests: readonly Labels[] = [
  ['__name__', 'requests', 'code', '200', 'pod', 'a'],
  ['__name__', 'requests', 'code', '500', 'pod', 'a'],
  ['__name__', 'requests', 'code', '200', 'pod', 'b'],
];
const limits: readonly Labels[] = [
  ['__name__', 'limits', 'pod', 'a', 'zone', 'x'],
  ['__name__', 'limits', 'pod', 'b', 'zone', 'x'],
];

describe('a fix of how two sides match', () => {
  it('changes the operator alone, and leaves the text around it', () => {
    const whole = 'sum(  requests / on (pod) limits  )  > 1';
    const inner = binaryIn(whole, 1);
    expect([
      applyFix(whole, inner, { kind: 'group', side: 'left' }),
      applyFix(whole, inner, { kind: 'group', side: 'right' }),
      applyFix(whole, inner, { kind: 'on', labels: ['pod', 'zone'] }),
    ]).toEqual([
      'sum(  requests / on (pod) group_left () limits  )  > 1',
      'sum(  requests / on (pod) group_right () limits  )  > 1',
      'sum(  requests / on (pod, zone) limits  )  > 1',
    ]);
  });

  it('that is offered makes an expression whose sides find each other', () => {
    const whole = 'requests / on (pod) limits';
    const fixes = matchFixes(binaryIn(whole), requests, limits);
    expect(fixes).toEqual([{ kind: 'group', side: 'left' }]);
    for (const fix of fixes) {
      const fixed = applyFix(whole, binaryIn(whole), fix);
      parseExpr(fixed);
      const { groups, leftMatched } = matchVectors(binaryIn(fixed), requests, limits);
      expect([leftMatched, groups.flatMap(({ problem }) => problem ?? [])]).toEqual([3, []]);
    }
  });
});
