/** How the numbers of a table are written: those under each other in one magnitude, each with its unit, and exactly where that is asked for. Pure. */
import { formatCount } from '../../../../shared/format/number.ts';
import type { TimeZone } from '../../../../shared/format/time.ts';
import { formatWithUnit, type UnitName } from '../../../../shared/format/unit.ts';
import { columnFormat } from '../../../charts/value-format.ts';
import type { TableModel } from '../table-model.ts';

export interface NumberLook {
  readonly unit: UnitName;
  readonly locale: string;
  readonly zone: TimeZone;
}

export interface ValueTexts {
  /** A measured number of the table, in the magnitude of all of them. */
  readonly measured: (value: number) => string;
  /** One that stands for itself: a sum, a bound. */
  readonly alone: (value: number) => string;
  /** How many observations, how many samples. */
  readonly counted: (count: number) => string;
}

export function valueTexts(model: TableModel, look: NumberLook): ValueTexts {
  const { unit, locale, zone } = look;
  const format = columnFormat([measured(model, model.values), measured(model, model.firsts)], unit, locale, zone);
  return {
    measured: (value) => withUnit(format.text(value), format.unitLabel),
    alone: aloneText(look),
    counted: (count) => (Number.isInteger(count) ? formatCount(count, locale) : shortCount(count, locale)),
  };
}

export function aloneText({ unit, locale, zone }: NumberLook): (value: number) => string {
  return (value) => formatWithUnit(value, unit, locale, zone);
}

/** A number that its column's decimals would have made zero has a unit of its own already, and "NaN" has none. */
function withUnit(text: string, unitLabel: string): string {
  return unitLabel !== '' && /\d$/.test(text) ? `${text} ${unitLabel}` : text;
}

/** Rates of histograms have parts of observations. */
function shortCount(count: number, locale: string): string {
  return formatWithUnit(count, 'none', locale);
}

/** Of histograms, a row's number is how many observations they have: no measured one. */
function measured({ hasHistograms, refOf }: TableModel, numbers: Float64Array): Float64Array {
  return hasHistograms ? numbers.filter((_, row) => (refOf[row] ?? 0) >= 0) : numbers;
}

/** Rows that are looked at one by one for the width of their texts; of more, each n-th, and those with the longest numbers. */
const measuredRows = 500;

/** @returns the length of the longest of the texts. */
export function longestText(values: Float64Array, textOf: (value: number) => string): number {
  let longest = 0;
  const look = (value: number) => {
    longest = Math.max(longest, textOf(value).length);
  };
  const every = Math.max(1, Math.floor(values.length / measuredRows));
  for (let row = 0; row < values.length; row += every) look(values[row] ?? Number.NaN);
  for (const value of extremes(values)) look(value);
  return longest;
}

function extremes(values: Float64Array): readonly number[] {
  let [low, high, small] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
    if (value !== 0 && Math.abs(value) < small) small = Math.abs(value);
  }
  return low <= high ? [low, high, small] : [];
}
