/**
 * A tree as text, in one line and one way: what is printed is parsed as the same tree (places apart). As Prometheus prints, with these
 * exceptions, each of which would lose something: matchers keep their order, numbers as durations stay numbers, and U+FFFD is escaped.
 */

import { formatDuration } from '../format/duration.ts';
import type {
  Aggregate,
  Binary,
  DurationExpr,
  Expr,
  LabelMatcher,
  MatrixSelector,
  Modifiers,
  NumberLiteral,
  Subquery,
  VectorSelector,
} from './ast.ts';
import { quoteText } from './go-text.ts';

const plainLabel = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** A label's name, quoted where it has to be. */
export function printLabel(name: string): string {
  return plainLabel.test(name) ? name : quoteText(name);
}

/** `job="node"`. */
export function printMatcher({ name, op, value }: LabelMatcher): string {
  return `${printLabel(name)}${op}${quoteText(value)}`;
}

const printLabels = (labels: readonly string[]): string => `(${labels.map(printLabel).join(', ')})`;

/** All digits, never an exponent: how Prometheus writes literals. */
export function printNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const shortest = Object.is(value, -0) ? '-0' : String(value);
  const parts = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(shortest);
  if (parts === null) return shortest;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, '0');
}

const dayMs = 86_400_000;

/** Prometheus takes whole days out of every duration, but weeks and years only where nothing remains. */
function printLiteral({ value, isDuration }: NumberLiteral): string {
  if (!isDuration) return printNumber(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const ms = Math.round(Math.abs(value) * 1000);
  const rest = ms % dayMs;
  if (ms < dayMs || rest === 0) return sign + formatDuration(ms);
  return `${sign}${Math.floor(ms / dayMs)}d${formatDuration(rest)}`;
}

/** Chains are long to the left: those are printed without a stack of calls. */
export function printDuration(duration: DurationExpr): string {
  let tail = '';
  let rest = duration;
  while (rest.kind === 'durationBinary') {
    tail = ` ${rest.op} ${printDuration(rest.right)}${tail}`;
    rest = rest.left;
  }
  switch (rest.kind) {
    case 'number':
      return printLiteral(rest) + tail;
    case 'durationCall':
      return `${rest.name}()${tail}`;
    case 'durationChoice':
      return `${rest.name}(${printDuration(rest.left)}, ${printDuration(rest.right)})${tail}`;
    case 'durationNegation':
      return `-${printDuration(rest.operand)}${tail}`;
    case 'durationParen':
      return `(${printDuration(rest.inner)})${tail}`;
  }
}

function printModifiers({ at, offset }: Modifiers): string {
  let text = '';
  if (at !== undefined) text += at.kind === 'time' ? ` @ ${printTime(at.timeMs)}` : ` @ ${at.kind}()`;
  if (offset !== undefined) text += ` offset ${printDuration(offset)}`;
  return text;
}

/** Seconds with three decimals. */
function printTime(timeMs: number): string {
  const digits = BigInt(Math.abs(timeMs)).toString().padStart(4, '0');
  return `${timeMs < 0 ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`;
}

function printSelection({ name = '', matchers, braces }: VectorSelector): string {
  if (matchers.length > 0) return `${name}{${matchers.map(printMatcher).join(',')}}`;
  return name === '' && braces !== undefined ? '{}' : name;
}

function printSelector(selector: VectorSelector): string {
  const extension = selector.extension === undefined ? '' : ` ${selector.extension}`;
  const { at, offset } = selector;
  return printSelection(selector) + printModifiers({ at }) + extension + printModifiers({ offset });
}

function printMatrix({ selector, range }: MatrixSelector): string {
  const extension = selector.extension === undefined ? '' : ` ${selector.extension}`;
  return `${printSelection(selector)}[${printDuration(range)}]${extension}${printModifiers(selector)}`;
}

function printSubquery(node: Subquery): string {
  const step = node.step === undefined ? '' : printDuration(node.step);
  return `${printExpr(node.expr)}[${printDuration(node.range)}:${step}]${printModifiers(node)}`;
}

function printAggregate({ op, without, grouping, param, expr }: Aggregate): string {
  const clause = without || grouping.length > 0 ? ` ${without ? 'without' : 'by'} ${printLabels(grouping)} ` : '';
  const first = param === undefined ? '' : `${printExpr(param)}, `;
  return `${op}${clause}(${first}${printExpr(expr)})`;
}

/** The operator with everything that belongs to it. */
function printOperator({ op, bool, matching }: Binary): string {
  const { cardinality, on, labels, include, fillLeft, fillRight } = matching;
  let text = bool ? `${op} bool` : op;
  const isGrouped = cardinality === 'many-to-one' || cardinality === 'one-to-many';
  if (on || labels.length > 0 || isGrouped) text += ` ${on ? 'on' : 'ignoring'} ${printLabels(labels)}`;
  if (isGrouped) text += ` group_${cardinality === 'many-to-one' ? 'left' : 'right'} ${printLabels(include)}`;
  if (fillLeft !== undefined && Object.is(fillLeft, fillRight)) return `${text} fill (${printNumber(fillLeft)})`;
  if (fillLeft !== undefined) text += ` fill_left (${printNumber(fillLeft)})`;
  if (fillRight !== undefined) text += ` fill_right (${printNumber(fillRight)})`;
  return text;
}

/** Prints what the parser yields. A tree made otherwise needs its own Paren nodes where precedence asks for them. */
export function printExpr(expr: Expr): string {
  const tail: string[] = [];
  let rest = expr;
  while (rest.kind === 'binary') {
    tail.push(` ${printOperator(rest)} ${printExpr(rest.right)}`);
    rest = rest.left;
  }
  return printOperand(rest) + tail.reverse().join('');
}

function printOperand(expr: Exclude<Expr, Binary>): string {
  switch (expr.kind) {
    case 'number':
      return printLiteral(expr);
    case 'string':
      return quoteText(expr.value);
    case 'vectorSelector':
      return printSelector(expr);
    case 'matrixSelector':
      return printMatrix(expr);
    case 'subquery':
      return printSubquery(expr);
    case 'call':
      return `${expr.name}(${expr.args.map(printExpr).join(', ')})`;
    case 'aggregate':
      return printAggregate(expr);
    case 'unary':
      return `${expr.op}${printExpr(expr.expr)}`;
    case 'paren':
      return `(${printExpr(expr.expr)})`;
  }
}
