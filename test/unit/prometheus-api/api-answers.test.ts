import { describe, expect, it } from 'vitest';
import type { ApiQuery } from '../../../electron/backend/prometheus-api/api-data.ts';
import { EvaluationError, type EvaluationFailure } from '../../../shared/promql/engine/evaluation-error.ts';
import type { QueryResult } from '../../../shared/promql/engine/result.ts';
import { startApi } from './api-fixture.ts';

const nothing: QueryResult = {
  value: { kind: 'vector', series: [] },
  annotations: [],
  peakBytes: 0,
  samples: { total: 0, peak: 0 },
};

/** An API that evaluates nothing and keeps what it was to evaluate. */
async function watched() {
  const queries: ApiQuery[] = [];
  const evaluate = async (query: ApiQuery) => {
    queries.push(query);
    return nothing;
  };
  return { queries, ...(await startApi({ data: { evaluate } })) };
}

const error = (status: number, errorType: string, text: string) => ({
  status,
  body: { status: 'error', errorType, error: text },
});
const data = (value: unknown) => ({ status: 200, body: { status: 'success', data: value } });

describe('queries', () => {
  it('are answered, posted or in the address', async () => {
    const { ask, json } = await startApi();
    const vector = [
      { metric: { __name__: 'up', job: 'a' }, value: [130, '1'] },
      { metric: { __name__: 'up', job: 'b' }, value: [130, '3'] },
    ];
    expect(await json('query', { query: 'up' })).toEqual(data({ resultType: 'vector', result: vector }));
    const posted = await ask('/api/v1/query?time=100', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' },
      body: 'query=up%7Bjob%3D%22b%22%7D&time=130',
    });
    expect(JSON.parse(posted.body)).toEqual(data({ resultType: 'vector', result: [vector[1]] }).body);
    const series = [
      [100, '0'],
      [115, '0'],
      [130, '3'],
    ];
    expect(await json('query_range', { query: 'up{job="b"}', start: '100', end: '130', step: '15s' })).toEqual(
      data({ resultType: 'matrix', result: [{ metric: { __name__: 'up', job: 'b' }, values: series }] }),
    );
  });

  it('are handed on with their times, in whole milliseconds', async () => {
    const { queries, json } = await watched();
    await json('query', { query: 'up' });
    await json('query', { query: 'up', time: '1.5', timeout: '5m', lookback_delta: '10.0019' });
    await json('query_range', {
      query: 'up',
      start: '1',
      end: '2.5',
      step: '0.0125',
      timeout: '1.5',
      lookback_delta: '0',
    });
    expect(queries).toEqual([
      {
        query: { kind: 'instant', expr: expect.anything(), timeMs: 130_000 },
        lookbackMs: undefined,
        timeoutMs: 120_000,
      },
      { query: { kind: 'instant', expr: expect.anything(), timeMs: 1500 }, lookbackMs: 10_001, timeoutMs: 120_000 },
      {
        query: { kind: 'range', expr: expect.anything(), startMs: 1000, endMs: 2500, stepMs: 12 },
        ...{ lookbackMs: undefined, timeoutMs: 1500 },
      },
    ]);
  });

  it.each([
    [{ query: 'up', limit: 'x' }, 'invalid parameter "limit": strconv.Atoi: parsing "x": invalid syntax'],
    [{ query: '(', time: 'x', limit: '-1' }, 'invalid parameter "limit": limit must be non-negative'],
    [
      { query: '(', time: 'x' },
      `invalid parameter "time": invalid time value for 'time': cannot parse "x" to a valid timestamp`,
    ],
    [{ query: '(', timeout: 'x' }, 'invalid parameter "timeout": cannot parse "x" to a valid duration'],
    [
      { query: '(', lookback_delta: 'x' },
      'error parsing lookback delta duration: cannot parse "x" to a valid duration',
    ],
    [{ query: '(' }, 'invalid parameter "query": 1:2: parse error: unclosed left parenthesis'],
    [{}, 'invalid parameter "query": 1:1: parse error: no expression found in input'],
  ])('that are wrong are told what is wrong first: %j', async (parameters, text) => {
    const { json } = await startApi();
    expect(await json('query', parameters)).toEqual(error(400, 'bad_data', text));
  });

  it('over a range have a type and a step that fit', async () => {
    const { json } = await startApi();
    const range = { query: 'up', start: '0', end: '11000', step: '1' };
    const ask = async (more: object) => {
      const { status, body } = await json('query_range', { ...range, ...more });
      return status === 200 ? 200 : (body as { error: string }).error;
    };
    const answers = await Promise.all(
      [
        {},
        { end: '11001' },
        { step: '0' },
        { step: '0.0005', end: '0' },
        { end: '-1' },
        { query: 'up[5m]' },
        { query: '"a"' },
      ].map(ask),
    );
    expect(answers).toEqual([
      200,
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
      'invalid parameter "step": query resolution step widths below a millisecond are not accepted',
      'invalid parameter "end": end timestamp must not be before start time',
      'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector',
      'invalid parameter "query": invalid expression type "string" for range query, must be Scalar or instant Vector',
    ]);
  });

  it('are cut to a limit, and say so; and say what is wrong with `stats`', async () => {
    const { json } = await startApi();
    const { body } = await json('query', { query: 'up', limit: '1', stats: 'foo' });
    expect(body).toMatchObject({
      data: { result: [{ metric: { job: 'a' } }], stats: { timings: { evalTotalTime: expect.any(Number) } } },
      warnings: [
        'results truncated due to limit',
        'value "foo" for parameter "stats" is deprecated and will be rejected in the next major release, use "true" or "all"',
      ],
    });
    const all = await json('query', { query: 'up', limit: '2', stats: 'all' });
    expect(Object.keys(all.body as object)).toEqual(['status', 'data']);
    const old = await startApi({ semantics: 'v2' });
    expect(await old.json('query', { query: 'up', stats: 'foo' })).not.toHaveProperty('body.warnings');
  });

  it('come with the warnings and infos of the engine', async () => {
    const at = { start: 5, end: 7 };
    const annotations = [{ kind: 'info', text: 'PromQL info: hm', at } as const];
    const { json } = await startApi({ data: { evaluate: async () => ({ ...nothing, annotations }) } });
    expect(await json('query', { query: 'sum(\nup)' })).toEqual({
      status: 200,
      body: { status: 'success', data: { resultType: 'vector', result: [] }, infos: ['PromQL info: hm (2:1)'] },
    });
  });

  it.each<[EvaluationFailure, 'v2' | 'v3', number, string]>([
    ['execution', 'v3', 422, 'execution'],
    ['budget', 'v3', 422, 'execution'],
    ['timeout', 'v3', 503, 'timeout'],
    ['cancelled', 'v3', 499, 'canceled'],
    ['cancelled', 'v2', 503, 'canceled'],
  ])('that fail by %s (%s)', async (kind, semantics, status, type) => {
    const evaluate = async () => {
      throw new EvaluationError(kind, 'why <it> failed');
    };
    const { json } = await startApi({ semantics, data: { evaluate } });
    expect(await json('query', { query: 'up' })).toEqual(error(status, type, 'why <it> failed'));
  });

  it('end with their time, whoever evaluates them', async () => {
    let signal: AbortSignal | undefined;
    const evaluate = (_: ApiQuery, until: AbortSignal) => {
      signal = until;
      return new Promise<never>(() => undefined);
    };
    const { json } = await startApi({ data: { evaluate } });
    const late = error(503, 'timeout', 'query timed out in expression evaluation');
    expect(await json('query', { query: 'up', timeout: '10ms' })).toEqual(late);
    expect(signal?.aborted).toBe(true);
    expect(await json('query', { query: 'up', timeout: '0' })).toEqual(
      error(503, 'timeout', 'query timed out in query queue'),
    );
  });
});

