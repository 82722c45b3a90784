/** Functions over ranges in whole queries: names, places in time, subqueries, and what is told. */
import { describe, expect, test } from 'vitest';
import { formatLabels, type Labels, labelsFromPairs } from '../../../shared/model/labels.ts';
import { type EngineOptions, evaluateQuery } from '../../../shared/promql/engine/evaluate-query.ts';
import { EvaluationError } from '../../../shared/promql/engine/evaluation-error.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';
import { MemoryStorage } from '../../support/promql/memory-storage.ts';

type Samples = readonly (number | 'stale' | undefined)[];

/** A sample every ten seconds from 0 on; undefined for none. */
function storageOf(...series: readonly (readonly [labels: Readonly<Record<string, string>>, samples: Samples])[]) {
  const storage = new MemoryStorage();
  for (const [labels, samples] of series) {
    samples.forEach((value, i) => {
      if (value !== undefined) storage.append(labelsFromPairs(Object.entries(labels)), { timeMs: i * 10_000, value });
    });
  }
  return storage;
}

const parseOptions = { experimentalFunctions: true, extendedRangeSelectors: true };
const defaults: EngineOptions = { semantics: 'v3', lookbackMs: 300_000, subqueryStepMs: () => 10_000 };
const limits = { isCancelled: () => false, nowMs: () => 0, timeoutMs: 1, budgetBytes: 2 ** 24 };

interface Asked {
  readonly storage: MemoryStorage;
  readonly from?: number;
  readonly to?: number;
  readonly step?: number;
  readonly options?: Partial<EngineOptions>;
}

/** Times are seconds. @returns the series as `name{labels}: time value …`, and what is told */
function ask(text: string, { storage, from = 60, to = from, step = 10, options = {} }: Asked) {
  const times = { startMs: from * 1000, endMs: to * 1000, stepMs: step * 1000 };
  const query = { kind: 'range' as const, expr: parseExpr(text, parseOptions), ...times };
  const { value, annotations } = evaluateQuery(storage, query, { ...defaults, ...options }, limits);
  if (value.kind !== 'matrix') throw new Error(value.kind);
  const series = value.series.map(({ labels, timesMs, values }) => {
    const samples = [...values].map((one, i) => `${(timesMs[i] ?? 0) / 1000}:${one}`);
    return `${formatLabels(labels as Labels)} ${samples.join(' ')}`;
  });
  return { series, told: annotations.map(({ text: words }) => words) };
}

const seriesOf = (text: string, asked: Asked) => ask(text, asked).series;

describe('names', () => {
  const storage = storageOf(
    [{ __name__: 'a_total', l: 'x' }, [1, 2, 3, 4, 5, 6, 7]],
    [{ __name__: 'b_total', l: 'x' }, [1, 2, 3, 4, 5, 6, 7]],
  );

  test('stay with what gives a sample of the series', () => {
    expect(seriesOf('last_over_time(a_total[30s])', { storage })).toEqual(['a_total{l="x"} 60:7']);
    expect(seriesOf('first_over_time(a_total[30s])', { storage })).toEqual(['a_total{l="x"} 60:5']);
    expect(seriesOf('last_over_time((-a_total)[30s:])', { storage })).toEqual(['{l="x"} 60:-7']);
    const options = { delayedNames: true };
    expect(seriesOf('last_over_time((-a_total)[30s:])', { storage, options })).toEqual(['{l="x"} 60:-7']);
  });

  test('go with everything else, and two series that are the same then are refused', () => {
    expect(seriesOf('ts_of_last_over_time(a_total[30s])', { storage })).toEqual(['{l="x"} 60:60']);
    const message = 'vector cannot contain metrics with the same labelset';
    expect(() => ask('rate({l="x"}[30s])', { storage })).toThrow(message);
  });

  test('that go at the end only are known until then', () => {
    const options = { delayedNames: true };
    expect(seriesOf('sum by (__name__) (rate({__name__="a_total"}[30s]))', { storage, options })).toEqual([
      '{} 60:0.1',
    ]);
    expect(() => ask('rate({l="x"}[30s])', { storage, options })).toThrow('same labelset');
  });
});

