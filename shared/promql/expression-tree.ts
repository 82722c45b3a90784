/** An expression as a tree to be looked at: its parts, and the instant query that shows what each of them gives. */
import { childrenOf, type Expr } from './ast.ts';
import { printExpr } from './print.ts';
import { valueType } from './type-check.ts';

export interface TreeNode {
  /** The way to it from the root: `0`, `0.1`. */
  readonly path: string;
  readonly depth: number;
  readonly expr: Expr;
  /** As it is printed. */
  readonly text: string;
  /** Undefined where there is nothing to ask: a text, a number. */
  readonly query: string | undefined;
  readonly children: readonly TreeNode[];
}

/** Parentheses are no node of their own; the selector of a range is part of the range. */
export function expressionTree(expr: Expr, path = '0', depth = 0): TreeNode {
  const bare = withoutParens(expr);
  const parts = bare.kind === 'matrixSelector' ? [] : childrenOf(bare);
  const text = printExpr(bare);
  const children = parts.map((part, index) => {
    const child = expressionTree(part, `${path}.${index}`, depth + 1);
    // Which labels info() is to add is no question of its own.
    return bare.kind === 'call' && bare.name === 'info' && index === 1 ? { ...child, query: undefined } : child;
  });
  return { path, depth, expr: bare, text, query: queryFor(bare, text), children };
}

function withoutParens(expr: Expr): Expr {
  let bare = expr;
  while (bare.kind === 'paren') bare = bare.expr;
  return bare;
}

/** A range has no value of its own at one time: its newest samples stand for it. */
function queryFor(expr: Expr, text: string): string | undefined {
  if (expr.kind === 'number' || expr.kind === 'string') return undefined;
  if (valueType(expr) !== 'matrix') return text;
  // `anchored` and `smoothed` are for rates alone.
  const plain =
    expr.kind === 'matrixSelector' ? { ...expr, selector: { ...expr.selector, extension: undefined } } : expr;
  return `last_over_time(${printExpr(plain)})`;
}

/** The node and everything below it, each before its parts. */
export function nodesOf(root: TreeNode): readonly TreeNode[] {
  const nodes: TreeNode[] = [];
  const pending: TreeNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    nodes.push(node);
    pending.push(...node.children.toReversed());
  }
  return nodes;
}
