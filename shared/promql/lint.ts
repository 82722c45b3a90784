/**
 * What is wrong with an expression, each mistake at its place; and where nothing is, what this server does not know, and what is allowed but
 * rarely meant. Names of the remarks, not their words.
 */
import { childrenOf, type Expr, metricOf, walk } from './ast.ts';
import { formerFunctions, hasFunction } from './function-versions.ts';
import { LabelSets } from './label-sets.ts';
import { errorDiagnostic, isUnfinished } from './lint-errors.ts';
import { lintMatching } from './lint-matching.ts';
import { bare, type LintContext } from './lint-parts.ts';
import { lintSelector } from './lint-selectors.ts';
import type { Diagnostic, LintOptions } from './lint-types.ts';
import { lintAggregateValues, lintCallValues, lintComparison } from './lint-values.ts';
import { lintVersion } from './lint-versions.ts';
import { parseUnchecked } from './parser.ts';
import { PromqlError } from './promql-error.ts';
import { checkTypes } from './type-check.ts';

/** In the order of the text. */
export function lintExpr(text: string, options: LintOptions = {}): readonly Diagnostic[] {
  if (text.trim() === '') return [];
  const { isDialect = false } = options;
  const expr = parsed(text);
  if (expr instanceof PromqlError) {
    const mistake = errorDiagnostic(expr, text);
    return isDialect && !isUnfinished(mistake) ? [] : [mistake];
  }
  const errors = isDialect ? [] : typeErrors(expr, text).map((error) => errorDiagnostic(error, text));
  const found = errors.length > 0 ? errors : hints(expr, text, options);
  return found.toSorted((a, b) => a.from - b.from || a.to - b.to);
}

/** The metrics of an expression by name, so that their types can be asked for; none where it is broken. */
export function metricsIn(text: string): readonly string[] {
  const expr = parsed(text);
  if (expr instanceof PromqlError) return [];
  const names = new Set<string>();
  walk(expr, (one) => {
    const name = one.kind === 'vectorSelector' ? metricOf(one) : undefined;
    if (name !== undefined) names.add(name);
  });
  return [...names];
}

function parsed(text: string): Expr | PromqlError {
  try {
    return parseUnchecked(text);
  } catch (error) {
    if (error instanceof PromqlError) return error;
    throw error;
  }
}

/** The innermost parts that break a rule, each once: what is around them could not be right either. */
function typeErrors(expr: Expr, text: string): readonly PromqlError[] {
  const found: PromqlError[] = [];
  const pending: Expr[] = [expr];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    const error = typeError(part, text);
    if (error === undefined) continue;
    const broken = checkedParts(part).filter((child) => typeError(child, text) !== undefined);
    if (broken.length > 0) pending.push(...broken);
    // What once was a function has a remark of its own.
    else if (part.kind !== 'call' || !formerFunctions.has(part.name)) found.push(error);
  }
  return found;
}

function typeError(expr: Expr, text: string): PromqlError | undefined {
  try {
    checkTypes(expr, text);
    return undefined;
  } catch (error) {
    if (error instanceof PromqlError) return error;
    throw error;
  }
}

/** Of a chain of operators, all its operands: it may be long to the left. */
function checkedParts(expr: Expr): readonly Expr[] {
  // The second argument of info() is no selector that could stand alone.
  if (expr.kind === 'call' && expr.name === 'info') return expr.args.slice(0, 1);
  if (expr.kind !== 'binary') return childrenOf(expr);
  const operands: Expr[] = [];
  let left: Expr = expr;
  for (; left.kind === 'binary'; left = left.left) operands.push(left.right);
  return [left, ...operands];
}

function hints(expr: Expr, text: string, options: LintOptions): readonly Diagnostic[] {
  const context: LintContext = { text, options, found: [] };
  const sets = new LabelSets();
  const quantileArguments = new Set<Expr>();
  /** Of info(): which labels it is to add, not which series. */
  const wishes = new Set<Expr>();
  walk(expr, (part) => {
    // What a dialect knows, and how its series find each other, nobody says.
    if (options.isDialect !== true) lintVersion(part, context);
    switch (part.kind) {
      case 'call': {
        const last = part.args.at(-1);
        if (part.name === 'histogram_quantile' && last !== undefined) quantileArguments.add(bare(last));
        if (part.name === 'info' && last !== undefined) wishes.add(last);
        if (hasFunction(options.serverVersion, part.name)) lintCallValues(part, context);
        return;
      }
      case 'aggregate':
        lintAggregateValues(part, context, quantileArguments);
        return;
      case 'vectorSelector':
        if (!wishes.has(part)) lintSelector(part, context);
        return;
      case 'binary':
        lintComparison(part, context);
        if (options.isDialect !== true) lintMatching(part, sets, context);
    }
  });
  return context.found;
}
