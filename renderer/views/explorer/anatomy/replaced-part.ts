/** What was changed while one part of an expression was shown alone, put back where the part stands in the whole. Pure. */
import { expressionTree, nodesOf } from '../../../../shared/promql/expression-tree.ts';
import { parseUnchecked } from '../../../../shared/promql/parser.ts';
import { checkTypes } from '../../../../shared/promql/type-check.ts';
import { parsedExpr } from './parsed-expr.ts';

/**
 * @param part as it is printed in the tree.
 * @returns the whole with the replacement in the part's place; the replacement alone where it does not fit in there.
 */
export function replacedPart(whole: string, part: string, replacement: string): string {
  const parsed = parsedExpr(whole);
  if (parsed.kind !== 'parsed') return replacement;
  const node = nodesOf(expressionTree(parsed.expr)).find(({ text }) => text === part);
  if (node === undefined) return replacement;
  const { start } = node.expr;
  const changed = whole.slice(0, start) + replacement + whole.slice(node.expr.end);
  return fits(changed) ? changed : replacement;
}

function fits(text: string): boolean {
  try {
    checkTypes(parseUnchecked(text), text);
    return true;
  } catch {
    // Not an expression that makes sense: whoever asks does without.
    return false;
  }
}
