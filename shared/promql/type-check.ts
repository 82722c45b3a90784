/** The types of expressions, and the rules that a parsed expression must keep besides the grammar's. Prometheus's words. */

import type { Aggregate, Binary, BinaryOperator, Call, Expr, Span, VectorSelector } from './ast.ts';
import { type FunctionSignature, functions, type ValueType } from './functions.ts';
import { quoteText } from './go-text.ts';
import { matchesEmpty } from './parse-selector.ts';
import { PromqlError } from './promql-error.ts';

const documented: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  vector: 'instant vector',
  matrix: 'range vector',
  string: 'string',
};

const comparisons: ReadonlySet<BinaryOperator> = new Set(['==', '!=', '<=', '<', '>=', '>']);
const setOperators: ReadonlySet<BinaryOperator> = new Set(['and', 'or', 'unless']);

/** What the expression evaluates to. */
export function valueType(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'matrixSelector':
    case 'subquery':
      return 'matrix';
    case 'vectorSelector':
    case 'aggregate':
      return 'vector';
    case 'call':
      return functions.get(expr.name)?.returns ?? 'vector';
    case 'unary':
    case 'paren':
      return valueType(expr.expr);
    case 'binary':
      return binaryType(expr);
  }
}

/** Chains of operators are long to the left: no stack of calls for those. */
function binaryType(expr: Binary): ValueType {
  let left: Expr = expr;
  while (left.kind === 'binary') {
    if (valueType(left.right) !== 'scalar') return 'vector';
    left = left.left;
  }
  return valueType(left) === 'scalar' ? 'scalar' : 'vector';
}

/** @throws PromqlError for the first rule that the expression breaks, in the order in which Prometheus looks */
export function checkTypes(expr: Expr, text: string): void {
  new Checker(text).check(expr);
}

class Checker {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  #fail(reason: string, at: Span): never {
    throw new PromqlError(reason, this.#text, at.start, at.end);
  }

