/** What aggregations and operators do, in sentences; '' stands for one that is not needed. */
import type { TFunction } from 'i18next';
import type {
  Aggregate,
  AggregateOperator,
  Binary,
  BinaryOperator,
  VectorMatching,
} from '../../../../shared/promql/ast.ts';
import { valueType } from '../../../../shared/promql/type-check.ts';

type Words = TFunction<['anatomy', 'functions']>;

/** These keep series as they are, so many of each group; the others make one of each group. */
const keepers: ReadonlySet<AggregateOperator> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);

/** @param param as it is written, or the mark of its step. */
export function sayAggregate(
  t: Words,
  { op, without, grouping }: Pick<Aggregate, 'op' | 'without' | 'grouping'>,
  param: string,
): readonly string[] {
  const labels = grouping.join(', ');
  const anew = op === 'topk' || op === 'bottomk' ? t('decidedAnew') : '';
  if (keepers.has(op)) return [t(`aggregate.${op}`, { param }), sayEach(t, without, labels), anew];
  return [t(`aggregate.${op}`, { param }), sayGroups(t, without, labels)];
}

function sayGroups(t: Words, without: boolean, labels: string): string {
  if (labels === '') return t(without ? 'groups.withoutNone' : 'groups.all');
  return t(without ? 'groups.without' : 'groups.by', { labels });
}

function sayEach(t: Words, without: boolean, labels: string): string {
  if (labels === '') return without ? t('each.withoutNone') : '';
  return t(without ? 'each.without' : 'each.by', { labels });
}

const arithmetic = {
  '+': 'arithmetic.plus',
  '-': 'arithmetic.minus',
  '*': 'arithmetic.times',
  '/': 'arithmetic.by',
  '%': 'arithmetic.rest',
  '^': 'arithmetic.power',
  atan2: 'arithmetic.angle',
  '</': 'arithmetic.trimUpper',
  '>/': 'arithmetic.trimLower',
} as const satisfies Partial<Record<BinaryOperator, string>>;

type Arithmetic = keyof typeof arithmetic;

const isArithmetic = (op: BinaryOperator): op is Arithmetic => op in arithmetic;

export function sayBinary(t: Words, expr: Binary): readonly string[] {
  const { op, matching } = expr;
  if (op === 'and' || op === 'or' || op === 'unless') return [t(`set.${op}`), sayPartners(t, matching)];
  const isNumber = [expr.left, expr.right].map((side) => valueType(side) === 'scalar');
  const [left = false, right = false] = isNumber;
  const what = sayWhat(t, expr, left, right);
  if (left && right) return [what];
  const nameGoes = expr.bool || isArithmetic(op) ? t('nameGoes') : '';
  if (left || right) return [what, t('withScalar'), nameGoes];
  return [what, nameGoes, sayPartners(t, matching), ...sayCardinality(t, matching)];
}

function sayWhat(t: Words, { op, bool }: Binary, left: boolean, right: boolean): string {
  if (isArithmetic(op)) return t(arithmetic[op]);
  if (bool || (left && right)) return t('compare.bool', { op });
  return t(left ? 'compare.filterRight' : 'compare.filter', { op });
}

function sayPartners(t: Words, { on, labels }: VectorMatching): string {
  const named = labels.join(', ');
  if (on) return named === '' ? t('match.onNone') : t('match.on', { labels: named });
  return named === '' ? t('match.all') : t('match.ignoring', { labels: named });
}

function sayCardinality(t: Words, { cardinality, include, fillLeft, fillRight }: VectorMatching): readonly string[] {
  const group = cardinality === 'many-to-one' ? t('groupLeft') : cardinality === 'one-to-many' ? t('groupRight') : '';
  return [
    group,
    include.length === 0 ? '' : t('include', { labels: include.join(', ') }),
    fillLeft === undefined ? '' : t('fill.left', { value: String(fillLeft) }),
    fillRight === undefined ? '' : t('fill.right', { value: String(fillRight) }),
  ];
}
