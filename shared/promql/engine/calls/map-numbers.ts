/** Functions that make one number of each: names go, and native histograms are left out. */
import { type Column, columnBytes, isEmptyColumn, type VectorValue } from '../column.ts';
import type { EvaluationContext } from '../context.ts';
import { numbersOnly } from '../numbers-only.ts';
import { uniteColumns, withoutName } from '../unite-columns.ts';

/** @param change is asked at times without a sample, too */
export function mapNumbers(
  columns: readonly Column[],
  change: (value: number, index: number) => number,
  context: EvaluationContext,
): VectorValue {
  const { run } = context;
  return unnamed(
    columns.flatMap((column) => {
      run.check();
      const numbers = numbersOnly(column);
      if (isEmptyColumn(numbers)) return [];
      const source = numbers.values;
      const values = new Float64Array(source.length);
      run.charge(columnBytes(source.length));
      for (let i = 0; i < source.length; i += 1) values[i] = change(source[i] as number, i);
      return [{ ...numbers, values }];
    }),
    context,
  );
}

/** @throws EvaluationError where two came to have the same labels */
export function unnamed(columns: readonly Column[], context: EvaluationContext): VectorValue {
  const nameless = columns.map((column) => withoutName(column, context));
  return { kind: 'vector', columns: context.delayedNames ? nameless : uniteColumns(nameless) };
}
