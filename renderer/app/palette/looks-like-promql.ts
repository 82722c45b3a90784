/** Whether what is typed in the palette is an expression to be run. Pure. */
import { parseUnchecked } from '../../../shared/promql/parser.ts';

/** Brackets, a comparison, or an operator that stands apart: `prod-eu-1` and `team/app` are names that somebody looks for. */
const telling = /[({[<>=]|\s[-+*/%^]\s/;

export function looksLikePromql(text: string): boolean {
  if (!telling.test(text)) return false;
  try {
    parseUnchecked(text);
    return true;
  } catch {
    // Half an expression, or none: it is looked for like everything else.
    return false;
  }
}
