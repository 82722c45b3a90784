/** The catalog against a real Prometheus and a real VictoriaMetrics: what they have, counted beside what their own API says. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorkerPool } from '../../electron/backend/base/worker-pool.ts';
import type { SourceCatalog } from '../../electron/backend/sources/source.ts';
import { AppError } from '../../shared/base/errors.ts';
import type { FoundMetrics } from '../../shared/model/catalog.ts';
import { plainRequest } from '../support/http.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { startVictoriaMetrics } from '../support/servers/victoria-metrics.ts';
import { openParsePool, openSource, type TestSource } from './prometheus-support.ts';

const never = new AbortController().signal;
const minuteMs = 60_000;
const lastHour = () => ({ startMs: Date.now() - 60 * minuteMs, endMs: Date.now() + minuteMs });

interface Api {
  /** The data of a success. */
  get<T>(path: string, params?: Record<string, string>): Promise<T>;
}

const apiOf = ({ url }: RealServer): Api => ({
  async get(path, params = {}) {
    const { body } = await plainRequest(`${url}/api/v1/${path}?${new URLSearchParams(params)}`);
    return JSON.parse(body.toString()).data;
  },
});

async function search(catalog: SourceCatalog, text: string, limit = 100): Promise<FoundMetrics> {
  let found: FoundMetrics | undefined;
  for await (const item of catalog.metrics({ text, offset: 0, limit }, never)) found = item;
  if (found === undefined) throw new Error('nothing was said');
  return found;
}

const namesOf = ({ metrics }: FoundMetrics) => metrics.map(({ name }) => name);

const hostile = ['plain', '"', '\\', 'a\nb', '</script>', '__proto__', '😀', '한국어', 'x'.repeat(3000)];
const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

/** Another one each time that `more` is there. */
const exposition = (more: readonly string[]) =>
  [
    '# HELP shop_orders_total Orders that were\\nplaced.',
    '# TYPE shop_orders_total counter',
    ...['a', 'b', 'c'].flatMap((shop) =>
      ['card', 'cash'].map((pay) => `shop_orders_total{shop="${shop}",pay="${pay}"} 7`),
    ),
    '# HELP shop_wait_seconds How long one waits.',
    '# TYPE shop_wait_seconds histogram',
    ...['0.1', '1', '+Inf'].map((le) => `shop_wait_seconds_bucket{shop="a",le="${le}"} 3`),
    'shop_wait_seconds_sum{shop="a"} 1.5',
    'shop_wait_seconds_count{shop="a"} 3',
    '# TYPE shop_open gauge',
    ...['a', 'b'].map((shop) => `shop_open{shop="${shop}"} 1`),
    ...hostile.map((value, i) => `hostile{i="${i}",value="${escaped(value)}"} 1`),
    ...more,
    '',
  ].join('\n');

interface Exporter {
  readonly target: string;
  more: readonly string[];
  close(): Promise<void>;
}

