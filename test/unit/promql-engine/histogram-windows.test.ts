import { describe, expect, it } from 'vitest';
import { customBucketsSchema, type FloatHistogram } from '../../../shared/model/float-histogram.ts';
import { createAnnotations } from '../../../shared/promql/engine/annotations.ts';
import type { Element } from '../../../shared/promql/engine/element.ts';
import { histogramWindowFunctions } from '../../../shared/promql/engine/range/histogram-windows.ts';
import { histogramOf } from './histogram-of.ts';

/** Samples at 10 s, 20 s, …; the window ends with the last and holds all of them. */
function over(name: string, samples: readonly Element[], startTimesMs?: readonly number[]) {
  const annotations = createAnnotations();
  const at = { start: 0, end: 1 };
  const compute = histogramWindowFunctions.get(name);
  const result = compute?.(
    {
      timesMs: Float64Array.from(samples, (_, i) => 10_000 * (i + 1)),
      values: Float64Array.from(samples, (sample) => (typeof sample === 'number' ? sample : 0)),
      histograms: samples.map((sample) => (typeof sample === 'number' ? undefined : sample)),
      startTimesMs: startTimesMs === undefined ? undefined : Float64Array.from(startTimesMs),
      from: 0,
      to: samples.length,
      endMs: 10_000 * samples.length,
      rangeMs: 10_000 * samples.length,
      labels: ['__name__', 'h'],
      scalars: [],
    },
    { annotations, callAt: at, rangeAt: at },
  );
  return { result, told: annotations.list().map(({ text }) => text) };
}

const counted = (count: number, rest: Partial<FloatHistogram> = {}) => ({
  ...histogramOf({ sum: 2 * count, positive: { 1: count } }),
  ...rest,
});
const gauge = (count: number) => counted(count, { resetHint: 'gauge' });
const custom = histogramOf({ schema: customBucketsSchema, customValues: [1], positive: { 0: 1 } });
const mixed = ['PromQL warning: encountered a mix of histograms and floats for metric name "h"'];
const notCounter = ['PromQL warning: this native histogram metric is not a counter: "h"'];
const notGauge = ['PromQL warning: this native histogram metric is not a gauge: "h"'];

describe('windows of native histograms', () => {
  it('grow by what is between their samples, drawn on to the ends of the range', () => {
    expect(over('increase', [counted(20), counted(30), counted(50)])).toEqual({ result: gauge(45), told: [] });
    expect(over('rate', [counted(20), counted(30), counted(50)])).toEqual({ result: gauge(1.5), told: [] });
  });

  it('are not drawn on to before a counter was nought', () => {
    expect(over('increase', [counted(4), counted(12), counted(20)])).toEqual({ result: gauge(20), told: [] });
  });

  it('grow over resets, which differences do not know', () => {
    expect(over('increase', [counted(10), counted(20), counted(10)]).result).toEqual(gauge(30));
    expect(over('delta', [gauge(10), gauge(20), gauge(10)])).toEqual({
      result: histogramOf({ resetHint: 'gauge' }),
      told: [],
    });
  });

  it('begin at nought where a counter is known to have begun in the range', () => {
    expect(over('increase', [counted(10), counted(20)], [5000, 5000]).result).toEqual(gauge(20));
    expect(over('increase', [counted(10)], [4000]).result).toEqual(counted(10));
    expect(over('increase', [counted(10)]).result).toBeUndefined();
  });

  it('grow from the last sample but one for irate and idelta', () => {
    expect(over('irate', [counted(50), counted(10), counted(30)]).result).toEqual(gauge(2));
    expect(over('irate', [1, counted(30), counted(10)]).result).toEqual(gauge(1));
    expect(over('idelta', [1, gauge(30), gauge(10)]).result).toEqual(gauge(-20));
    expect(over('irate', [counted(3), 10, 30])).toEqual({ result: 2, told: [] });
    expect(over('irate', [3, counted(30)])).toEqual({ result: undefined, told: mixed });
    expect(over('idelta', [counted(30)])).toEqual({ result: undefined, told: [] });
  });

  it('say that a gauge is no counter, and that a counter is no gauge', () => {
    expect(over('rate', [counted(10), gauge(20), counted(40)]).told).toEqual(notCounter);
    expect(over('irate', [gauge(10), counted(20)]).told).toEqual(notCounter);
    expect(over('delta', [gauge(10), counted(20), gauge(40)]).told).toEqual([]);
    expect(over('delta', [gauge(10), counted(20)]).told).toEqual(notGauge);
    expect(over('idelta', [counted(10), gauge(20)]).told).toEqual(notGauge);
  });

  it.each(['rate', 'increase', 'delta', 'sum_over_time', 'avg_over_time'])('have no %s with numbers', (name) => {
    expect(over(name, [counted(1), 2, counted(3)])).toEqual({ result: undefined, told: mixed });
  });

  it('have no result where exponential and custom buckets are mixed, unless a reset lies between', () => {
    const words = 'vector contains a mix of histograms with exponential and custom buckets schemas for metric name "h"';
    const told = [`PromQL warning: ${words}`];
    expect(over('rate', [counted(1), custom, counted(4)])).toEqual({ result: undefined, told });
    expect(over('sum_over_time', [counted(1), custom])).toEqual({ result: undefined, told });
    expect(over('increase', [custom, counted(4)])).toEqual({ result: gauge(5), told: [] });
  });

  it('are summed up and averaged', () => {
    expect(over('sum_over_time', [counted(1), counted(2), counted(6)])).toEqual({ result: counted(9), told: [] });
    expect(over('avg_over_time', [counted(1), counted(2), counted(6)])).toEqual({ result: counted(3), told: [] });
  });

  it('count resets and changes, and that a number follows a histogram as both', () => {
    const samples = [counted(1), counted(2), counted(2), counted(1), 5, 6, 6, 4, counted(1)];
    expect(over('resets', samples)).toEqual({ result: 4, told: [] });
    expect(over('changes', samples)).toEqual({ result: 6, told: [] });
    expect(over('resets', [counted(1), counted(2)], [1000, 15_000]).result).toBe(1);
  });
});
