/** Remarks on the conditions of a selector. */
import { metricNameLabel } from '../model/labels.ts';
import type { VectorSelector, WrittenMatcher } from './ast.ts';
import { isBefore } from './function-versions.ts';
import { hint, type LintContext } from './lint-parts.ts';
import { printMatcher } from './print.ts';

const plain = /^[\w :/-]+$/;
const anything = /^\^?\.\*\$?$/;
const something = /^\^?\.[*+]\$?$/;

export function lintSelector(selector: VectorSelector, context: LintContext): void {
  for (const matcher of selector.matchers) {
    if (matcher.op === '=~' || matcher.op === '!~') lintRegex(selector, matcher, context);
    else lintEquality(matcher, context);
  }
  lintContradiction(selector, context);
}

function lintRegex({ name, matchers }: VectorSelector, matcher: WrittenMatcher, context: LintContext): void {
  const { name: label, op, value } = matcher;
  const details = { label };
  if (name === undefined && label === metricNameLabel && op === '=~' && something.test(value)) {
    if (matchers.length === 1) hint(context, 'everySeries', matcher, { severity: 'warning' });
    return;
  }
  if (anything.test(value)) {
    if (op === '!~') hint(context, 'matchesNothing', matcher, { severity: 'warning', details });
    else hint(context, 'matchesEverything', matcher, { severity: 'info', details });
    return;
  }
  const bareValue = value.replace(/^\^/, '').replace(/(^|[^\\])\$$/, '$1');
  if (plain.test(bareValue)) {
    hint(context, 'regexIsPlain', matcher, {
      severity: 'info',
      details,
      fix: rewritten(matcher, { op: op === '=~' ? '=' : '!=', value: bareValue }),
    });
  } else if (bareValue !== value && !bareValue.includes('|')) {
    hint(context, 'regexAnchors', matcher, {
      severity: 'info',
      details,
      fix: rewritten(matcher, { value: bareValue }),
    });
  }
}

/** Prometheus 3 writes 5.0 where a target says 5, and 1e+06 for a million. */
function lintEquality(matcher: WrittenMatcher, context: LintContext): void {
  const { name: label, op, value } = matcher;
  const { serverVersion } = context.options;
  if ((label !== 'le' && label !== 'quantile') || op !== '=' || !/^\d+$/.test(value)) return;
  if (serverVersion === undefined || isBefore(serverVersion, '3.0')) return;
  const exponential = Number(value)
    .toExponential()
    .replace(/e\+(\d)$/, 'e+0$1');
  const spelled = value.length > 6 ? exponential : `${value}.0`;
  const fix = rewritten(matcher, { op: '=~', value: `${value}|${spelled.replace(/[.+]/g, '\\$&')}` });
  hint(context, 'leSpelling', matcher, { severity: 'info', details: { label, spelled }, fix });
}

/** One label, two values. */
function lintContradiction({ name, matchers }: VectorSelector, context: LintContext): void {
  const known = new Map<string, string>(name === undefined ? [] : [[metricNameLabel, name]]);
  for (const matcher of matchers) {
    const { name: label, op, value } = matcher;
    if (op !== '=') continue;
    const other = known.get(label);
    if (other !== undefined && other !== value) {
      hint(context, 'matchesNothing', matcher, { severity: 'warning', details: { label } });
    }
    known.set(label, value);
  }
}

function rewritten(matcher: WrittenMatcher, change: Partial<WrittenMatcher>) {
  const insert = printMatcher({ ...matcher, ...change });
  return { from: matcher.start, to: matcher.end, insert, shown: insert };
}
