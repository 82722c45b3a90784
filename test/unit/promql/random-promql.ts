/**
 * Random trees of PromQL, such as the parser yields, well typed; and random damage to texts. Their places mean nothing: compare with
 * `withoutPlaces`.
 */
import type {
  Aggregate,
  Binary,
  BinaryOperator,
  DurationExpr,
  DurationOperator,
  Expr,
  MatchOperator,
  NumberLiteral,
  VectorMatching,
  VectorSelector,
  WrittenMatcher,
} from '../../../shared/promql/ast.ts';

export type Random = () => number;

export interface RandomOptions {
  /** Only what Prometheus 2.42 understands. */
  readonly old?: boolean;
}

const nowhere = { start: 0, end: 0 };

export const oneOf = <T>(random: Random, choices: readonly T[]): T => choices[random() % choices.length] as T;

const chance = (random: Random, oneIn: number): boolean => random() % oneIn === 0;

function list<T>(random: Random, most: number, item: () => T): readonly T[] {
  return Array.from({ length: random() % (most + 1) }, item);
}

const metrics = ['up', 'http_requests_total', 'a:b:c', 'offset', 'by', 'sum', 'start', 'and', ':x', 'le', 'NaN_total'];
const newMetrics = ['step', 'range', 'min_of', 'anchored', 'fill', 'limitk'];
const labels = ['job', 'instance', '__name', 'le', 'by', 'on', 'bool', 'offset', 'group_left', 'sum'];
const newLabels = ['http.status', 'a b', 'é', '"', 'x:y'];
const texts = [
  '',
  'x',
  'a"b',
  "a'b",
  'a`b',
  '\\',
  '\n\t\r\0\x7f',
  'é☠😀',
  '\udc80\udcff',
  '\ufffd',
  'a.*',
  '\u00a0\u2028',
];
const regexps = ['', '.*', '.+', 'a|b', '(a|b){2,3}', '[a-z]+\\.x', '^$', '(?i)prod', '\\d+', '\\pL', 'x\\"'];
const numbers = [0, 1, 0.5, 1e21, 1e-7, 123456789.125, 5e-324, 1.7976931348623157e308, Infinity, NaN, -1, -0.25];

function number(random: Random): NumberLiteral {
  const value = chance(random, 3) ? (random() % 1000) / 8 : oneOf(random, numbers);
  return { kind: 'number', value, isDuration: false, ...nowhere };
}

/** More than nought, in whole milliseconds. */
function durationLiteral(random: Random): NumberLiteral {
  const unit = oneOf(random, [0.001, 1, 60, 3600, 86_400, 604_800, 31_536_000]);
  const ms = Math.round((1 + (random() % 90)) * unit * 1000) + (chance(random, 3) ? random() % 100_000 : 0);
  return { kind: 'number', value: Math.floor(ms / 1000) + (ms % 1000) / 1000, isDuration: true, ...nowhere };
}

const durationPrecedence = (duration: DurationExpr): number => {
  if (duration.kind === 'durationNegation') return 2.5;
  if (duration.kind === 'number') return duration.value < 0 ? 2.5 : 4;
  if (duration.kind !== 'durationBinary') return 4;
  return duration.op === '^' ? 3 : duration.op === '+' || duration.op === '-' ? 1 : 2;
};

const durationParen = (inner: DurationExpr): DurationExpr => ({ kind: 'durationParen', inner, ...nowhere });

function atLeast(duration: DurationExpr, precedence: number): DurationExpr {
  return durationPrecedence(duration) >= precedence ? duration : durationParen(duration);
}

function duration(random: Random, depth: number): DurationExpr {
  const kind = depth <= 0 ? 0 : random() % 8;
  if (kind < 3) return kind === 0 ? durationLiteral(random) : { ...number(random), value: 1 + (random() % 100) / 4 };
  if (kind === 3) return { kind: 'durationCall', name: oneOf(random, ['step', 'range']), ...nowhere };
  if (kind === 4) return durationParen(duration(random, depth - 1));
  if (kind === 5) {
    const name = oneOf(random, ['min_of', 'max_of'] as const);
    return {
      kind: 'durationChoice',
      name,
      left: duration(random, depth - 1),
      right: duration(random, depth - 1),
      ...nowhere,
    };
  }
  if (kind === 6) {
    const operand = atLeast(duration(random, depth - 1), 3);
    if (operand.kind === 'number') return { ...operand, value: -operand.value };
    return { kind: 'durationNegation', operand, ...nowhere };
  }
  const op: DurationOperator = oneOf(random, ['+', '-', '*', '/', '%', '^']);
  const precedence = op === '^' ? 3 : op === '+' || op === '-' ? 1 : 2;
  const left = atLeast(duration(random, depth - 1), op === '^' ? 4 : precedence);
  const right = duration(random, depth - 1);
  // A sign may stand to the right of any operator.
  const isSigned = right.kind === 'durationNegation' || (right.kind === 'number' && right.value < 0);
  return {
    kind: 'durationBinary',
    op,
    left,
    right: isSigned ? right : atLeast(right, op === '^' ? 3 : precedence + 1),
    ...nowhere,
  };
}

