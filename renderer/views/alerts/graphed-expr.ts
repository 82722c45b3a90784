/**
 * What is graphed of an alert: of `x > 5` that is x, also where the condition does not hold, with 5 as a level. Of all the series that this gives
 * only the alert's own: the labels that it has beside those that its rule gives it are the series' labels.
 */
import { type Labels, labelPairs, labelValue } from '../../../shared/model/labels.ts';
import type { Expr } from '../../../shared/promql/ast.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';

export interface Graphed {
  readonly expr: string;
  /** What it is compared with; undefined where it is no number. */
  readonly level: number | undefined;
}

/** @param ruleLabels of the rule: its alerts get them */
export function graphedOf(expr: string, labels: Labels, ruleLabels: Labels): Graphed {
  const { start, end, level } = sideOf(expr);
  const own = labelPairs(labels).filter(
    ([name]) => name !== 'alertname' && labelValue(ruleLabels, name) === undefined && plainName.test(name),
  );
  const side = expr.slice(start, end);
  if (own.length === 0) return { expr: side, level };
  const names = own.map(([name]) => name).join(', ');
  const series = own.reduce(
    (inner, [name, value]) =>
      `label_replace(${inner}, "${name}", ${JSON.stringify(value.replaceAll('$', '$$$$'))}, "", "")`,
    'vector(1)',
  );
  return { expr: `(${side}) and on (${names}) ${series}`, level };
}

/** Others are written otherwise in Prometheus 3, and not at all in 2. */
const plainName = /^[a-zA-Z_]\w*$/;

interface Side {
  readonly start: number;
  readonly end: number;
  readonly level: number | undefined;
}

function sideOf(text: string): Side {
  try {
    return sideOfExpr(parseExpr(text));
  } catch {
    // A server may know more of PromQL than this does: then it is asked as it is.
    return { start: 0, end: text.length, level: undefined };
  }
}

const comparisons = new Set<string>(['==', '!=', '<', '<=', '>', '>=']);

function sideOfExpr(expr: Expr): Side {
  const whole = { start: expr.start, end: expr.end, level: undefined };
  if (expr.kind === 'paren') return sideOfExpr(expr.expr);
  if (expr.kind !== 'binary') return whole;
  const { op, left, right, bool } = expr;
  // What is behind it only says when the left side counts.
  if (op === 'and' || op === 'unless') return sideOfExpr(left);
  if (!comparisons.has(op) || bool) return whole;
  const [leftNumber, rightNumber] = [numberOf(left), numberOf(right)];
  if (rightNumber !== undefined && leftNumber === undefined)
    return { start: left.start, end: left.end, level: rightNumber };
  if (leftNumber !== undefined && rightNumber === undefined)
    return { start: right.start, end: right.end, level: leftNumber };
  // Of two series the left one is what is watched.
  return leftNumber === undefined ? { start: left.start, end: left.end, level: undefined } : whole;
}

/** @returns undefined where it is no number by itself */
function numberOf(expr: Expr): number | undefined {
  switch (expr.kind) {
    case 'number':
      return expr.value;
    case 'paren':
      return numberOf(expr.expr);
    case 'unary': {
      const value = numberOf(expr.expr);
      return value === undefined || expr.op === '+' ? value : -value;
    }
    case 'binary': {
      const calculate = calculations.get(expr.op);
      const [left, right] = [numberOf(expr.left), numberOf(expr.right)];
      return calculate === undefined || left === undefined || right === undefined ? undefined : calculate(left, right);
    }
    default:
      return undefined;
  }
}

/** People write `> 5 * 60`. */
const calculations = new Map<string, (left: number, right: number) => number>([
  ['+', (left, right) => left + right],
  ['-', (left, right) => left - right],
  ['*', (left, right) => left * right],
  ['/', (left, right) => left / right],
  ['^', (left, right) => left ** right],
]);

export interface GraphWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

const minuteMs = 60_000;
/** Before it became active: long enough to see it come. */
const leastBeforeMs = 30 * minuteMs;
/** An alert of last week is looked at where it began. */
const mostAfterMs = 6 * 60 * minuteMs;
const points = 240;

/** Around when an alert became active; the last hour where that is not known. @param nowMs of a record: when it was seen */
export function windowAround(activeAtMs: number | undefined, nowMs: number, forMs: number): GraphWindow {
  const sinceMs = Math.min(activeAtMs ?? nowMs - leastBeforeMs, nowMs);
  const endMs = Math.min(nowMs, sinceMs + Math.max(mostAfterMs, 2 * forMs));
  const beforeMs = Math.max(leastBeforeMs, (endMs - sinceMs) / 2);
  const stepMs = Math.max(1000, Math.ceil((endMs - sinceMs + beforeMs) / points / 1000) * 1000);
  // On multiples of the step, as the Explorer asks: the same points at each look.
  const end = Math.floor(endMs / stepMs) * stepMs;
  return { startMs: Math.floor((sinceMs - beforeMs) / stepMs) * stepMs, endMs: end, stepMs };
}
