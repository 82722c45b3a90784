/** The catalog against an HTTP server that answers as the test wants: what is asked, how often, and everything that can go wrong. */
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { AppError, CancelledError } from '../../shared/base/errors.ts';
import type { FoundMetrics } from '../../shared/model/catalog.ts';
import { openParsePool, openSource, type SeenRequest, startStandIn } from './prometheus-support.ts';

const pool = openParsePool();
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});
afterAll(() => pool.close());

const never = new AbortController().signal;
const everything = { text: '', offset: 0, limit: 10 };
const hourMs = 3_600_000;

type Answers = Readonly<Record<string, unknown>>;

/** By the path behind `/api/v1/`: the data of a success, or a function that answers as it likes. */
async function serve(answers: Answers, options: { readonly matchers?: string } = {}) {
  const server = await startStandIn((request) => {
    const path = request.path.replace(/^\/api\/v1\//, '').replace(/\?.*/, '');
    const answer = answers[path];
    if (typeof answer === 'function') return answer(request);
    if (answer === undefined) request.response.writeHead(404).end('404 page not found\n');
    else send(request, answer);
  });
  const { source, close } = openSource(server.url, pool, options);
  opened.push(server.close, close);
  return { server, catalog: source.catalog, close };
}

function send({ response }: SeenRequest, data: unknown): void {
  const body = gzipSync(JSON.stringify({ status: 'success', data }));
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
}

function refuse({ response }: SeenRequest, status: number, errorType: string, error: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status: 'error', errorType, error }));
}

/** Its query's parameters, by GET or POST; times are the test's not to know. */
function paramsOf({ path, body }: SeenRequest): Record<string, string> {
  const { start, end, ...params } = Object.fromEntries(new URLSearchParams(body || path.replace(/^[^?]*\??/, '')));
  return params;
}

const spanOf = ({ path, body }: SeenRequest) => {
  const params = new URLSearchParams(body || path.replace(/^[^?]*\??/, ''));
  return Math.round(Number(params.get('end')) - Number(params.get('start'))) * 1000;
};

async function takeAll(metrics: AsyncIterable<FoundMetrics>): Promise<readonly FoundMetrics[]> {
  const items: FoundMetrics[] = [];
  for await (const item of metrics) items.push(item);
  return items;
}

const last = async (metrics: AsyncIterable<FoundMetrics>) => (await takeAll(metrics)).at(-1);

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
}

