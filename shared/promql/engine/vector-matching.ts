/**
 * Operators between vectors: series are put into groups by signature once, and each pair of a group is computed over all times. That a
 * side has to be unique is asked of each time: series that follow one another are no duplicates.
 */
import { type Labels, labelValue } from '../../model/labels.ts';
import type { VectorMatching } from '../ast.ts';
import { type Column, columnBytes, isEmptyColumn, isPresent } from './column.ts';
import type { EvaluationContext } from './context.ts';
import type { Operation } from './element.ts';
import { type Computed, operate, type Side } from './element-operation.ts';
import { failExecution } from './evaluation-error.ts';
import { exceptLabels, labelsText, onlyLabels, setKey, withLabel, withoutMetadata } from './label-sets.ts';
import { matchedLabels, signatureOf } from './match-signature.ts';
import { changesMetric } from './operators.ts';
import type { BinaryPlan } from './plan.ts';
import type { Semantics } from './semantics.ts';
import type { TimeGrid } from './time-grid.ts';
import { uniteColumns } from './unite-columns.ts';

interface Group {
  readonly many: Column[];
  readonly ones: Column[];
}

/** What one side is called by while pairs are made: the `many` side goes first, whichever it is written on. */
interface Matching {
  readonly plan: BinaryPlan;
  readonly matching: VectorMatching;
  /** The `one` side is the left one. */
  readonly swapped: boolean;
  /**
   * What stands for a sample that the `many` side lacks is `fill_left`'s number, on whichever side that is written, and `fill_right`'s
   * for the `one` side: Prometheus changes the sides of a `group_right` but not these.
   */
  readonly fillMany: number | undefined;
  readonly fillOne: number | undefined;
  readonly count: number;
  /** The times at which anything can match at all. Elsewhere nothing is wrong, either. */
  readonly lively: Uint8Array;
  readonly context: EvaluationContext;
  readonly operation: Operation;
}

export function matchVectors(
  plan: BinaryPlan,
  left: readonly Column[],
  right: readonly Column[],
  grid: TimeGrid,
  context: EvaluationContext,
): readonly Column[] {
  const { matching, op, bool } = plan.node;
  const swapped = matching.cardinality === 'one-to-many';
  const work: Matching = {
    ...{ plan, matching, swapped, count: grid.count, context, lively: livelyTimes(left, right, matching, grid.count) },
    fillMany: matching.fillLeft,
    fillOne: matching.fillRight,
    operation: { op, bool, at: plan.at, annotations: context.annotations },
  };
  const signature = signatureOf(matching);
  const groups = new Map<string, Group>();
  const put = (column: Column, side: keyof Group) => {
    const key = signature(column.labels);
    const group = groups.get(key) ?? { many: [], ones: [] };
    groups.set(key, group);
    group[side].push(column);
  };
  const manySide = swapped ? right : left;
  for (const column of manySide) put(column, 'many');
  for (const column of swapped ? left : right) put(column, 'ones');
  const pairs: Pair[] = [];
  for (const group of groups.values()) {
    context.run.check();
    pairs.push(...matchGroup(group, work));
  }
  return uniteColumns(inOrder(pairs, manySide).flatMap(({ column }) => column ?? []));
}

