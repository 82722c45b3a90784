/** What the expressions of a panel read: selectors, and the times of their samples. Pure. */
import { keptSelectors, readReach } from '../../../../shared/promql/kept-selectors.ts';
import { parseUnchecked } from '../../../../shared/promql/parser.ts';
import { PromqlError } from '../../../../shared/promql/promql-error.ts';
import type { Span } from '../time-window.ts';

export interface ReadParts {
  readonly selectors: readonly string[];
  /** False where one of them is no expression: then there are no selectors. */
  readonly isValid: boolean;
}

export function readParts(exprs: readonly string[]): ReadParts {
  const selectors = new Set<string>();
  for (const expr of exprs) {
    const parsed = parsedOrNone(expr);
    if (parsed === undefined) return { selectors: [], isValid: false };
    for (const selector of keptSelectors(parsed)) selectors.add(selector);
  }
  return { selectors: [...selectors], isValid: true };
}

/** @returns the span with what has to be before and after it to draw just these values. */
export function readSpan(exprs: readonly string[], span: Span): Span {
  let { startMs, endMs } = span;
  for (const expr of exprs) {
    const parsed = parsedOrNone(expr);
    if (parsed === undefined) continue;
    const reach = readReach(parsed, span);
    startMs = Math.min(startMs, reach.startMs);
    endMs = Math.max(endMs, reach.endMs);
  }
  return { startMs: Math.max(0, Math.floor(startMs)), endMs: Math.ceil(endMs) };
}

function parsedOrNone(expr: string) {
  try {
    return parseUnchecked(expr);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    return undefined;
  }
}
