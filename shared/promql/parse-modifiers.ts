/** What stands behind an expression and binds closest: `[…]`, `offset`, `@`, `anchored`, `smoothed`. Any number, in any order. */

import type {
  AtModifier,
  DurationExpr,
  Expr,
  MatrixSelector,
  Modifiers,
  Span,
  Subquery,
  VectorSelector,
} from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseSignedNumber } from './literal.ts';
import { parseOffset, parseRange } from './parse-duration.ts';

export function parseModifiers(cursor: Cursor, operand: Expr): Expr {
  let expr = operand;
  for (;;) {
    switch (cursor.token.type) {
      case '[':
        expr = parseBrackets(cursor, expr);
        break;
      case 'offset':
        expr = parseOffsetModifier(cursor, expr);
        break;
      case '@':
        expr = parseAtModifier(cursor, expr);
        break;
      case 'anchored':
      case 'smoothed':
        expr = parseExtension(cursor, expr, cursor.token.type);
        break;
      default:
        return expr;
    }
  }
}

const durations = 'number, duration, step(), or range()';

function parseBrackets(cursor: Cursor, expr: Expr): Expr {
  const { height } = cursor;
  const { start } = cursor.take();
  const range = parseRange(cursor, () => cursor.unexpected('subquery or range selector', durations));
  cursor.grow(height);
  if (cursor.is(']')) {
    const { end } = cursor.take();
    return matrixSelector(cursor, expr, range, { start, end });
  }
  if (!cursor.accept(':')) cursor.unexpected('subquery or range', '":" or "]"');
  const parsed = cursor.height;
  const step = cursor.is(']') ? undefined : parseStep(cursor);
  cursor.height = Math.max(cursor.height, parsed);
  const { end } = cursor.take();
  return { kind: 'subquery', expr, range, step, start: expr.start, end };
}

function parseStep(cursor: Cursor): DurationExpr {
  const step = parseRange(cursor, () =>
    cursor.unexpected('subquery selector', `number, duration, step(), range(), or "]"`),
  );
  if (!cursor.is(']')) cursor.unexpected('subquery selector', '"]"');
  return step;
}

function matrixSelector(cursor: Cursor, expr: Expr, range: DurationExpr, brackets: Span): MatrixSelector {
  if (expr.kind !== 'vectorSelector') return cursor.fail('ranges only allowed for vector selectors', brackets);
  // Prometheus looks only for what is a number: `up @ end()[5m]` passes, and means `up[5m] @ end()`.
  if (expr.offset?.kind === 'number') cursor.fail('no offset modifiers allowed before range', brackets);
  if (expr.at?.kind === 'time') cursor.fail('no @ modifiers allowed before range', brackets);
  return { kind: 'matrixSelector', selector: expr, range, start: expr.start, end: brackets.end };
}

type Modifiable = VectorSelector | Subquery | MatrixSelector;

function isModifiable(expr: Expr): expr is Modifiable {
  return expr.kind === 'vectorSelector' || expr.kind === 'matrixSelector' || expr.kind === 'subquery';
}

/** The node with modifiers added; those of a range selector are its vector selector's, whose place stays. */
function modified(expr: Modifiable, modifiers: Modifiers, end: number): Expr {
  if (expr.kind !== 'matrixSelector') return { ...expr, ...modifiers, end };
  return { ...expr, selector: { ...expr.selector, ...modifiers }, end };
}

const modifiersOf = (expr: Modifiable): Modifiers => (expr.kind === 'matrixSelector' ? expr.selector : expr);

function requireModifiable(cursor: Cursor, expr: Expr, what: string): Modifiable {
  if (isModifiable(expr)) return expr;
  return cursor.fail(
    `${what} modifier must be preceded by an instant vector selector or range vector selector or a subquery`,
    expr,
  );
}

/** What a duration is as Prometheus keeps it; nought is no offset. */
const isNought = (offset: DurationExpr): boolean => offset.kind === 'number' && Math.round(offset.value * 1e9) === 0;

function parseOffsetModifier(cursor: Cursor, expr: Expr): Expr {
  const { height } = cursor;
  cursor.take();
  const offset = parseOffset(cursor);
  cursor.grow(height);
  const target = requireModifiable(cursor, expr, 'offset');
  if (modifiersOf(target).offset !== undefined) cursor.fail('offset may not be set multiple times', expr);
  return modified(target, isNought(offset) ? {} : { offset }, offset.end);
}

function parseAtModifier(cursor: Cursor, expr: Expr): Expr {
  const { height } = cursor;
  cursor.take();
  const complain = () => cursor.unexpected('@', 'timestamp');
  const { type } = cursor.token;
  let at: AtModifier;
  let end: number;
  if (type === 'start' || type === 'end') {
    cursor.take();
    if (!cursor.accept('(')) complain();
    if (!cursor.is(')')) complain();
    end = cursor.take().end;
    at = { kind: type };
  } else {
    const seconds = parseSignedNumber(cursor, complain);
    at = { kind: 'time', timeMs: timestampOf(cursor, expr, seconds.value) };
    end = seconds.end;
  }
  cursor.height = height;
  const target = requireModifiable(cursor, expr, '@');
  if (modifiersOf(target).at !== undefined) cursor.fail('@ <timestamp> may not be set multiple times', expr);
  return modified(target, { at }, end);
}

/** 64 bits of milliseconds; seconds that do not fit even into that. */
const latestSeconds = 2 ** 63;

function timestampOf(cursor: Cursor, expr: Expr, seconds: number): number {
  if (!(Math.abs(seconds) < latestSeconds)) {
    cursor.fail(`timestamp out of bounds for @ modifier: ${sixDecimals(seconds)}`, expr);
  }
  // Halves are rounded away from nought; and there is one nought.
  return Math.sign(seconds) * Math.round(Math.abs(seconds) * 1000) + 0;
}

function sixDecimals(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return `${BigInt(value)}.000000`;
}

function parseExtension(cursor: Cursor, expr: Expr, extension: 'anchored' | 'smoothed'): Expr {
  const { end } = cursor.take();
  if (cursor.options.extendedRangeSelectors !== true) {
    cursor.fail(`${extension} modifier is experimental and not enabled`, expr);
  }
  if (expr.kind === 'subquery') cursor.fail(`${extension} modifier is not supported for subqueries`, expr);
  const selector = expr.kind === 'matrixSelector' ? expr.selector : expr;
  if (selector.kind !== 'vectorSelector') return cursor.fail(`${extension} modifier not implemented`, expr);
  if (selector.extension !== undefined && selector.extension !== extension) {
    cursor.fail('anchored and smoothed modifiers cannot be used together', expr);
  }
  return expr.kind === 'matrixSelector'
    ? { ...expr, selector: { ...selector, extension }, end }
    : { ...selector, extension, end };
}
