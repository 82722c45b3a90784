/** The number that an aggregation is given, by time: what is wrong with it is told, or fails the query. */
import type { Span } from '../../ast.ts';
import type { Annotations } from '../annotations.ts';
import { failExecution } from '../evaluation-error.ts';
import { shortNumber } from '../number-text.ts';

/** 64-bit integers end here; Prometheus refuses what is not surely below. */
const leastInteger = -(2 ** 63);
const tooGreatInteger = 2 ** 63 - 1024;

interface Extent {
  readonly least: number;
  readonly greatest: number;
  readonly anyNaN: boolean;
}

function extentOf(values: Float64Array): Extent {
  let least = Number.MAX_VALUE;
  let greatest = -Number.MAX_VALUE;
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return { least, greatest, anyNaN: values.some(Number.isNaN) };
}

/** How many series topk, bottomk and limitk keep, by time; undefined where that is none at any time. @throws EvaluationError */
export function wantedCounts(values: Float64Array): Int32Array | undefined {
  const { least, greatest, anyNaN } = extentOf(values);
  if (greatest < 1) return undefined;
  if (anyNaN) failExecution('Parameter value is NaN');
  if (least <= leastInteger) failExecution(`Scalar value ${shortNumber(least)} underflows int64`);
  if (greatest >= tooGreatInteger) failExecution(`Scalar value ${shortNumber(greatest)} overflows int64`);
  return Int32Array.from(values, (value) => Math.max(0, Math.min(Math.trunc(value), 2 ** 31 - 1)));
}

/** From -1 to 1, by time; undefined where it is 0 at every time. @throws EvaluationError */
export function wantedRatios(values: Float64Array, annotations: Annotations, at: Span): Float64Array | undefined {
  const { least, greatest, anyNaN } = extentOf(values);
  if (least === 0 && greatest === 0) return undefined;
  if (anyNaN) failExecution('Ratio value is NaN');
  if (greatest > 1) warnOfRatio(greatest, 1, annotations, at);
  if (least < -1) warnOfRatio(least, -1, annotations, at);
  return values.map((value) => Math.max(-1, Math.min(value, 1)));
}

function warnOfRatio(value: number, to: number, annotations: Annotations, at: Span): void {
  annotations.warn(`ratio value should be between -1 and 1, got ${shortNumber(value)}, capping to ${to}`, at);
}

export function checkQuantiles(values: Float64Array, annotations: Annotations, at: Span): void {
  const { least, greatest, anyNaN } = extentOf(values);
  for (const [isWrong, value] of [
    [anyNaN, Number.NaN] as const,
    [greatest > 1, greatest] as const,
    [least < 0, least] as const,
  ]) {
    if (isWrong) annotations.warn(`quantile value should be between 0 and 1, got ${shortNumber(value)}`, at);
  }
}