/** What the test lets go when it likes. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, opened: promise };
}

const metadata = { up: [{ type: 'gauge', help: 'Whether it is up', unit: '' }] };
const names = 'label/__name__/values';

describe('the metrics', () => {
  it('are asked for once, and searched as often as one likes', async () => {
    const { server, catalog } = await serve({ [names]: ['up', 'a', 'b'], metadata });
    const items = await takeAll(catalog.metrics(everything, never));
    expect(items.at(-1)).toEqual({
      state: { kind: 'ready', names: 3, loadedAtMs: expect.any(Number), withMetadata: true },
      total: 3,
      metrics: [
        { name: 'a', type: 'unknown', help: '', unit: '', marks: [] },
        { name: 'b', type: 'unknown', help: '', unit: '', marks: [] },
        { name: 'up', type: 'gauge', help: 'Whether it is up', unit: '', marks: [] },
      ],
    });
    expect((await takeAll(catalog.metrics({ ...everything, text: 'u' }, never))).map(({ total }) => total)).toEqual([
      1,
    ]);
    expect(await catalog.describe(['up', 'nowhere'], never)).toEqual([
      { name: 'up', type: 'gauge', help: 'Whether it is up', unit: '' },
      { name: 'nowhere', type: 'unknown', help: '', unit: '' },
    ]);
    expect(await catalog.nearest('upp', { kind: 'metric' }, 3, never)).toEqual(['up']);
    const asked = server.requests.map((request) => [
      request.method,
      request.path.replace(/\?.*/, ''),
      paramsOf(request),
    ]);
    expect(asked).toEqual([
      ['GET', '/api/v1/label/__name__/values', {}],
      ['GET', '/api/v1/metadata', {}],
    ]);
    expect(spanOf(server.requests[0] as SeenRequest)).toBe(24 * hourMs);
  });

  it('are told as they come: names before their metadata', async () => {
    const held = gate();
    const answers = {
      [names]: ['up'],
      metadata: (request: SeenRequest) => held.opened.then(() => send(request, metadata)),
    };
    const { catalog } = await serve(answers);
    const kinds: unknown[] = [];
    for await (const { state, metrics } of catalog.metrics(everything, never)) {
      kinds.push([state.kind, metrics.map(({ type }) => type)]);
      if (metrics.length > 0) held.open();
    }
    expect(kinds.slice(0, 1)).toEqual([['loading', []]]);
    expect(kinds.slice(-2)).toEqual([
      ['loading', ['unknown']],
      ['ready', ['gauge']],
    ]);
  });

  it('are there without metadata where a server has none', async () => {
    const { catalog } = await serve({ [names]: ['up'] });
    expect(await last(catalog.metrics(everything, never))).toMatchObject({
      state: { kind: 'ready', names: 1, withMetadata: false },
      metrics: [{ name: 'up', type: 'unknown' }],
    });
  });

  it.each([
    ['is no JSON', ({ response }: SeenRequest) => response.end('<html>')],
    ['breaks off', ({ response }: SeenRequest) => response.writeHead(200).write('{"status', () => response.destroy())],
    [
      'says it is 65 MB long',
      ({ response }: SeenRequest) => response.writeHead(200, { 'content-length': 65 << 20 }).write('{'),
    ],
    ['is refused', (request: SeenRequest) => refuse(request, 503, 'unavailable', 'later')],
  ])('are there without metadata where that %s', async (_name, answer) => {
    const json = (request: SeenRequest) => {
      request.response.setHeader('content-type', 'application/json');
      answer(request);
    };
    const { catalog } = await serve({ [names]: ['up'], metadata: json });
    const found = await last(catalog.metrics(everything, never));
    expect(found).toMatchObject({ state: { kind: 'ready', names: 1, withMetadata: false }, total: 1 });
  });

  it('of a server that fails are not there, which is said; it is left alone for a while', async () => {
    const { server, catalog } = await serve({
      [names]: (request: SeenRequest) => refuse(request, 503, 'unavailable', 'later'),
    });
    const found = await last(catalog.metrics(everything, never));
    expect(found).toMatchObject({
      state: { kind: 'failed', names: 0, reason: expect.stringContaining('later') },
      total: 0,
    });
    expect((await takeAll(catalog.metrics({ ...everything, text: 'x' }, never))).length).toBe(1);
    expect(await failureOf(catalog.describe(['up'], never))).toBe('prometheus.unavailable');
    expect(server.requests.length).toBe(1);
    // Who asks for it to be read again asks.
    expect(await failureOf(catalog.reload(never))).toBe('prometheus.unavailable');
    expect(server.requests.length).toBe(2);
  });

  it('are read once for two pages at once, and a page that goes away takes nothing from the other', async () => {
    const held = gate();
    const { server, catalog } = await serve({
      [names]: (request: SeenRequest) => held.opened.then(() => send(request, ['up'])),
      metadata,
    });
    const gone = new AbortController();
    const one = failureOf(takeAll(catalog.metrics(everything, gone.signal)));
    const two = last(catalog.metrics(everything, never));
    await expect.poll(() => server.requests.length).toBe(1);
    gone.abort();
    expect(await one).toBeInstanceOf(CancelledError);
    held.open();
    expect(await two).toMatchObject({ state: { kind: 'ready' }, total: 1 });
    expect(server.requests.length).toBe(2);
  });

  it('are read on where the stream is ended early, by whoever takes it', async () => {
    const held = gate();
    const { server, catalog } = await serve({
      [names]: (request: SeenRequest) => held.opened.then(() => send(request, ['up'])),
      metadata,
    });
    for await (const { state } of catalog.metrics(everything, never)) {
      expect(state.kind).toBe('loading');
      break;
    }
    held.open();
    expect(await catalog.describe(['up'], never)).toMatchObject([{ type: 'gauge' }]);
    expect(server.requests.length).toBe(2);
    const gone = catalog.metrics(everything, AbortSignal.abort());
    expect(await failureOf(takeAll(gone))).toBeInstanceOf(CancelledError);
  });

  it('are read anew as one asks for it; who searches meanwhile sees the old ones and then the new', async () => {
    let has = ['up'];
    const held = gate();
    let waits = false;
    const answer = async (request: SeenRequest) => {
      if (waits) await held.opened;
      send(request, has);
    };
    const { server, catalog } = await serve({ [names]: answer, metadata });
    await last(catalog.metrics(everything, never));
    has = ['up', 'new_metric'];
    waits = true;
    const reloads = Promise.all([catalog.reload(never), catalog.reload(never)]);
    await expect.poll(() => server.requests.length).toBe(3);
    const totals: number[] = [];
    for await (const { total } of catalog.metrics(everything, never)) {
      totals.push(total);
      held.open();
    }
    await reloads;
    expect([totals[0], totals.at(-1), server.requests.length]).toEqual([1, 2, 4]);
  });

  it('whose connection goes away in the middle are a connection lost, not somebody’s cancellation', async () => {
    const { server, catalog, close } = await serve({ [names]: () => undefined, series: () => undefined });
    const items = last(catalog.metrics(everything, never));
    const described = failureOf(catalog.describe(['up'], never));
    const counted = failureOf(catalog.summarize({ selector: 'up', startMs: 0, endMs: 1, topValues: 1 }, never));
    await expect.poll(() => server.requests.length).toBe(2);
    await close();
    opened.pop();
    expect((await items)?.state).toMatchObject({ kind: 'failed', names: 0 });
    expect([await described, await counted]).toEqual(['prometheus.connectionLost', 'prometheus.connectionLost']);
  });
});

