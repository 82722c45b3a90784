/** Numbers as people type them beside a unit: `2GiB`, `200 ms`, `80%`, `1.5k`, `+Inf`. */
import type { UnitName } from './unit.ts';

const numberPattern = /^([+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|Inf|NaN))\s*(%|[A-Za-zµμ°/]*)$/iu;

/** @returns in the unit's own size (bytes, seconds, a ratio of 1); undefined where the text is no number. */
export function parseTypedNumber(text: string, unit: UnitName): number | undefined {
  const [, number = '', suffix = ''] = numberPattern.exec(text.trim()) ?? [];
  const factor = suffixFactor(suffix, unit);
  return number === '' || factor === undefined ? undefined : readNumber(number) * factor;
}

/** `Inf` and `NaN` are numbers too, with or without a sign, as PromQL writes them. */
export function readNumber(text: string): number {
  const infinite = /^([+-]?)inf$/i.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /nan/i.test(text) ? Number.NaN : Number(text);
}

const prefixes = new Map<string, number>([
  ['', 1],
  ['n', 1e-9],
  ['u', 1e-6],
  ['µ', 1e-6],
  ['μ', 1e-6],
  ['m', 1e-3],
  ['k', 1e3],
  ['K', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['E', 1e18],
  ['Ki', 1024],
  ['Mi', 1024 ** 2],
  ['Gi', 1024 ** 3],
  ['Ti', 1024 ** 4],
  ['Pi', 1024 ** 5],
  ['Ei', 1024 ** 6],
]);

const wholeUnits = new Map<string, number>([
  ['min', 60],
  ['h', 3600],
  ['d', 86_400],
]);

/** As they stand behind a prefix; `m` of meters only where those are meant, since elsewhere it is a prefix itself. */
const symbols = ['bit', 'cores', 'Hz', '°C', 'B', 'b', 's', 'W', 'V', 'A', 'J', 'g'];

/** What a number before this suffix is multiplied with to be in the unit's own size; undefined where the suffix says no size. */
export function suffixFactor(suffix: string, unit: UnitName): number | undefined {
  if (suffix === '%') return unit === 'percent' ? 1 : 0.01;
  const size = suffix.replace(/\/s$/, '');
  const symbol = (unit === 'meters' ? ['m', ...symbols] : symbols).find((one) => size.endsWith(one));
  const bare = symbol === undefined ? undefined : prefixes.get(size.slice(0, -symbol.length));
  if (unit === 'meters' && bare !== undefined) return bare;
  return wholeUnits.get(size) ?? prefixes.get(size) ?? bare;
}