  check(expr: Expr, isDataSelector = false): ValueType {
    switch (expr.kind) {
      case 'number':
        return 'scalar';
      case 'string':
        return 'string';
      case 'vectorSelector':
        this.#checkSelector(expr, isDataSelector);
        return 'vector';
      case 'matrixSelector':
        this.#checkSelector(expr.selector, false);
        return 'matrix';
      case 'paren':
        return this.check(expr.expr);
      case 'call':
        return this.#checkCall(expr);
      case 'aggregate':
        return this.#checkAggregate(expr);
      case 'binary':
        return this.#checkChain(expr);
      case 'subquery': {
        const type = this.check(expr.expr);
        if (type !== 'vector') this.#fail(`subquery is only allowed on instant vector, got ${type} instead`, expr);
        return 'matrix';
      }
      case 'unary': {
        const type = this.check(expr.expr);
        if (type === 'scalar' || type === 'vector') return type;
        return this.#fail(
          `unary expression only allowed on expressions of type scalar or instant vector, got "${documented[type]}"`,
          expr,
        );
      }
    }
  }

  #checkSelector(selector: VectorSelector, isDataSelector: boolean): void {
    const { name, matchers } = selector;
    if (name !== undefined) {
      const second = matchers.find((matcher) => matcher.name === '__name__');
      if (second === undefined) return;
      this.#fail(`metric name must not be set twice: ${quoteText(name)} or ${quoteText(second.value)}`, selector);
    }
    if (!isDataSelector && matchers.every(matchesEmpty)) {
      this.#fail('vector selector must contain at least one non-empty matcher', selector);
    }
  }

  #expect(expr: Expr, want: ValueType, where: string, isDataSelector = false): void {
    const type = this.check(expr, isDataSelector);
    if (type !== want) this.#fail(`expected type ${documented[want]} in ${where}, got ${documented[type]}`, expr);
  }

  #checkAggregate(node: Aggregate): ValueType {
    this.#expect(node.expr, 'vector', 'aggregation expression');
    if (node.param !== undefined) {
      this.#expect(node.param, node.op === 'count_values' ? 'string' : 'scalar', 'aggregation parameter');
    }
    return 'vector';
  }

  #checkCall(node: Call): ValueType {
    const signature = functions.get(node.name);
    if (signature === undefined) return this.#fail(`unknown function with name ${quoteText(node.name)}`, node);
    this.#checkCount(node, signature);
    const isInfo = node.name === 'info';
    const data = isInfo ? node.args[1] : undefined;
    if (data !== undefined) this.#checkData(node, data);
    node.args.forEach((arg, i) => {
      const want = signature.args[Math.min(i, signature.args.length - 1)];
      if (want !== undefined) this.#expect(arg, want, `call to function ${quoteText(node.name)}`, isInfo && i === 1);
    });
    return signature.returns;
  }

  #checkCount(node: Call, { args, variadic }: FunctionSignature): void {
    const got = node.args.length;
    const least = variadic === 0 ? args.length : args.length - 1;
    const most = variadic < 0 ? Number.POSITIVE_INFINITY : least + variadic;
    if (got >= least && got <= most) return;
    const expected = variadic === 0 ? least : got < least ? `at least ${least}` : `at most ${most}`;
    this.#fail(`expected ${expected} argument(s) in call to ${quoteText(node.name)}, got ${got}`, node);
  }

  /** The second argument of info() says which labels of info series are wanted; it selects nothing by itself. */
  #checkData(node: Call, data: Expr): void {
    const type = valueType(data);
    if (type !== 'vector') {
      this.#fail(`expected type instant vector in call to function "info", got ${documented[type]}`, node);
    }
    if (data.kind !== 'vectorSelector') this.#fail('expected label selectors only', data);
    if (data.name !== undefined) this.#fail('expected label selectors only, got vector selector instead', data);
  }

  /** A chain of operators, from its innermost on the left. */
  #checkChain(last: Binary): ValueType {
    const chain: Binary[] = [];
    let first: Expr = last;
    while (first.kind === 'binary') {
      chain.push(first);
      first = first.left;
    }
    let type = this.check(first);
    for (let node = chain.pop(); node !== undefined; node = chain.pop()) type = this.#checkBinary(node, type);
    return type;
  }

  #checkBinary(node: Binary, left: ValueType): ValueType {
    const right = this.check(node.right);
    const isComparison = comparisons.has(node.op);
    if (node.bool && !isComparison)
      this.#fail('bool modifier can only be used on comparison operators', this.#operatorSpan(node));
    if (isComparison && !node.bool && left === 'scalar' && right === 'scalar') {
      this.#fail('comparisons between scalars must use BOOL modifier', this.#operatorSpan(node));
    }
    const { on, labels, include } = node.matching;
    const included = new Set(on ? include : []);
    const both = labels.find((label) => included.has(label));
    if (both !== undefined) {
      this.#fail(`label ${quoteText(both)} must not occur in ON and GROUP clause at once`, this.#operatorSpan(node));
    }
    for (const [type, side] of [[left, node.left] as const, [right, node.right] as const]) {
      if (type === 'scalar' || type === 'vector') continue;
      this.#fail('binary expression must contain only scalar and instant vector types', side);
    }
    this.#checkMatching(node, left === 'vector' && right === 'vector');
    return left === 'scalar' && right === 'scalar' ? 'scalar' : 'vector';
  }

  #checkMatching(node: Binary, betweenVectors: boolean): void {
    const { labels, cardinality, fillLeft, fillRight } = node.matching;
    const isSet = setOperators.has(node.op);
    const fills = fillLeft !== undefined || fillRight !== undefined;
    if (!betweenVectors) {
      if (labels.length > 0) this.#fail('vector matching only allowed between instant vectors', node);
      if (fills) this.#fail('filling in missing series only allowed between instant vectors', node);
      if (isSet) this.#fail(`set operator "${node.op}" not allowed in binary scalar expression`, node);
    } else if (isSet) {
      if (cardinality !== 'many-to-many') this.#fail(`no grouping allowed for "${node.op}" operation`, node);
      if (fills) this.#fail('filling in missing series not allowed for set operators', node);
    }
  }

  /** Between the operands, without the space around. */
  #operatorSpan(node: Binary): Span {
    const between = this.#text.slice(node.left.end, node.right.start);
    const start = node.left.end + between.length - between.trimStart().length;
    return { start, end: start + between.trim().length };
  }
}
