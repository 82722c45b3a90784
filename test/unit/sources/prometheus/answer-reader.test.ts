import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../shared/base/errors.ts';
import { hasFixtures, readFixture } from '../../../support/fixtures.ts';
import { plain, readBytes, referenceAnswer } from './reference-answer.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => plain(readBytes(encode(text)));

function failureOf(text: string): { readonly code: string; readonly details: AppError['details'] } {
  try {
    readBytes(encode(text));
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, details: error.details };
    throw error;
  }
  throw new Error('it was read');
}

const answer = (resultType: string, result: string) =>
  `{"status":"success","data":{"resultType":"${resultType}","result":${result}}}`;
const empty = {
  labels: [],
  ends: [],
  timesMs: [],
  values: [],
  histograms: [],
  text: undefined,
  warnings: [],
  infos: [],
  stats: undefined,
};

describe('an answer', () => {
  it('of a range query becomes columns', () => {
    const text = answer(
      'matrix',
      '[{"metric":{"__name__":"up","job":"node"},"values":[[1795346080,"1"],[1795346095.5,"0"]]},{"metric":{"__name__":"up","job":"api"},"values":[[1795346080.123,"0.30000000000000004"]]}]',
    );
    expect(read(text)).toEqual({
      ...empty,
      resultType: 'matrix',
      labels: [
        ['__name__', 'up', 'job', 'node'],
        ['__name__', 'up', 'job', 'api'],
      ],
      ends: [2, 3],
      timesMs: [1795346080000, 1795346095500, 1795346080123],
      values: [1, 0, 0.30000000000000004],
    });
  });

  it('of an instant query has one sample a series', () => {
    const text = answer('vector', '[{"metric":{},"value":[1.5,"NaN"]},{"metric":{"a":"b"},"value":[-0.0004,"-0"]}]');
    expect(read(text)).toEqual({
      ...empty,
      resultType: 'vector',
      labels: [[], ['a', 'b']],
      ends: [1, 2],
      timesMs: [1500, 0],
      values: [Number.NaN, -0],
    });
  });

  it('of a scalar is one series without labels, and of a string a text', () => {
    expect(read(answer('scalar', '[1795345097.343,"+Inf"]'))).toEqual({
      ...empty,
      resultType: 'scalar',
      labels: [[]],
      ends: [1],
      timesMs: [1795345097343],
      values: [Number.POSITIVE_INFINITY],
    });
    expect(read(answer('string', '[1795345097.386,"hé\\u006clo\\n"]'))).toEqual({
      ...empty,
      resultType: 'string',
      text: 'héllo\n',
    });
  });

  it('is read with its keys in any order, white space anywhere and unknown keys in every place', () => {
    const text = ` {\n "infos" : [ "i" ] , "more": {"a":[1,-2.5e3,true,false,null,{"b":"\\"}"}]},
      "data" : { "stats":{"timings":{"evalTotalTime":1e-3}}, "result" : [ { "values" : [ [ 1795346080 , "1" ] , [ 1795346081 ,"2"] ] , "extra" : [ ] , "metric" : { } } ] , "resultType" : "matrix" } , "warnings":["w"],
      "status" : "success" \t\r\n}\n `;
    expect(read(text)).toEqual(referenceAnswer(text));
    expect(read(text)).toMatchObject({ values: [1, 2], warnings: ['w'], infos: ['i'] });
  });

  it('keeps native histograms beside values', () => {
    const histogram =
      '[1795346080.5,{"count":"3","sum":"4.5","more":1,"buckets":[[0,"-1","+Inf","2"],[3,"0","0","1"]]}]';
    const matrix = answer(
      'matrix',
      `[{"metric":{"a":"b"},"histograms":[${histogram}]},{"metric":{},"values":[[1,"1"]],"histograms":[${histogram},[2,{"sum":"1","count":"0"}]]}]`,
    );
    expect(read(matrix)).toEqual(referenceAnswer(matrix));
    expect(read(matrix)).toMatchObject({
      ends: [0, 1],
      histograms: [{ series: 0 }, { series: 1, count: 3 }, { series: 1, buckets: [] }],
    });
    const vector = answer('vector', `[{"metric":{},"histogram":${histogram}}]`);
    expect(read(vector)).toEqual(referenceAnswer(vector));
  });

  it('with no series, or null for none, is empty', () => {
    expect(read(answer('matrix', '[]'))).toEqual({ ...empty, resultType: 'matrix' });
    expect(read(answer('vector', 'null'))).toEqual({ ...empty, resultType: 'vector' });
  });

  it('sorts label sets by name, and a repeated name keeps its last value', () => {
    const text = answer('vector', '[{"metric":{"b":"2","a":"1","_":"0","b":"3"},"value":[1,"1"]}]');
    expect(read(text)).toMatchObject({ labels: [['_', '0', 'a', '1', 'b', '3']] });
  });

  it('keeps hostile label names and values exactly', () => {
    const hostile = [
      '__proto__',
      'constructor',
      '"',
      '\\',
      '\u0000\u001f\u007f',
      '</script>',
      '\ud83d\ude00',
      '\ud800',
      'ü\u2028',
      '한국어',
      '',
      ' ',
      'x'.repeat(5000),
      '\ufeff',
      '\\u0041',
    ];
    const metric = JSON.stringify(Object.fromEntries(hostile.map((name, i) => [`${i}${name}`, name])));
    const text = answer(
      'vector',
      `[{"metric":{"__proto__":"p","constructor":"c"},"value":[1,"1"]},{"metric":${metric},"value":[1,"1"]}]`,
    );
    expect(read(text)).toEqual(referenceAnswer(text));
    expect(read(text)).toMatchObject({ labels: [['__proto__', 'p', 'constructor', 'c'], expect.anything()] });
  });

  it('reads times of every spelling to whole milliseconds', () => {
    const times = [
      '0',
      '-0',
      '1',
      '-1.5',
      '1e9',
      '1.795346080123E+9',
      '1795346080.1',
      '1795346080.1239',
      '0.0005',
      '99999999999',
      '1234567890.123',
      '253402300799.999',
    ];
    const text = answer('matrix', `[{"metric":{},"values":[${times.map((time) => `[${time},"1"]`)}]}]`);
    expect(read(text)).toEqual(referenceAnswer(text));
  });

  it('reads values of every spelling as Number does', () => {
    const values = [
      'NaN',
      'Inf',
      '+Inf',
      '-Inf',
      '-0',
      '+5',
      '.5',
      '5.',
      '1e400',
      '-1e-400',
      '5e-324',
      '2.2250738585072014e-308',
      '1.7976931348623157e+308',
      '9007199254740993',
      '123456789012345678901234567890',
      '0.1e1',
      '00012',
    ];
    const text = answer('matrix', `[{"metric":{},"values":[${values.map((value) => `[1,"${value}"]`)}]}]`);
    expect(read(text)).toEqual(referenceAnswer(text));
  });

  it('that is an error gives Prometheus its own words', () => {
    expect(read('{"status":"error","errorType":"bad_data","error":"no \\"x\\"","data":null}')).toEqual({
      errorType: 'bad_data',
      error: 'no "x"',
    });
  });

  it('grows its columns beyond the first guess', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `[${i},"1"]`).join(',');
    const text = answer('matrix', `[{"metric":{},"values":[${rows}]}]`);
    expect(read(text)).toEqual(referenceAnswer(text));
  });
});

