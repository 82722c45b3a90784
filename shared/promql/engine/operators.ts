/** What operators do with two numbers. */
import type { BinaryOperator } from '../ast.ts';
import type { Semantics } from './semantics.ts';

export type NumberOperator = (left: number, right: number) => number;

/** As IEEE 754 (and Go) have it: 1 to any power is 1, and so is -1 to an infinite one. ECMAScript says NaN. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1;
  return base ** exponent;
}

export const arithmetic: ReadonlyMap<BinaryOperator, NumberOperator> = new Map<BinaryOperator, NumberOperator>([
  ['+', (left, right) => left + right],
  ['-', (left, right) => left - right],
  ['*', (left, right) => left * right],
  ['/', (left, right) => left / right],
  ['%', (left, right) => left % right],
  ['^', power],
  ['atan2', Math.atan2],
]);

export const comparisons: ReadonlyMap<BinaryOperator, (left: number, right: number) => boolean> = new Map<
  BinaryOperator,
  (left: number, right: number) => boolean
>([
  ['==', (left, right) => left === right],
  ['!=', (left, right) => left !== right],
  ['>', (left, right) => left > right],
  ['<', (left, right) => left < right],
  ['>=', (left, right) => left >= right],
  ['<=', (left, right) => left <= right],
]);

/** Whether what comes of it is another metric: one without the name. */
export function changesMetric(op: BinaryOperator, { atan2KeepsName }: Semantics): boolean {
  return arithmetic.has(op) && !(op === 'atan2' && atan2KeepsName);
}
