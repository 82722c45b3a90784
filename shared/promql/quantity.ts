/**
 * What a number in an expression measures, and how that changes when numbers are added, multiplied and divided. Richer than a unit: it
 * tells time of processors from other time, a counted number from one that nothing is known of, and remembers which metrics it is of.
 */
import type { UnitName } from '../format/unit.ts';

/**
 * `number`: counted things. `flag`: 0 or 1. `unknown`: a metric whose unit is not known. `cpu`: seconds of processors; `cpuShare`: of
 * one processor, so that their mean is a ratio. `busy`: seconds of one device that is at work or waited for.
 */
export type Base =
  | 'number'
  | 'flag'
  | 'unknown'
  | 'cpu'
  | 'cpuShare'
  | 'busy'
  | 'bytes'
  | 'bits'
  | 'seconds'
  | 'timestamp'
  | 'ratio'
  | 'percent'
  | 'celsius'
  | 'hertz'
  | 'volts'
  | 'amperes'
  | 'joules'
  | 'meters'
  | 'grams';

export interface Quantity {
  readonly base: Base;
  /** How often it was divided by seconds: 1 for a rate. Watts are joules, cores are `cpu`, with 1. */
  readonly per: number;
  /** Of the metrics that it was computed from, without `_total`, `_bucket`, `_count`: parts of one thing are shares of it. */
  readonly of: ReadonlySet<string>;
  /** A number that is written in the expression. */
  readonly literal?: number | undefined;
  /** What a histogram's observations are measured in. */
  readonly observed?: Base | undefined;
  /** It is a native histogram: what is shown of it is what was observed. */
  readonly isHistogram?: boolean | undefined;
  /** A hundred times this: `100 * a / b` is a percentage, whatever a hundred times `a` would be. */
  readonly hundredfold?: Quantity | undefined;
}

const nothing: ReadonlySet<string> = new Set();

export const unknown: Quantity = { base: 'unknown', per: 0, of: nothing };

export function quantity(base: Base, of: ReadonlySet<string> = nothing, per = 0): Quantity {
  return { base, per, of };
}

export function literalOf(value: number): Quantity {
  return { base: 'number', per: 0, of: nothing, literal: value };
}

const units: ReadonlyMap<string, UnitName> = new Map([
  ['number 1', 'perSecond'],
  ['bytes 0', 'bytes'],
  ['bytes 1', 'bytesPerSecond'],
  ['bits 0', 'bits'],
  ['bits 1', 'bitsPerSecond'],
  ['seconds 0', 'seconds'],
  ['cpu 0', 'seconds'],
  ['cpu 1', 'cores'],
  ['cpuShare 0', 'seconds'],
  ['cpuShare 1', 'cores'],
  ['busy 0', 'seconds'],
  ['busy 1', 'ratio'],
  ['timestamp 0', 'timestamp'],
  ['ratio 0', 'ratio'],
  ['percent 0', 'percent'],
  ['celsius 0', 'celsius'],
  ['hertz 0', 'hertz'],
  ['volts 0', 'volts'],
  ['amperes 0', 'amperes'],
  ['joules 0', 'joules'],
  ['joules 1', 'watts'],
  ['meters 0', 'meters'],
  ['grams 0', 'grams'],
]);

export function unitOfQuantity({ base, per, observed, isHistogram }: Quantity): UnitName {
  return isHistogram === true ? unitOfBase(observed) : (units.get(`${base} ${per}`) ?? 'none');
}

export function unitOfBase(base: Base | undefined): UnitName {
  return units.get(`${base ?? 'unknown'} 0`) ?? 'none';
}

/** The first that is written with the unit: of seconds, time as such. */
export function quantityOfUnit(unit: UnitName, of: ReadonlySet<string>): Quantity | undefined {
  const found = [...units].find(([, name]) => name === unit)?.[0].split(' ');
  return found === undefined ? undefined : { base: found[0] as Base, per: Number(found[1]), of };
}

/** What can be divided by counted things or by time and stays itself. */
const extensive: ReadonlySet<Base> = new Set([
  'number',
  'bytes',
  'bits',
  'seconds',
  'cpu',
  'cpuShare',
  'busy',
  'joules',
  'meters',
  'grams',
]);
const cpuBases: ReadonlySet<Base> = new Set(['cpu', 'cpuShare']);