describe('a broken answer', () => {
  const whole = answer(
    'matrix',
    '[{"metric":{"__name__":"u\\u0070","é":"b"},"values":[[1795346080.5,"1.5e-7"],[2,"NaN"]],"histograms":[[1,{"count":"1","sum":"2","buckets":[[0,"1","2","3"]]}]],"x":[true,{"y":null}]}]',
  );

  it('that was cut off anywhere is truncated, with what there was', () => {
    const bytes = encode(whole);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => readBytes(bytes.slice(0, length))).toThrow(
        expect.objectContaining({ code: 'prometheus.truncated', details: { receivedBytes: length }, retryable: true }),
      );
    }
    expect(plain(readBytes(bytes))).toEqual(referenceAnswer(whole));
  });

  const sample = (value: string) => answer('matrix', `[{"metric":{},"values":[${value}]}]`);
  const cases: readonly (readonly [what: string, text: string])[] = [
    ['is not JSON at all', '<html>'],
    ['is an array', '[]'],
    ['goes on after its end', `${whole}x`],
    ['has a byte of zero in it', '{"status":\u0000"success"}'],
    ['has no status', '{"data":{"resultType":"vector","result":[]}}'],
    ['has an unknown status', '{"status":"maybe"}'],
    ['has no data', '{"status":"success"}'],
    ['has no result type', '{"status":"success","data":{"result":[]}}'],
    ['has an unknown result type', answer('tensor', '[]')],
    ['has a number for its status', '{"status":1}'],
    ['is a matrix that calls itself a vector', answer('vector', '[{"metric":{},"values":[]}]')],
    ['is a scalar that calls itself a matrix', answer('matrix', '[1,"1"]')],
    ['is an empty scalar', answer('scalar', '[]')],
    ['mixes the two kinds of series', answer('matrix', '[{"metric":{},"values":[]},{"metric":{},"value":[1,"1"]}]')],
    ['mixes them within a series', answer('matrix', '[{"metric":{},"values":[],"histogram":[1,{}]}]')],
    ['has a series without labels', answer('matrix', '[{"values":[]}]')],
    ['has a label that is a number', answer('vector', '[{"metric":{"a":1},"value":[1,"1"]}]')],
    ['has a value that is a number', sample('[1795346080,1]')],
    ['has a time that is a string', sample('["1795346080","1"]')],
    ['has a time with a leading zero', sample('[0795346080,"1"]')],
    ['has a value that is empty', sample('[1795346080,""]')],
    ['has a value that is hexadecimal', sample('[1795346080,"0x10"]')],
    ['has a value with a space', sample('[1795346080,"1 "]')],
    ['has a value that is no number', sample('[1795346080,"one"]')],
    ['has three items in a sample', sample('[1795346080,"1",2]')],
    ['has a trailing comma', sample('[1795346080,"1"],')],
    ['has a histogram without a count', answer('vector', '[{"metric":{},"histogram":[1,{"sum":"1"}]}]')],
    [
      'has a bucket with another rule',
      answer('vector', '[{"metric":{},"histogram":[1,{"sum":"1","count":"1","buckets":[[4,"1","1","1"]]}]}]'),
    ],
    ['has an escape that there is not', answer('vector', '[{"metric":{"a":"\\x"},"value":[1,"1"]}]')],
    ['has a line feed in a string', answer('vector', '[{"metric":{"a":"\n"},"value":[1,"1"]}]')],
    ['has a word that is no value', '{"x":nil,"status":"success"}'],
    ['has a number with a leading zero in an unknown key', '{"x":01,"status":"success"}'],
    ['has warnings that are no list', '{"warnings":{},"status":"success"}'],
  ];

  it.each(cases)('that %s is malformed, with the byte', (_what, text) => {
    const { code, details } = failureOf(text);
    expect(code).toBe('prometheus.malformed');
    expect(details).toEqual({ reason: expect.any(String), byte: expect.any(Number) });
    expect(() => referenceAnswer(text)).toThrow();
  });

  it('names the byte where it goes wrong', () => {
    expect(failureOf('{"status":x}').details).toEqual({ reason: 'expected the status, a string', byte: 10 });
    const text = sample('[1795346080,"one"]');
    expect(failureOf(text).details).toEqual({
      reason: 'the value "one" is not a number',
      byte: text.indexOf('"one"'),
    });
  });

  it('that has its samples twice in one series is malformed, though JSON allows it', () => {
    const text = answer('matrix', '[{"metric":{},"values":[],"values":[]}]');
    expect(failureOf(text).code).toBe('prometheus.malformed');
  });

  it('nested too deep is malformed and not a stack that overflows', () => {
    const deep = `{"x":${'['.repeat(1_000_000)}`;
    expect(failureOf(deep)).toEqual({
      code: 'prometheus.malformed',
      details: { reason: 'nested more than 64 deep', byte: 70 },
    });
    expect(read(`{"x":${'['.repeat(60)}${']'.repeat(60)},"status":"error"}`)).toEqual({ errorType: '', error: '' });
  });
});

