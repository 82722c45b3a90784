/** A selector that is built by choosing: a metric, and for a label either some of its values or an expression for them. Pure. */
import { metricNameLabel } from '../../../../shared/model/labels.ts';
import type { LabelMatcher, VectorSelector } from '../../../../shared/promql/ast.ts';
import { metricSelector } from '../../../../shared/promql/fitting-query.ts';
import { parseExpr } from '../../../../shared/promql/parser.ts';
import { printMatcher } from '../../../../shared/promql/print.ts';
import { PromqlError } from '../../../../shared/promql/promql-error.ts';

export type BuiltMatcher =
  /** One value is matched exactly, several by an expression that means them literally. Never empty. */
  | {
      readonly kind: 'values';
      readonly label: string;
      readonly negative: boolean;
      readonly values: readonly string[];
    }
  | { readonly kind: 'regex'; readonly label: string; readonly negative: boolean; readonly pattern: string };

export interface BuiltSelector {
  /** Undefined: of any metric. */
  readonly metric: string | undefined;
  /** In the order in which they were begun. Choosing makes one a label and sign; a text that was parsed may have more. */
  readonly matchers: readonly BuiltMatcher[];
}

export const everything: BuiltSelector = { metric: undefined, matchers: [] };

export function selectorOf(metric: string | undefined): BuiltSelector {
  return { metric, matchers: [] };
}

/** Chooses a value, or takes it back where it is chosen with that sign. With the other sign it changes sides. */
export function toggleValue(selector: BuiltSelector, label: string, value: string, negative: boolean): BuiltSelector {
  const chosen = isChosen(selector, label, value);
  const without = removeValue(selector, label, value);
  if (chosen === (negative ? 'excluded' : 'included')) return without;
  const at = without.matchers.findIndex(
    (one) => one.kind === 'values' && one.label === label && one.negative === negative,
  );
  const own = without.matchers[at];
  if (own?.kind !== 'values') {
    const added: BuiltMatcher = { kind: 'values', label, negative, values: [value] };
    return { ...without, matchers: [...without.matchers, added] };
  }
  return { ...without, matchers: without.matchers.with(at, { ...own, values: [...own.values, value] }) };
}

export function isChosen(
  { matchers }: BuiltSelector,
  label: string,
  value: string,
): 'included' | 'excluded' | undefined {
  const own = matchers.find((one) => one.kind === 'values' && one.label === label && one.values.includes(value));
  if (own === undefined) return undefined;
  return own.negative ? 'excluded' : 'included';
}

function removeValue(selector: BuiltSelector, label: string, value: string): BuiltSelector {
  const matchers = selector.matchers.flatMap((one) => {
    if (one.kind !== 'values' || one.label !== label) return [one];
    const values = one.values.filter((other) => other !== value);
    return values.length === 0 ? [] : [{ ...one, values }];
  });
  return { ...selector, matchers };
}

/** As if nothing had been chosen of the label: what its other values would be counted in. */
export function withoutLabel(selector: BuiltSelector, label: string): BuiltSelector {
  return { ...selector, matchers: selector.matchers.filter((one) => one.label !== label) };
}

export function removeMatcher(selector: BuiltSelector, index: number): BuiltSelector {
  return { ...selector, matchers: selector.matchers.filter((_, at) => at !== index) };
}

/** `=` and `!=` change places, `=~` and `!~` too. Values that come to the same label and sign are one matcher. */
export function negateMatcher(selector: BuiltSelector, index: number): BuiltSelector {
  const own = selector.matchers[index];
  if (own === undefined) return selector;
  const turned: BuiltMatcher = { ...own, negative: !own.negative };
  const twin = selector.matchers.find((one) => one !== own && isTwin(one, turned));
  if (turned.kind !== 'values' || twin?.kind !== 'values') {
    return { ...selector, matchers: selector.matchers.with(index, turned) };
  }
  const joined = { ...twin, values: [...new Set([...twin.values, ...turned.values])] };
  const matchers = selector.matchers.flatMap((one) => (one === own ? [] : [one === twin ? joined : one]));
  return { ...selector, matchers };
}

