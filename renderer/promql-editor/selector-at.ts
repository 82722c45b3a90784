/** The selector in which a place of an expression lies, as text; of one that is being written, as far as it goes. Pure. */
import { walk } from '../../shared/promql/ast.ts';
import { looseParse } from '../../shared/promql/loose-states.ts';
import { looseTokens } from '../../shared/promql/loose-tokens.ts';
import { parseUnchecked } from '../../shared/promql/parser.ts';

/** @returns undefined where there is none. */
export function selectorAt(text: string, at: number): string | undefined {
  let found: string | undefined;
  try {
    walk(parseUnchecked(text), (expr) => {
      if (expr.kind !== 'vectorSelector' || at < expr.start || at > expr.end) return;
      const end = expr.braces?.end ?? expr.start + (expr.name?.length ?? 0);
      found = text.slice(expr.start, end);
    });
    return found;
  } catch {
    return looseSelectorAt(text, at);
  }
}

/** Of half an expression: what the cursor is in or at the end of is worth opening all the same; of braces that are not closed, the metric. */
function looseSelectorAt(text: string, at: number): string | undefined {
  const tokens = looseTokens(text);
  const { selectors, states } = looseParse(tokens);
  const textOf = (first: number, last: number) => text.slice(tokens[first]?.start, tokens[last]?.end);
  const found = selectors.find(
    ({ first, last }) => (tokens[first]?.start ?? 0) <= at && at <= (tokens[last]?.end ?? 0),
  );
  if (found !== undefined) return textOf(found.first, found.last);
  const { frame } = states[tokens.findLastIndex(({ start }) => start < at) + 1] ?? {};
  return frame?.sign === '{' && frame.word !== '' ? textOf(frame.from, frame.index - 1) : undefined;
}