function union(a: Quantity, b: Quantity): ReadonlySet<string> {
  return new Set([...a.of, ...b.of]);
}

/** The same thing a second: of counters. */
export function rateOf(measured: Quantity): Quantity {
  const { base, per, of, observed } = measured;
  if (!extensive.has(base) && base !== 'unknown') return unknown;
  return { base, per: per + 1, of, observed };
}

/** Time between times; else the same. */
export function differenceOf(measured: Quantity): Quantity {
  return measured.base === 'timestamp' ? quantity('seconds', measured.of) : measured;
}

function alike(a: Quantity, b: Quantity): boolean {
  return a.per === b.per && (a.base === b.base || (cpuBases.has(a.base) && cpuBases.has(b.base)));
}

export function sum(a: Quantity, b: Quantity): Quantity {
  if (a.literal !== undefined && b.literal !== undefined) return literalOf(a.literal + b.literal);
  if (a.literal !== undefined) return plain(b);
  if (b.literal !== undefined) return plain(a);
  const isTime = (one: Quantity) => one.base === 'timestamp';
  if (isTime(a) && isTime(b)) return unknown;
  if (isTime(a) || isTime(b)) return isSpan(isTime(a) ? b : a) ? quantity('timestamp', union(a, b)) : unknown;
  return merged(a, b);
}

export function difference(a: Quantity, b: Quantity): Quantity {
  if (a.literal !== undefined && b.literal !== undefined) return literalOf(a.literal - b.literal);
  // 1 - idle: the rest of one processor.
  if (a.literal === 1 && b.per === 1 && (b.base === 'cpuShare' || b.base === 'busy')) return quantity('ratio', b.of);
  if (a.literal !== undefined) return b.base === 'timestamp' ? unknown : plain(b);
  if (b.literal !== undefined) return plain(a);
  if (a.base === 'timestamp' && b.base === 'timestamp') return quantity('seconds', union(a, b));
  if (a.base === 'timestamp') return isSpan(b) ? quantity('timestamp', a.of) : unknown;
  return merged(a, b);
}

const isSpan = ({ base, per }: Quantity) => base === 'seconds' && per === 0;

/** Either of two that are alike: a sum, an `or`. */
export function merged(a: Quantity, b: Quantity): Quantity {
  if (!alike(a, b)) return unknown;
  const base = a.base === b.base ? a.base : 'cpu';
  const isHistogram = a.isHistogram === true && b.isHistogram === true;
  const observed = a.observed === b.observed ? a.observed : undefined;
  return { base: base === 'flag' ? 'number' : base, per: a.per, of: union(a, b), observed, isHistogram };
}

/** No histogram any more, and not as it is written. */
function plain({ base, per, of }: Quantity): Quantity {
  return { base, per, of };
}

export function product(a: Quantity, b: Quantity): Quantity {
  if (a.literal !== undefined && b.literal !== undefined) return literalOf(a.literal * b.literal);
  if (a.literal !== undefined) return scaled(b, a.literal);
  if (b.literal !== undefined) return scaled(a, b.literal);
  if (a.hundredfold !== undefined) return scaled(product(a.hundredfold, b), 100);
  if (b.hundredfold !== undefined) return scaled(product(a, b.hundredfold), 100);
  return oneWay(a, b) ?? oneWay(b, a) ?? unknown;
}

/** @param by what the other is multiplied with; undefined where it is the other way round, or nothing is known */
function oneWay(a: Quantity, by: Quantity): Quantity | undefined {
  const of = union(a, by);
  if (a.base === 'unknown' || by.base === 'unknown') return undefined;
  // Joins with metrics that are always 1, and counted things.
  if (by.base === 'flag' || by.base === 'number') {
    return by.per === 0 || extensive.has(a.base) ? { base: a.base, per: a.per + by.per, of } : undefined;
  }
  if (by.base === 'ratio') return a.base === 'timestamp' ? undefined : { base: a.base, per: a.per, of };
  if (isSpan(by) && a.per > 0) return { base: a.base, per: a.per - 1, of };
  return a.base === 'volts' && by.base === 'amperes' ? { base: 'joules', per: 1, of } : undefined;
}

