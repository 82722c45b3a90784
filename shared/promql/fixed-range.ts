/**
 * An expression that gives the same however its range is cut: what reads the query's range (`@ start()`, `range()` …) has the whole
 * range's times in its place. Prometheus itself puts them there before it evaluates, so a subquery, too, sees the query's own.
 */

import { type AtModifier, type Call, type DurationExpr, type Expr, type Modifiers, walk } from './ast.ts';
import { functions } from './functions.ts';
import { parseUnchecked } from './parser.ts';
import { printExpr } from './print.ts';
import { PromqlError } from './promql-error.ts';

export interface FixedRange {
  readonly startMs: number;
  readonly endMs: number;
}

/** In Prometheus 2, and gone since; of one window at a time, as its successor. */
const formerFunctions: ReadonlySet<string> = new Set(['holt_winters']);

/**
 * @returns the text as it is where nothing in it reads the range; undefined where it cannot be told what does: it does not parse, or calls
 * what is no function of Prometheus (VictoriaMetrics has some that look at the whole range).
 */
export function fixRange(text: string, range: FixedRange): string | undefined {
  const expr = parsed(text);
  if (expr === undefined) return undefined;
  let reads = false;
  let isKnown = true;
  walk(expr, (node) => {
    reads ||= readsRange(node);
    if (node.kind === 'call') isKnown &&= functions.has(node.name) || formerFunctions.has(node.name);
  });
  if (!isKnown) return undefined;
  return reads ? printExpr(fixed(expr, range)) : text;
}

function parsed(text: string): Expr | undefined {
  try {
    return parseUnchecked(text);
  } catch (error) {
    if (error instanceof PromqlError) return undefined;
    throw error;
  }
}

/** The node itself, not what is in it. */
function readsRange(node: Expr): boolean {
  switch (node.kind) {
    case 'vectorSelector':
      return modifiersRead(node);
    case 'matrixSelector':
      return durationReads(node.range);
    case 'subquery':
      return modifiersRead(node) || durationReads(node.range) || durationReads(node.step);
    case 'call':
      return rangeTime(node, { startMs: 0, endMs: 0 }) !== undefined;
    default:
      return false;
  }
}

function modifiersRead({ at, offset }: Modifiers): boolean {
  return (at !== undefined && at.kind !== 'time') || durationReads(offset);
}

function durationReads(duration: DurationExpr | undefined): boolean {
  switch (duration?.kind) {
    case undefined:
    case 'number':
      return false;
    case 'durationCall':
      return duration.name === 'range';
    case 'durationNegation':
      return durationReads(duration.operand);
    case 'durationParen':
      return durationReads(duration.inner);
    case 'durationChoice':
    case 'durationBinary':
      return durationReads(duration.left) || durationReads(duration.right);
  }
}

/** @returns seconds, undefined where the call is no such */
function rangeTime({ name, args }: Call, { startMs, endMs }: FixedRange): number | undefined {
  if (args.length > 0) return undefined;
  if (name === 'start') return startMs / 1000;
  if (name === 'end') return endMs / 1000;
  return name === 'range' ? (endMs - startMs) / 1000 : undefined;
}

function fixed(expr: Expr, range: FixedRange): Expr {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return expr;
    case 'vectorSelector':
      return { ...expr, ...fixedModifiers(expr, range) };
    case 'matrixSelector': {
      const selector = { ...expr.selector, ...fixedModifiers(expr.selector, range) };
      return { ...expr, selector, range: fixedDuration(expr.range, range) };
    }
    case 'subquery': {
      const step = expr.step === undefined ? undefined : fixedDuration(expr.step, range);
      const times = { range: fixedDuration(expr.range, range), step, ...fixedModifiers(expr, range) };
      return { ...expr, expr: fixed(expr.expr, range), ...times };
    }
    case 'call':
      return fixedCall(expr, range);
    case 'aggregate': {
      const param = expr.param === undefined ? undefined : fixed(expr.param, range);
      return { ...expr, param, expr: fixed(expr.expr, range) };
    }
    case 'binary':
      return { ...expr, left: fixed(expr.left, range), right: fixed(expr.right, range) };
    case 'unary':
    case 'paren':
      return { ...expr, expr: fixed(expr.expr, range) };
  }
}

function fixedModifiers({ at, offset }: Modifiers, range: FixedRange): Modifiers {
  return { at: fixedAt(at, range), offset: offset === undefined ? undefined : fixedDuration(offset, range) };
}

function fixedAt(at: AtModifier | undefined, { startMs, endMs }: FixedRange): AtModifier | undefined {
  if (at === undefined || at.kind === 'time') return at;
  return { kind: 'time', timeMs: at.kind === 'start' ? startMs : endMs };
}

/** In parentheses, since a time before 1970 is negative. */
function fixedCall(call: Call, range: FixedRange): Expr {
  const value = rangeTime(call, range);
  if (value === undefined) return { ...call, args: call.args.map((arg) => fixed(arg, range)) };
  const { start, end } = call;
  return { kind: 'paren', expr: { kind: 'number', value, isDuration: false, start, end }, start, end };
}

function fixedDuration(duration: DurationExpr, range: FixedRange): DurationExpr {
  switch (duration.kind) {
    case 'number':
      return duration;
    case 'durationCall': {
      const { start, end } = duration;
      const value = (range.endMs - range.startMs) / 1000;
      return duration.name === 'range' ? { kind: 'number', value, isDuration: true, start, end } : duration;
    }
    case 'durationNegation':
      return { ...duration, operand: fixedDuration(duration.operand, range) };
    case 'durationParen':
      return { ...duration, inner: fixedDuration(duration.inner, range) };
    case 'durationChoice':
    case 'durationBinary':
      return { ...duration, left: fixedDuration(duration.left, range), right: fixedDuration(duration.right, range) };
  }
}
