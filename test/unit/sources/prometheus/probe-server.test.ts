import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { probeServer } from '../../../../electron/backend/sources/prometheus/probe-server.ts';
import type { ProbeAnswer, ProbeOptions } from '../../../../electron/backend/sources/source.ts';
import { AppError } from '../../../../shared/base/errors.ts';

type Page = (request: IncomingMessage, response: ServerResponse) => void;

const buildInfo = '/api/v1/status/buildinfo';
const query = '/api/v1/query';

const json =
  (value: unknown, headers: Record<string, string> = {}, status = 200): Page =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
const html =
  (text: string, status = 200): Page =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(text);
const plain =
  (status: number, text: string): Page =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
const redirect =
  (location: string, status = 302): Page =>
  (_request, response) =>
    void response.writeHead(status, { location }).end();
const never: Page = () => undefined;

const info = (data: Record<string, unknown>, headers = {}) => json({ status: 'success', data }, headers);
const sample = json({
  status: 'success',
  data: { resultType: 'vector', result: [{ metric: {}, value: [1, '1700000000.5'] }] },
});
const empty = json({ status: 'success', data: { resultType: 'vector', result: [] } });
const prometheus = { version: '2.42.0', revision: 'x', branch: 'HEAD', goVersion: 'go1.19.8' };
const login = html('<title>Welcome</title><form><input name="user"><input type="password"></form>');