describe('expressions', () => {
  it('are formatted without their comments, and parsed', async () => {
    const { json } = await startApi();
    expect(await json('format_query', { query: 'sum(up)by(job)#x' })).toEqual(data('sum by (job) (up)'));
    expect(await json('parse_query', { query: '1 < bool 2' })).toEqual(
      data({
        ...{ type: 'binaryExpr', op: '<', bool: true, matching: null },
        ...{ lhs: { type: 'numberLiteral', val: '1' }, rhs: { type: 'numberLiteral', val: '2' } },
      }),
    );
    const unknown = 'invalid parameter "query": 1:1: parse error: unknown function with name "f"';
    expect(await json('parse_query', { query: 'f(1)' })).toEqual(error(400, 'bad_data', unknown));
    expect(await json('format_query', { query: 'f(1)' })).toEqual(error(400, 'bad_data', unknown));
  });
});

describe('what is never there', () => {
  it('is answered as by a Prometheus that has none', async () => {
    const { json, ask } = await startApi();
    expect(await json('query_exemplars', { query: 'sum(rate(up[5m]))', start: '1', end: '2' })).toEqual(data([]));
    expect(await json('rules', { type: 'alert' })).toEqual(data({ groups: [] }));
    expect(await json('alerts')).toEqual(data({ alerts: [] }));
    expect(await ask('/api/v1/query_exemplars?query=1')).toMatchObject({ status: 204, body: '' });
  });

  it('is refused where the question is wrong', async () => {
    const { json } = await startApi();
    const order = 'end timestamp must not be before start timestamp';
    expect(await json('query_exemplars', { query: '(', start: '2', end: '1' })).toEqual(error(400, 'bad_data', order));
    const unclosed = '1:2: parse error: unclosed left parenthesis';
    expect(await json('query_exemplars', { query: '(' })).toEqual(error(400, 'bad_data', unclosed));
    const type = 'invalid parameter "type": not supported value "x"';
    expect(await json('rules', { type: 'X' })).toEqual(error(400, 'bad_data', type));
  });
});

