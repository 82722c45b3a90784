/** Operators on whole columns of numbers. Each loop is written out: a call for each sample would take most of the time. */
import type { BinaryOperator } from '../ast.ts';
import { arithmetic } from './operators.ts';

type ColumnOperator = (left: Float64Array, right: Float64Array, out: Float64Array) => void;

const written: ReadonlyMap<BinaryOperator, ColumnOperator> = new Map<BinaryOperator, ColumnOperator>([
  [
    '+',
    (left, right, out) => {
      for (let i = 0; i < out.length; i += 1) out[i] = (left[i] as number) + (right[i] as number);
    },
  ],
  [
    '-',
    (left, right, out) => {
      for (let i = 0; i < out.length; i += 1) out[i] = (left[i] as number) - (right[i] as number);
    },
  ],
  [
    '*',
    (left, right, out) => {
      for (let i = 0; i < out.length; i += 1) out[i] = (left[i] as number) * (right[i] as number);
    },
  ],
  [
    '/',
    (left, right, out) => {
      for (let i = 0; i < out.length; i += 1) out[i] = (left[i] as number) / (right[i] as number);
    },
  ],
]);

/** @returns undefined where the operator does not compute */
export function computeColumns(op: BinaryOperator, left: Float64Array, right: Float64Array): Float64Array | undefined {
  const compute = arithmetic.get(op);
  if (compute === undefined) return undefined;
  const out = new Float64Array(left.length);
  const operate = written.get(op);
  if (operate !== undefined) operate(left, right, out);
  else for (let i = 0; i < out.length; i += 1) out[i] = compute(left[i] as number, right[i] as number);
  return out;
}

/** How two numbers can be to each other. */
const [less, more, same, neither] = [1, 2, 4, 8];

/** In which of these cases an operator holds. */
const accepted: ReadonlyMap<BinaryOperator, number> = new Map<BinaryOperator, number>([
  ['==', same],
  ['!=', less | more | neither],
  ['<', less],
  ['<=', less | same],
  ['>', more],
  ['>=', more | same],
]);

/** @returns 1 where it holds; undefined where the operator does not compare */
export function compareColumns(op: BinaryOperator, left: Float64Array, right: Float64Array): Uint8Array | undefined {
  const cases = accepted.get(op);
  if (cases === undefined) return undefined;
  const holds = new Uint8Array(left.length);
  for (let i = 0; i < holds.length; i += 1) {
    const a = left[i] as number;
    const b = right[i] as number;
    const relation = a < b ? less : a > b ? more : a === b ? same : neither;
    holds[i] = (cases & relation) === 0 ? 0 : 1;
  }
  return holds;
}
