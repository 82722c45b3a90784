/**
 * A parsed expression as `/api/v1/parse_query` tells it to Prometheus's tree view. The names, and which of them are there, are that page's.
 * https://github.com/prometheus/prometheus/blob/main/web/api/v1/translate_ast.go
 */
import type {
  Aggregate,
  AtModifier,
  Binary,
  Call,
  DurationExpr,
  Expr,
  LabelMatcher,
  MatrixSelector,
  Modifiers,
  NumberLiteral,
  Subquery,
  VectorSelector,
} from '../../../shared/promql/ast.ts';
import { functions } from '../../../shared/promql/functions.ts';
import { printNumber } from '../../../shared/promql/print.ts';
import { valueType } from '../../../shared/promql/type-check.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A chain of operators goes as deep as it is long. */
export function syntaxTree(expr: Expr): Json {
  switch (expr.kind) {
    case 'number':
      return { type: 'numberLiteral', val: printNumber(expr.value) };
    case 'string':
      return { type: 'stringLiteral', val: expr.value };
    case 'paren':
      return { expr: syntaxTree(expr.expr), type: 'parenExpr' };
    case 'unary':
      return { expr: syntaxTree(expr.expr), op: expr.op, type: 'unaryExpr' };
    case 'vectorSelector':
      return { ...selectorFields(expr), type: 'vectorSelector' };
    case 'matrixSelector':
      return matrixTree(expr);
    case 'subquery':
      return subqueryTree(expr);
    case 'call':
      return callTree(expr);
    case 'aggregate':
      return aggregateTree(expr);
    case 'binary':
      return binaryTree(expr);
  }
}

function selectorFields(selector: VectorSelector) {
  const { name, matchers, extension } = selector;
  const named: readonly LabelMatcher[] = name === undefined ? [] : [{ name: '__name__', op: '=', value: name }];
  return {
    anchored: extension === 'anchored',
    matchers: [...matchers, ...named].map((matcher) => ({
      name: matcher.name,
      type: matcher.op,
      value: matcher.value,
    })),
    name: name ?? '',
    ...modifierFields(selector),
    smoothed: extension === 'smoothed',
  };
}

function modifierFields({ at, offset }: Modifiers) {
  return {
    ...durationFields('offset', offset),
    startOrEnd: startOrEnd(at),
    timestamp: at?.kind === 'time' ? at.timeMs : null,
  };
}

function startOrEnd(at: AtModifier | undefined): string | null {
  return at === undefined || at.kind === 'time' ? null : at.kind;
}

function matrixTree({ selector, range }: MatrixSelector): Json {
  return { ...selectorFields(selector), ...durationFields('range', range), type: 'matrixSelector' };
}

function subqueryTree(node: Subquery): Json {
  const fields = {
    ...modifierFields(node),
    ...durationFields('range', node.range),
    ...durationFields('step', node.step),
  };
  return { expr: syntaxTree(node.expr), ...fields, type: 'subquery' };
}

/** Milliseconds where it is a literal, else 0 and what computes it. */
function durationFields(name: string, duration: DurationExpr | undefined): { readonly [key: string]: Json } {
  const literal = duration === undefined ? undefined : literalOf(duration);
  const ms = literal === undefined ? 0 : Math.round(literal.value * 1000);
  const isComputed = duration !== undefined && literal === undefined;
  return { [name]: ms, [`${name}Expr`]: isComputed ? durationTree(duration, false) : null };
}

/** Parentheses around a literal are nothing to Prometheus. */
function literalOf(duration: DurationExpr): NumberLiteral | undefined {
  if (duration.kind === 'durationParen') return literalOf(duration.inner);
  return duration.kind === 'number' ? duration : undefined;
}

function durationTree(duration: DurationExpr, wrapped: boolean): Json {
  const node = (op: string, lhs: Json, rhs: Json): Json => ({ lhs, op, rhs, type: 'durationExpr', wrapped });
  switch (duration.kind) {
    case 'number':
      return { duration: duration.isDuration, type: 'numberLiteral', val: printNumber(duration.value) };
    case 'durationParen':
      return durationTree(duration.inner, true);
    case 'durationCall':
      return node(duration.name, null, null);
    case 'durationNegation':
      return node('-', null, durationTree(duration.operand, false));
    case 'durationChoice':
      return node(duration.name, durationTree(duration.left, false), durationTree(duration.right, false));
    case 'durationBinary':
      return node(duration.op, durationTree(duration.left, false), durationTree(duration.right, false));
  }
}

function callTree({ name, args }: Call): Json {
  const signature = functions.get(name);
  return {
    args: args.map(syntaxTree),
    func: {
      argTypes: signature?.args ?? [],
      name,
      returnType: signature?.returns ?? 'vector',
      variadic: signature?.variadic ?? 0,
    },
    type: 'call',
  };
}

function aggregateTree({ op, expr, param, grouping, without }: Aggregate): Json {
  return {
    expr: syntaxTree(expr),
    grouping,
    op,
    param: param === undefined ? null : syntaxTree(param),
    type: 'aggregation',
    without,
  };
}

function binaryTree(node: Binary): Json {
  return {
    bool: node.bool,
    lhs: syntaxTree(node.left),
    matching: matchingTree(node),
    op: node.op,
    rhs: syntaxTree(node.right),
    type: 'binaryExpr',
  };
}

/** Only between vectors. */
function matchingTree({ left, right, matching }: Binary): Json {
  if (valueType(left) !== 'vector' || valueType(right) !== 'vector') return null;
  const { cardinality, fillLeft, fillRight, include, labels, on } = matching;
  return { card: cardinality, fillValues: { lhs: fill(fillLeft), rhs: fill(fillRight) }, include, labels, on };
}

/** Prometheus cannot tell values that are no numbers to JSON, and fails; here they are texts. */
function fill(value: number | undefined): Json {
  if (value === undefined) return null;
  return Number.isFinite(value) ? value : printNumber(value);
}
