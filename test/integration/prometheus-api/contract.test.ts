/** The same requests, good and bad, to a real Prometheus 2.42 and to ours: the same status, type and bytes. What differs is named here. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../fuzz/random.ts';
import { type PlainRequest, plainRequest } from '../../support/http.ts';
import { serverMissing } from '../../support/servers/real-server.ts';
import { type BothServers, dataStart, startBothServers } from './both-servers.ts';

type Parameters = Readonly<Record<string, string | readonly string[]>>;

function encoded(parameters: Parameters): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, one] as [string, string]),
  );
  return new URLSearchParams(pairs).toString();
}

interface AnsweredSeries {
  readonly metric: string;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** In the order of their labels. */
function seriesOf(body: string): readonly AnsweredSeries[] {
  const { result } = JSON.parse(body).data as {
    readonly result: readonly { metric: object; value?: [number, string]; values?: [number, string][] }[];
  };
  const series = result.map(({ metric, value, values = value === undefined ? [] : [value] }) => ({
    metric: JSON.stringify(metric),
    times: values.map(([time]) => time),
    values: values.map(([, text]) => Number(text)),
  }));
  return series.sort((a, b) => (a.metric < b.metric ? -1 : 1));
}

const at = (offset: number) => String(dataStart + offset);

describe.skipIf(serverMissing('prometheus', 'promtool') !== undefined)('the API and that of Prometheus 2.42', () => {
  let both: BothServers;

  beforeAll(async () => {
    both = await startBothServers();
  });

  afterAll(async () => {
    await both?.close();
  });

  async function answers(target: string, request: PlainRequest = {}) {
    const ask = async (url: string) => {
      const { status, headers, body } = await plainRequest(url + target, request);
      return { status, type: headers['content-type'], body };
    };
    return { theirs: await ask(both.prometheus.url), ours: await ask(both.promapiUrl) };
  }

  async function expectSame(path: string, parameters: Parameters = {}) {
    const target = `/api/v1/${path}?${encoded(parameters)}`;
    const { theirs, ours } = await answers(target);
    expect(ours, decodeURIComponent(target.replaceAll('+', ' '))).toEqual(theirs);
    return theirs;
  }

  const expressions = [
    ...[
      'temperature',
      'up{job="b"}',
      '{__name__=~"up|special",job!="a"}',
      'special',
      'http_requests_total{code=~"5..|404"}',
    ],
    ...[
      'nothing',
      'temperature offset 5m',
      `up @ ${at(600)}`,
      'temperature{room=~"K.*"}',
      'temperature{room!~".*e.*"}',
    ],
    ...['1e30', '-0', 'NaN', '-Inf', '0.1 + 0.2', '2 ^ 0.5', '"a<b>&c\\u2028\\n\\x01"', '1 > bool 2', '-special'],
    ...['special * 2', 'temperature > 22', 'temperature == bool 22', 'up or special', 'up and on (job) up{job="a"}'],
    ...['http_requests_total / on (code, instance) http_requests_total', 'up unless up{job="a"}'],
    ...['sum by (code) (http_requests_total)', 'count(up)', 'max(temperature)', 'topk(2, temperature)', 'avg(up)'],
    ...[
      'rate(http_requests_total[5m])',
      'increase(http_requests_total{code="200"}[2m])',
      'max_over_time(temperature[3m])',
    ],
    ...['count_over_time(special[1m:15s])', 'changes(up[10m])', 'max by (code) (rate(http_requests_total[5m]))'],
    ...['histogram_quantile(0.9, rate(latency_seconds_bucket[5m]))', 'absent(nothing{a="b"})', 'scalar(count(up))'],
    ...[
      'label_replace(up, "x", "$1-y", "job", "(.*)")',
      'sort_desc(temperature)',
      'time()',
      'vector(1)',
      'timestamp(up)',
    ],
  ];

  it.each(expressions)('answer %s at a time and over a range', async (query) => {
    for (const offset of [0, 600, 1785.25, 2100, 5000]) await expectSame('query', { query, time: at(offset) });
    if (query.startsWith('"')) return;
    await expectSame('query_range', { query, start: at(0), end: at(2400), step: '15' });
    await expectSame('query_range', { query, start: at(100.5), end: at(1300), step: '1m' });
  });

  it.each([
    ...['up[1m]', 'special[5m]', 'up[1m:20s]', 'temperature[2m] offset 1m', `http_requests_total[30s] @ ${at(777)}`],
  ])('answer %s, which is a matrix at once', async (query) => {
    await expectSame('query', { query, time: at(600) });
    await expectSame('query_range', { query, start: at(0), end: at(60), step: '15' });
  });

  it.each([
    ...['', '(', 'up{', 'foo bar', 'up[1m', 'sum(', 'sum(up) by', 'nosuch(up)', 'rate(up)', 'up + "a"', '1 > 2', '{}'],
    ...[
      '{a=""}',
      'up{job="a" job="b"}',
      'topk(up)',
      'up and 1',
      'up[5m',
      'sum(up[5m])',
      '\u0000',
      '😀',
      'up @ x',
      'up\n+\n)',
    ],
    ...['up + on() up', 'http_requests_total * on (code) http_requests_total', 'label_replace(up, "1x", "", "", "")'],
    ...['sum by (job (up)', '"a', "'a", '`a', '#', '1 2', 'up == == up', 'min(1)', 'bool', 'by', 'up{__name__="x"}'],
  ])('refuse %j in the same words', async (query) => {
    await expectSame('query', { query, time: at(60) });
    await expectSame('query_range', { query, start: at(0), end: at(60), step: '15' });
    await expectSame('format_query', { query });
  });

  it.each([
    ...[
      '',
      '0',
      'abc',
      '1e400',
      '2023-11-14T22:13:50Z',
      '2023-11-14T22:13:50.123456789Z',
      '2023-11-14T22:13:50,5+01:00',
    ],
    ...[
      '2023-11-14t22:13:50Z',
      '2023-11-14T2:13:50Z',
      '2023-02-29T00:00:00Z',
      '2024-02-29T00:00:00Z',
      '1700000030.0006',
    ],
    ...[
      '1700000030.193',
      '1700000030.1935',
      '0x1p3',
      '1_700_000_030',
      '+1700000030',
      '-1.5',
      '-0.0004',
      '2023-11-14T24:00:00Z',
    ],
    ...[
      '2023-11-14T22:13:50+25:00',
      '2023-11-14T22:13:50+0100',
      '0x1.8p1',
      '1__0',
      '_1',
      '1_',
      '0x_1p3',
      '.5',
      '5.',
      '1e3',
      ' 1',
    ],
    ...['1700000000.9996', '1700000000.5', '2023-11-14', '2023-11-14T22:13Z', '٣'],
  ])('read the time %j alike', async (time) => {
    if (time !== '') await expectSame('query', { query: 'vector(1)', time });
    await expectSame('query_range', { query: 'vector(1)', start: time, end: '1700000031', step: '1e9' });
    await expectSame('query_range', { query: 'vector(1)', start: '-2', end: time, step: '1e9' });
    await expectSame('labels', { start: time });
    await expectSame('series', { 'match[]': 'up', end: time });
    await expectSame('label/job/values', { start: at(0), end: time });
  });

  it.each([
    ...[
      '',
      '15',
      '1m',
      '1m30s',
      '0',
      '-1',
      '-1m',
      '1.5',
      '0.5',
      '0.01',
      '5x',
      '5m ',
      ' 5',
      '1e30',
      'Inf',
      '1_0',
      '0x10',
      '5M',
      '1d',
      '1e3s',
    ],
    ...['0.163', '0.1635', '1h', '250ms', '300y', '293y', '9223372036'],
  ])('read the step and the timeout %j alike', async (step) => {
    await expectSame('query_range', { query: 'up', start: at(0), end: at(1800), step });
    const timeout = step;
    if (!/^(0|-1)$/.test(step)) await expectSame('query', { query: 'vector(1)', time: '1', timeout });
  });

  it('look at the parameters in the same order', async () => {
    const right: Parameters = { query: 'up', start: at(0), end: at(60), step: '15', timeout: '1m' };
    const wrong: Parameters = { query: '(', start: 'x', end: 'x', step: 'x', timeout: 'x' };
    for (let bits = 0; bits < 32; bits++) {
      const mixed = Object.keys(right).map((name, i) => [name, (bits & (1 << i) ? wrong : right)[name] ?? '']);
      await expectSame('query_range', Object.fromEntries(mixed));
    }
    await expectSame('query', { query: '(', time: 'x', timeout: 'x' });
    await expectSame('query', { query: '(', timeout: 'x' });
    await expectSame('query_range', { query: 'up', start: at(60), end: at(0), step: 'x' });
    await expectSame('series', { start: 'x' });
    await expectSame('series', { 'match[]': '(', start: 'x' });
    await expectSame('label/bad-name/values', { start: 'x' });
  });

  /** Sums are compensated since 2.42, and the order of a vector that nobody sorted is not promised. */
  it.each([
    ...[
      'sum(rate(http_requests_total[5m])) by (code)',
      'avg(temperature)',
      'stddev(temperature)',
      'sum_over_time(temperature[5m])',
    ],
    ...['avg_over_time(temperature[90s])', 'quantile(0.3, temperature)', 'deriv(temperature[5m])', 'exp(temperature)'],
    ...['http_requests_total - on (instance) group_left () http_requests_total{code="200"}', 'count_values("v", up)'],
  ])('answer %s but for order and the last digits', async (query) => {
    for (const path of ['query', 'query_range']) {
      const parameters = { query, time: at(600), start: at(0), end: at(1200), step: '15' };
      const { theirs, ours } = await answers(`/api/v1/${path}?${encoded(parameters)}`);
      const [their, our] = [theirs, ours].map(({ body }) => seriesOf(body));
      expect(our?.map(({ metric, times }) => [metric, times])).toEqual(
        their?.map(({ metric, times }) => [metric, times]),
      );
      const close = their?.map(({ values }) =>
        values.map((value) => expect.toSatisfy((one: number) => Math.abs(one - value) <= 1e-12 * Math.abs(value))),
      );
      expect(our?.map(({ values }) => values)).toEqual(close);
    }
  });

  it('have the same limit of points', async () => {
    for (const end of [10_999, 11_000, 11_000.5, 11_001]) {
      await expectSame('query_range', { query: 'up', start: at(0), end: at(end), step: '1' });
    }
  });

  it.each([
    ...[
      'up',
      '',
      '{}',
      '{a=""}',
      'up[5m]',
      'sum(up)',
      'up offset 5m',
      '1',
      'up{__name__="x"}',
      'up{',
      'up ',
      'by',
      '{job="a"}',
    ],
    ...[
      '{job=~"a|b"}',
      '{__name__=~".+"}',
      'up{job!="a"}',
      '"x"',
      'up{a="b"',
      '{code=~"4.*",__name__!=""}',
      'up{a=b}',
      'up}',
      '{,}',
    ],
    ...['{room=~".*\\\\n"}', 'sum', '(up)', '-up', 'up{job="a",}', '{__name__="up",job=~".*"}', '{job=~".*"}'],
  ])('find the same by the selector %j', async (selector) => {
    for (const path of ['labels', 'series', 'label/job/values', 'label/__name__/values']) {
      await expectSame(path, { 'match[]': selector });
      await expectSame(path, { 'match[]': ['temperature', selector] });
    }
  });

  it('know the same labels, values and series, at any time', async () => {
    const spans: readonly Parameters[] = [
      {},
      { start: at(-100), end: at(-50) },
      { start: at(5000) },
      { start: at(60), end: at(0) },
    ];
    for (const times of spans) {
      await expectSame('labels', times);
      for (const name of ['job', 'room', '__name__', 'none', '_', 'le'])
        await expectSame(`label/${name}/values`, times);
      await expectSame('series', { 'match[]': '{__name__=~".+"}', ...times });
    }
    for (const name of ['bad-name', 'a.b', '1a', '%C3%A4', '%F0%9F%98%80', 'a%0Ab', 'a%20b', '%22']) {
      await expectSame(`label/${name}/values`);
    }
  });

  it('take forms alike', async () => {
    const post = (body: string, type = 'application/x-www-form-urlencoded') => ({
      method: 'POST',
      headers: { 'Content-Type': type },
      body,
    });
    const requests: readonly [string, PlainRequest][] = [
      ['query', post('query=1&time=5')],
      ['query?query=2&time=5', post('query=1')],
      ['query?query=2&time=5', post('query=')],
      ['query?time=5', post('{"query":"1"}', 'application/json')],
      ['query', post('query=%zz&time=5')],
      ['query', post('query=1;time=5')],
      ['query?time=5', post('query=up', 'Application/X-WWW-Form-Urlencoded ; charset=utf-8')],
      ['query?time=5', post('query=%22%ff%C3%28%22')],
      ['query_range', post(encoded({ query: 'up', start: at(0), end: at(60), step: '15' }))],
      ['labels', post('match[]=up')],
      ['series', post('match[]=up&match[]=temperature')],
      ['series', post('match[]=%zz')],
      ['series?match[]=up&x=%zz', {}],
      ['series?match[]=up;x=1', {}],
      ['query?query=1&query=2&time=5', {}],
      ['query?query=up%00&time=5', {}],
      ['query?query=1%2B1&time=5', {}],
      ['query?query=1+%2B+1&time=5', {}],
      ['query?query=1 % 2', {}],
      ['format_query', post('query=sum(up)by(job)')],
    ];
    for (const [path, request] of requests) {
      const { theirs, ours } = await answers(`/api/v1/${path.replaceAll(' ', '%20')}`, request);
      // Go tells a byte that is no UTF-8 by an escape.
      const body = theirs.body.replaceAll('\\ufffd', '\ufffd');
      expect(ours, `${path} ${request.body}`).toEqual({ ...theirs, body });
    }
  });

  it.each([
    ...[
      'nothing',
      '',

      'label/a%2Fb/values',
      'label/job/values/x',
      'status',
      'targets/x',
      'query_range/x/y',
    ],
  ])('have nothing at %j', async (path) => {
    expect((await expectSame(path)).status).toBe(404);
  });

  it('format alike', async () => {
    const selector = `{__name__="${'a'.repeat(40)}",b="${'c'.repeat(40)}"}`;
    const queries = [
      'foo{a="b"} # comment',
      `sum(rate(${selector}[5m])) by (x) / 2`,
      '-up',
      'up == bool 1',
      'a and on() b',
    ];
    for (const query of queries) await expectSame('format_query', { query });
  });

  it('give statistics to whoever wants them', async () => {
    const { theirs, ours } = await answers(`/api/v1/query?${encoded({ query: 'up', time: at(60), stats: 'all' })}`);
    const [told, own] = [theirs, ours].map(({ body }) => JSON.parse(body).data.stats);
    expect(Object.keys(own.timings)).toEqual(Object.keys(told.timings));
    expect(Object.keys(own.samples)).toEqual(Object.keys(told.samples));
    expect(own.samples.totalQueryableSamples).toBe(told.samples.totalQueryableSamples);
  });

  it('differ where Prometheus goes wrong, and where 3.14 is followed', async () => {
    const range = { query: 'up', start: at(0), end: at(0) };
    const different: readonly [string, Parameters, string, string][] = [
      ['query', { query: 'up{a=~"("}' }, 'missing closing ): `^(?:()$`', 'missing closing ): `(`'],
      ['query_range', { ...range, step: '0.0001' }, 'integer divide by zero', 'below a millisecond'],
      ['query_range', { ...range, step: 'NaN' }, 'zero or negative', 'It overflows int64'],
      // What overflows is taken for some other time there.
      ['query', { query: '1', time: 'Inf' }, '"success"', 'cannot parse'],
      ['query', { query: '1', time: '1e300' }, '"success"', 'cannot parse'],
      ['query', { query: '1', time: '1', limit: 'x' }, '"success"', 'strconv.Atoi'],
      ['parse_query', { query: '1' }, '404 page not found', '"numberLiteral"'],
      // What newer releases take for a duration.
      ['query', { query: 'up offset' }, 'expected duration', 'expected number, duration'],
    ];
    for (const [path, parameters, their, our] of different) {
      const { theirs, ours } = await answers(`/api/v1/${path}?${encoded(parameters)}`);
      expect([theirs.body, ours.body]).toEqual([expect.stringContaining(their), expect.stringContaining(our)]);
    }
  });

  it('answer random ranges, times and selectors alike', async () => {
    const random = seededRandom(7);
    const one = <T>(list: readonly T[]): T => list[random() % list.length] as T;
    const number = (most: number) => (random() % (most * 1000)) / 1000;
    const selectors = [
      'up',
      'temperature',
      'special',
      'http_requests_total',
      '{job=~".+"}',
      'nothing',
      'special{kind!="rare"}',
    ];
    for (let i = 0; i < 150; i++) {
      const query = `${one(['', '-', '2 * ', 'up{job="a"} or '])}${one(selectors)}${one(['', '', ' offset 1m', ` @ ${at(number(1800))}`])}`;
      const start = number(2000) - 100;
      const parameters = { query, start: at(start), end: at(start + number(1000)), step: String(0.001 + number(90)) };
      await expectSame('query_range', parameters);
      await expectSame('query', { query, time: at(number(2400) - 100) });
    }
  });
});
