/** An expression that is to be taken apart, as whatever version of Prometheus may understand it; and why it cannot be. Pure. */
import { type Expr, walk } from '../../../../shared/promql/ast.ts';
import { parseUnchecked } from '../../../../shared/promql/parser.ts';
import { PromqlError } from '../../../../shared/promql/promql-error.ts';

/** More parts are read by nobody, and each of them is a question to the server. */
export const mostParts = 300;

export type ParsedExpr =
  | { readonly kind: 'parsed'; readonly expr: Expr }
  | { readonly kind: 'blank' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'tooLarge'; readonly parts: number };

export function parsedExpr(text: string): ParsedExpr {
  if (text.trim() === '') return { kind: 'blank' };
  try {
    const expr = parseUnchecked(text);
    let parts = 0;
    walk(expr, () => {
      parts += 1;
    });
    return parts > mostParts ? { kind: 'tooLarge', parts } : { kind: 'parsed', expr };
  } catch (error) {
    if (error instanceof PromqlError) return { kind: 'refused', reason: error.message };
    throw error;
  }
}
