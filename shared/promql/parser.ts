/**
 * PromQL into its tree, by recursive descent with operator precedence. The language is that of Prometheus 3.14; its experiments are
 * behind an option each. What is wrong is told in Prometheus's words, the first mistake only.
 *
 * Signs bind closer than `*` and looser than `^`; a sign before a number is the number's. What may stand behind a selector binds closest
 * of all. Decided otherwise than Prometheus: nesting has a limit.
 */

import type { Aggregate, AggregateOperator, Binary, BinaryOperator, Call, Expr, Unary } from './ast.ts';
import { Cursor, type ParseOptions } from './cursor.ts';
import { functions } from './functions.ts';
import { quoteText } from './go-text.ts';
import { parseLiteral } from './literal.ts';
import { parseLabels, parseMatching } from './parse-matching.ts';
import { parseModifiers } from './parse-modifiers.ts';
import { parseBareSelector, parseNamedSelector } from './parse-selector.ts';
import { isAggregator, mayNameMetric, startsExpression, type Token, type TokenType } from './tokens.ts';
import { checkTypes } from './type-check.ts';

const precedences: ReadonlyMap<TokenType, number> = new Map(
  (
    [
      ['or'],
      ['and', 'unless'],
      ['==', '!=', '<=', '<', '>=', '>', '</', '>/'],
      ['+', '-'],
      ['*', '/', '%', 'atan2'],
      ['^'],
    ] satisfies BinaryOperator[][]
  ).flatMap((operators, i) => operators.map((operator) => [operator, i + 1] as const)),
);
const powerPrecedence = 6;

/**
 * Parses an expression and checks its types.
 * @throws PromqlError
 */
export function parseExpr(text: string, options: ParseOptions = {}): Expr {
  const expr = parseWhole(new Cursor(text, options, false));
  checkTypes(expr, text);
  return expr;
}

/** Everything that some server may understand. */
const everything: ParseOptions = {
  experimentalFunctions: true,
  durationExpressions: true,
  extendedRangeSelectors: true,
  fillModifiers: true,
};

/**
 * Parses an expression for a server of any version: with everything on, whatever its functions are called, and without a look at the
 * types, all of which the server does itself.
 * @throws PromqlError
 */
export function parseUnchecked(text: string): Expr {
  return parseWhole(new Cursor(text, everything, true));
}

function parseWhole(cursor: Cursor): Expr {
  if (cursor.is('eof')) cursor.fail('no expression found in input', { start: 0, end: 0 });
  const expr = parseBinary(cursor, 1);
  if (!cursor.is('eof')) cursor.unexpected();
  return expr;
}

function parseBinary(cursor: Cursor, lowest: number): Expr {
  cursor.enter();
  let left = cursor.is('+') || cursor.is('-') ? parseUnary(cursor) : parseModifiers(cursor, parsePrimary(cursor));
  let { height } = cursor;
  for (;;) {
    const precedence = precedences.get(cursor.token.type);
    if (precedence === undefined || precedence < lowest) break;
    const op = cursor.take().type as BinaryOperator;
    const { bool, matching } = parseMatching(cursor, op);
    const right = parseBinary(cursor, op === '^' ? precedence : precedence + 1);
    cursor.grow(height);
    height = cursor.height;
    left = binary(cursor, { kind: 'binary', op, left, right, bool, matching, start: left.start, end: right.end });
  }
  cursor.height = height;
  cursor.leave();
  return left;
}

function binary(cursor: Cursor, node: Binary): Binary {
  const { fillLeft, fillRight } = node.matching;
  if (cursor.options.fillModifiers !== true && (fillLeft !== undefined || fillRight !== undefined)) {
    cursor.lookAhead();
    cursor.fail('binop fill modifiers are experimental and not enabled', node);
  }
  return node;
}

function parseUnary(cursor: Cursor): Expr {
  const { type, start } = cursor.take();
  const expr = parseBinary(cursor, powerPrecedence);
  const op = type === '-' ? '-' : '+';
  if (expr.kind === 'number') return { ...expr, start, value: op === '-' ? -expr.value : expr.value };
  cursor.grow();
  return { kind: 'unary', op, expr, start, end: expr.end } satisfies Unary;
}

function parsePrimary(cursor: Cursor): Expr {
  const { type } = cursor.token;
  switch (type) {
    case 'number':
    case 'duration':
      cursor.height = 1;
      return parseLiteral(cursor);
    case 'text': {
      cursor.height = 1;
      const { value, start, end } = cursor.take();
      return { kind: 'string', value, start, end };
    }
    case '(':
      return parseParen(cursor);
    case '{':
      return parseBareSelector(cursor);
    default:
      return mayNameMetric(type) ? parseNamed(cursor) : cursor.unexpected();
  }
}

