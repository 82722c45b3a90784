/**
 * How the series of an operator's two sides find each other: groups of equal labels, what comes of each, and why Prometheus refuses. Of label
 * sets alone, without values. The rules are those of https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching, the
 * order of refusals that of the engine (the "one" side first).
 */
import { type Labels, labelValue, metricNameLabel } from '../model/labels.ts';
import type { Binary, BinaryOperator, VectorMatching } from './ast.ts';

export type MatchProblem =
  /** Several series on the side that may have one only. */
  | { readonly kind: 'manyOnOneSide'; readonly side: 'left' | 'right' }
  /** Several on the left, without group_left or group_right. */
  | { readonly kind: 'manyToOne' }
  /** Two series of the group come to the same labels. */
  | { readonly kind: 'sameResult' };

export interface MatchGroup {
  /** The labels that the two sides share here. */
  readonly signature: Labels;
  /** Indices into the two sides. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** The label sets of the result; of a comparison without `bool`, as many as there can be. Empty where there is a problem. */
  readonly results: readonly Labels[];
  readonly problem: MatchProblem | undefined;
}

export interface MatchedVectors {
  /** In the order in which they are first met, on the left and then on the right. */
  readonly groups: readonly MatchGroup[];
  /** How many series of each side have found a partner. */
  readonly leftMatched: number;
  readonly rightMatched: number;
}

type Operator = Pick<Binary, 'op' | 'bool' | 'matching'>;

const setOperators: ReadonlySet<BinaryOperator> = new Set(['and', 'or', 'unless']);
const comparisons: ReadonlySet<BinaryOperator> = new Set(['==', '!=', '<=', '<', '>=', '>']);

/**
 * Fills are not looked at: they add partners that are not there. Of a comparison without `bool`, Prometheus counts the series that are kept
 * only, so that what is a problem here may be none at some times.
 */
export function matchVectors(operator: Operator, left: readonly Labels[], right: readonly Labels[]): MatchedVectors {
  const groups = groupsOf(operator.matching, left, right);
  let leftMatched = 0;
  let rightMatched = 0;
  const matched = groups.map((group) => {
    if (group.left.length > 0 && group.right.length > 0) {
      leftMatched += group.left.length;
      rightMatched += group.right.length;
    }
    return { ...group, ...outcomeOf(operator, group, left, right) };
  });
  return { groups: matched, leftMatched, rightMatched };
}

interface Members {
  readonly signature: Labels;
  readonly left: number[];
  readonly right: number[];
}

function groupsOf(matching: VectorMatching, left: readonly Labels[], right: readonly Labels[]): readonly Members[] {
  const groups = new Map<string, Members>();
  const add = (sets: readonly Labels[], side: 'left' | 'right') => {
    sets.forEach((labels, index) => {
      const signature = signatureOf(matching, labels);
      const key = JSON.stringify(signature);
      let group = groups.get(key);
      if (group === undefined) {
        group = { signature, left: [], right: [] };
        groups.set(key, group);
      }
      group[side].push(index);
    });
  };
  add(left, 'left');
  add(right, 'right');
  return [...groups.values()];
}

/** A label that a series lacks is as good as an empty one: it is in no signature. */
export function signatureOf({ on, labels: named }: Pick<VectorMatching, 'on' | 'labels'>, labels: Labels): Labels {
  const signature: string[] = [];
  for (let i = 0; i + 1 < labels.length; i += 2) {
    const name = labels[i] ?? '';
    const value = labels[i + 1] ?? '';
    const counts = on ? named.includes(name) : name !== metricNameLabel && !named.includes(name);
    if (counts && value !== '') signature.push(name, value);
  }
  return signature;
}

type Outcome = Pick<MatchGroup, 'results' | 'problem'>;

const nothing: Outcome = { results: [], problem: undefined };

