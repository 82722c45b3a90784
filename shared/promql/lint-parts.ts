/** What the remarks about expressions look at in common. */
import { type Expr, type VectorSelector, walk } from './ast.ts';
import type { Diagnostic, HintCode, LintOptions } from './lint-types.ts';

export interface LintContext {
  readonly text: string;
  readonly options: LintOptions;
  readonly found: Diagnostic[];
}

type HintFacts = Pick<Diagnostic, 'severity'> & Partial<Pick<Diagnostic, 'details' | 'fix'>>;

/** @param place of what it is about; a name alone is better than all that belongs to it */
export function hint(
  context: LintContext,
  code: HintCode,
  place: { readonly start: number; readonly end: number },
  { severity, details = {}, fix }: HintFacts,
): void {
  context.found.push({ from: place.start, to: place.end, severity, code, details, fix });
}

/** The word that an expression begins with: a function's or aggregation's name. */
export function headOf({ start }: Expr, name: string): { readonly start: number; readonly end: number } {
  return { start, end: start + name.length };
}

export function bare(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === 'paren') inner = inner.expr;
  return inner;
}

export function selectorsIn(expr: Expr): readonly VectorSelector[] {
  const found: VectorSelector[] = [];
  walk(expr, (one) => {
    if (one.kind === 'vectorSelector') found.push(one);
  });
  return found;
}

/** A number that is written, with its sign. */
export function literalIn(expr: Expr): number | undefined {
  const inner = bare(expr);
  if (inner.kind === 'number') return inner.value;
  if (inner.kind !== 'unary') return undefined;
  const operand = literalIn(inner.expr);
  return operand === undefined || inner.op === '+' ? operand : -operand;
}