function parseParen(cursor: Cursor): Expr {
  const { start } = cursor.take();
  const expr = parseBinary(cursor, 1);
  if (!cursor.is(')')) cursor.unexpected();
  const { end } = cursor.take();
  cursor.grow();
  return { kind: 'paren', expr, start, end };
}

/** What may be called besides identifiers. */
const callableWords: ReadonlySet<TokenType> = new Set(['start', 'end', 'step', 'range', 'min_of', 'max_of']);

/** A word that may be a metric: what follows decides whether it is an aggregation or a function. */
function parseNamed(cursor: Cursor): Expr {
  const name = cursor.take();
  if (isAggregator(name.type)) {
    if (cursor.is('(') || cursor.is('by') || cursor.is('without')) return parseAggregate(cursor, name, name.type);
  } else if (cursor.is('(') && (name.type === 'identifier' || callableWords.has(name.type))) {
    return parseCall(cursor, name);
  }
  return parseNamedSelector(cursor, name);
}

/** Consumes the parenthesis and the arguments; not the closing parenthesis, which is the token then. */
function parseArguments(cursor: Cursor): readonly Expr[] {
  cursor.take();
  cursor.height = 1;
  const args: Expr[] = [];
  let height = 0;
  while (!cursor.is(')')) {
    args.push(parseBinary(cursor, 1));
    height = Math.max(height, cursor.height);
    if (cursor.is(')')) break;
    const comma = cursor.token;
    if (!cursor.accept(',')) cursor.unexpected();
    cursor.lookAhead();
    // Whatever is no argument makes the comma the last one.
    if (!startsExpression(cursor.token.type)) cursor.fail('trailing commas not allowed in function call args', comma);
  }
  cursor.grow(height);
  return args;
}

function parseCall(cursor: Cursor, nameToken: Token): Call {
  const { start } = nameToken;
  const name = cursor.text.slice(start, nameToken.end);
  const args = parseArguments(cursor);
  const signature = functions.get(name);
  if (!cursor.anyFunction) {
    if (signature === undefined) cursor.fail(`unknown function with name ${quoteText(name)}`, nameToken);
    if (signature?.experimental === true && cursor.options.experimentalFunctions !== true) {
      cursor.fail(`function ${quoteText(name)} is not enabled`, nameToken);
    }
  }
  const { end } = cursor.take();
  return { kind: 'call', name, args, start, end };
}

const withParameter: ReadonlySet<AggregateOperator> = new Set([
  'bottomk',
  'count_values',
  'limit_ratio',
  'limitk',
  'quantile',
  'topk',
]);

interface Grouping {
  readonly without: boolean;
  readonly labels: readonly string[];
  readonly end: number;
}

function parseAggregate(cursor: Cursor, name: Token, op: AggregateOperator): Aggregate {
  cursor.enterAggregation();
  let grouping = parseGrouping(cursor);
  if (!cursor.is('(')) cursor.unexpected();
  const args = parseArguments(cursor);
  const close = cursor.take();
  if (grouping === undefined) {
    cursor.lookAhead();
    grouping = parseGrouping(cursor);
  }
  cursor.leaveAggregation();
  const { start } = name;
  const end = Math.max(close.end, grouping?.end ?? 0);
  const [expr, param] = aggregateArguments(cursor, op, args, start, end);
  return {
    kind: 'aggregate',
    op,
    without: grouping?.without ?? false,
    grouping: grouping?.labels ?? [],
    param,
    expr,
    start,
    end,
  };
}

function aggregateArguments(
  cursor: Cursor,
  op: AggregateOperator,
  args: readonly Expr[],
  start: number,
  end: number,
): readonly [expr: Expr, param: Expr | undefined] {
  const at = { start, end };
  if (args.length === 0) cursor.fail('no arguments for aggregate expression provided', at);
  if ((op === 'limitk' || op === 'limit_ratio') && cursor.options.experimentalFunctions !== true) {
    cursor.fail(`${op}() is experimental and must be enabled with --enable-feature=promql-experimental-functions`, at);
  }
  const expected = withParameter.has(op) ? 2 : 1;
  const [first, second] = args;
  const expr = expected === 2 ? second : first;
  if (expr === undefined || args.length !== expected) {
    return cursor.fail(
      `wrong number of arguments for aggregate expression provided, expected ${expected}, got ${args.length}`,
      at,
    );
  }
  return [expr, expected === 2 ? first : undefined];
}

function parseGrouping(cursor: Cursor): Grouping | undefined {
  const { type } = cursor.token;
  if (type !== 'by' && type !== 'without') return undefined;
  cursor.take();
  return { without: type === 'without', ...parseLabels(cursor) };
}