function range(random: Random, options: RandomOptions): DurationExpr {
  if (options.old === true) return durationLiteral(random);
  const made = duration(random, 2);
  return made.kind === 'number' && !(made.value > 0) ? durationParen(made) : made;
}

/** What `offset` takes of its own: no operator outside parentheses. */
function offset(random: Random, options: RandomOptions): DurationExpr {
  const literal = durationLiteral(random);
  if (chance(random, 3)) return { ...literal, value: -literal.value };
  if (options.old === true || chance(random, 2)) return literal;
  const made = duration(random, 2);
  const inner = made.kind === 'durationBinary' ? durationParen(made) : made;
  if (inner.kind === 'durationNegation' && inner.operand.kind === 'durationBinary') return literal;
  return inner;
}

function modifiers(random: Random, options: RandomOptions): Pick<VectorSelector, 'at' | 'offset'> {
  const at = oneOf(random, [
    { kind: 'start' } as const,
    { kind: 'end' } as const,
    { kind: 'time', timeMs: (random() % 4_000_000) * 997 - 1_000_000_000 } as const,
  ]);
  return {
    ...(chance(random, 4) ? { at } : {}),
    ...(chance(random, 4) ? { offset: offset(random, options) } : {}),
  };
}

function matcher(random: Random, options: RandomOptions): WrittenMatcher {
  const op: MatchOperator = oneOf(random, ['=', '!=', '=~', '!~']);
  const name = options.old === true || chance(random, 2) ? oneOf(random, labels) : oneOf(random, newLabels);
  return { name, op, value: oneOf(random, op.endsWith('~') ? regexps : texts), ...nowhere };
}

function selector(random: Random, options: RandomOptions, isData = false): VectorSelector {
  const names = options.old === true ? metrics : [...metrics, ...newMetrics];
  const name = isData || chance(random, 4) ? undefined : oneOf(random, names);
  const matchers = [...list(random, 3, () => matcher(random, options))];
  // Something must be asked of it.
  if (name === undefined && !isData) matchers.push({ name: '__name__', op: '=', value: 'up', ...nowhere });
  const hasBraces = name === undefined || matchers.length > 0;
  const extended = options.old !== true && !isData && chance(random, 10);
  return {
    kind: 'vectorSelector',
    name,
    matchers,
    braces: hasBraces ? nowhere : undefined,
    ...(isData ? {} : modifiers(random, options)),
    ...(extended ? { extension: oneOf(random, ['anchored', 'smoothed']) } : {}),
    ...nowhere,
  };
}

const precedenceOf = (op: BinaryOperator): number => {
  if (op === 'or') return 1;
  if (op === 'and' || op === 'unless') return 2;
  if (op === '+' || op === '-') return 4;
  if (op === '*' || op === '/' || op === '%' || op === 'atan2') return 5;
  return op === '^' ? 6 : 3;
};

const isSigned = (expr: Expr): boolean =>
  expr.kind === 'unary' ||
  (expr.kind === 'number' && (expr.value < 0 || expr.value === Infinity || Object.is(expr.value, -0)));

const paren = (expr: Expr): Expr => ({ kind: 'paren', expr, ...nowhere });

/** Whether an operator behind it would be taken for the offset's, as behind `foo offset (5m)`. */
function endsWithOpenOffset(expr: Expr): boolean {
  if (expr.kind === 'binary') return endsWithOpenOffset(expr.right);
  if (expr.kind === 'unary') return endsWithOpenOffset(expr.expr);
  if (expr.kind === 'matrixSelector') return endsWithOpenOffset(expr.selector);
  return (expr.kind === 'vectorSelector' || expr.kind === 'subquery') && expr.offset?.kind === 'durationParen';
}

/** As an operand of something that binds so close. */
function operand(expr: Expr, precedence: number): Expr {
  const own = expr.kind === 'binary' ? precedenceOf(expr.op) : isSigned(expr) ? 5.5 : 7;
  return own >= precedence ? expr : paren(expr);
}

