/**
 * What Grafana 13 sends for its Prometheus data source, and what Go's own client of the API (client_golang) does, byte for byte as both were
 * seen to: to a real Prometheus 2.42 and to ours, the same status, type and body.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlainRequest, plainRequest } from '../../support/http.ts';
import { serverMissing } from '../../support/servers/real-server.ts';
import { type BothServers, dataStart, startBothServers } from './both-servers.ts';

/** Grafana's back end calls all that it posts a form, with a body or without. */
const posted = (body = ''): PlainRequest => ({
  method: 'POST',
  headers: {
    'Content-Type': 'application/x-www-form-urlencoded',
    'User-Agent': 'Grafana/13.2.3',
    'Content-Length': String(Buffer.byteLength(body)),
  },
  body,
});

const times = `start=${dataStart}&end=${dataStart + 1800}`;
/** What client_golang's users write for the ends of time. */
const allTimes = 'start=-9223309901257974&end=9223309901257974';

describe.skipIf(serverMissing('prometheus', 'promtool') !== undefined)('Grafana and client_golang', () => {
  let both: BothServers;

  beforeAll(async () => {
    both = await startBothServers();
  });

  afterAll(async () => {
    await both?.close();
  });

  async function expectSame(target: string, request: PlainRequest = {}) {
    const ask = async (url: string) => {
      const { status, headers, body } = await plainRequest(`${url}/api/v1/${target}`, request);
      return { status, type: headers['content-type'], body };
    };
    const theirs = await ask(both.prometheus.url);
    expect(await ask(both.promapiUrl), `${request.method ?? 'GET'} ${target} ${request.body ?? ''}`).toEqual(theirs);
    return theirs;
  }

  it('try a data source: 1+1, and which Prometheus it is, posted first', async () => {
    const sum = await expectSame('query', posted('query=1%2B1&time=4'));
    expect(JSON.parse(sum.body).data).toEqual({ resultType: 'scalar', result: [4, '2'] });
    expect((await expectSame('status/buildinfo', posted())).status).toBe(405);
    const { body } = await plainRequest(`${both.promapiUrl}/api/v1/status/buildinfo`);
    // Features would make it a Mimir.
    expect(Object.keys(JSON.parse(body).data)).toEqual([
      ...['version', 'revision', 'branch', 'buildUser', 'buildDate', 'goVersion'],
    ]);
  });

  it.each([
    ...[
      'up',
      'rate(http_requests_total%5B1m%5D)',
      'special',
      '1%2B1',
      'nothing',
      'up%7B',
      'sum%28',
      'up%5B1m%5D',
      'temperature+%3E+22',
    ],
  ])('query %s', async (query) => {
    await expectSame('query', posted(`query=${query}&time=${dataStart + 1800}`));
    await expectSame('query', posted(`query=${query}&time=${dataStart + 607.123}&timeout=30s&x=a+b`));
    await expectSame(`query?query=${query}&time=${dataStart + 1800}`);
    const range = `end=${dataStart + 1795}&query=${query}&start=${dataStart - 5}&step=15`;
    await expectSame('query_range', posted(range));
    await expectSame(`query_range?${range}`);
    await expectSame('query_range', posted(`end=1700000060.2380002&query=${query}&start=1699999999.965&step=0.333`));
    await expectSame('query_range', posted(`end=${dataStart + 1800}&query=${query}&start=${dataStart}&step=0.001`));
  });

  it.each([
    ...['up', 'sum+by+%28code%29+%28rate%28http_requests_total%5B5m%5D%29%29', 'up%5B1m%5D', 'up%5B10m%3A1m%5D'],
    ...['1%2B1', '%22text%22', 'vector%281%29', 'up%7B', '', '%28'],
  ])('ask for exemplars of %s, of which there are none', async (query) => {
    const form = `end=${dataStart + 1795}&query=${query}&start=${dataStart - 5}`;
    await expectSame('query_exemplars', posted(form));
    await expectSame(`query_exemplars?${form}`);
    await expectSame(`query_exemplars?query=${query}&${allTimes}`);
    await expectSame(`query_exemplars?query=${query}&start=2&end=1`);
    await expectSame(`query_exemplars?query=${query}&start=x`);
    await expectSame(`query_exemplars?query=${query}&end=x`);
  });

  it('find out whether exemplars can be had, with milliseconds for seconds', async () => {
    const { body } = await expectSame('query_exemplars', posted('query=test&start=1796039470720&end=1796041270732'));
    expect(body).toBe('{"status":"success","data":[]}');
    expect(await expectSame(`query_exemplars?query=1`)).toEqual({ status: 204, type: undefined, body: '' });
  });

  it('load rules and alerts, posted first', async () => {
    for (const path of ['rules', 'alerts']) {
      expect((await expectSame(path, posted())).status).toBe(405);
      expect((await expectSame(path)).status).toBe(200);
      await expectSame(`${path}?timeout=30s&x=a%20b`);
    }
    for (const type of ['alert', 'record', 'ALERT', 'x', 'X%3C']) await expectSame(`rules?type=${type}`);
  });

  it.each(['', ...['up', '{job="a"}', '{__name__=~"up|special"}', '{', '{}', 'up{', '{__name__!=""}', '{job=~"a|b"}']])(
    'look for labels, values and series of %j',
    async (selector) => {
      const match = selector === '' ? '' : `&${new URLSearchParams([['match[]', selector]]).toString()}`;
      for (const span of [`limit=40000&${times}`, allTimes]) {
        // What was refused is asked for once more, in the address.
        await expectSame('labels', posted(`${span}${match}`));
        await expectSame(`labels?${span}${match}`);
        await expectSame('series', posted(`${span}${match}`));
        await expectSame(`series?${span}${match}`);
        for (const name of [
          'job',
          '__name__',
          'room',
          'none',
          'U___3bc_s',
          'U__with_2e_dot',
          'U__http_2e_status:code',
        ]) {
          await expectSame(`label/${name}/values?${span}${match}`);
        }
      }
    },
  );

  it('post to what is only to be got, and ask for what only newer servers have', async () => {
    for (const path of ['label/job/values', 'metadata', 'alerts']) {
      expect((await expectSame(path, posted())).status).toBe(405);
    }
    const search = `search/metric_names?${times}&limit=10000&batch_size=100`;
    expect((await expectSame(search, posted())).status).toBe(404);
    expect((await expectSame(search)).status).toBe(404);
  });
});