describe('probing a server', () => {
  let server: Server;
  let agent: Agent;
  let origin = '';
  let pages: Record<string, Page> = {};
  let asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://x');
      asked.push(`${request.method} ${request.url}`);
      const page = pages[pathname] ?? pages['*'] ?? plain(404, '404 page not found\n');
      page(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    agent = new Agent();
    pages = {};
    asked = [];
  });

  afterEach(() => agent.destroy());

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const probe = (options: Partial<ProbeOptions> = {}) =>
    probeServer(
      { dispatcher: agent, origin },
      {
        signal: new AbortController().signal,
        timeoutMs: 5000,
        target: 'monitoring/prom:80',
        prefixes: ['', '/prometheus'],
        ...options,
      },
    );

  const failure = (options?: Partial<ProbeOptions>) =>
    probe(options).then(
      () => Promise.reject(new Error('it did not fail')),
      (error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        const { code, details, retryable } = error.toData();
        return { code, details, retryable };
      },
    );

  it('finds a Prometheus, asks it by GET alone, and says when its newest sample is', async () => {
    pages = { [buildInfo]: info(prometheus), [query]: sample };
    expect(await probe()).toEqual({
      pathPrefix: '',
      version: '2.42.0',
      engine: 'prometheus',
      answerMs: expect.any(Number),
      newestSampleMs: 1_700_000_000_500,
    });
    expect(asked).toEqual([`GET ${buildInfo}`, `GET ${query}?query=max%28timestamp%28up%29%29`]);
  });

  it('asks within the matchers', async () => {
    pages = { [buildInfo]: info(prometheus), [query]: empty };
    expect(await probe({ matchers: 'cluster="a"' })).toMatchObject({ newestSampleMs: undefined });
    expect(asked[1]).toBe(`GET ${query}?${new URLSearchParams({ query: 'max(timestamp(up{cluster="a"}))' })}`);
  });

  it('puts matchers in as they were meant, and asks nothing where they are none', async () => {
    pages = { [buildInfo]: info(prometheus), [query]: empty };
    await probe({ matchers: ' { cluster = "a" , env=~"b|c" } ' });
    const expr = 'max(timestamp(up{cluster="a",env=~"b|c"}))';
    expect(asked.splice(0)[1]).toBe(`GET ${query}?${new URLSearchParams({ query: expr })}`);
    const matchers = 'a="b"} or up{';
    expect(await failure({ matchers })).toMatchObject({ code: 'address.badMatchers', details: { matchers } });
    expect(asked).toEqual([]);
  });

  it.each([
    ['prometheus', info(prometheus), '2.42.0'],
    ['thanos', info({ version: '0.34.1', goVersion: 'go1.21' }), '0.34.1'],
    ['cortex', info({ version: 'v1.16.0', goVersion: 'go1.21' }), 'v1.16.0'],
    ['mimir', info({ application: 'Grafana Mimir', version: '2.10.5', goVersion: 'go1.21' }), '2.10.5'],
    ['victoriametrics', info({ version: '2.24.0' }), ''],
    ['victoriametrics', info({}, { 'x-server-hostname': 'vm-0' }), ''],
    ['unknown', info({}), ''],
  ])('tells %s by its build information', async (engine, page, version) => {
    pages = { [buildInfo]: page, [query]: empty };
    expect(await probe()).toMatchObject({ engine, version });
  });

  it('takes an agent, which stores nothing, only where it was named', async () => {
    const refused = { status: 'error', errorType: 'execution', error: 'unavailable with Prometheus Agent' };
    pages = { [buildInfo]: info(prometheus), [query]: json(refused, {}, 422) };
    expect(await failure()).toMatchObject({ code: 'probe.agent', details: { target: 'monitoring/prom:80' } });
    const outcomes: string[] = [];
    const named = await probe({ takesAgents: true, onAnswer: ({ outcome }) => outcomes.push(outcome.kind) });
    expect(named).toMatchObject({ engine: 'agent', version: '2.42.0', newestSampleMs: undefined });
    expect(outcomes).toEqual(['prometheus', 'sample']);
  });

  it('asks the prefixes in order', async () => {
    pages = { [`/prometheus${buildInfo}`]: info(prometheus), [`/prometheus${query}`]: sample };
    expect(await probe()).toMatchObject({ pathPrefix: '/prometheus' });
    expect(asked).toHaveLength(3);
  });

  it.each([
    [
      'to the API itself',
      { [buildInfo]: redirect(`/x/y${buildInfo}`), [`/x/y${buildInfo}`]: info(prometheus) },
      '/x/y',
    ],
    ['to its page', { [buildInfo]: redirect('/x/graph', 301), [`/x${buildInfo}`]: info(prometheus) }, '/x'],
    [
      'from its root',
      { '/': redirect('/deep'), '/deep': redirect('/deep/graph'), [`/deep${buildInfo}`]: info(prometheus) },
      '/deep',
    ],
    [
      'from its root, and on to a page that is not there',
      {
        '/': redirect('/deep'),
        '/deep': redirect('/deep/', 301),
        '/deep/': redirect('/classic/graph'),
        [`/deep${buildInfo}`]: info(prometheus),
      },
      '/deep',
    ],
    [
      'from its root, by its whole address',
      {
        '/': (q: IncomingMessage, r: ServerResponse) => redirect(`http://${q.headers.host}/deep/query`)(q, r),
        [`/deep${buildInfo}`]: info(prometheus),
      },
      '/deep',
    ],
  ])('finds an unknown prefix by a redirect %s', async (_name, some, pathPrefix) => {
    pages = { ...some, [`${pathPrefix}${query}`]: sample };
    expect(await probe()).toMatchObject({ pathPrefix, version: '2.42.0' });
  });

  it('asks nothing but the prefixes where they are all that was meant', async () => {
    pages = { '/': redirect('/deep/graph'), [`/deep${buildInfo}`]: info(prometheus), [`/deep${query}`]: sample };
    expect(await failure({ prefixes: ['/typed'], onlyPrefixes: true })).toMatchObject({ code: 'probe.notPrometheus' });
    expect(asked.filter((one) => !one.startsWith('GET /typed/'))).toEqual([]);
    expect(await probe({ prefixes: ['/typed'] })).toMatchObject({ pathPrefix: '/deep' });
  });

  it('keeps of a version, and of what a server says, no more than can be read', async () => {
    pages = { [buildInfo]: info({ ...prometheus, version: `2.${'9'.repeat(5000)}` }), [query]: empty };
    expect((await probe()).version).toHaveLength(100);
    pages = { [buildInfo]: info(prometheus), [query]: json({ status: 'error', error: 'x'.repeat(50_000) }, {}, 422) };
    expect(String((await failure()).details.reason)).toHaveLength(500);
  });

  it('accepts an engine without build information that answers a query', async () => {
    pages = { [`/select/0/prometheus${query}`]: sample };
    expect(await probe({ prefixes: ['/select/0/prometheus', ''] })).toEqual({
      pathPrefix: '/select/0/prometheus',
      version: '',
      engine: 'victoriametrics',
      answerMs: expect.any(Number),
      newestSampleMs: 1_700_000_000_500,
    });
  });

  const target = 'monitoring/prom:80';

  it.each<[string, Record<string, Page>, unknown]>([
    [
      'something else',
      {},
      {
        code: 'probe.notPrometheus',
        details: { target, path: buildInfo, status: 404, contentType: 'text/plain' },
        retryable: false,
      },
    ],
    [
      'a page',
      { '*': html('<h1>hi</h1>') },
      {
        code: 'probe.notPrometheus',
        details: { target, path: buildInfo, status: 200, contentType: 'text/html; charset=utf-8' },
        retryable: false,
      },
    ],
    [
      'a login page',
      { '*': login },
      { code: 'probe.loginPage', details: { target, path: buildInfo, status: 200 }, retryable: false },
    ],
    [
      'a login page by its title',
      { '*': html('<html><title>Sign in to Example</title></html>', 403) },
      { code: 'probe.loginPage', details: { target, path: buildInfo, status: 403 }, retryable: false },
    ],
    [
      'a redirect to a login page',
      { '*': redirect('/login?next=%2F') },
      {
        code: 'probe.loginPage',
        details: { target, path: '/login', status: 302, location: expect.stringMatching(/^http:\/\/127.*\/login$/) },
        retryable: false,
      },
    ],
    [
      'a redirect to an identity provider',
      { '*': redirect('https://id.example/v2/start?client_id=prom&state=secret') },
      {
        code: 'probe.loginPage',
        details: { target, path: '/v2/start', status: 302, location: 'https://id.example/v2/start' },
        retryable: false,
      },
    ],
    [
      'a redirect to another origin',
      { '*': redirect('https://prom.example/api/v1/x?token=secret') },
      { code: 'probe.redirect', details: { target, location: 'https://prom.example/api/v1/x' }, retryable: false },
    ],
    [
      '401',
      { '*': plain(401, 'who are you?') },
      {
        code: 'probe.unauthorized',
        details: { target, status: 401, serverMessage: 'who are you?' },
        retryable: false,
      },
    ],
    [
      'Mimir without a tenant',
      {
        [`/prometheus${buildInfo}`]: info({ application: 'Grafana Mimir', version: '2.10.5' }),
        [`/prometheus${query}`]: plain(401, 'no org id\n'),
      },
      {
        code: 'probe.unauthorized',
        details: { target, status: 401, serverMessage: 'no org id', header: 'X-Scope-OrgID' },
        retryable: false,
      },
    ],
    [
      'what starts up',
      { '*': plain(503, 'Service Unavailable') },
      {
        code: 'probe.failed',
        details: { target, status: 503, reason: `it answered ${buildInfo} with 503` },
        retryable: true,
      },
    ],
    [
      'a Prometheus that reads its log',
      {
        '*': plain(503, 'Service Unavailable'),
        '/api/v1/status/walreplay': json({ status: 'success', data: { min: 10, max: 49, current: 22 } }),
      },
      { code: 'probe.starting', details: { target, status: 503, read: 12, all: 40 }, retryable: true },
    ],
    [
      'an agent, which has no queries',
      {
        [buildInfo]: info(prometheus),
        [query]: json({ status: 'error', errorType: 'execution', error: 'unavailable with Prometheus Agent' }, {}, 422),
      },
      {
        code: 'probe.agent',
        details: { target, status: 422 },
        retryable: false,
      },
    ],
    [
      'endless redirects',
      {
        '*': (request, response) => redirect(`/x${new URL(request.url ?? '', 'http://x').pathname}`)(request, response),
      },
      { code: 'probe.failed', details: { target, reason: expect.stringContaining('redirects') }, retryable: false },
    ],
    [
      'a connection that ends',
      { '*': (_request, response) => void response.destroy() },
      { code: 'probe.failed', details: { target, reason: 'other side closed' }, retryable: true },
    ],
    [
      'half an answer',
      {
        '*': (_request, response) =>
          void response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy()),
      },
      { code: 'probe.failed', details: { target, reason: expect.any(String) }, retryable: true },
    ],
  ])('tells %s apart', async (_name, some, expected) => {
    pages = some;
    expect(await failure()).toEqual(expected);
  });

  it('says what can be mended where the prefixes answer differently', async () => {
    pages = { [`/prometheus${buildInfo}`]: plain(401, '') };
    expect((await failure()).code).toBe('probe.unauthorized');
  });

  it('gives up a server that does not answer', async () => {
    pages = { '*': never };
    expect(await failure({ timeoutMs: 30 })).toEqual({
      code: 'probe.timeout',
      details: { target, seconds: 0.03 },
      retryable: true,
    });
  });

  it('passes on what the connection itself says', async () => {
    const refused = new AppError('portForward.refused', 'x');
    const dispatcher = { request: () => Promise.reject(refused) };
    const options = { signal: new AbortController().signal, timeoutMs: 1000, target, prefixes: [''] };
    await expect(probeServer({ dispatcher, origin }, options)).rejects.toBe(refused);
  });

  it('ends when it is cancelled', async () => {
    pages = { '*': never };
    const controller = new AbortController();
    const onAsk = () => controller.abort();
    await expect(probe({ signal: controller.signal, onAsk })).rejects.toMatchObject({ name: 'CancelledError' });
  });

  it('tells each request before and after it', async () => {
    pages = {
      [buildInfo]: redirect(`/a${buildInfo}`),
      [`/a${buildInfo}`]: plain(404, ''),
      [`/prometheus${buildInfo}`]: info(prometheus),
      [`/prometheus${query}`]: sample,
    };
    const told: unknown[] = [];
    const onAnswer = ({ path, status, outcome }: ProbeAnswer) =>
      told.push([path, status, outcome.kind === 'failed' ? outcome.error.code : outcome]);
    await probe({ onAsk: (path) => told.push(path), onAnswer });
    expect(told).toEqual([
      buildInfo,
      [buildInfo, 302, { kind: 'redirected', location: `/a${buildInfo}` }],
      `/a${buildInfo}`,
      [`/a${buildInfo}`, 404, 'probe.notPrometheus'],
      `/prometheus${buildInfo}`,
      [`/prometheus${buildInfo}`, 200, { kind: 'prometheus', version: '2.42.0', engine: 'prometheus' }],
      `/prometheus${query}`,
      [`/prometheus${query}`, 200, { kind: 'sample', newestSampleMs: 1_700_000_000_500 }],
    ]);
  });
});
