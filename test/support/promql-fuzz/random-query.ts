/** Random queries: an expression of PromQL 2.42, and when it is asked for. */
import { aggregation, grouping } from './aggregations.ts';
import { type Chance, chanceOf } from './chance.ts';
import type { Expression, Generator } from './expression.ts';
import { failingExpression } from './failing.ts';
import { operation } from './operators.ts';
import { rangeCall } from './range-calls.ts';
import { instantSelector, rangeSelector, subquery } from './selectors.ts';
import { beginMs, endMs } from './series.ts';
import { scalar, vectorCall } from './vector-calls.ts';

export type QueryTime =
  | { readonly kind: 'instant'; readonly timeMs: number }
  | { readonly kind: 'range'; readonly startMs: number; readonly endMs: number; readonly stepMs: number };

/** Of topk and bottomk: which of equal numbers are chosen is nobody's promise, so numbers are compared group by group. */
export interface Extremes {
  readonly by: readonly string[];
  readonly without: boolean;
  /** 1 for topk, -1 for bottomk. */
  readonly sign: 1 | -1;
}

export interface FuzzQuery {
  readonly text: string;
  readonly exact: boolean;
  readonly size: string | undefined;
  /** The order of the numbers is told: sort() and topk() of an instant query. */
  readonly ordered: boolean;
  readonly extremes: Extremes | undefined;
  readonly time: QueryTime;
}

const deepest = 5;

function vector(generator: Generator, exact = false): Expression {
  const { chance, depth } = generator;
  if (depth <= 0 || chance.of(0.12)) return chance.of(0.6) ? instantSelector(generator) : rangeCall(generator, exact);
  const kind = chance.fraction();
  if (kind < 0.25) return aggregation(generator, exact);
  if (kind < 0.5) return operation(generator, exact);
  if (kind < 0.75) return rangeCall(generator, exact);
  return vectorCall(generator, exact);
}

type Asked = Omit<FuzzQuery, 'time'>;

const plainly = { ordered: false, extremes: undefined } as const;

function extremesOf(generator: Generator): Asked {
  const { chance } = generator;
  const inner = vector({ ...generator, depth: generator.depth - 1 }, true);
  const k = chance.one(['1', '2', '3', '5', '0', '-1', '100', '2.9', 'scalar(limits{job="db"}) % 7', 'NaN']);
  const name = chance.one(['topk', 'bottomk']);
  const by = grouping(generator, inner.labels);
  const labels =
    /\((.*)\)/
      .exec(by.text)?.[1]
      ?.split(', ')
      .filter((label) => label !== '') ?? [];
  const extremes = { by: labels, without: by.text.startsWith(' without'), sign: name === 'topk' ? 1 : -1 } as const;
  return {
    text: `${name}${by.text} (${k}, ${inner.text})`,
    exact: true,
    size: undefined,
    ordered: by.text === '',
    extremes,
  };
}

function sorted(generator: Generator): Asked {
  const inner = vector({ ...generator, depth: generator.depth - 1 }, true);
  return {
    ...plainly,
    text: `${generator.chance.one(['sort', 'sort_desc'])}(${inner.text})`,
    exact: true,
    size: undefined,
    ordered: true,
  };
}

/** What only a whole query can be. */
function wholeQuery(generator: Generator, instant: boolean): Asked | undefined {
  const { chance } = generator;
  const kind = chance.fraction();
  if (kind < 0.05) return extremesOf(generator);
  if (kind < 0.08) return sorted(generator);
  if (kind < 0.1) return { ...plainly, text: scalar(generator), exact: true, size: undefined };
  if (kind < 0.14) return { ...plainly, text: failingExpression(chance), exact: false, size: undefined };
  if (!instant) return undefined;
  if (kind < 0.17) return { ...plainly, ...rangeSelector(generator) };
  if (kind < 0.19) return { ...plainly, ...subquery(generator, true) };
  if (kind < 0.195) return { ...plainly, text: '"text 한 \\" \\n"', exact: true, size: undefined };
  return undefined;
}

export function randomQuery(seed: number): FuzzQuery {
  const chance = chanceOf(seed);
  const instant = chance.of(0.4);
  const generator: Generator = { chance, depth: chance.whole(0, deepest), vector };
  const asked = wholeQuery(generator, instant) ?? { ...plainly, ...vector(generator) };
  const { text, exact, size, ordered, extremes } = asked;
  return {
    text,
    exact,
    size,
    ordered: ordered && instant,
    extremes,
    time: instant ? instantTime(chance) : rangeTime(chance, text),
  };
}

/** On samples, beside them, and around the edges of what there is. */
function moment(chance: Chance): number {
  switch (chance.whole(0, 5)) {
    case 0:
      return chance.whole(beginMs - 900_000, endMs + 900_000);
    case 1:
      return chance.one([beginMs, endMs, beginMs - 1, endMs + 300_000, endMs + 299_999, endMs + 300_001, beginMs + 1]);
    case 2:
      return chance.whole(beginMs, endMs);
    default:
      return beginMs + 15_000 * chance.whole(0, 480);
  }
}

function instantTime(chance: Chance): QueryTime {
  return { kind: 'instant', timeMs: moment(chance) };
}

/** An end between two steps: not with subqueries, which Prometheus evaluates up to there, and fails where that fails, though nobody looks. */
function rangeTime(chance: Chance, text: string): QueryTime {
  const startMs = moment(chance);
  const stepMs = chance.one([15_000, 15_000, 30_000, 60_000, 17_000, 7300, 1, 333, 300_000, 100_001, 3_600_000]);
  const steps = chance.one([0, 1, 5, 20, 60, 100]);
  const moreMs = chance.of(0.2) && !/\[[^\]]*:/.test(text) ? chance.whole(0, stepMs - 1) : 0;
  return { kind: 'range', startMs, endMs: startMs + steps * stepMs + moreMs, stepMs };
}
