/** Selectors, ranges and subqueries, with all that may stand behind them. */
import type { Chance } from './chance.ts';
import { deeper, type Expression, type Generator, quoted, type Range } from './expression.ts';
import { beginMs, endMs } from './series.ts';
import { type Family, families } from './vocabulary.ts';

const patternOf = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

function pattern(values: readonly string[], chance: Chance): string {
  const [one, other] = [chance.one(values), chance.one(values)];
  const length = [...one].length;
  const cut = [...one].slice(0, chance.whole(0, length)).join('');
  switch (chance.whole(0, 9)) {
    case 0:
      return '.*';
    case 1:
      return '.+';
    case 2:
      return `${patternOf(one)}|${patternOf(other)}`;
    case 3:
      return `${patternOf(cut)}.*`;
    case 4:
      return `.*${patternOf([...one].slice(chance.whole(0, length)).join(''))}`;
    case 5:
      return `(?i:${patternOf(one.toUpperCase())})`;
    case 6:
      return `[^${patternOf([...one][0] ?? 'a').replace('-', '\\-')}].*`;
    case 7:
      return chance.one([
        'a.b',
        '[a-z]+',
        '\\d+',
        '\\w+-\\w',
        '(api|db)',
        '.{3}',
        '[[:alpha:]]+',
        '\\pL+',
        '(?s:.+)',
        '',
        '^db$',
        'a|',
        '.?.?',
      ]);
    case 8:
      return `.*${patternOf(cut)}.*`;
    default:
      return patternOf(one);
  }
}

function matcher(family: Family, chance: Chance): string {
  const label = chance.one([...Object.keys(family.labels), ...(chance.of(0.1) ? ['absent_label'] : [])]);
  const values = family.labels[label] ?? [''];
  const op = chance.one(['=', '!=', '=~', '=~', '!~']);
  const regular = op === '=~' || op === '!~';
  const value = regular ? pattern(values, chance) : chance.of(0.05) ? '' : chance.one(values);
  return `${label}${op}${quoted(value)}`;
}

/** @returns without what may stand behind it */
function bareSelector(family: Family, chance: Chance): string {
  const matchers = [0, 1, 2].flatMap((i) => (chance.of(i === 0 ? 0.35 : 0.1) ? [matcher(family, chance)] : []));
  const metric = chance.one(family.metrics);
  if (chance.of(0.04) && family.kind !== 'bucket') {
    const names = quoted(`${metric}|${chance.one(family.metrics)}`);
    return `{__name__=~${names}${matchers.map((one) => `,${one}`).join('')}}`;
  }
  if (chance.of(0.04)) return `{${[`__name__=${quoted(metric)}`, ...matchers].join(',')}}`;
  return matchers.length === 0 && chance.of(0.9) ? metric : `${metric}{${matchers.join(', ')}}`;
}

const durations = ['15s', '30s', '1m', '90s', '2m', '5m', '10m', '7m30s', '1h', '1m1s', '45s', '3m', '100ms', '1s'];

function modifiers(chance: Chance): string {
  const parts: string[] = [];
  if (chance.of(0.12)) parts.push(`offset ${chance.of(0.25) ? '-' : ''}${chance.one(durations)}`);
  if (chance.of(0.1)) parts.push(`@ ${atTime(chance)}`);
  if (chance.of(0.5)) parts.reverse();
  return parts.map((part) => ` ${part}`).join('');
}

function atTime(chance: Chance): string {
  if (chance.of(0.3)) return chance.one(['start()', 'end()']);
  const onSample = beginMs + 15_000 * chance.whole(-20, 500);
  return String((chance.of(0.5) ? onSample : chance.whole(beginMs - 400_000, endMs + 400_000)) / 1000);
}

export function instantSelector({ chance }: Generator, family = chance.one(families)): Expression {
  const text = `${bareSelector(family, chance)}${modifiers(chance)}`;
  return { text, exact: true, size: undefined, labels: Object.keys(family.labels) };
}

const ranges = ['15s', '30s', '1m', '90s', '2m', '5m', '10m', '16m40s', '1h', '61s', '14s', '1ms', '3h'];

/** @param kind counters for rates, most of the time */
export function rangeSelector({ chance }: Generator, kind?: Family['kind']): Range {
  const fitting = families.filter((one) => kind === undefined || one.kind === kind || chance.of(0.1));
  const family = chance.one(fitting.length === 0 ? families : fitting);
  const text = `${bareSelector(family, chance)}[${chance.one(ranges)}]${modifiers(chance)}`;
  return { text, exact: true, size: undefined, labels: Object.keys(family.labels) };
}

/**
 * What is the same at every time is computed once by 2.42, and wrongly in two cases, which are not asked for: where nothing is to be
 * evaluated in the subquery (it then gives a value beside the window, or an error), and where the first time in the subquery happens to be
 * that of the query (it then looks elsewhere).
 */
export function subquery(generator: Generator, exact: boolean): Range {
  const { chance } = generator;
  const inner = generator.vector(deeper(generator), exact || chance.of(0.5));
  const fixed = /@|vector\(/.test(inner.text);
  const steps = ['15s', '30s', '1m', '17s', '7s500ms', ...(fixed ? [] : ['2m', '5m'])];
  const step = chance.of(0.3) ? '' : chance.one(steps);
  const behind = modifiers(chance);
  const range = chance.one(['1m', '2m', '5m', '10m', '90s', '16m40s', '30m']);
  const brackets = `[${range}:${step}]${fixed ? behind.replace('offset -', 'offset ') : behind}`;
  const size = inner.exact ? undefined : `(${inner.size ?? `abs(${inner.text})`})${brackets}`;
  return { text: `${wrapped(inner.text)}${brackets}`, exact: inner.exact, size, labels: inner.labels };
}

/** Parentheses where something would otherwise bind to a part only. */
function wrapped(text: string): string {
  return /^[a-z_]+\([^()]*\)$/.test(text) || /^\w+(\{[^{}]*\})?$/.test(text) ? text : `(${text})`;
}