export function quotient(a: Quantity, b: Quantity): Quantity {
  if (a.literal !== undefined && b.literal !== undefined) return literalOf(a.literal / b.literal);
  if (b.literal !== undefined) return scaled(a, 1 / b.literal);
  if (a.literal !== undefined) return unknown;
  if (a.hundredfold !== undefined) return scaled(quotient(a.hundredfold, b), 100);
  const of = union(a, b);
  if (alike(a, b))
    return isShare(a, b) ? quantity('ratio', of) : a.base === 'number' ? quantity('number', of) : unknown;
  if (b.base === 'flag' || b.base === 'ratio') return a.base === 'timestamp' ? unknown : plain(a);
  if (!extensive.has(a.base) && a.base !== 'ratio' && a.base !== 'percent' && a.base !== 'celsius') return unknown;
  // How long until the disk is full: bytes by bytes a second.
  if (a.base === b.base && a.base !== 'number') return b.per - a.per === 1 ? quantity('seconds', of) : unknown;
  if (b.base === 'number') return byCount(a, b, of);
  return isSpan(b) && extensive.has(a.base) ? { base: a.base, per: a.per + 1, of } : unknown;
}

function byCount(a: Quantity, b: Quantity, of: ReadonlySet<string>): Quantity {
  const per = a.per - b.per;
  // Cores by a count are cores of each, or the share of them all where the count is of processors.
  const unsure = per < 0 || (per === 1 && (cpuBases.has(a.base) || a.base === 'busy'));
  return unsure ? unknown : { base: a.base, per, of };
}

/** Words of a part in a metric's name: failures by requests are a share, requests by batches are not. */
const partWords = /error|errs|fail|hit|miss|drop|reject|success|timeout|throttl|abort|cancel|retr|lost|discard|denied/;

/** Bytes by bytes always are; of counted things, and of what is not known, parts of the same. */
function isShare(a: Quantity, b: Quantity): boolean {
  if (a.base === 'ratio' || a.base === 'percent' || a.base === 'timestamp' || a.base === 'celsius') return false;
  if (a.base !== 'number' && a.base !== 'unknown' && a.base !== 'flag') return true;
  if (a.of.size > 0 && [...a.of].some((name) => b.of.has(name))) return true;
  return a.base === 'number' && a.per === 1 && a.of.size === 1 && [...a.of].every((name) => partWords.test(name));
}

/** Of the same: 5 % off is, by what rounding may do. */
const same = (a: number, b: number) => Math.abs(a - b) <= Math.abs(b) * 1e-9;

const conversions = [8, 10, 24, 60, 100, 1000, 1024, 3600, 86_400, 604_800];

/** A sum, a mean and their like of something a hundredfold is the hundredfold of theirs. */
export function linearly(rule: (measured: Quantity) => Quantity): (measured: Quantity) => Quantity {
  return (measured) => (measured.hundredfold === undefined ? rule(measured) : scaled(rule(measured.hundredfold), 100));
}

function scaled(measured: Quantity, factor: number): Quantity {
  const size = Math.abs(factor);
  if (measured.hundredfold !== undefined && same(size, 0.01)) return measured.hundredfold;
  const inUnits = scaledUnits(measured, factor);
  return same(size, 100) ? { ...inUnits, hundredfold: measured } : inUnits;
}

/** Times a number that is written: percent, bits, or a multiple. 1,000, 1,024 and 60 make another unit, which has no name here. */
function scaledUnits(measured: Quantity, factor: number): Quantity {
  const { base, per, of } = measured;
  const size = Math.abs(factor);
  const share = base === 'ratio' || (per === 1 && (cpuBases.has(base) || base === 'busy'));
  if (share && same(size, 100)) return quantity('percent', of);
  if (base === 'percent' && same(size, 0.01)) return quantity('ratio', of);
  if (base === 'bytes' && same(size, 8)) return quantity('bits', of, per);
  if (base === 'bits' && same(size, 1 / 8)) return quantity('bytes', of, per);
  if (base === 'timestamp' && factor !== 1) return unknown;
  if ((base === 'number' && per === 0) || size === 1 || size === 0) return plain(measured);
  const isMultiple = size > 0.1 && size < 10 && !conversions.some((one) => same(size, one) || same(size, 1 / one));
  return isMultiple ? plain(measured) : unknown;
}