function matching(random: Random, op: BinaryOperator, options: RandomOptions): VectorMatching {
  const isSet = op === 'and' || op === 'or' || op === 'unless';
  const names = list(random, 2, () => oneOf(random, labels));
  const on = chance(random, 3);
  const plain = {
    on,
    labels: on || chance(random, 2) ? names : [],
    include: [],
    fillLeft: undefined,
    fillRight: undefined,
  };
  if (isSet) return { ...plain, cardinality: 'many-to-many' };
  const filled = options.old !== true && chance(random, 5);
  const fill = filled
    ? { fillLeft: oneOf(random, [undefined, 1, -0.5, 0]), fillRight: oneOf(random, [undefined, 1, 2]) }
    : {};
  // 2.42 forgets group_left with an empty `ignoring ()` when it prints.
  if (!chance(random, 3) || plain.labels.length === 0) return { ...plain, ...fill, cardinality: 'one-to-one' };
  const include = list(random, 2, () => oneOf(random, ['version', 'node', 'pod']));
  return { ...plain, ...fill, include, cardinality: oneOf(random, ['many-to-one', 'one-to-many'] as const) };
}

const noMatching = { on: false, labels: [], include: [], fillLeft: undefined, fillRight: undefined };
const arithmetic: readonly BinaryOperator[] = ['+', '-', '*', '/', '%', '^', 'atan2'];
const comparisons: readonly BinaryOperator[] = ['==', '!=', '<=', '<', '>=', '>'];
const sets: readonly BinaryOperator[] = ['and', 'or', 'unless'];

function binary(
  random: Random,
  left: Expr,
  right: Expr,
  betweenVectors: boolean,
  needsBool: boolean,
  options: RandomOptions,
): Binary {
  const trims: readonly BinaryOperator[] = options.old === true ? [] : ['</', '>/'];
  const op = oneOf(random, [...arithmetic, ...comparisons, ...trims, ...(betweenVectors ? sets : [])]);
  const precedence = precedenceOf(op);
  const isComparison = comparisons.includes(op);
  return {
    kind: 'binary',
    op,
    left: endsWithOpenOffset(left) ? paren(left) : operand(left, op === '^' ? 7 : precedence),
    right: isSigned(right) ? right : operand(right, op === '^' ? 6 : precedence + 1),
    bool: isComparison && (needsBool || chance(random, 2)),
    matching: betweenVectors ? matching(random, op, options) : { ...noMatching, cardinality: 'one-to-one' },
    ...nowhere,
  };
}

function unary(random: Random, expr: Expr): Expr {
  const inner = operand(expr, 6);
  if (inner.kind === 'number') return { ...inner, value: -inner.value };
  return { kind: 'unary', op: oneOf(random, ['+', '-']), expr: inner, ...nowhere };
}

const call = (name: string, ...args: readonly Expr[]): Expr => ({ kind: 'call', name, args, ...nowhere });
const text = (random: Random): Expr => ({ kind: 'string', value: oneOf(random, texts), ...nowhere });

function randomScalar(random: Random, depth: number, options: RandomOptions = {}): Expr {
  const kind = depth <= 0 ? random() % 2 : random() % 8;
  if (kind < 2) return kind === 1 && options.old !== true ? durationLiteral(random) : number(random);
  if (kind === 2) return call('time');
  if (kind === 3) return call('scalar', randomVector(random, depth - 1, options));
  if (kind === 4) return paren(randomScalar(random, depth - 1, options));
  if (kind === 5) return unary(random, randomScalar(random, depth - 1, options));
  const left = randomScalar(random, depth - 1, options);
  return binary(random, left, randomScalar(random, depth - 1, options), false, true, options);
}

function aggregate(random: Random, depth: number, options: RandomOptions): Aggregate {
  const plain = ['sum', 'min', 'max', 'avg', 'count', 'group', 'stddev', 'stdvar'] as const;
  const counted =
    options.old === true ? (['topk', 'bottomk', 'quantile'] as const) : (['topk', 'limitk', 'limit_ratio'] as const);
  const op = oneOf(random, [...plain, ...counted, 'count_values'] as const);
  const isPlain = plain.some((name) => name === op);
  const param = isPlain ? undefined : op === 'count_values' ? text(random) : randomScalar(random, depth - 1, options);
  const names = options.old === true ? labels : [...labels, ...newLabels];
  const grouping = list(random, 2, () => oneOf(random, names));
  return {
    kind: 'aggregate',
    op,
    param,
    grouping,
    without: chance(random, 2),
    expr: randomVector(random, depth - 1, options),
    ...nowhere,
  };
}

