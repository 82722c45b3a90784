/** An expression with one operator's matching changed: the text around it stays as it was written. */
import type { Binary } from '../../../../shared/promql/ast.ts';
import type { MatchFix } from '../../../../shared/promql/matching.ts';
import { printExpr } from '../../../../shared/promql/print.ts';

export function applyFix(whole: string, binary: Binary, fix: MatchFix): string {
  const fixed = printExpr({ ...binary, matching: fixedMatching(binary, fix) });
  return whole.slice(0, binary.start) + fixed + whole.slice(binary.end);
}

function fixedMatching({ matching }: Binary, fix: MatchFix): Binary['matching'] {
  if (fix.kind === 'group') {
    return { ...matching, cardinality: fix.side === 'left' ? 'many-to-one' : 'one-to-many' };
  }
  return { ...matching, cardinality: 'one-to-one', on: true, labels: fix.labels, include: [] };
}
