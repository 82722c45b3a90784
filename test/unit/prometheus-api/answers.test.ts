import { describe, expect, it } from 'vitest';
import { annotationFields } from '../../../electron/backend/prometheus-api/annotation-texts.ts';
import { histogramJson } from '../../../electron/backend/prometheus-api/histogram-json.ts';
import { floatText, jsonText, timeText } from '../../../electron/backend/prometheus-api/json-text.ts';
import { resultChunks } from '../../../electron/backend/prometheus-api/result-chunks.ts';
import { customBucketsSchema, emptyBuckets, type FloatHistogram } from '../../../shared/model/float-histogram.ts';
import type { ResultSeries, ResultValue } from '../../../shared/promql/engine/result.ts';
import { seededRandom } from '../../fuzz/random.ts';

const histogram: FloatHistogram = {
  ...{ schema: 0, count: 12, sum: 3.5, zeroThreshold: 0.25, zeroCount: 3, customValues: [], resetHint: 'unknown' },
  positive: { indexes: Int32Array.of(-1, 1, 2), counts: Float64Array.of(4, 0, 2) },
  negative: { indexes: Int32Array.of(0, 1), counts: Float64Array.of(1, 2) },
};

describe('numbers', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [1.5, '1.5'],
    [1e20, '100000000000000000000'],
    [1e21, '1e+21'],
    [-1.5e300, '-1.5e+300'],
    [1e-6, '0.000001'],
    [1e-7, '1e-07'],
    [-1.25e-9, '-1.25e-09'],
    [1e-10, '1e-10'],
    [5e-324, '5e-324'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
  ])('%s', (value, text) => {
    expect(floatText(value)).toBe(text);
  });

  it('are read back as the same doubles', () => {
    const random = seededRandom(11);
    const view = new DataView(new ArrayBuffer(8));
    for (let i = 0; i < 5000; i++) {
      view.setUint32(0, random());
      view.setUint32(4, random());
      const value = view.getFloat64(0);
      if (Number.isFinite(value)) expect(Number(floatText(value))).toBe(value);
    }
  });
});

it('times are whole seconds, or have three decimals', () => {
  expect([0, 5000, 1_700_000_030_500, 1_700_000_030_007, -1, -1500, -2000].map(timeText)).toEqual([
    '0',
    '5',
    '1700000030.500',
    '1700000030.007',
    '-0.001',
    '-1.500',
    '-2',
  ]);
});

it('texts are escaped as Go escapes them for HTML', () => {
  expect(jsonText('a"\\<b>&\u2028\n😀\udc80')).toBe('"a\\"\\\\\\u003cb\\u003e\\u0026\\u2028\\n😀\ufffd"');
  const random = seededRandom(3);
  for (let i = 0; i < 1000; i++) {
    const text = String.fromCodePoint(...Array.from({ length: 6 }, () => random() % 0xd800));
    expect(JSON.parse(jsonText(text))).toBe(text);
  }
});

describe('native histograms', () => {
  it('have the buckets that hold something, from the lowest on, and the rule of their bounds', () => {
    expect(JSON.parse(histogramJson(histogram))).toEqual({
      count: '12',
      sum: '3.5',
      buckets: [
        [1, '-2', '-1', '2'],
        [1, '-1', '-0.5', '1'],
        [3, '-0.25', '0.25', '3'],
        [0, '0.25', '0.5', '4'],
        [0, '2', '4', '2'],
      ],
    });
  });

  it('of a zero bucket that is zero alone, of bounds of their own, and of nothing', () => {
    const empty = { ...histogram, zeroThreshold: 0, zeroCount: 0, positive: emptyBuckets, negative: emptyBuckets };
    const custom: FloatHistogram = {
      ...empty,
      schema: customBucketsSchema,
      customValues: [0, 5],
      positive: { indexes: Int32Array.of(0, 1, 2), counts: Float64Array.of(1, 2, 3) },
    };
    const buckets = [{ ...empty, zeroCount: 2 }, custom, empty].map((one) => JSON.parse(histogramJson(one)).buckets);
    expect(buckets).toEqual([
      [[3, '-0', '0', '2']],
      [
        [3, '-Inf', '0', '1'],
        [0, '0', '5', '2'],
        [0, '5', '+Inf', '3'],
      ],
      undefined,
    ]);
  });
});

