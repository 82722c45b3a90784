/**
 * The syntax tree of PromQL. Every node has its place in the text as UTF-16 offsets, `start` inclusive and `end` exclusive. A tree says
 * what was written, not what it means: a number keeps whether it was written as a duration, parentheses stay, matchers keep their order.
 */

export interface Span {
  readonly start: number;
  readonly end: number;
}

export type MatchOperator = '=' | '!=' | '=~' | '!~';

export interface LabelMatcher {
  readonly name: string;
  readonly op: MatchOperator;
  readonly value: string;
}

/** A matcher where it stands in a text. A metric name within the braces (`{"up"}`) is a matcher of `__name__`. */
export interface WrittenMatcher extends LabelMatcher, Span {}

/** Whole numbers of milliseconds: Prometheus rounds what is written. */
export type AtModifier = { readonly kind: 'time'; readonly timeMs: number } | { readonly kind: 'start' | 'end' };

export interface NumberLiteral extends Span {
  readonly kind: 'number';
  /** Seconds, where it was written as a duration. */
  readonly value: number;
  readonly isDuration: boolean;
}

interface StringLiteral extends Span {
  readonly kind: 'string';
  /** Bytes that are no UTF-8 (`"\xff"`) are lone surrogates U+DC80 … U+DCFF, which no other text can contain. */
  readonly value: string;
}

/** The range, step or offset of a selector: a literal, or (experimental) an expression over durations. */
export type DurationExpr =
  | NumberLiteral
  | (Span & { readonly kind: 'durationCall'; readonly name: 'step' | 'range' })
  | (Span & {
      readonly kind: 'durationChoice';
      readonly name: 'min_of' | 'max_of';
      readonly left: DurationExpr;
      readonly right: DurationExpr;
    })
  | (Span & { readonly kind: 'durationNegation'; readonly operand: DurationExpr })
  | (Span & { readonly kind: 'durationParen'; readonly inner: DurationExpr })
  | (Span & {
      readonly kind: 'durationBinary';
      readonly op: DurationOperator;
      readonly left: DurationExpr;
      readonly right: DurationExpr;
    });

export type DurationOperator = '+' | '-' | '*' | '/' | '%' | '^';

/** What may stand behind a selector or a subquery. An offset of nought is none, as in Prometheus. */
export interface Modifiers {
  readonly at?: AtModifier | undefined;
  readonly offset?: DurationExpr | undefined;
}

/** Its modifiers are those of the range selector, too, where it is in one; its place then ends before the bracket. */
export interface VectorSelector extends Span, Modifiers {
  readonly kind: 'vectorSelector';
  /** The metric's name before the braces: the selector starts with it. */
  readonly name: string | undefined;
  readonly matchers: readonly WrittenMatcher[];
  /** Where the braces open and close, the closing one included; undefined where none are written. */
  readonly braces: Span | undefined;
  readonly extension?: 'anchored' | 'smoothed' | undefined;
}

export interface MatrixSelector extends Span {
  readonly kind: 'matrixSelector';
  readonly selector: VectorSelector;
  readonly range: DurationExpr;
}

export interface Subquery extends Span, Modifiers {
  readonly kind: 'subquery';
  readonly expr: Expr;
  readonly range: DurationExpr;
  readonly step: DurationExpr | undefined;
}

export interface Call extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expr[];
}

export type AggregateOperator =
  | 'avg'
  | 'bottomk'
  | 'count'
  | 'count_values'
  | 'group'
  | 'limit_ratio'
  | 'limitk'
  | 'max'
  | 'min'
  | 'quantile'
  | 'stddev'
  | 'stdvar'
  | 'sum'
  | 'topk';

export interface Aggregate extends Span {
  readonly kind: 'aggregate';
  readonly op: AggregateOperator;
  /** `by ()` is the same as no grouping at all; `without ()` is not. */
  readonly without: boolean;
  readonly grouping: readonly string[];
  readonly param: Expr | undefined;
  readonly expr: Expr;
}

export interface Unary extends Span {
  readonly kind: 'unary';
  readonly op: '+' | '-';
  readonly expr: Expr;
}

export type BinaryOperator =
  | DurationOperator
  | '=='
  | '!='
  | '<='
  | '<'
  | '>='
  | '>'
  | '</'
  | '>/'
  | 'and'
  | 'or'
  | 'unless'
  | 'atan2';

/** How series of the two sides find each other. Meaningless where a side is a scalar. */
export interface VectorMatching {
  readonly cardinality: 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many';
  /** The labels are those of `on`; else those of `ignoring`. */
  readonly on: boolean;
  readonly labels: readonly string[];
  /** The labels of `group_left` or `group_right`. */
  readonly include: readonly string[];
  readonly fillLeft: number | undefined;
  readonly fillRight: number | undefined;
}

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly op: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
  readonly bool: boolean;
  readonly matching: VectorMatching;
}

interface Paren extends Span {
  readonly kind: 'paren';
  readonly expr: Expr;
}

export type Expr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregate
  | Unary
  | Binary
  | Paren;

/** The metric that a selector is of; undefined where it says none, or several. */
export function metricOf({ name, matchers }: Pick<VectorSelector, 'name' | 'matchers'>): string | undefined {
  return name ?? matchers.find((one) => one.name === '__name__' && one.op === '=')?.value;
}

/** The parts of an expression, in the order of the text. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'vectorSelector':
      return [];
    case 'matrixSelector':
      return [expr.selector];
    case 'call':
      return expr.args;
    case 'aggregate':
      return expr.param === undefined ? [expr.expr] : [expr.param, expr.expr];
    case 'binary':
      return [expr.left, expr.right];
    case 'subquery':
    case 'unary':
    case 'paren':
      return [expr.expr];
  }
}

/** Calls `visit` for the expression and everything in it, each before its parts, in the order of the text. Needs no stack of calls. */
export function walk(expr: Expr, visit: (expr: Expr) => void): void {
  const pending: Expr[] = [expr];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    visit(next);
    const children = childrenOf(next);
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (child !== undefined) pending.push(child);
    }
  }
}