/** As the `many` side has them; what was filled in for that side comes last. */
function inOrder(pairs: readonly Pair[], manySide: readonly Column[]): readonly Pair[] {
  const places = new Map(manySide.map(({ labels }, place) => [labels, place]));
  const placeOf = ({ many }: Pair) => places.get(many.labels) ?? manySide.length;
  return pairs.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function livelyTimes(
  left: readonly Column[],
  right: readonly Column[],
  { fillLeft, fillRight }: VectorMatching,
  count: number,
): Uint8Array {
  if (fillLeft !== undefined || fillRight !== undefined) return new Uint8Array(count).fill(1);
  const [a, b] = [anyPresent(left, count), anyPresent(right, count)];
  return a.map((bit, i) => bit & (b[i] ?? 0));
}

function anyPresent(columns: readonly Column[], count: number): Uint8Array {
  const any = new Uint8Array(count);
  for (const { present } of columns) {
    if (present === undefined) return any.fill(1);
    for (let i = 0; i < count; i += 1) any[i] = (any[i] ?? 0) | (present[i] ?? 0);
  }
  return any;
}

function matchGroup({ many, ones }: Group, work: Matching): readonly Pair[] {
  const { fillMany, fillOne } = work;
  if (ones.length > 1) requireOneAtATime(ones, work);
  if (many.length === 0 && fillMany === undefined) return [];
  if (ones.length === 0 && fillOne === undefined) return [];
  const pairs = many.flatMap((column) => pairsOf(column, ones, work));
  if (many.length > 1) requireUnique(pairs, work);
  const filled = fillMany === undefined ? [] : ones.flatMap((one) => filledPair(one, many, fillMany, work));
  return [...pairs, ...filled];
}

/** What came of two series; without a column where nothing is left of it. */
interface Pair {
  readonly labels: Labels;
  readonly many: Column;
  readonly one: Column;
  readonly column: Column | undefined;
}

function pairsOf(column: Column, ones: readonly Column[], work: Matching): readonly Pair[] {
  const pairs = ones.map((one) => pairOf(column, one, work));
  if (work.fillOne === undefined) return pairs;
  const alone = timesWithout(column, ones, work.count);
  if (isEmptyColumn({ present: alone })) return pairs;
  const labels = matchedLabels(column.labels, work.matching);
  return [...pairs, pairOf({ ...column, present: alone }, constant(labels, work.fillOne, work.count), work)];
}

/** What is only on the `one` side, with the number that stands for the other. */
function filledPair(one: Column, many: readonly Column[], value: number, work: Matching): readonly Pair[] {
  const alone = timesWithout(one, many, work.count);
  if (isEmptyColumn({ present: alone })) return [];
  const labels = matchedLabels(one.labels, work.matching);
  return [pairOf(constant(labels, value, work.count), { ...one, present: alone }, work)];
}

function constant(labels: Labels, value: number, count: number): Column {
  const values = new Float64Array(count).fill(value);
  return { labels, values, present: undefined, histograms: undefined, dropName: false };
}

/** The times at which the column has a sample and none of the others has. */
function timesWithout(column: Column, others: readonly Column[], count: number): Uint8Array {
  const alone = column.present?.slice() ?? new Uint8Array(count).fill(1);
  for (const { present } of others) {
    for (let i = 0; i < count; i += 1) if (present === undefined || present[i] === 1) alone[i] = 0;
  }
  return alone;
}

function pairOf(many: Column, one: Column, work: Matching): Pair {
  const { swapped, operation, context, count } = work;
  context.run.check();
  const [left, right]: [Side, Side] = swapped ? [one, many] : [many, one];
  const labels = resultLabels(many.labels, one.labels, work);
  const computed = operate(left, right, operation, 'left');
  if (computed !== undefined) context.run.charge(columnBytes(count));
  return { labels, many, one, column: computed === undefined ? undefined : named(labels, computed, work) };
}

function named(labels: Labels, computed: Computed, { operation, context }: Matching): Column {
  if (!operation.bool) return { labels, ...computed, dropName: false };
  return {
    labels: context.delayedNames ? labels : withoutMetadata(labels),
    ...computed,
    dropName: context.delayedNames,
  };
}

/** Of the `many` side's labels; the included ones are the `one` side's. */
function resultLabels(many: Labels, one: Labels, { matching, operation, context }: Matching): Labels {
  let labels = changesMetric(operation.op, context.semantics) ? withoutMetadata(many) : many;
  if (matching.cardinality === 'one-to-one') {
    const names = new Set(matching.labels);
    labels = matching.on ? onlyLabels(labels, names) : exceptLabels(labels, names);
  }
  for (const name of matching.include) labels = withLabel(labels, name, labelValue(one, name) ?? '');
  return labels;
}

/** @throws EvaluationError where two series of the `one` side have a sample at the same time */
function requireOneAtATime(ones: readonly Column[], { count, matching, swapped, lively }: Matching): void {
  const taken: (Column | undefined)[] = new Array(count).fill(undefined);
  for (const column of ones) {
    for (let i = 0; i < count; i += 1) {
      if (lively[i] === 0 || !isPresent(column, i)) continue;
      const before = taken[i];
      if (before !== undefined) failDuplicate(column, before, matching, swapped);
      taken[i] = column;
    }
  }
}

function failDuplicate(column: Column, before: Column, matching: VectorMatching, swapped: boolean): never {
  const group = labelsText(matchedLabels(column.labels, matching));
  const side = swapped ? 'left' : 'right';
  failExecution(
    `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: ` +
      `[${labelsText(column.labels)}, ${labelsText(before.labels)}]` +
      ';many-to-many matching not allowed: matching labels must be unique on one side',
  );
}

/** @throws EvaluationError where two of the pairs meet at the same time, which would be two results for one */
function requireUnique(pairs: readonly Pair[], { count, matching, context }: Matching): void {
  const isSingle = matching.cardinality === 'one-to-one';
  const met = new Map<string, Uint8Array>();
  for (const pair of pairs) {
    const key = isSingle ? '' : setKey(pair.labels);
    const before = met.get(key) ?? new Uint8Array(count);
    met.set(key, before);
    for (let i = 0; i < count; i += 1) {
      if (!meets(pair, i, context.semantics)) continue;
      if (before[i] === 1) failAmbiguous(isSingle);
      before[i] = 1;
    }
  }
}

function meets({ many, one, column }: Pair, index: number, { partnersCountWhenKept }: Semantics): boolean {
  if (partnersCountWhenKept) return column !== undefined && isPresent(column, index);
  return isPresent(many, index) && isPresent(one, index);
}

function failAmbiguous(isSingle: boolean): never {
  failExecution(
    isSingle
      ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
      : 'multiple matches for labels: grouping labels must ensure unique matches',
  );
}