describe('results', () => {
  const text = (value: ResultValue) => `{${[...resultChunks(value)].join('')}}`;
  const series = (name: string, timesMs: number[], values: number[], histograms?: ResultSeries['histograms']) => ({
    labels: ['__name__', name, 'job', '<a>'],
    timesMs: Float64Array.from(timesMs),
    values: Float64Array.from(values),
    histograms,
  });

  it('of scalars never have an exponent, of texts their time without noughts', () => {
    expect([
      text({ kind: 'scalar', timeMs: 1150, value: 1e30 }),
      text({ kind: 'scalar', timeMs: 1000, value: 1e-7 }),
      text({ kind: 'string', timeMs: -500, text: 'a"b' }),
    ]).toEqual([
      '{"resultType":"scalar","result":[1.15,"1000000000000000000000000000000"]}',
      '{"resultType":"scalar","result":[1,"0.0000001"]}',
      '{"resultType":"string","result":[-0.5,"a\\"b"]}',
    ]);
  });

  it('of vectors', () => {
    const vector = [series('a', [1150], [1e-7]), series('b', [1150], [0], [histogram])];
    expect(text({ kind: 'vector', series: vector })).toBe(
      `{"resultType":"vector","result":[{"metric":{"__name__":"a","job":"\\u003ca\\u003e"},"value":[1.150,"1e-07"]},` +
        `{"metric":{"__name__":"b","job":"\\u003ca\\u003e"},"histogram":[1.150,${histogramJson(histogram)}]}]}`,
    );
    expect(text({ kind: 'vector', series: [] })).toBe('{"resultType":"vector","result":[]}');
  });

  it('of matrices have numbers apart from histograms', () => {
    const mixed = series('a', [1000, 2000, 3000], [1, 0, 3], [undefined, histogram, undefined]);
    const only = series('b', [1000], [0], [histogram]);
    expect(JSON.parse(text({ kind: 'matrix', series: [mixed, only] }))).toEqual({
      resultType: 'matrix',
      result: [
        {
          metric: { __name__: 'a', job: '<a>' },
          values: [
            [1, '1'],
            [3, '3'],
          ],
          histograms: [[2, JSON.parse(histogramJson(histogram))]],
        },
        { metric: { __name__: 'b', job: '<a>' }, histograms: [[1, JSON.parse(histogramJson(histogram))]] },
      ],
    });
  });

  it('come in pieces, whole at every length of a series', () => {
    for (const length of [1, 2, 511, 512, 513, 1024, 9999]) {
      const times = Array.from({ length }, (_, i) => i * 1000);
      const values = times.map((timeMs) => timeMs / 3);
      const chunks = [
        ...resultChunks({ kind: 'matrix', series: [series('a', times, values), series('b', times, values)] }),
      ];
      const [first, second] = JSON.parse(`{${chunks.join('')}}`).result;
      expect(first.values).toEqual(times.map((timeMs, i) => [timeMs / 1000, String(values[i])]));
      expect(second.values).toEqual(first.values);
      expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(100_000);
    }
  });
});

describe('warnings and infos', () => {
  const at = (start: number) => ({ start, end: start });

  it('have their place in the query, by lines and bytes', () => {
    const query = 'é +\n rate(x[5m])';
    const found = [
      { kind: 'warning', text: 'PromQL warning: w', at: at(0) },
      { kind: 'info', text: 'PromQL info: i', at: at(query.indexOf('rate')) },
      { kind: 'info', text: 'PromQL info: j', at: at(2) },
    ] as const;
    expect(annotationFields(found, query, ['more'])).toBe(
      ',"warnings":["PromQL warning: w (1:1)","more"],"infos":["PromQL info: i (2:2)","PromQL info: j (1:4)"]',
    );
  });

  it('are ten of each at most', () => {
    const found = Array.from({ length: 12 }, (_, i) => ({ kind: 'info', text: `i${i}`, at: at(0) }) as const);
    const { infos } = JSON.parse(`{"a":0${annotationFields(found, 'x')}}`);
    expect([infos.length, infos[9], infos[10]]).toEqual([11, 'i9 (1:1)', '2 more info annotations omitted']);
    expect(annotationFields([], 'x')).toBe('');
  });
});
