/** What is wrong with a selector of series as they are, before the backend is asked: it has to name series, at no time of its own. Pure. */
import { parseExpr } from '../../shared/promql/parser.ts';
import { PromqlError } from '../../shared/promql/promql-error.ts';

export type SelectorProblem =
  | { readonly kind: 'empty' | 'notSelector' | 'modifier' }
  /** In Prometheus's words; UTF-16 offsets into the text. */
  | { readonly kind: 'syntax'; readonly reason: string; readonly from: number; readonly to: number };

export function selectorProblem(text: string): SelectorProblem | undefined {
  if (text.trim() === '') return { kind: 'empty' };
  try {
    const expr = parseExpr(text);
    if (expr.kind !== 'vectorSelector') return { kind: 'notSelector' };
    return expr.at !== undefined || expr.offset !== undefined ? { kind: 'modifier' } : undefined;
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    return { kind: 'syntax', reason: error.reason, from: error.start, to: error.end };
  }
}
