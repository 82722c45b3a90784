/** An expression with a condition more, as a click on a value of its result asks for it. Pure. */
import type { LabelMatcher } from '../../../shared/promql/ast.ts';
import { injectMatchers } from '../../../shared/promql/inject-matchers.ts';
import { PromqlError } from '../../../shared/promql/promql-error.ts';

/** In every selector of it; the expression itself where it is not understood. */
export function withMatcher(expr: string, matcher: LabelMatcher): string {
  try {
    return injectMatchers(expr, [matcher]);
  } catch (error) {
    if (error instanceof PromqlError) return expr;
    throw error;
  }
}