describe('places in time', () => {
  const storage = storageOf([{ __name__: 'm' }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);

  test('offset and @ move the window, each time or once', () => {
    expect(seriesOf('sum_over_time(m[20s])', { storage, from: 20, to: 40 })).toEqual(['{} 20:3 30:5 40:7']);
    expect(seriesOf('sum_over_time(m[20s] offset 10s)', { storage, from: 20, to: 40 })).toEqual(['{} 20:1 30:3 40:5']);
    expect(seriesOf('sum_over_time(m[20s] @ 30)', { storage, from: 20, to: 40 })).toEqual(['{} 20:5 30:5 40:5']);
    expect(seriesOf('sum_over_time(m[20s] @ end() offset -10s)', { storage, from: 20, to: 40 })).toEqual([
      '{} 20:9 30:9 40:9',
    ]);
  });

  test('a prediction is from the time of evaluation, whatever the window is', () => {
    expect(seriesOf('predict_linear(m[20s] @ 30, 0)', { storage, from: 20, to: 40 })).toEqual(['{} 20:2 30:3 40:4']);
    expect(seriesOf('predict_linear(m[20s] offset 10s, 10)', { storage, from: 30, to: 40 })).toEqual(['{} 30:4 40:5']);
  });

  test('Prometheus 2 has the sample at the begin of the range, too', () => {
    const options = { semantics: 'v2' } as const;
    expect(seriesOf('count_over_time(m[20s])', { storage, from: 40, options })).toEqual(['{} 40:3']);
    expect(seriesOf('count_over_time(m[20s])', { storage, from: 40 })).toEqual(['{} 40:2']);
    expect(seriesOf('count_over_time(m[20s:10s])', { storage, from: 40, options })).toEqual(['{} 40:3']);
  });

  test('a range that Prometheus 2 fixes for a prediction moves on, and empties', () => {
    const options = { semantics: 'v2' } as const;
    const asked = { storage, from: 30, to: 60, options };
    expect(seriesOf('predict_linear(m[20s] @ 30, 0)', asked)).toEqual(['{} 30:3 40:4']);
    expect(seriesOf('deriv(m[20s] @ 30)', asked)).toEqual(['{} 30:0.1 40:0.1 50:0.1 60:0.1']);
  });
});

describe('subqueries', () => {
  const storage = storageOf([{ __name__: 'm' }, [0, 1, 2, 3, undefined, 5, 6, 7, 8, 9]]);

  test('are evaluated at multiples of their step', () => {
    expect(seriesOf('ts_of_first_over_time(m[17s:5s])', { storage, from: 32 })).toEqual(['{} 32:20']);
    expect(seriesOf('count_over_time(m[20s:5s])', { storage, from: 30, to: 50 })).toEqual(['{} 30:4 40:4 50:4']);
    expect(seriesOf('sum_over_time(m[20s:10s] offset 10s)', { storage, from: 30 })).toEqual(['{} 30:3']);
  });

  test('lie in each other', () => {
    expect(seriesOf('max_over_time(sum_over_time(m[20s:10s])[30s:10s])', { storage, from: 80 })).toEqual(['{} 80:15']);
    expect(seriesOf('max_over_time(min_over_time((m * 2)[20s:10s] @ 30)[30s:10s])', { storage, from: 80 })).toEqual([
      '{} 80:4',
    ]);
  });

  test('of a year of milliseconds are refused before anything is computed', () => {
    const refused = () => ask('count_over_time(m[1y:1ms])', { storage });
    expect(refused).toThrow(EvaluationError);
    expect(refused).toThrow('query processing would need more than 16 MiB of memory');
  });
});

test('what is stale is no sample of a range', () => {
  const storage = storageOf([{ __name__: 'm' }, [1, 2, 'stale', 4, 'stale']], [{ __name__: 'n' }, ['stale', 'stale']]);
  expect(seriesOf('count_over_time({__name__=~"m|n"}[1m])', { storage, from: 40 })).toEqual(['{} 40:3']);
  expect(seriesOf('last_over_time(m[1m])', { storage, from: 40 })).toEqual(['m 40:4']);
});

describe('absent_over_time', () => {
  const storage = storageOf([{ __name__: 'm', a: '1' }, [1, undefined, undefined, 4]]);

  test('is 1 where no series has a sample', () => {
    expect(seriesOf('absent_over_time(m[10s])', { storage, from: 0, to: 40 })).toEqual(['{} 10:1 20:1 40:1']);
    expect(seriesOf('absent_over_time(m[10s])', { storage, from: 30 })).toEqual([]);
  });

  test('has the labels that its selector says', () => {
    const asked = { storage, from: 60 };
    const text = 'absent_over_time(n{a="1",b!="2",c=~"3",d="4",d="5"}[10s])';
    expect(seriesOf(text, asked)).toEqual(['{a="1"} 60:1']);
    expect(seriesOf('absent_over_time({__name__="n",a="1"}[10s] offset 1s)', asked)).toEqual(['{a="1"} 60:1']);
    expect(seriesOf('absent_over_time(n{a="1"}[10s:10s])', asked)).toEqual(['{} 60:1']);
  });
});

describe('told is', () => {
  const storage = storageOf([{ __name__: 'm' }, [1, 2, 3, 4]], [{ __name__: 'm_total' }, [1, 2, 3, 4]]);
  const asked = { storage, from: 30 };
  const ending = 'metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "m"';

  test('a rate of what may be no counter, once and only where there is one', () => {
    expect(ask('rate(m[30s]) + increase(m[30s])', asked).told).toEqual([`PromQL info: ${ending}`]);
    expect(ask('rate(m_total[30s])', asked).told).toEqual([]);
    expect(ask('rate(m[5s])', asked).told).toEqual([]);
    expect(ask('delta(m[30s])', asked).told).toEqual([]);
  });

  test('the same of what its type says, where types are labels', () => {
    const options = { typeAndUnitLabels: true };
    const typed = storageOf(
      [{ __name__: 'm', __type__: 'gauge' }, [1, 2, 3, 4]],
      [{ __name__: 'c', __type__: 'counter' }, [1, 2, 3, 4]],
    );
    const words =
      'metric might not be a counter, __type__ label is not set to "counter" or "histogram", got "gauge": "m"';
    expect(ask('rate(m[30s])', { storage: typed, from: 30, options })).toEqual({
      series: ['{} 30:0.1'],
      told: [`PromQL info: ${words}`],
    });
    expect(ask('rate(c[30s])', { storage: typed, from: 30, options }).told).toEqual([]);
  });

  test('a quantile that is none', () => {
    const words = 'PromQL warning: quantile value should be between 0 and 1, got 1.5';
    expect(ask('quantile_over_time(1.5, m[30s])', asked)).toEqual({ series: ['{} 30:Infinity'], told: [words] });
    expect(ask('quantile_over_time(1.5, nothing[30s])', asked)).toEqual({ series: [], told: [] });
  });
});

describe('anchored and smoothed selectors', () => {
  const storage = storageOf([{ __name__: 'm_total' }, [1, 3, undefined, 7, 2]]);

  test('have the values at the ends of the range', () => {
    expect(seriesOf('increase(m_total[20s] anchored)', { storage, from: 35 })).toEqual(['{} 35:4']);
    expect(seriesOf('increase(m_total[20s] smoothed)', { storage, from: 35 })).toEqual(['{} 35:4']);
    expect(seriesOf('delta(m_total[20s] smoothed)', { storage, from: 25, to: 35 })).toEqual(['{} 25:4 35:0.5']);
    expect(seriesOf('resets(m_total[20s] anchored)', { storage, from: 40 })).toEqual(['{} 40:1']);
    expect(seriesOf('m_total smoothed', { storage, from: 20, to: 50 })).toEqual(['m_total 20:5 30:7 40:2 50:2']);
  });

  test('are refused by functions that look at every sample', () => {
    const words = 'smoothed modifier can only be used with: delta, increase, rate - not with sum_over_time';
    expect(() => ask('sum_over_time(m_total[20s] smoothed)', { storage })).toThrow(words);
    const others =
      'anchored modifier can only be used with: changes, delta, increase, rate, resets - not with absent_over_time';
    expect(() => ask('absent_over_time(m_total[20s] anchored)', { storage })).toThrow(others);
  });
});

test('an extended selector that is the whole query has a sample at either end of its range', () => {
  const storage = storageOf([{ __name__: 'm' }, [1, 3, undefined, 7, 2]]);
  const samplesOf = (text: string) => {
    const query = { kind: 'instant', expr: parseExpr(text, parseOptions), timeMs: 25_000 } as const;
    const { value } = evaluateQuery(storage, query, defaults, limits);
    if (value.kind !== 'matrix') throw new Error(value.kind);
    return value.series.map(({ timesMs, values }) => [...timesMs].map((timeMs, i) => [timeMs / 1000, values[i]]));
  };
  expect(samplesOf('m[20s] anchored')).toEqual([
    [
      [5, 1],
      [10, 3],
      [25, 3],
    ],
  ]);
  expect(samplesOf('m[20s] smoothed')).toEqual([
    [
      [5, 2],
      [10, 3],
      [25, 6],
    ],
  ]);
  expect(samplesOf('m[20s]')).toEqual([[[10, 3]]]);
});