describe('what is there', () => {
  it('by matchers, times and a limit', async () => {
    const { json } = await startApi();
    const ask = async (path: string, parameters: Readonly<Record<string, string>> = {}) =>
      (await json(path, parameters)).body;
    const success = (value: unknown, more = {}) => ({ status: 'success', data: value, ...more });
    const truncated = { warnings: ['results truncated due to limit'] };
    expect(await ask('labels')).toEqual(success(['__name__', 'code', 'job', 'path']));
    expect(await ask('labels', { 'match[]': 'up', limit: '1' })).toEqual(success(['__name__'], truncated));
    expect(await ask('labels', { start: '101', end: '129' })).toEqual(success(['__name__', 'job']));
    expect(await ask('label/job/values')).toEqual(success(['a', 'b']));
    expect(await ask('label/job/values', { 'match[]': '{job!="a",__name__="up"}' })).toEqual(success(['b']));
    expect(await ask('label/U______name____/values', { start: '130' })).toEqual(success(['up']));
    expect(await ask('label/none/values')).toEqual(success([]));
    expect(await ask('series', { 'match[]': '{__name__=~"disk.*|up"}', limit: '2' })).toEqual(
      success(
        [
          { __name__: 'disk.free', path: '/' },
          { __name__: 'up', job: 'a' },
        ],
        truncated,
      ),
    );
    expect(await ask('metadata')).toEqual(
      success({
        requests: [{ type: 'counter', help: '', unit: '' }],
        up: [{ type: 'gauge', help: 'Whether it is up.', unit: '' }],
      }),
    );
    expect(await ask('metadata', { limit: '1' })).toHaveProperty('data', { requests: expect.anything() });
    expect(await ask('metadata', { metric: 'up' })).toHaveProperty('data', { up: expect.anything() });
    expect(await ask('metadata', { metric: 'none' })).toEqual(success({}));
    expect(await ask('status/buildinfo')).toHaveProperty('data.version', '3.14.0');
  });

  it('is the same below the name of a source', async () => {
    const { ask } = await startApi();
    const [root, named] = [await ask('/api/v1/query?query=up'), await ask('/a%20b/api/v1/query?query=up')];
    expect(JSON.parse(root.body)).toHaveProperty('status', 'success');
    expect(named).toMatchObject({ status: 200, body: root.body });
  });

  it("is refused in Prometheus's words where the question is wrong", async () => {
    const { json, ask } = await startApi();
    expect(await json('series')).toEqual(error(400, 'bad_data', 'no match[] parameter provided'));
    expect(await json('metadata', { limit: 'x' })).toEqual(error(400, 'bad_data', 'limit must be a number'));
    expect(await json('metadata', { limit_per_metric: 'x' })).toEqual(
      error(400, 'bad_data', 'limit_per_metric must be a number'),
    );
    const old = await startApi({ semantics: 'v2' });
    expect(await old.json('label/U__a/values')).toEqual(data([]));
    expect(await old.json('label/bad-name/values')).toEqual(error(400, 'bad_data', 'invalid label name: "bad-name"'));
    const broken = await ask('/api/v1/series?match[]=%zz');
    expect(JSON.parse(broken.body)).toHaveProperty('error', 'error parsing form values: invalid URL escape "%zz"');
  });
});
