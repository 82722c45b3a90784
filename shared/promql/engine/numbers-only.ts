/** What functions and aggregations of numbers see of columns in which there are native histograms: those samples are left out. */
import type { Column } from './column.ts';

/** @returns the column itself where all of its samples are numbers */
export function numbersOnly(column: Column): Column {
  const { histograms, present, values } = column;
  if (histograms === undefined) return column;
  const numbers = new Uint8Array(values.length);
  for (let i = 0; i < numbers.length; i += 1) {
    numbers[i] = histograms[i] === undefined && (present === undefined || present[i] === 1) ? 1 : 0;
  }
  return { ...column, present: numbers, histograms: undefined };
}

/** Whether a sample of the column is a histogram. @param at only at times that this takes */
export function hasHistogram({ histograms, present }: Column, at: (index: number) => boolean = () => true): boolean {
  return (
    histograms?.some((one, i) => one !== undefined && (present === undefined || present[i] === 1) && at(i)) ?? false
  );
}