describe('very many metrics', () => {
  const many = Array.from({ length: 150_000 }, (_, i) => `service_${i % 977}_requests_${i}_total`);

  it('of any kind of name are found, and a name of a megabyte hinders nobody', async () => {
    const hostile = ['__proto__', 'constructor', 'a\u0000b', '</script>', '온도', '\u202egnp', 'x'.repeat(1_000_000)];
    const { catalog } = await serve({ [names]: [...many, ...hostile], metadata: { __proto__: [{ type: 'gauge' }] } });
    const found = await last(catalog.metrics({ text: '149999', offset: 0, limit: 5 }, never));
    expect(found).toMatchObject({
      state: { kind: 'ready', names: many.length + hostile.length - 1 },
      metrics: expect.arrayContaining([expect.objectContaining({ name: many[149_999] })]),
    });
    for (const name of hostile.slice(0, 6)) {
      const { metrics = [] } = (await last(catalog.metrics({ text: name, offset: 0, limit: 1 }, never))) ?? {};
      expect(metrics.map((metric) => metric.name)).toEqual([name]);
    }
    expect(await last(catalog.metrics({ text: 'x'.repeat(400), offset: 0, limit: 1 }, never))).toMatchObject({
      total: 0,
    });
  });

  it('with 60 MB of metadata are searched by their help', async () => {
    const help = 'Counts what was asked of the service, '.padEnd(330, 'and so on ');
    const said = Object.fromEntries(
      many.map((name, i) => [name, [{ type: 'counter', help: `${help}${i}`, unit: '' }]]),
    );
    expect(JSON.stringify(said).length).toBeGreaterThan(60e6);
    const { catalog } = await serve({ [names]: many, metadata: said });
    const found = await last(catalog.metrics({ text: 'asked 77777', offset: 0, limit: 5 }, never));
    expect({ ...found, metrics: found?.metrics.slice(0, 1) }).toMatchObject({
      metrics: [{ name: many[77_777], type: 'counter', help: `${help}77777` }],
      state: { withMetadata: true },
    });
  });
});

