/** Whether a result is the one that a script expects. Series are told apart by all of their labels, the name included. */
import { formatLabels, labelsKey } from '../../shared/model/labels.ts';
import { compareLabels } from '../../shared/promql/engine/compare-labels.ts';
import type { ResultSeries, ResultValue } from '../../shared/promql/engine/result.ts';
import { almostEqual } from './almost-equal.ts';
import { sameHistogram } from './compare-histograms.ts';
import { describeExpected, describeResult, describeSample, describeSequenceValue } from './describe-values.ts';
import type { Expectation, ExpectedValue, RangeTimes, SequenceValue, SeriesDescription } from './script.ts';

export interface Difference {
  readonly expected: string;
  readonly got: string;
}

type ExpectedSeries = Extract<ExpectedValue, { kind: 'series' }>;

/** @returns undefined where it is as expected */
export function compareResult({ value, ordered }: Expectation, got: ResultValue): Difference | undefined {
  const whole = (): Difference => ({ expected: describeExpected(value), got: describeResult(got) });
  if (value.kind === 'scalar') {
    return got.kind === 'scalar' && almostEqual(value.value, got.value)
      ? undefined
      : (wrongKind(value, got) ?? whole());
  }
  if (value.kind === 'string') {
    return got.kind === 'string' && value.text === got.text ? undefined : (wrongKind(value, got) ?? whole());
  }
  if (got.kind === 'vector') return compareVector(value.series, got.series, ordered) ?? undefined;
  if (got.kind === 'matrix') {
    if (ordered) return { expected: 'an ordered vector', got: `a matrix: ${describeResult(got)}` };
    return compareMatrix(value, got.series);
  }
  return wrongKind(value, got);
}

function wrongKind(expected: ExpectedValue, got: ResultValue): Difference | undefined {
  if (expected.kind === got.kind) return undefined;
  return { expected: `${expected.kind}: ${describeExpected(expected)}`, got: `${got.kind}: ${describeResult(got)}` };
}

function byLabels(series: readonly SeriesDescription[]): Map<string, SeriesDescription> {
  return new Map(series.map((one) => [labelsKey(one.labels), one]));
}

/** The first difference in what was got, or the first expected series that is not there. */
function compareSeries(
  expected: readonly SeriesDescription[],
  got: readonly ResultSeries[],
  describe: (series: ResultSeries) => string,
  compare: (expected: SeriesDescription, got: ResultSeries, position: number) => Difference | undefined,
): Difference | undefined {
  const missing = byLabels(expected);
  const wanted = byLabels(expected);
  for (const [position, series] of got.entries()) {
    const key = labelsKey(series.labels);
    const own = wanted.get(key);
    if (own === undefined) return { expected: `no series ${formatLabels(series.labels)}`, got: describe(series) };
    const difference = compare(own, series, position);
    if (difference !== undefined) return difference;
    if (!missing.delete(key)) return { expected: `series ${formatLabels(series.labels)} once`, got: describe(series) };
  }
  const [absent] = missing.values();
  if (absent === undefined) return undefined;
  const values = absent.values.map(describeSequenceValue).join(' ');
  return { expected: `${formatLabels(absent.labels)} ${values}`, got: 'no such series' };
}

function compareVector(
  expected: readonly SeriesDescription[],
  got: readonly ResultSeries[],
  ordered: boolean,
): Difference | undefined {
  const describe = (series: ResultSeries) => `${formatLabels(series.labels)} ${describeSample(series, 0)}`;
  return compareSeries(expected, got, describe, (own, series, position) => {
    const place = expected.findLastIndex(({ labels }) => compareLabels(labels, series.labels) === 0);
    if (ordered && place !== position) {
      return { expected: `${describe(series)} at position ${place + 1}`, got: `at position ${position + 1}` };
    }
    const [value] = own.values;
    if (value !== undefined && sameSample(value, series, 0)) return undefined;
    const wanted = value === undefined ? 'no value' : describeSequenceValue(value);
    return { expected: `${formatLabels(own.labels)} ${wanted}`, got: describe(series) };
  });
}

/** A value that is left out (`_`) in a vector is nought, as Prometheus reads it. */
function sameSample(expected: SequenceValue, got: ResultSeries, index: number): boolean {
  const histogram = got.histograms?.[index];
  const value = got.values[index] ?? 0;
  switch (expected.kind) {
    case 'histogram':
      return histogram !== undefined && sameHistogram(expected.histogram, histogram, expected.saysHint);
    case 'number':
      return histogram === undefined && almostEqual(expected.value, value);
    case 'omitted':
      return histogram === undefined && almostEqual(0, value);
    // No result has a stale marker: those are gone before anything is computed.
    case 'stale':
      return false;
  }
}

function compareMatrix({ series, times }: ExpectedSeries, got: readonly ResultSeries[]): Difference | undefined {
  const unsorted = got.find((one, i) => i > 0 && compareLabels(got[i - 1]?.labels ?? [], one.labels) > 0);
  if (unsorted !== undefined) {
    return { expected: 'a matrix sorted by labels', got: `${formatLabels(unsorted.labels)} behind a greater one` };
  }
  const describe = (one: ResultSeries) => describeResult({ kind: 'matrix', series: [one] });
  return compareSeries(series, got, describe, (own, one) => {
    const problem = seriesProblem(own, one, times);
    if (problem === undefined) return undefined;
    const values = own.values.map(describeSequenceValue).join(' ');
    return { expected: `${formatLabels(own.labels)} ${values}`, got: `${describe(one)} (${problem})` };
  });
}

function seriesProblem(expected: SeriesDescription, got: ResultSeries, times: RangeTimes): string | undefined {
  const { startMs, endMs, stepMs } = times;
  if (startMs + (expected.values.length - 1) * stepMs > endMs) return 'the range has not so many times';
  const points = expected.values.flatMap((value, i) =>
    value.kind === 'omitted' ? [] : [{ value, timeMs: startMs + i * stepMs }],
  );
  for (const [i, { value, timeMs }] of points.entries()) {
    const gotMs = got.timesMs[i];
    if (gotMs === undefined || gotMs > timeMs) return `nothing at ${timeMs / 1000}s`;
    if (gotMs < timeMs) return `not expected at ${gotMs / 1000}s`;
    if (!sameSample(value, got, i)) return `another value at ${timeMs / 1000}s`;
  }
  const [extraMs] = got.timesMs.slice(points.length);
  return extraMs === undefined ? undefined : `not expected at ${extraMs / 1000}s`;
}
