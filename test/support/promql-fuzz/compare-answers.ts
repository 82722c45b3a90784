/** Whether two answers are the same, to the bit or to the last digits, and what is not. */
import type { Answer, AnswerSeries } from './answer.ts';
import { compareExtremes } from './compare-extremes.ts';
import type { FuzzQuery } from './random-query.ts';

/** Of a number, or of what went into it. */
const tolerance = 1e-12;
/** Below it numbers have fewer digits the smaller they are, so it is the least size that anything has. */
const smallestNormal = 2 ** -1022;

export type Rules = Pick<FuzzQuery, 'exact' | 'ordered' | 'extremes' | 'text' | 'time'>;

/** @param sizes what the query's `size` gives; asked only where numbers differ @returns undefined where they are the same */
export function compareAnswers(
  expected: Answer,
  actual: Answer,
  rules: Rules,
  sizes: () => Answer | undefined,
): string | undefined {
  if (expected.kind === 'error' || actual.kind === 'error') return compareErrors(expected, actual);
  if (expected.kind === 'string' || actual.kind === 'string') {
    return JSON.stringify(expected) === JSON.stringify(actual) ? undefined : `${shown(expected)} is ${shown(actual)}`;
  }
  if (expected.kind !== actual.kind) return `a ${expected.kind} is a ${actual.kind}`;
  if (rules.extremes !== undefined)
    return compareExtremes(expected.series, actual.series, rules.extremes, rules.ordered);
  // An instant query for a range vector has its series in any order there.
  const sorted = expected.kind === 'matrix' && rules.time.kind === 'range';
  return compareSeries(expected.series, actual.series, sorted, rules, sizes);
}

function compareErrors(expected: Answer, actual: Answer): string | undefined {
  if (expected.kind === 'error' && actual.kind === 'error' && expected.error === actual.error) return undefined;
  return `${shown(expected)} is ${shown(actual)}`;
}

function shown(answer: Answer): string {
  if (answer.kind === 'error') return `${answer.error} (${answer.message})`;
  if (answer.kind === 'string') return `the text ${JSON.stringify(answer.text)}`;
  return `a ${answer.kind} of ${answer.series.length}`;
}

const keyOf = (labels: readonly string[]) => JSON.stringify(labels);

type NumbersEqual = (expected: number, actual: number, size: () => number | undefined) => boolean;

const bitEqual: NumbersEqual = (expected, actual) => Object.is(expected, actual);

/** Of 0 and -0 the one that comes first is the least and the greatest, and in a range query 2.42 has series in any order. */
const equalButForSign: NumbersEqual = (expected, actual) => expected === actual || Object.is(expected, actual);
const orderCounts = /\b(min|max) ?(\(|by|without)/;

const closeEnough: NumbersEqual = (expected, actual, size) => {
  if (expected === actual || Object.is(expected, actual)) return true;
  const difference = Math.abs(expected - actual);
  if (difference <= tolerance * Math.max(Math.abs(expected), Math.abs(actual))) return Number.isFinite(difference);
  if (!Number.isFinite(difference)) return false;
  const allowed = Math.max(size() ?? 0, smallestNormal) * tolerance;
  return difference <= allowed && Number.isFinite(allowed);
};

function compareSeries(
  expected: readonly AnswerSeries[],
  actual: readonly AnswerSeries[],
  sorted: boolean,
  { exact, ordered, text }: Rules,
  sizes: () => Answer | undefined,
): string | undefined {
  const byKey = new Map(actual.map((series) => [keyOf(series.labels), series]));
  const missing = expected.find(({ labels }) => !byKey.has(keyOf(labels)));
  if (missing !== undefined) return `${keyOf(missing.labels)} is missing`;
  if (byKey.size !== actual.length) return 'a label set is there twice';
  if (actual.length !== expected.length) {
    const known = new Set(expected.map(({ labels }) => keyOf(labels)));
    return `${actual.map(({ labels }) => keyOf(labels)).find((key) => !known.has(key))} is too much`;
  }
  const sizesByKey = lazily(() => sizesOf(sizes()));
  const equal = exact ? (orderCounts.test(text) ? equalButForSign : bitEqual) : closeEnough;
  for (const [i, series] of expected.entries()) {
    const key = keyOf(series.labels);
    const other = byKey.get(key);
    if (other === undefined) continue;
    if (sorted && actual[i] !== other) return `${key} is not in its place`;
    const nameless = keyOf(withoutName(series.labels));
    const difference = compareSamples(series, other, equal, (timeMs) => sizesByKey().get(`${nameless} ${timeMs}`));
    if (difference !== undefined) return `${key} ${difference}`;
  }
  return ordered ? compareOrder(expected, actual) : undefined;
}

function lazily<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function sizesOf(answer: Answer | undefined): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  if (answer === undefined || answer.kind === 'error' || answer.kind === 'string') return sizes;
  for (const { labels, timesMs, values } of answer.series) {
    for (let i = 0; i < timesMs.length; i += 1)
      sizes.set(`${keyOf(withoutName(labels))} ${timesMs[i]}`, Math.abs(values[i] ?? 0));
  }
  return sizes;
}

/** Sizes are computed of numbers, which costs the name. */
function withoutName(labels: readonly string[]): readonly string[] {
  const at = labels.indexOf('__name__');
  return at === -1 ? labels : labels.toSpliced(at, 2);
}

function compareSamples(
  expected: AnswerSeries,
  actual: AnswerSeries,
  equal: NumbersEqual,
  size: (timeMs: number) => number | undefined,
): string | undefined {
  const [theirs, ours] = [Array.from(expected.timesMs), Array.from(actual.timesMs)];
  const lacking = theirs.find((timeMs) => !ours.includes(timeMs));
  if (lacking !== undefined) return `has nothing at ${lacking} (${theirs.length} samples, ${ours.length} here)`;
  if (ours.length !== theirs.length) return `has too much at ${ours.find((timeMs) => !theirs.includes(timeMs))}`;
  for (const [i, timeMs] of theirs.entries()) {
    if (ours[i] !== timeMs) return `has ${timeMs} out of order`;
    const [a, b] = [expected.values[i] ?? 0, actual.values[i] ?? 0];
    if (!equal(a, b, () => size(timeMs))) return `at ${timeMs}: ${show(a)} is ${show(b)}`;
  }
  return undefined;
}

const show = (value: number) => (Object.is(value, -0) ? '-0' : String(value));

function compareOrder(expected: readonly AnswerSeries[], actual: readonly AnswerSeries[]): string | undefined {
  const order = (all: readonly AnswerSeries[]) => all.map(({ values }) => values[0]).join(' ');
  return order(expected) === order(actual) ? undefined : `the order ${order(expected)} is ${order(actual)}`;
}
