/** Sorting, which only the result of an instant query can show: the series of a range are sorted by their labels in any case. */
import { labelValue } from '../../../model/labels.ts';
import { type Column, isEmptyColumn } from '../column.ts';
import { compareLabels } from '../compare-labels.ts';
import { numbersOnly } from '../numbers-only.ts';
import { argument, textArguments } from './arguments.ts';
import type { CallEvaluator, NamedCall } from './call.ts';
import { compareNaturally } from './natural-order.ts';

/** NaN goes to the end either way. */
const byValue =
  (sign: 1 | -1): CallEvaluator =>
  (plan, grid, evaluator) => {
    const columns = evaluator.vector(argument(plan, 0), grid).map(numbersOnly);
    const numbers = columns.filter((column) => !isEmptyColumn(column));
    if (grid.count > 1) return { kind: 'vector', columns: numbers };
    const first = ({ values }: Column) => values[0] ?? Number.NaN;
    return {
      kind: 'vector',
      columns: numbers.toSorted((a, b) => compareNumbers(first(a), first(b), sign)),
    };
  };

function compareNumbers(left: number, right: number, sign: 1 | -1): number {
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  return left === right ? 0 : left < right ? -sign : sign;
}

/** Where all of those labels are the same, by the whole label set. */
const byLabels =
  (sign: 1 | -1): CallEvaluator =>
  (plan, grid, evaluator) => {
    const columns = evaluator.vector(argument(plan, 0), grid);
    if (grid.count > 1) return { kind: 'vector', columns };
    const names = textArguments(plan, 1);
    const sorted = columns.toSorted((a, b) => sign * compareByLabels(a, b, names));
    return { kind: 'vector', columns: sorted };
  };

function compareByLabels(left: Column, right: Column, names: readonly string[]): number {
  for (const name of names) {
    const order = compareNaturally(labelValue(left.labels, name) ?? '', labelValue(right.labels, name) ?? '');
    if (order !== 0) return order;
  }
  return compareLabels(left.labels, right.labels);
}

export const sortCalls: readonly NamedCall[] = [
  ['sort', byValue(1)],
  ['sort_desc', byValue(-1)],
  ['sort_by_label', byLabels(1)],
  ['sort_by_label_desc', byLabels(-1)],
];
