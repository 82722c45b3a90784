/** An expression in which a name or a value is spelled as the server has it. Everything else stays as it was written. Pure. */
import type { EmptyReason } from '../../../shared/model/catalog.ts';
import { type Span, type VectorSelector, walk } from '../../../shared/promql/ast.ts';
import { metricSelector } from '../../../shared/promql/fitting-query.ts';
import { parseUnchecked } from '../../../shared/promql/parser.ts';
import { printMatcher } from '../../../shared/promql/print.ts';

type NearReason = Extract<EmptyReason, { readonly near: readonly string[] }>;

/** What stands in a text is replaced from its end on, so that the places before it hold. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function spelledOtherwise(expr: string, reason: NearReason, near: string): string {
  const edits: Edit[] = [];
  walk(parseUnchecked(expr), (one) => {
    if (one.kind === 'vectorSelector') edits.push(...editsOf(one, reason, near));
  });
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: other }) => text.slice(0, start) + other + text.slice(end), expr);
}

function editsOf({ name, start, matchers, braces }: VectorSelector, reason: NearReason, near: string): readonly Edit[] {
  if (reason.kind === 'noMetric') {
    if (name === reason.metric) return renamed(start, start + name.length, braces, near);
    return matchers
      .filter((one) => one.name === '__name__' && one.value === reason.metric)
      .map((one) => ({ start: one.start, end: one.end, text: printMatcher({ ...one, value: near }) }));
  }
  return matchers
    .filter(
      (one) =>
        one.name === reason.label &&
        (reason.kind === 'noLabel' || (one.op === reason.op && one.value === reason.value)),
    )
    .map((one) => {
      const matcher = reason.kind === 'noLabel' ? { ...one, name: near } : { ...one, value: near };
      return { start: one.start, end: one.end, text: printMatcher(matcher) };
    });
}

/** A name that cannot stand before the braces stands in them. */
function renamed(start: number, end: number, braces: Span | undefined, near: string): readonly Edit[] {
  const selector = metricSelector(near);
  const inside = selector.startsWith('{') ? selector.slice(1, -1) : undefined;
  if (inside === undefined || braces === undefined) return [{ start, end, text: selector }];
  return [
    { start, end, text: '' },
    { start: braces.start + 1, end: braces.start + 1, text: braces.end - braces.start > 2 ? `${inside},` : inside },
  ];
}
