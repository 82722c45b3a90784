/** What a rule may select, how it is known, and the rule that keeps what an expression reads. */
import { createHash } from 'node:crypto';
import { AppError, errorText } from '../../../shared/base/errors.ts';
import { planLimits, type RecordingRule } from '../../../shared/model/recorder.ts';
import type { Expr, LabelMatcher } from '../../../shared/promql/ast.ts';
import { seriesMatcher } from '../../../shared/promql/engine/series-matcher.ts';
import { keptSelectors } from '../../../shared/promql/kept-selectors.ts';
import { parseExpr, parseUnchecked } from '../../../shared/promql/parser.ts';
import { PromqlError, placeOf } from '../../../shared/promql/promql-error.ts';

/**
 * What it selects is what it is: its coverage says that just these selectors were asked for. So a rule that comes back finds its coverage,
 * and one that selects something else gets none that is not its own.
 */
export function ruleId(selectors: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([...selectors].sort()));
  return `rule-${hash.digest('hex').slice(0, 16)}`;
}

/** As they are kept: with the ids that they have by what they select, each once, and no more than can be read again. @throws AppError recorder.badRule */
export function checkedRules(rules: readonly RecordingRule[]): readonly RecordingRule[] {
  const checked = new Map<string, RecordingRule>();
  for (const { name, selectors: given, isOn } of rules) {
    const selectors = [...new Set(given.map((selector) => checkedSelector(name, selector)))];
    refuseTooMany(name, selectors);
    if (name.length === 0 || name.length > planLimits.name)
      throw badRule(name, name, `a name has 1 to ${planLimits.name} characters`);
    const id = ruleId(selectors);
    if (!checked.has(id) && checked.size === planLimits.rules)
      throw badRule(name, name, `of one Prometheus there are at most ${planLimits.rules} rules`);
    if (!checked.has(id)) checked.set(id, { id, name, selectors, isOn });
  }
  return [...checked.values()];
}

function refuseTooMany(rule: string, selectors: readonly string[]): void {
  const { selectors: most, selector: longest } = planLimits;
  if (selectors.length === 0) throw badRule(rule, rule, 'it has no selector');
  if (selectors.length > most)
    throw badRule(rule, rule, `a rule has at most ${most} selectors, and it has ${selectors.length}`);
  const long = selectors.find((selector) => selector.length > longest);
  if (long !== undefined) throw badRule(rule, long, `a selector has at most ${longest} characters`);
}

function checkedSelector(rule: string, selector: string): string {
  let expr: Expr;
  try {
    expr = parseExpr(selector);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    throw badRule(rule, selector, error.message);
  }
  if (expr.kind !== 'vectorSelector')
    throw badRule(rule, selector, 'it is no selector: a name, label matchers, or both');
  if (expr.at !== undefined || expr.offset !== undefined) throw badRule(rule, selector, 'it has an offset or an @');
  return selector.trim();
}

/** @throws AppError query.invalid, recorder.badRule where it reads no series, or all of them */
export function ruleKeeping(expr: string): RecordingRule {
  const selectors = keptSelectors(parsedQuery(expr));
  if (selectors.length === 0) throw badRule(expr, expr, 'it reads no series');
  refuseTooMany(expr, selectors);
  for (const selector of selectors) refuseEverything(expr, selector);
  // A name is for people, and is one line.
  const name = expr.trim().replaceAll(/\s+/g, ' ');
  const longestName = planLimits.name;
  const short = name.length > longestName ? `${name.slice(0, longestName - 1).toWellFormed()}…` : name;
  return { id: ruleId(selectors), name: short, selectors, isOn: true };
}

/** @throws AppError query.invalid */
export function parsedQuery(expr: string): Expr {
  try {
    return parseUnchecked(expr);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    const [line = 1, column = 1] = placeOf(expr, error.start).split(':').map(Number);
    const details = { serverMessage: error.message, position: error.start, line, column };
    throw new AppError('query.invalid', `The expression is not valid PromQL: ${errorText(error)}`, { details });
  }
}

function refuseEverything(rule: string, selector: string): void {
  const expr = parseUnchecked(selector);
  if (expr.kind === 'vectorSelector' && selectsEverything(expr.name, expr.matchers))
    throw badRule(rule, selector, 'it selects every series of the server');
}

/** Names and values that have nothing in common: what takes all of them takes any. */
const probes = ['a', 'node_cpu_seconds_total', 'Q:7', '10.0.0.1:9100', '_', 'zz top', '\u{c5}'];

/** A name, or a matcher that some series do not match, is enough. */
function selectsEverything(name: string | undefined, matchers: readonly LabelMatcher[]): boolean {
  if (name !== undefined) return false;
  const takesAll = (matcher: LabelMatcher) => {
    const { matches } = seriesMatcher(matcher, true);
    return probes.every(matches);
  };
  return matchers.every(takesAll);
}

function badRule(rule: string, selector: string, reason: string): AppError {
  const shown = selector.slice(0, 300);
  return new AppError('recorder.badRule', `${shown} cannot be recorded: ${reason}.`, {
    details: { rule: rule.slice(0, 300), selector: shown, reason },
  });
}