function randomMatrix(random: Random, depth: number, options: RandomOptions = {}): Expr {
  if (depth <= 0 || chance(random, 2)) {
    const inner = selector(random, options);
    return { kind: 'matrixSelector', selector: inner, range: range(random, options), ...nowhere };
  }
  return {
    kind: 'subquery',
    expr: operand(randomVector(random, depth - 1, options), 7),
    range: range(random, options),
    step: chance(random, 2) ? undefined : range(random, options),
    ...modifiers(random, options),
    ...nowhere,
  };
}

function vectorCall(random: Random, depth: number, options: RandomOptions): Expr {
  const vector = () => randomVector(random, depth - 1, options);
  const scalar = () => randomScalar(random, depth - 1, options);
  const matrix = () => randomMatrix(random, depth - 1, options);
  switch (random() % 9) {
    case 0:
      return call(oneOf(random, ['rate', 'increase', 'changes', 'sum_over_time']), matrix());
    case 1:
      return call('quantile_over_time', scalar(), matrix());
    case 2:
      return call('histogram_quantile', scalar(), vector());
    case 3:
      return call('label_replace', vector(), text(random), text(random), text(random), text(random));
    case 4:
      return call('label_join', vector(), text(random), text(random), ...list(random, 3, () => text(random)));
    case 5:
      return call('round', vector(), ...(chance(random, 2) ? [scalar()] : []));
    case 6:
      return call('hour', ...(chance(random, 2) ? [vector()] : []));
    case 7:
      return call('vector', scalar());
    default:
      return options.old === true ? call('abs', vector()) : call('info', vector(), selector(random, options, true));
  }
}

function randomVector(random: Random, depth: number, options: RandomOptions = {}): Expr {
  const kind = depth <= 0 ? 0 : random() % 10;
  const vector = () => randomVector(random, depth - 1, options);
  const scalar = () => randomScalar(random, depth - 1, options);
  if (kind < 2) return selector(random, options);
  if (kind < 4) return vectorCall(random, depth, options);
  if (kind < 6) return aggregate(random, depth, options);
  if (kind === 6) return paren(vector());
  if (kind === 7) return unary(random, vector());
  if (kind === 8) return binary(random, vector(), vector(), true, false, options);
  return chance(random, 2)
    ? binary(random, vector(), scalar(), false, false, options)
    : binary(random, scalar(), vector(), false, false, options);
}

/** Of any type that may stand alone. */
export function randomExpr(random: Random, depth: number, options: RandomOptions = {}): Expr {
  const kind = random() % 12;
  if (kind === 0) return text(random);
  if (kind === 1) return randomMatrix(random, depth, options);
  return kind < 4 ? randomScalar(random, depth, options) : randomVector(random, depth, options);
}

const places: ReadonlySet<string> = new Set(['start', 'end', 'braces']);

/** The tree without places and without what is undefined, to compare trees of different texts. */
export function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, part]) => !places.has(key) && part !== undefined);
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutPlaces(part)]));
}

const pieces = [
  ...'(){}[],:=+-*/%^<>@#"\'`!~\\_. \n',
  ...[
    'sum',
    'by',
    'without',
    'on',
    'ignoring',
    'group_left',
    'group_right',
    'bool',
    'offset',
    'and',
    'or',
    'unless',
    'atan2',
  ],
  ...[
    'foo',
    'a:b',
    'rate',
    'start',
    'end',
    'inf',
    '5m',
    '1',
    '0x1F',
    '1e3',
    '.5',
    '==',
    '!=',
    '=~',
    '!~',
    '>=',
    '"x"',
    '[5m]',
    '[5m:]',
  ],
  ...['é', '😀', '\ud800', '(foo)', '{a="b"}', ' bool ', ' @ 5', ' offset 5m'],
];

/** A word, a number, a string, or a sign. */
const wordPattern = /[\p{L}\p{N}_.:]+|"[^"]*"|\s+|[\s\S]/gu;

/** Loses, doubles, exchanges or adds a few words. */
export function damage(random: Random, whole: string): string {
  const words = whole.match(wordPattern) ?? [];
  for (let times = 1 + (random() % 3); times > 0; times--) {
    const at = random() % (words.length + 1);
    const other = random() % (words.length + 1);
    const kind = random() % 5;
    if (kind === 0) words.splice(at, 1);
    else if (kind === 1) words.splice(at, 0, oneOf(random, pieces));
    else if (kind === 2) words.splice(at, 1, oneOf(random, pieces));
    else if (kind === 3) words.splice(at, 0, words[other] ?? '');
    else words.splice(at, 2, words[at + 1] ?? '', words[at] ?? '');
  }
  return words.join('');
}