describe('what the server says about its own work', () => {
  const withStats = (stats: string) =>
    `{"status":"success","data":{"resultType":"matrix","result":[],"stats":${stats}}}`;
  const statsOf = (stats: string) => {
    const found = readBytes(encode(withStats(stats)));
    return found.kind === 'success' ? found.stats : found;
  };
  const timings = '{"evalTotalTime":0.0025,"resultSortTime":1e-9,"execQueueTime":0.5}';
  const read = { evalMs: 2.5, queueMs: 500, totalSamples: 12, peakSamples: 7 };

  it('is read as Prometheus has it, with and without a count for each step', () => {
    const samples = '"totalQueryableSamples":12,"peakSamples":7';
    expect(statsOf(`{"timings":${timings},"samples":{${samples}}}`)).toEqual(read);
    const perStep = `"totalQueryableSamplesPerStep":[[1795963947,6],[1795963948.5,6]]`;
    expect(statsOf(`{"samples":{${perStep},${samples}},"timings":${timings}}`)).toEqual(read);
  });

  it.each([
    ['nothing', 'null'],
    ['a list', '[{"timings":{}}]'],
    ['what VictoriaMetrics says', '{"seriesFetched":"0","executionTimeMsec":2}'],
    ['only a part', `{"timings":${timings}}`],
    ['texts', `{"timings":${timings},"samples":{"totalQueryableSamples":"12","peakSamples":7}}`],
    ['less than nothing', `{"timings":${timings},"samples":{"totalQueryableSamples":-12,"peakSamples":7}}`],
    ['more than there is', `{"timings":${timings},"samples":{"totalQueryableSamples":1e999,"peakSamples":7}}`],
    ['no groups', `{"timings":1,"samples":"__proto__"}`],
  ])('is nothing where it is %s, and no failure', (_what, stats) => {
    expect(statsOf(stats)).toBeUndefined();
  });

  it('is malformed where it is no JSON', () => {
    for (const stats of ['{"timings":}', '{"a":01}', '{"a":1.}', '{"a":-}', '{"a":"\\x"}', '{"a":[1,]}', '{"a":1e}'])
      expect(failureOf(withStats(stats))).toMatchObject({ code: 'prometheus.malformed' });
  });
});

describe.skipIf(!hasFixtures('prometheus-api'))('the captured answers of a real Prometheus', () => {
  const captures = [
    'query_vector',
    'query_vector_stats_all',
    'query_scalar',
    'query_string',
    'query_matrix',
    'query_empty',
    'query_range',
    'query_range_post',
    'query_err_parse',
    'query_err_exec',
    'query_err_noparam',
    'query_range_err_toomany',
  ];

  it.each(captures)('%s is read as JSON.parse reads it', (name) => {
    const text = readFixture('prometheus-api', `${name}.json`);
    expect(read(text)).toEqual(referenceAnswer(text));
  });
});
