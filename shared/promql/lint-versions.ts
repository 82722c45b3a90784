/** Remarks on what the server's version refuses, or takes only where it was told so. */
import type { DurationExpr, Expr, Span } from './ast.ts';
import { formerFunctions, functionSince, hasFunction, isBefore, syntaxSince } from './function-versions.ts';
import { functions } from './functions.ts';
import { headOf, hint, type LintContext } from './lint-parts.ts';

export function lintVersion(expr: Expr, context: LintContext): void {
  switch (expr.kind) {
    case 'call':
      lintFunction(expr.name, expr, context);
      return;
    case 'aggregate':
      lintFunction(expr.op, expr, context);
      lintQuotes(expr.start, (expr.param ?? expr.expr).start, context);
      lintQuotes(expr.expr.end, expr.end, context);
      return;
    case 'number':
      if (expr.isDuration) newer('durationsAsNumbers', expr, context);
      return;
    case 'vectorSelector':
      for (const { start } of expr.matchers) lintQuotes(start, start + 1, context);
      if (expr.extension !== undefined) newer('extendedRanges', expr, context, true);
      lintDuration(expr.offset, context);
      return;
    case 'matrixSelector':
      lintDuration(expr.range, context);
      return;
    case 'subquery':
      for (const duration of [expr.range, expr.step, expr.offset]) lintDuration(duration, context);
      return;
    case 'binary': {
      const { fillLeft, fillRight } = expr.matching;
      const between = { start: expr.left.end, end: expr.right.start };
      if (fillLeft !== undefined || fillRight !== undefined) newer('fills', between, context, true);
      lintQuotes(between.start, between.end, context);
    }
  }
}

function lintFunction(name: string, expr: Expr, context: LintContext): void {
  const { serverVersion } = context.options;
  const place = headOf(expr, name);
  const former = formerFunctions.get(name);
  if (former !== undefined) {
    if (hasFunction(serverVersion, name)) return;
    const { successor } = former;
    const fix = { from: place.start, to: place.end, insert: successor, shown: successor };
    // A server whose version nobody knows may be old enough.
    const severity = serverVersion === undefined ? 'info' : 'error';
    hint(context, 'formerFunction', place, { severity, details: { name, successor }, fix });
    return;
  }
  if (!hasFunction(serverVersion, name)) {
    const since = functionSince(name) ?? '';
    const details = { name, since, version: serverVersion ?? '' };
    hint(context, 'newerFunction', place, { severity: 'error', details });
  } else if (isExperimental(name, serverVersion)) {
    hint(context, 'experimentalFunction', place, { severity: 'info', details: { name } });
  }
}

/** Whether a server of that version has to be told to take it. */
export function isExperimental(name: string, version: string | undefined): boolean {
  if (name === 'limitk' || name === 'limit_ratio') return true;
  // The last one to become stable.
  if (name === 'first_over_time') return isBefore(version, '3.14');
  return functions.get(name)?.experimental === true;
}

function newer(what: keyof typeof syntaxSince, place: Span, context: LintContext, experimental = false): void {
  const { serverVersion } = context.options;
  const since = syntaxSince[what];
  const { start, end } = place;
  if (isBefore(serverVersion, since)) {
    const details = { since, version: serverVersion ?? '' };
    hint(context, 'newerSyntax', { start, end }, { severity: 'error', details });
  } else if (experimental) hint(context, 'experimentalSyntax', { start, end }, { severity: 'info' });
}

/** Names in quotes, where nothing else can be quoted but what a comment says. */
function lintQuotes(from: number, to: number, context: LintContext): void {
  const written = context.text.slice(from, to).replace(/#.*/g, (comment) => ' '.repeat(comment.length));
  const at = written.search(/["'`]/);
  if (at !== -1) newer('quotedNames', { start: from + at, end: from + at + 1 }, context);
}

/** A plain number of seconds, or something that is computed. */
function lintDuration(duration: DurationExpr | undefined, context: LintContext): void {
  if (duration === undefined) return;
  if (duration.kind !== 'number')
    newer('durationExpressions', duration, context, isBefore(context.options.serverVersion, '3.14'));
  else if (!duration.isDuration) newer('durationsAsNumbers', duration, context);
}
