/** Which rules may have recorded what an expression reads: those whose selectors may have a series in common with one of its own. */
import { planLimits, type RecordingRule } from '../../../shared/model/recorder.ts';
import { mayShareSeries, type SelectedLabels, selectedLabels } from '../../../shared/promql/engine/shared-series.ts';
import { keptSelectors } from '../../../shared/promql/kept-selectors.ts';
import { parseUnchecked } from '../../../shared/promql/parser.ts';
import { parsedQuery } from './rules.ts';

/** What a rule selects does not change: its id is made of it. */
const known = new WeakMap<RecordingRule, readonly SelectedLabels[]>();

/** A page asks for the same few again and again. */
const mostKept = 32;
/** By rules and expression, the one that was asked last at the end. */
const kept = new Map<string, readonly (readonly string[])[]>();

/** Longer expressions are not looked into. */
const longestExpr = 100_000;

/**
 * For each selector of the expression, the ids of those rules that surely have none of its series; each list once. None where it reads nothing,
 * or more than is looked into.
 * @throws AppError query.invalid
 */
export function rulesBeside(expr: string, rules: readonly RecordingRule[]): readonly (readonly string[])[] {
  if (expr.length > longestExpr) return [];
  const key = JSON.stringify([rules.map(({ id }) => id), expr]);
  const beside = kept.get(key) ?? besideOf(expr, rules);
  kept.delete(key);
  kept.set(key, beside);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return beside;
}

function besideOf(expr: string, rules: readonly RecordingRule[]): readonly (readonly string[])[] {
  const selectors = keptSelectors(parsedQuery(expr));
  if (selectors.length > planLimits.selectors) return [];
  const lists = selectors.map((selector) => {
    const asked = labelsOf(selector);
    const others = rules.filter((rule) => !labelsOfRule(rule).some((its) => mayShareSeries(its, asked)));
    return [...new Set(others.map(({ id }) => id))].sort();
  });
  return [...new Map(lists.map((list) => [list.join(), list])).values()];
}

function labelsOfRule(rule: RecordingRule): readonly SelectedLabels[] {
  const labels = known.get(rule) ?? rule.selectors.map(labelsOf);
  known.set(rule, labels);
  return labels;
}

function labelsOf(selector: string): SelectedLabels {
  const expr = parseUnchecked(selector);
  if (expr.kind !== 'vectorSelector') throw new Error(`${selector} is no selector`);
  return selectedLabels(expr);
}