describe('labels and their values', () => {
  it('are those of the selector in the last hour, asked for once while one types', async () => {
    const { server, catalog } = await serve({
      labels: ['job', 'instance', '__name__'],
      'label/job/values': ['node', 'api'],
    });
    const namesOf = (text: string) => catalog.labelNames({ selector: 'up', text, limit: 10 }, never);
    const valuesOf = (text: string) => catalog.labelValues({ label: 'job', selector: 'up', text, limit: 10 }, never);
    expect([await namesOf(''), await namesOf('j'), await valuesOf(''), await valuesOf('n')]).toEqual([
      { texts: ['__name__', 'instance', 'job'], total: 3 },
      { texts: ['job'], total: 1 },
      { texts: ['api', 'node'], total: 2 },
      { texts: ['node'], total: 1 },
    ]);
    const asked = server.requests.map((request) => [
      request.method,
      request.path.replace(/\?.*/, ''),
      paramsOf(request),
    ]);
    expect(asked).toEqual([
      ['POST', '/api/v1/labels', { 'match[]': 'up' }],
      ['GET', '/api/v1/label/job/values', { 'match[]': 'up' }],
    ]);
    expect(server.requests.map(spanOf)).toEqual([hourMs, hourMs]);
    await catalog.labelNames({ selector: '', text: '', limit: 10 }, never);
    expect(paramsOf(server.requests[2] as SeenRequest)).toEqual({});
  });

  it('have the forced matchers, and so has all else that is asked', async () => {
    const answers = { [names]: ['up'], metadata, labels: ['job'], 'label/job/values': ['a'], series: [] };
    const { server, catalog } = await serve(answers, { matchers: 'tenant="a"' });
    await last(catalog.metrics(everything, never));
    await catalog.labelNames({ selector: '', text: '', limit: 1 }, never);
    await catalog.labelValues({ label: 'job', selector: 'up{tenant="b"}', text: '', limit: 1 }, never);
    await catalog.summarize({ selector: 'up', startMs: 0, endMs: 1000, topValues: 1 }, never);
    await catalog.hasSeries('{job=""}', { startMs: 0, endMs: 1000 }, never);
    const wanted = ['{__name__!="",tenant="a"}', undefined, '{__name__!="",tenant="a"}', 'up{tenant="b",tenant="a"}'];
    expect(server.requests.map((request) => paramsOf(request)['match[]'])).toEqual([
      ...wanted,
      'up{tenant="a"}',
      '{job="",__name__!="",tenant="a"}',
    ]);
  });

  it.each([
    ['knows escapes', ['U__foo_2e_bar'], ['a']],
    ['knows none', ['U__foo_2e_bar', 'foo.bar'], ['a']],
    ['refuses both', ['U__foo_2e_bar', 'foo.bar'], []],
  ])('of a name that is none for Prometheus 2: of a server that %s', async (how, asked, texts) => {
    const bad = (request: SeenRequest) => refuse(request, 400, 'bad_data', 'invalid label name');
    const { server, catalog } = await serve({
      'label/U__foo_2e_bar/values': how === 'knows escapes' ? ['a'] : [],
      'label/foo.bar/values': how === 'refuses both' ? bad : ['a'],
    });
    const found = await catalog.labelValues({ label: 'foo.bar', selector: '', text: '', limit: 10 }, never);
    expect([found.texts, server.requests.map(({ path }) => path.split('/')[4])]).toEqual([texts, asked]);
  });

  it('of a selector that is none are refused, and nothing is asked', async () => {
    const { server, catalog } = await serve({ labels: [] });
    expect(await failureOf(catalog.labelNames({ selector: 'up{', text: '', limit: 1 }, never))).toBe(
      'prometheus.badData',
    );
    expect(server.requests).toEqual([]);
  });

  it('that nobody waits for any more close their socket soon', async () => {
    const { server, catalog } = await serve({ labels: () => undefined, series: () => undefined });
    const gone = new AbortController();
    const labels = failureOf(catalog.labelNames({ selector: 'up', text: '', limit: 1 }, gone.signal));
    const series = failureOf(catalog.summarize({ selector: 'up', startMs: 0, endMs: 1, topValues: 1 }, gone.signal));
    await expect.poll(() => server.requests.length).toBe(2);
    gone.abort();
    expect([await labels, await series]).toEqual([expect.any(CancelledError), expect.any(CancelledError)]);
    expect(await Promise.all(server.requests.map(({ closed }) => closed))).toEqual(['aborted', 'aborted']);
  });

  it('are asked by GET where POST is refused', async () => {
    const { server, catalog } = await serve({
      labels: (request: SeenRequest) =>
        request.method === 'POST' ? request.response.writeHead(405).end() : send(request, ['job']),
    });
    const names = () => catalog.labelNames({ selector: '', text: '', limit: 1 }, never);
    expect([await names(), server.requests.map(({ method }) => method)]).toEqual([
      { texts: ['job'], total: 1 },
      ['POST', 'GET'],
    ]);
  });
});

