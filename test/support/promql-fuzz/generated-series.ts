/** Series that were thought of: counters with resets, gauges of all kinds of numbers, histograms whole and broken, hostile labels. */
import { labelsFromPairs } from '../../../shared/model/labels.ts';
import type { Chance } from './chance.ts';
import { intervalMs, raggedTimes, regularTimes, unsteadyTimes, withGaps } from './scrape-times.ts';
import type { FuzzSeries } from './series.ts';
import { brokenBounds, codes, hostileTexts, latencyBounds, targets } from './vocabulary.ts';

type Values = (times: readonly number[], chance: Chance) => readonly number[];

/** @param most of one step; whole numbers only where `whole` */
function counter(most: number, whole: boolean): Values {
  return (times, chance) => {
    let value = chance.of(0.5) ? 0 : Math.floor(chance.fraction() * 1e6);
    return times.map(() => {
      const grown = chance.of(0.3) ? 0 : chance.fraction() * most;
      value += whole ? Math.floor(grown) : grown;
      if (chance.of(0.006)) value = chance.of(0.5) ? 0 : Math.floor(chance.fraction() * 5);
      return value;
    });
  };
}

const gauge: Values = (times, chance) => {
  let value = (chance.fraction() - 0.5) * 1000;
  return times.map(() => {
    value += (chance.fraction() - 0.5) * 20;
    return chance.of(0.02) ? Math.round(value) : value;
  });
};

/** Small whole numbers, often the same again. */
const level: Values = (times, chance) => {
  let value = chance.whole(-3, 3);
  return times.map(() => {
    if (chance.of(0.3)) value = chance.whole(-5, 5);
    return value;
  });
};

const oddities = [
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1, -1, 0.5, 2.5, -2.5, 1e-300, 2.5e-300],
  ...[1e15, 123_456_789.123_456_78, 0.1, 1 / 3, 2 ** 53, -(2 ** 53), 1e100],
];

const odd: Values = (times, chance) => {
  let value = 1;
  return times.map(() => {
    if (chance.of(0.2)) value = chance.one(oddities);
    return value;
  });
};

const constant: Values = (times, chance) => {
  const value = chance.one([0, 1, 42, -7.25, 0.1, 1e9]);
  return times.map(() => value);
};

const always = (value: number): Values => {
  return (times) => times.map(() => value);
};

/** Seconds since the epoch, in and out of leap years, and before 1970. */
const dates: Values = (times, chance) => times.map(() => Math.floor((chance.fraction() - 0.2) * 5e9));

type Pairs = readonly (readonly [string, string])[];

export function generatedSeries(chance: Chance): readonly FuzzSeries[] {
  const all: FuzzSeries[] = [];
  const add = (name: string, pairs: Pairs, times: readonly number[], values: Values) => {
    all.push({
      labels: labelsFromPairs([['__name__', name], ...pairs]),
      timesMs: times,
      values: values(times, chance),
    });
  };
  targets.forEach(({ job, instance, version }, index) => {
    const target: Pairs = [
      ['job', job],
      ['instance', instance],
    ];
    const times = index % 2 === 0 ? regularTimes() : unsteadyTimes(chance);
    for (const code of codes) add('c_total', [...target, ['code', code]], times, counter(50, true));
    for (const shard of ['a', 'b']) add('gi', [...target, ['shard', shard]], times, level);
    add('cf_total', target, times, counter(3, false));
    add('g', target, times, gauge);
    add('odd', target, times, odd);
    add('k', target, times, constant);
    add('dates', target, times, dates);
    add('gone', target, withGaps(times, chance), gauge);
    add('gone_total', target, withGaps(times, chance), counter(10, true));
    add('ragged', target, raggedTimes(chance), gauge);
    add('ragged_total', target, raggedTimes(chance), counter(9, false));
    add('info', [...target, ['version', version]], times, always(1));
    if (index % 2 === 0) all.push(...histogramOf(target, times, chance));
  });
  for (const job of new Set(targets.map((target) => target.job))) {
    add('limits', [['job', job]], regularTimes(2 * intervalMs), constant);
    for (const le of brokenBounds)
      add(
        'broken_bucket',
        [
          ['job', job],
          ['le', le],
        ],
        regularTimes(),
        counter(9, true),
      );
  }
  hostileTexts.forEach((text, i) => {
    add(
      'hostile',
      [
        ['text', text],
        ['rank', String(i % 4)],
      ],
      regularTimes(2 * intervalMs, 5000),
      level,
    );
  });
  return all;
}

/** A classic histogram whose counts are those of observations: cumulative, with a sum. */
function histogramOf(target: Pairs, times: readonly number[], chance: Chance): readonly FuzzSeries[] {
  const counts = latencyBounds.map(() => 0);
  const columns = latencyBounds.map((): number[] => []);
  const sums: number[] = [];
  let sum = 0;
  for (let i = 0; i < times.length; i += 1) {
    for (let observation = chance.whole(0, 12); observation > 0; observation -= 1) {
      const seconds = chance.fraction() ** 4 * 12;
      sum += seconds;
      latencyBounds.forEach((bound, at) => {
        if (seconds <= Number(bound.replace('+Inf', 'Infinity'))) counts[at] = (counts[at] ?? 0) + 1;
      });
    }
    if (chance.of(0.004)) {
      counts.fill(0);
      sum = 0;
    }
    sums.push(sum);
    columns.forEach((column, at) => {
      column.push(counts[at] ?? 0);
    });
  }
  const series = (name: string, pairs: Pairs, values: readonly number[]): FuzzSeries => ({
    labels: labelsFromPairs([['__name__', name], ...pairs]),
    timesMs: times,
    values,
  });
  return [
    ...latencyBounds.map((le, at) => series('lat_bucket', [...target, ['le', le]], columns[at] ?? [])),
    series('lat_count', target, columns.at(-1) ?? []),
    series('lat_sum', target, sums),
  ];
}
