/** An expression as steps in the order in which it is evaluated: each part once, before what it is part of. Pure. */
import { childrenOf, type Expr, type VectorSelector } from '../../../../shared/promql/ast.ts';
import { printExpr } from '../../../../shared/promql/print.ts';

export interface Step {
  /** From 1 on. */
  readonly number: number;
  /** A number or a text only where it is all that there is. */
  readonly expr: Exclude<Expr, { kind: 'paren' }>;
  readonly text: string;
  /** With the marks of its parts in the place of their texts. */
  readonly short: string;
  /** The steps that it takes up, in the order of the text; undefined for a number or a text, which stands in it. */
  readonly takes: readonly (number | undefined)[];
}

/** How a step is named in another's text. */
export function stepMark(number: number): string {
  return `⟨${number}⟩`;
}

/** Two parts that are written alike are one step: they give the same. */
export function explainSteps(root: Expr): readonly Step[] {
  const steps: Step[] = [];
  const known = new Map<string, number>();
  const add = (expr: Step['expr'], text: string, takes: Step['takes']): number => {
    const number = steps.length + 1;
    steps.push({ number, expr, text, short: printExpr(withMarks(expr, takes)), takes });
    known.set(text, number);
    return number;
  };
  const visit = (written: Expr): number | undefined => {
    const expr = withoutParens(written);
    if (isLiteral(expr)) return undefined;
    const text = printExpr(expr);
    const before = known.get(text);
    if (before !== undefined) return before;
    // The selector of a range is said with it.
    const parts = expr.kind === 'matrixSelector' ? [] : childrenOf(expr);
    return add(expr, text, parts.map(visit));
  };
  const whole = withoutParens(root);
  if (isLiteral(whole)) add(whole, printExpr(whole), []);
  else visit(whole);
  return steps;
}

function withoutParens(expr: Expr): Step['expr'] {
  let bare = expr;
  while (bare.kind === 'paren') bare = bare.expr;
  return bare;
}

function isLiteral({ kind }: Expr): boolean {
  return kind === 'number' || kind === 'string';
}

/** The marks are printed as the names of metrics are, so that nothing else of the text can be mistaken for a part. */
function withMarks(expr: Step['expr'], takes: Step['takes']): Expr {
  const parts = childrenOf(expr);
  const marked = parts.map((part, index) => {
    const number = takes[index];
    return number === undefined ? part : markOf(number);
  });
  const [first = expr, second = expr] = marked;
  switch (expr.kind) {
    case 'call':
      return { ...expr, args: marked };
    case 'aggregate':
      return expr.param === undefined ? { ...expr, expr: first } : { ...expr, param: first, expr: second };
    case 'binary':
      return { ...expr, left: first, right: second };
    case 'subquery':
    case 'unary':
      return { ...expr, expr: first };
    default:
      return expr;
  }
}

function markOf(number: number): VectorSelector {
  return { kind: 'vectorSelector', name: stepMark(number), matchers: [], braces: undefined, start: 0, end: 0 };
}