describe('series', () => {
  it('are counted, asked for with the limit that new servers know', async () => {
    const { server, catalog } = await serve({ series: [{ __name__: 'up', job: 'a' }, { __name__: 'up' }] });
    const span = { startMs: 1_700_000_000_000, endMs: 1_700_000_060_000 };
    expect(await catalog.summarize({ selector: 'up', ...span, topValues: 5 }, never)).toEqual({
      ...{ series: 2, complete: true },
      labels: [
        { name: '__name__', values: 1, series: 2, top: [{ value: 'up', series: 2 }] },
        { name: 'job', values: 1, series: 1, top: [{ value: 'a', series: 1 }] },
      ],
    });
    const [request] = server.requests as readonly SeenRequest[];
    expect([request?.method, request?.path, paramsOf(request as SeenRequest)]).toEqual([
      'POST',
      '/api/v1/series',
      { 'match[]': 'up', limit: '1000000' },
    ]);
  });

  it('of an endless answer are counted as far as is allowed; then the socket is closed', async () => {
    const { server, catalog } = await serve({
      series: ({ response }: SeenRequest) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        let i = 0;
        const more = () => {
          for (;;) {
            const isFirst = i === 0;
            const part = Array.from({ length: 2000 }, (_, j) => `{"__name__":"m","i":"${i + j}"}`).join(',');
            i += 2000;
            if (response.destroyed) return;
            if (!response.write(isFirst ? `{"status":"success","data":[${part}` : `,${part}`)) break;
          }
          response.once('drain', more);
        };
        more();
      },
    });
    const found = await catalog.summarize({ selector: 'm', startMs: 0, endMs: 1, topValues: 3 }, never);
    expect([found.series, found.complete, found.labels[0]?.values]).toEqual([1_000_000, false, 1_000_000]);
    expect(await server.requests[0]?.closed).toBe('aborted');
  });

  it('that the server refuses to look for are its refusal', async () => {
    const { catalog } = await serve({
      series: (request: SeenRequest) => refuse(request, 422, 'execution', 'too many'),
    });
    const counted = catalog.summarize({ selector: 'up', startMs: 0, endMs: 1, topValues: 1 }, never);
    await expect(counted).rejects.toMatchObject({ message: expect.stringContaining('too many') });
  });
});
