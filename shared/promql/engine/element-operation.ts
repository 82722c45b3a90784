/** One operator on columns, time by time: what is computed, what is kept, and what of native histograms goes together. */
import type { FloatHistogram } from '../../model/float-histogram.ts';
import type { BinaryOperator, Span } from '../ast.ts';
import type { Annotations } from './annotations.ts';
import type { Column } from './column.ts';
import { compareColumns, computeColumns } from './column-operators.ts';
import type { Element, Operation } from './element.ts';
import { operateHistograms } from './histogram-operation.ts';
import { arithmetic, comparisons } from './operators.ts';

/** One side, by time. */
export interface Side {
  readonly values: Float64Array;
  readonly present: Uint8Array | undefined;
  readonly histograms: Column['histograms'];
}

export type Computed = Pick<Column, 'values' | 'present' | 'histograms'>;

/**
 * @param keep which side's sample is what a comparison keeps
 * @returns undefined where nothing is left
 */
export function operate(left: Side, right: Side, operation: Operation, keep: 'left' | 'right'): Computed | undefined {
  const result =
    left.histograms === undefined && right.histograms === undefined
      ? onNumbers(left, right, operation, keep)
      : onElements(left, right, operation, keep);
  return result.present?.includes(1) === false ? undefined : result;
}

function bothPresent(left: Side, right: Side): Uint8Array | undefined {
  if (left.present === undefined) return right.present?.slice();
  const present = left.present.slice();
  const other = right.present;
  if (other !== undefined) for (let i = 0; i < present.length; i += 1) present[i] = (present[i] ?? 0) & (other[i] ?? 0);
  return present;
}

function onNumbers(
  left: Side,
  right: Side,
  { op, bool, at, annotations }: Operation,
  keep: 'left' | 'right',
): Computed {
  const present = bothPresent(left, right);
  const values = computeColumns(op, left.values, right.values);
  if (values !== undefined) return { values, present, histograms: undefined };
  const holds = compareColumns(op, left.values, right.values);
  if (holds === undefined) {
    const refusal = refused(present, left.values.length, op, at, annotations);
    return { values: left.values, present: refusal, histograms: undefined };
  }
  if (bool) return { values: new Float64Array(holds), present, histograms: undefined };
  if (present !== undefined)
    for (let i = 0; i < holds.length; i += 1) holds[i] = (holds[i] as number) & (present[i] as number);
  const kept = keep === 'left' ? left : right;
  return { values: kept.values, present: holds.includes(0) ? holds : undefined, histograms: undefined };
}

/** Operators of histograms (`</`, `>/`) have nothing to do with numbers. */
function refused(
  present: Uint8Array | undefined,
  count: number,
  op: BinaryOperator,
  at: Span,
  annotations: Annotations,
): Uint8Array {
  if (present === undefined ? count > 0 : present.includes(1)) incompatible('float', op, 'float', at, annotations);
  return new Uint8Array(count);
}

function incompatible(left: string, op: string, right: string, at: Span, annotations: Annotations): void {
  const words = `incompatible sample types encountered for binary operator "${op}": ${left} ${op} ${right}`;
  annotations.info(words, at);
}

function onElements(left: Side, right: Side, operation: Operation, keep: 'left' | 'right'): Computed {
  const count = left.values.length;
  const values = new Float64Array(count);
  const present = new Uint8Array(count);
  const histograms: (FloatHistogram | undefined)[] = new Array(count).fill(undefined);
  let anyHistogram = false;
  for (let i = 0; i < count; i += 1) {
    if (left.present?.[i] === 0 || right.present?.[i] === 0) continue;
    const a = left.histograms?.[i] ?? left.values[i] ?? 0;
    const b = right.histograms?.[i] ?? right.values[i] ?? 0;
    const result = operateElements(a, b, operation, keep);
    if (result === undefined) continue;
    present[i] = 1;
    if (typeof result === 'number') values[i] = result;
    else {
      histograms[i] = result;
      anyHistogram = true;
    }
  }
  return {
    values,
    present: present.includes(0) ? present : undefined,
    histograms: anyHistogram ? histograms : undefined,
  };
}

function operateElements(a: Element, b: Element, operation: Operation, keep: 'left' | 'right'): Element | undefined {
  const { op, bool, at, annotations } = operation;
  if (typeof a !== 'number' || typeof b !== 'number') return operateHistograms(a, b, operation, keep);
  const compute = arithmetic.get(op);
  if (compute !== undefined) return compute(a, b);
  const holds = comparisons.get(op);
  if (holds === undefined) {
    incompatible('float', op, 'float', at, annotations);
    return undefined;
  }
  if (bool) return holds(a, b) ? 1 : 0;
  return holds(a, b) ? (keep === 'left' ? a : b) : undefined;
}
