/** An expression whose selectors are all fixed at one time: it gives the same whenever it is evaluated. */
import type { AtModifier, Expr, Modifiers } from '../../shared/promql/ast.ts';

/** Give another result at another time, whatever they look at. */
const movingCalls: ReadonlySet<string> = new Set([
  ...['days_in_month', 'day_of_month', 'day_of_week', 'day_of_year', 'hour', 'minute', 'month', 'year'],
  ...['end', 'predict_linear', 'range', 'start', 'step', 'time', 'timestamp'],
]);

/** @returns undefined where something else than a selector depends on the time */
export function fixTimes(expr: Expr, timeMs: number): Expr | undefined {
  return hasMovingCall(expr) ? undefined : fixed(expr, timeMs);
}

/** What is in a subquery stands still with it. */
function hasMovingCall(expr: Expr): boolean {
  switch (expr.kind) {
    case 'call':
      return movingCalls.has(expr.name) || expr.args.some(hasMovingCall);
    case 'aggregate':
      return (expr.param !== undefined && hasMovingCall(expr.param)) || hasMovingCall(expr.expr);
    case 'binary':
      return hasMovingCall(expr.left) || hasMovingCall(expr.right);
    case 'unary':
    case 'paren':
      return hasMovingCall(expr.expr);
    default:
      return false;
  }
}

function fixed(expr: Expr, timeMs: number): Expr {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return expr;
    case 'vectorSelector':
    case 'subquery':
      return { ...expr, at: fixedAt(expr, timeMs) };
    case 'matrixSelector':
      return { ...expr, selector: { ...expr.selector, at: fixedAt(expr.selector, timeMs) } };
    case 'call':
      return { ...expr, args: expr.args.map((arg) => fixed(arg, timeMs)) };
    case 'aggregate': {
      const param = expr.param === undefined ? undefined : fixed(expr.param, timeMs);
      return { ...expr, param, expr: fixed(expr.expr, timeMs) };
    }
    case 'binary':
      return { ...expr, left: fixed(expr.left, timeMs), right: fixed(expr.right, timeMs) };
    case 'unary':
    case 'paren':
      return { ...expr, expr: fixed(expr.expr, timeMs) };
  }
}

/** `@ start()` of an instant query is its time. */
function fixedAt({ at }: Modifiers, timeMs: number): AtModifier {
  return at?.kind === 'time' ? at : { kind: 'time', timeMs };
}