function outcomeOf(operator: Operator, group: Members, left: readonly Labels[], right: readonly Labels[]): Outcome {
  if (setOperators.has(operator.op))
    return { results: setResults(operator.op, group, left, right), problem: undefined };
  const { cardinality } = operator.matching;
  const oneSide = cardinality === 'one-to-many' ? 'left' : 'right';
  const one = oneSide === 'left' ? group.left : group.right;
  const many = oneSide === 'left' ? group.right : group.left;
  if (one.length > 1) return problem({ kind: 'manyOnOneSide', side: oneSide });
  const [partner] = one;
  if (partner === undefined || many.length === 0) return nothing;
  if (cardinality === 'one-to-one' && many.length > 1) return problem({ kind: 'manyToOne' });
  const [manySets, oneSets] = oneSide === 'left' ? [right, left] : [left, right];
  const results = many.map((index) => resultLabels(operator, manySets[index] ?? [], oneSets[partner] ?? []));
  const distinct = new Set(results.map((labels) => JSON.stringify(labels)));
  return distinct.size < results.length ? problem({ kind: 'sameResult' }) : { results, problem: undefined };
}

const problem = (found: MatchProblem): Outcome => ({ results: [], problem: found });

function setResults(
  op: BinaryOperator,
  group: Members,
  left: readonly Labels[],
  right: readonly Labels[],
): readonly Labels[] {
  const lefts = group.left.map((index) => left[index] ?? []);
  if (op === 'and') return group.right.length > 0 ? lefts : [];
  if (op === 'unless') return group.right.length > 0 ? [] : lefts;
  return lefts.length > 0 ? lefts : group.right.map((index) => right[index] ?? []);
}

/** @param many the series on the side that keeps its labels: the left one where both are one. */
function resultLabels({ op, bool, matching }: Operator, many: Labels, one: Labels): Labels {
  const { on, labels, include, cardinality } = matching;
  const kept = new Map<string, string>();
  const dropsName = bool || !comparisons.has(op);
  for (let i = 0; i + 1 < many.length; i += 2) {
    const name = many[i] ?? '';
    if (name === metricNameLabel && dropsName) continue;
    if (cardinality === 'one-to-one' && labels.includes(name) !== on) continue;
    kept.set(name, many[i + 1] ?? '');
  }
  for (const name of include) {
    const value = labelValue(one, name) ?? '';
    if (value === '') kept.delete(name);
    else kept.set(name, value);
  }
  return [...kept.keys()].sort().flatMap((name) => [name, kept.get(name) ?? '']);
}

/** What would let the two sides find each other, the most telling first. */
export type MatchFix =
  | { readonly kind: 'group'; readonly side: 'left' | 'right' }
  | { readonly kind: 'on'; readonly labels: readonly string[] };

/** Few label sets tell as much as many, and trying is work. */
const mostTried = 2000;

/** For an operator that is refused, or that leaves everything without a partner. Each fix was tried on the label sets. */
export function matchFixes(operator: Operator, left: readonly Labels[], right: readonly Labels[]): readonly MatchFix[] {
  const lefts = left.slice(0, mostTried);
  const rights = right.slice(0, mostTried);
  if (setOperators.has(operator.op) || lefts.length === 0 || rights.length === 0) return [];
  const fixes: MatchFix[] = [];
  const works = (matching: VectorMatching) => {
    const { groups, leftMatched } = matchVectors({ ...operator, matching }, lefts, rights);
    return leftMatched > 0 && groups.every(({ problem: found }) => found === undefined);
  };
  for (const side of ['left', 'right'] as const) {
    const cardinality = side === 'left' ? 'many-to-one' : 'one-to-many';
    if (operator.matching.cardinality !== cardinality && works({ ...operator.matching, cardinality })) {
      fixes.push({ kind: 'group', side });
    }
  }
  const shared = sharedLabels(lefts, rights);
  const plain = { ...operator.matching, cardinality: 'one-to-one', on: true, include: [] } as const;
  const tried: readonly (readonly string[])[] = [
    ...shared.map((label) => [label]),
    ...(shared.length > 1 ? [shared] : []),
  ];
  const isNow = (labels: readonly string[]) =>
    operator.matching.on && labels.join() === operator.matching.labels.join();
  for (const labels of tried) if (!isNow(labels) && works({ ...plain, labels })) fixes.push({ kind: 'on', labels });
  return fixes;
}

/** Labels that all series of both sides have, by name. */
function sharedLabels(left: readonly Labels[], right: readonly Labels[]): readonly string[] {
  const [first = []] = left;
  const names: string[] = [];
  for (let i = 0; i + 1 < first.length; i += 2) {
    const name = first[i] ?? '';
    if (name === metricNameLabel) continue;
    const has = (labels: Labels) => labelValue(labels, name) !== undefined;
    if (left.every(has) && right.every(has)) names.push(name);
  }
  return names;
}
