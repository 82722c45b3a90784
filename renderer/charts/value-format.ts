/** Numbers of one column: one prefix and one count of decimals, so that they can be compared by eye. */
import { formatCount, formatExact, formatFixed, formatSi } from '../../shared/format/number.ts';
import { readableScale } from './value-scale.ts';

export type FormatValue = (value: number) => string;

/** Three digits of the largest value, two decimals at most: 14.21, 1.90, 312.4. */
function decimalsFor(scaledLargest: number): number {
  if (scaledLargest === 0 || scaledLargest >= 1000) return 0;
  if (scaledLargest >= 100) return 1;
  return scaledLargest >= 1 ? 2 : Math.min(6, 2 - Math.floor(Math.log10(scaledLargest)));
}

/**
 * @param columns all values that are shown under each other. A value that these decimals would turn into zero keeps its own digits: no
 * number is falsified for the sake of a straight column.
 */
export function columnFormat(columns: readonly Float64Array[], locale: string): FormatValue {
  let largest = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let whole = true;
  for (const values of columns) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      largest = Math.max(largest, Math.abs(value));
      low = Math.min(low, value);
      high = Math.max(high, value);
      whole &&= Number.isInteger(value);
    }
  }
  if (whole && largest < 1e7)
    return (value) => (Number.isInteger(value) ? formatCount(value, locale) : formatExact(value));
  const { factor, prefix } = readableScale(largest);
  // Numbers that are close together (times since 1970) are told apart too.
  const spread = high > low ? (high - low) / factor : largest / factor;
  const decimals = Math.max(decimalsFor(largest / factor), decimalsFor(spread));
  const vanishing = (0.5 * factor) / 10 ** decimals;
  const suffix = prefix === '' ? '' : ` ${prefix}`;
  return (value) => {
    if (!Number.isFinite(value)) return formatExact(value);
    if (value === 0) return '0';
    if (Math.abs(value) < vanishing) return formatSi(value, { digits: 2, locale });
    return formatFixed(value / factor, decimals, locale) + suffix;
  };
}
