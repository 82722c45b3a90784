/** Numbers of one column: one magnitude and one count of decimals, so that they can be compared by eye. */
import { formatCount, formatExact } from '../../shared/format/number.ts';
import type { TimeZone } from '../../shared/format/time.ts';
import {
  decimalsFor,
  formatAlone,
  formatScaled,
  formatTimestamp,
  formatWithUnit,
  magnitudeOf,
  type UnitName,
} from '../../shared/format/unit.ts';

export interface ColumnFormat {
  /** Without the column's unit. A value that its decimals would turn into zero is written in its own magnitude, and with its unit. */
  readonly text: (value: number) => string;
  /** 'GiB', 'cores', 'ms'; '' for bare numbers, which have their prefix (`15.41 G`) with them. */
  readonly unitLabel: string;
  /** With its unit: "14.21 GiB", "41.2 ms", "27 %", "2 h 13 min". */
  readonly full: (value: number) => string;
}

interface Facts {
  readonly largest: number;
  /** Between the smallest and the largest; of one value, zero. */
  readonly spread: number;
  /** Every number is whole. */
  readonly whole: boolean;
}

function factsOf(columns: readonly Float64Array[]): Facts {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let whole = true;
  for (const values of columns) {
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
      whole &&= Number.isInteger(value);
    }
  }
  if (low > high) return { largest: 0, spread: 0, whole };
  return { largest: Math.max(Math.abs(low), Math.abs(high)), spread: high - low, whole };
}

const mostSpreadDecimals = 6;
/** A spread below this part of the largest value is what subtraction leaves over. */
const noise = 1e-12;

/** Three digits of the largest; numbers that are close together (times since 1970) are told apart too. */
function columnDecimals({ largest, spread }: Facts, factor: number): number {
  const decimals = decimalsFor(largest / factor);
  if (!(spread > largest * noise)) return decimals;
  const three = Math.min(mostSpreadDecimals, decimalsFor(spread / factor));
  const one = -Math.floor(Math.log10(spread / factor));
  return Math.max(decimals, three, one);
}

/** From here on a count is no longer read digit by digit. */
const mostCount = 1e7;

/**
 * @param columns all values that are shown under each other; no number of them is falsified for the sake of a straight column
 * @param zone of timestamps
 */
export function columnFormat(
  columns: readonly Float64Array[],
  unit: UnitName,
  locale: string,
  zone: TimeZone = 'utc',
): ColumnFormat {
  if (unit === 'timestamp') return timeColumn(zone);
  const facts = factsOf(columns);
  const counts = facts.whole && facts.largest < mostCount;
  if (unit === 'none' && counts) return countColumn(locale);
  const { factor, label } = magnitudeOf(unit, facts.largest);
  const decimals = counts && factor === 1 ? 0 : columnDecimals(facts, factor);
  const vanishing = (0.5 * factor) / 10 ** decimals;
  // The largest doubles may be too large for the unit: a hundred times them is none.
  const hasOwn = (value: number) => !Number.isFinite(value / factor) || (value !== 0 && Math.abs(value) < vanishing);
  // Of bare numbers, the prefix stands with each: a head that says only "G" says nothing.
  const suffix = unit === 'none' && label !== '' ? ` ${label}` : '';
  const text = (value: number) => {
    if (hasOwn(value)) return formatWithUnit(value, unit, locale);
    return value === 0 ? '0' : `${formatScaled(value / factor, decimals, locale)}${suffix}`;
  };
  // Minutes, hours and days are told together, but in a column.
  const long = unit === 'seconds' && factor > 1;
  const full = (value: number) => {
    if (long || hasOwn(value)) return formatWithUnit(value, unit, locale);
    const number = formatScaled(value / factor, decimals, locale, 'cut');
    return label === '' || (unit === 'none' && value === 0) ? number : `${number} ${label}`;
  };
  return { text, unitLabel: unit === 'none' ? '' : label, full };
}

function timeColumn(zone: TimeZone): ColumnFormat {
  const text = (value: number) => (Number.isFinite(value) ? formatTimestamp(value, zone) : formatExact(value));
  return { text, unitLabel: '', full: text };
}

/** What is no count beside counts is a mean of them. */
function countColumn(locale: string): ColumnFormat {
  const text = (value: number) =>
    Number.isInteger(value) ? formatCount(value === 0 ? 0 : value, locale) : formatAlone(value, locale);
  return { text, unitLabel: '', full: text };
}