function isTwin(one: BuiltMatcher, other: BuiltMatcher): boolean {
  return one.kind === 'values' && other.kind === 'values' && sameSide(one, other);
}

function sameSide(one: BuiltMatcher, other: BuiltMatcher): boolean {
  return one.label === other.label && one.negative === other.negative;
}

/** Matches the label by an expression; what was chosen of its values gives way. An empty pattern takes the matcher back. */
export function setPattern(selector: BuiltSelector, label: string, pattern: string, negative: boolean): BuiltSelector {
  const rest = withoutLabel(selector, label);
  if (pattern === '') return rest;
  return { ...rest, matchers: [...rest.matchers, { kind: 'regex', label, negative, pattern }] };
}

/** What means itself in Go's regular expressions needs no backslash. */
const special = /[\\.+*?()|[\]{}^$]/g;

export function quotePattern(text: string): string {
  return text.replace(special, '\\$&');
}

export function matcherOf(built: BuiltMatcher): LabelMatcher {
  const { label: name, negative } = built;
  if (built.kind === 'regex') return { name, op: negative ? '!~' : '=~', value: built.pattern };
  const [first = ''] = built.values;
  if (built.values.length === 1) return { name, op: negative ? '!=' : '=', value: first };
  return { name, op: negative ? '!~' : '=~', value: built.values.map(quotePattern).join('|') };
}

/** `up{job="node"}`; `{…}` without a metric; '' for everything. */
export function formatSelector({ metric, matchers }: BuiltSelector): string {
  const inside = matchers.map((one) => printMatcher(matcherOf(one))).join(',');
  if (metric === undefined) return inside === '' ? '' : `{${inside}}`;
  if (inside === '') return metricSelector(metric);
  const selector = metricSelector(metric);
  // A name that had to be quoted stands in the braces already.
  return selector.endsWith('}') ? `${selector.slice(0, -1)},${inside}}` : `${selector}{${inside}}`;
}

export type SelectorProblem =
  /** Of any metric, and every condition lets series pass that lack its label: Prometheus refuses to read everything that it has. */
  | { readonly kind: 'tooWide' }
  /** An expression for values that is none. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Why Prometheus would refuse it; undefined for '', which asks for nothing. */
export function selectorProblem(selector: BuiltSelector): SelectorProblem | undefined {
  const text = formatSelector(selector);
  if (text === '') return undefined;
  try {
    parseExpr(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    // The words are those of shared/promql/type-check.ts.
    return error.reason.includes('non-empty matcher') ? { kind: 'tooWide' } : { kind: 'refused', reason: error.reason };
  }
}

/** @returns undefined where the text is no selector of one metric or of none, alone. */
export function parseSelector(text: string): BuiltSelector | undefined {
  const selector = selectorIn(text.trim());
  if (selector === undefined) return undefined;
  const named = selector.matchers.find(({ name, op }) => name === metricNameLabel && op === '=');
  const metric = selector.name ?? named?.value;
  const matchers = selector.matchers.filter((one) => one !== named).map(builtOf);
  return { metric, matchers };
}

function selectorIn(text: string): VectorSelector | undefined {
  try {
    const expr = parseExpr(text);
    return expr.kind === 'vectorSelector' ? expr : undefined;
  } catch {
    // Half an expression: whoever asks begins with nothing chosen.
    return undefined;
  }
}

function builtOf({ name, op, value }: LabelMatcher): BuiltMatcher {
  const negative = op === '!=' || op === '!~';
  if (op === '=' || op === '!=') return { kind: 'values', label: name, negative, values: [value] };
  const values = literalsOf(value);
  if (values !== undefined) return { kind: 'values', label: name, negative, values };
  return { kind: 'regex', label: name, negative, pattern: value };
}

/** The values that an expression lists, where it is nothing but a list of them. */
function literalsOf(pattern: string): readonly string[] | undefined {
  const values = pattern.split('|').map((part) => part.replace(/\\([\\.+*?()|[\]{}^$])/g, '$1'));
  return values.length > 1 && values.map(quotePattern).join('|') === pattern ? values : undefined;
}