async function startExporter(): Promise<Exporter> {
  const server: Server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(exposition(exporter.more)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const exporter: Exporter = {
    target: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    more: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return exporter;
}

describe.skipIf(serverMissing('prometheus') !== undefined)('of a Prometheus', () => {
  let exporter: Exporter;
  let prometheus: RealServer;
  let api: Api;
  let pool: WorkerPool;
  let opened: TestSource;
  let forced: TestSource;
  let catalog: SourceCatalog;

  beforeAll(async () => {
    exporter = await startExporter();
    const tenant = (name: string) => ({ job: name, targets: [exporter.target], labels: { tenant: name } });
    prometheus = await startPrometheus({ scrapeItself: true, jobs: [tenant('one'), tenant('two')] });
    api = apiOf(prometheus);
    pool = openParsePool();
    opened = openSource(prometheus.url, pool);
    forced = openSource(prometheus.url, pool, { matchers: 'tenant="two",shop!="c"' });
    catalog = opened.source.catalog;
    const scraped = async () => {
      const series = await api.get<unknown[]>('series', { 'match[]': '{tenant!=""}' });
      const families = await api.get<object>('metadata');
      expect([series.length, Object.keys(families)]).toEqual([
        // Beside its own, the scrape's own five series of each target, and `up`.
        expect.toSatisfy((count: number) => count >= 2 * 22),
        expect.arrayContaining(['shop_orders_total', 'prometheus_build_info']),
      ]);
    };
    await vi.waitFor(scraped, { timeout: 30_000, interval: 200 });
  });

  afterAll(async () => {
    await opened?.close();
    await forced?.close();
    await pool?.close();
    await prometheus?.stop();
    await exporter?.close();
  });

  it('metrics have the type and the help that their families say', async () => {
    const { metrics, state, total } = await search(catalog, 'shop_');
    expect(metrics.map(({ marks: _marks, ...metric }) => metric)).toEqual([
      { name: 'shop_open', type: 'gauge', help: '', unit: '' },
      { name: 'shop_orders_total', type: 'counter', help: 'Orders that were\nplaced.', unit: '' },
      { name: 'shop_wait_seconds_sum', type: 'histogram', help: 'How long one waits.', unit: '' },
      { name: 'shop_wait_seconds_count', type: 'histogram', help: 'How long one waits.', unit: '' },
      { name: 'shop_wait_seconds_bucket', type: 'histogram', help: 'How long one waits.', unit: '' },
    ]);
    expect([total, state]).toEqual([5, expect.objectContaining({ kind: 'ready', withMetadata: true })]);
    expect(namesOf(await search(catalog, 'one waits'))).toHaveLength(3);
  });

  it('all metrics are those that the API lists', async () => {
    const wanted = await api.get<string[]>('label/__name__/values');
    const found = await search(catalog, '', 500);
    expect(wanted).toEqual(expect.arrayContaining(namesOf(found)));
    expect(found.total).toBe(found.metrics.length);
    expect(found.total).toBeGreaterThan(100);
    expect(namesOf(found)).toEqual(namesOf(found).toSorted());
  });

  it('labels are those of the selector’s series', async () => {
    const of = async (selector: string, text = '') =>
      (await catalog.labelNames({ selector, text, limit: 100 }, never)).texts;
    expect(await of('shop_orders_total')).toEqual(['__name__', 'instance', 'job', 'pay', 'shop', 'tenant']);
    expect(await of('shop_open', 'a')).toEqual(['__name__', 'instance', 'tenant']);
    expect(await of('{shop="a",le=""}')).not.toContain('le');
    expect(await of('{pay=""}')).toEqual(expect.arrayContaining(['le', 'version']));
    expect(await of('')).toEqual(await api.get('labels'));
    expect(await of('nowhere')).toEqual([]);
  });

  it('values are those of the selector’s series, hostile ones too', async () => {
    const of = async (label: string, selector: string, text = '') =>
      (await catalog.labelValues({ label, selector, text, limit: 100 }, never)).texts;
    expect(await of('pay', 'shop_orders_total{shop="a"}')).toEqual(['card', 'cash']);
    expect(await of('shop', '{__name__=~"shop_.*",le!=""}')).toEqual(['a']);
    expect(await of('__name__', '{pay="card"}')).toEqual(['shop_orders_total']);
    expect(new Set(await of('value', 'hostile'))).toEqual(new Set(hostile));
    expect(await of('value', 'hostile', '\n')).toEqual(['a\nb']);
    expect(await of('nowhere', '')).toEqual([]);
    // Asked for by its escaped name, which is a name that nothing has; as it is, it is refused.
    expect(await of('foo.bar', '')).toEqual([]);
  });

  it('series are counted as /api/v1/series gives them', async () => {
    for (const selector of ['shop_orders_total', '{tenant="one"}', '{job="prometheus"}', 'hostile']) {
      const span = lastHour();
      const { labels, ...counted } = await catalog.summarize({ selector, ...span, topValues: 2000 }, never);
      const times = { start: String(span.startMs / 1000), end: String(span.endMs / 1000) };
      const series = await api.get<Record<string, string>[]>('series', { 'match[]': selector, ...times });
      expect(counted).toEqual({ series: series.length, complete: true });
      const wanted = new Map<string, Map<string, number>>();
      for (const [name, value] of series.flatMap((set) => Object.entries(set))) {
        const values = wanted.get(name) ?? new Map<string, number>();
        wanted.set(name, values.set(value, (values.get(value) ?? 0) + 1));
      }
      const found = new Map(labels.map(({ name, top }) => [name, new Map(top.map((one) => [one.value, one.series]))]));
      expect(found).toEqual(wanted);
      expect(labels.map(({ values }) => values)).toEqual(labels.map(({ name }) => wanted.get(name)?.size));
    }
  });

  it('series are there, or not, or were not at that time', async () => {
    const has = (selector: string, span = lastHour()) => catalog.hasSeries(selector, span, never);
    expect([
      await has('up'),
      await has('shop_orders_total{shop="a"}'),
      await has('shop_orders_total{shop="z"}'),
    ]).toEqual([true, true, false]);
    expect(
      await has('up', { startMs: Date.now() - 20 * 24 * 60 * minuteMs, endMs: Date.now() - 19 * 24 * 60 * minuteMs }),
    ).toBe(false);
  });

  it('what was meant is found, among metrics, labels and values', async () => {
    const span = lastHour();
    const selector = 'shop_orders_total';
    expect(await catalog.nearest('shop_order_total', { kind: 'metric' }, 1, never)).toEqual(['shop_orders_total']);
    expect(await catalog.nearest('shp', { kind: 'label', selector, span }, 3, never)).toEqual(['shop']);
    expect(await catalog.nearest('crad', { kind: 'value', label: 'pay', selector, span }, 3, never)).toEqual(['card']);
  });

  it('a new metric is found when the names are read anew', async () => {
    exporter.more = ['# TYPE brand_new gauge', 'brand_new 1'];
    const isThere = async () => expect(await api.get('series', { 'match[]': 'brand_new' })).toHaveLength(2);
    await vi.waitFor(isThere, { timeout: 20_000, interval: 100 });
    expect((await search(catalog, 'brand_new')).total).toBe(0);
    await catalog.reload(never);
    expect((await search(catalog, 'brand_new')).metrics).toMatchObject([{ name: 'brand_new', type: 'gauge' }]);
    exporter.more = [];
  });

  it('forced matchers hold for all that is asked', async () => {
    const { catalog: limited } = forced.source;
    const values = async (label: string, selector: string) =>
      (await limited.labelValues({ label, selector, text: '', limit: 100 }, never)).texts;
    expect([
      await values('tenant', ''),
      await values('shop', ''),
      await values('tenant', 'shop_open{tenant="one"}'),
    ]).toEqual([['two'], ['a', 'b'], []]);
    expect((await search(limited, 'prometheus_build_info')).total).toBe(0);
    expect((await search(limited, 'shop_orders_total')).total).toBe(1);
    const { series } = await limited.summarize({ selector: 'shop_orders_total', ...lastHour(), topValues: 5 }, never);
    expect(series).toBe(4);
    expect([
      await limited.hasSeries('shop_orders_total{shop="c"}', lastHour(), never),
      await limited.hasSeries('shop_orders_total{shop="a"}', lastHour(), never),
    ]).toEqual([false, true]);
    expect((await limited.labelNames({ selector: '', text: 'version', limit: 10 }, never)).texts).toEqual([]);
  });

  it('a selector with more behind it is refused in Prometheus’s words', async () => {
    const refused = catalog.labelNames({ selector: 'up offset 5m', text: '', limit: 1 }, never);
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(error instanceof AppError && error.code).toBe('prometheus.badData');
  });
});

describe.skipIf(serverMissing('victoria-metrics') !== undefined)('of a VictoriaMetrics', () => {
  let server: RealServer;
  let pool: WorkerPool;
  let opened: TestSource;
  let catalog: SourceCatalog;

  beforeAll(async () => {
    server = await startVictoriaMetrics();
    pool = openParsePool();
    opened = openSource(server.url, pool);
    catalog = opened.source.catalog;
    const at = Date.now() - 1000;
    const lines = ['a', 'b', 'c'].map((shop) => ({
      metric: { __name__: 'shop.orders', shop, 'pay.by': shop === 'c' ? 'cash' : 'card', 한국어: '값' },
      values: [1],
      timestamps: [at],
    }));
    await plainRequest(`${server.url}/api/v1/import`, {
      method: 'POST',
      body: lines.map((line) => JSON.stringify(line)).join('\n'),
    });
    const isThere = async () => {
      await plainRequest(`${server.url}/internal/force_flush`);
      expect((await catalog.labelValues({ label: 'shop', selector: '', text: '', limit: 5 }, never)).total).toBe(3);
      await catalog.reload(never);
      // What it measures of itself.
      expect((await search(catalog, 'vm_')).total).toBeGreaterThan(50);
    };
    await vi.waitFor(isThere, { timeout: 20_000, interval: 300 });
  });

  afterAll(async () => {
    await opened?.close();
    await pool?.close();
    await server?.stop();
  });

  it('metrics are found, without metadata where it keeps none', async () => {
    expect(await search(catalog, 'orders')).toMatchObject({
      total: 1,
      metrics: [{ name: 'shop.orders', type: 'unknown', help: '', marks: [[5, 11]] }],
    });
    expect(namesOf(await search(catalog, 'vm_app_version'))).toEqual(['vm_app_version']);
  });

  it('labels and values are, those with names that need escapes too', async () => {
    const selector = '{__name__="shop.orders"}';
    const { texts } = await catalog.labelNames({ selector, text: '', limit: 10 }, never);
    expect(texts).toEqual(['__name__', 'pay.by', 'shop', '한국어']);
    const of = async (label: string) =>
      (await catalog.labelValues({ label, selector, text: '', limit: 10 }, never)).texts;
    expect([await of('pay.by'), await of('한국어'), await of('shop')]).toEqual([
      ['card', 'cash'],
      ['값'],
      ['a', 'b', 'c'],
    ]);
  });

  it('series are counted, found, and what was meant by a name is, too', async () => {
    const { series, complete, labels } = await catalog.summarize(
      { selector: '{__name__="shop.orders"}', ...lastHour(), topValues: 5 },
      never,
    );
    expect([series, complete, labels.map(({ name, values }) => [name, values])]).toEqual([
      3,
      true,
      [
        ['shop', 3],
        ['pay.by', 2],
        ['__name__', 1],
        ['한국어', 1],
      ],
    ]);
    expect(await catalog.hasSeries('{__name__="shop.orders",shop="z"}', lastHour(), never)).toBe(false);
    expect(await catalog.hasSeries('{__name__="shop.orders",shop="a"}', lastHour(), never)).toBe(true);
    expect(await catalog.nearest('shop.ordesr', { kind: 'metric' }, 1, never)).toEqual(['shop.orders']);
  });
});
