/** Targets of servers that are not installed here: Prometheus 3.x, older ones, other engines; and answers that are none. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { SourceTargets } from '../../electron/backend/sources/source.ts';
import { CancelledError } from '../../shared/base/errors.ts';
import { serverMissing } from '../support/servers/real-server.ts';
import { startVictoriaMetrics } from '../support/servers/victoria-metrics.ts';
import { openCatalogPool, openParsePool, openSource, type SeenRequest, startStandIn } from './prometheus-support.ts';

const pool = openParsePool();
const catalogPool = openCatalogPool();
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});
afterAll(() => Promise.all([pool.close(), catalogPool.close()]));

const { signal } = new AbortController();
const everything = { text: '', offset: 0, limit: 500, freshMs: 0 };
const zeroTime = '0001-01-01T00:00:00Z';

type Answers = Readonly<Record<string, unknown>>;

/** By the path behind `/api/v1/`: the data of a success, or a function that answers as it likes; 404 as Prometheus says it for others. */
async function serve(answers: Answers, options: { readonly matchers?: string } = {}) {
  const server = await startStandIn((request) => {
    const answer = answers[request.path.replace(/^\/api\/v1\//, '').replace(/\?.*/, '')];
    if (typeof answer === 'function') return answer(request);
    const { response } = request;
    if (answer === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n');
    else succeed(request, answer);
  });
  const { source, close } = openSource(server.url, pool, { ...options, catalogPool });
  opened.push(server.close, close);
  return { server, targets: source.targets as SourceTargets };
}

function succeed({ response }: SeenRequest, data: unknown): void {
  const body = gzipSync(JSON.stringify({ status: 'success', data }));
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
}

const paramsOf = ({ path, body }: SeenRequest) => new URLSearchParams(body || path.replace(/^[^?]*\??/, ''));

const discovered = { __address__: 'a:1', __meta_x: 'y', __scheme__: 'http', job: 'one' };
const active = {
  discoveredLabels: discovered,
  labels: { instance: 'a:1', job: 'one', x: 'y' },
  scrapePool: 'one',
  scrapeUrl: 'http://a:1/metrics',
  globalUrl: 'http://a:1/metrics',
  lastError: '',
  lastScrape: '2026-11-30T05:49:07.489333972+01:00',
  lastScrapeDuration: 0.25,
  health: 'up',
  scrapeInterval: '1m30s',
  scrapeTimeout: '10s',
};
const dropped = { discoveredLabels: { __address__: 'b:1', job: 'elsewhere' }, scrapePool: 'one' };
const sample = (metric: object, value: string) => ({
  metric: { __name__: 'scrape_samples_scraped', ...metric },
  value: [1, value],
});
const vector = (...result: unknown[]) => ({ resultType: 'vector', result });

const step = (rule: object, output: object | null, keep = true) => ({ rule, output, keep });
const said = { separator: ';', regex: '(.*)', replacement: '$1', action: 'replace' };

/** As 3.14 answers, but for `scrape_pools/config`, which comes after it. */
const three: Answers = {
  'status/buildinfo': { version: '3.14.0', goVersion: 'go1.25' },
  scrape_pools: { scrapePools: ['empty', 'one'] },
  'scrape_pools/config': { yaml: 'job_name: one\nbasic_auth:\n  password: hunter2\nscheme: http\n' },
  targets: { activeTargets: [active], droppedTargets: [dropped], droppedTargetCounts: { one: 7, empty: 0 } },
  'targets/relabel_steps': {
    steps: [
      step({ ...said, source_labels: ['__meta_x'], target_label: 'x' }, { ...discovered, x: 'y' }),
      step({ separator: ';', regex: 'y', source_labels: ['x'], action: 'drop', replacement: '$1' }, null, false),
    ],
  },
  query: vector(sample({ instance: 'a:1', job: 'one', x: 'y' }, '42'), sample({ instance: 'other' }, '1')),
};

describe('targets of Prometheus 3', () => {
  it('has pools without targets, and how many of each were dropped', async () => {
    const { targets } = await serve(three);
    const { pools, targets: all } = await targets.read(signal);
    expect(pools).toEqual([
      { name: 'empty', active: 0, dropped: 0 },
      { name: 'one', active: 1, dropped: 7 },
    ]);
    expect(all).toEqual([
      {
        key: expect.stringMatching(/^[\w-]{22}$/),
        pool: 'one',
        url: 'http://a:1/metrics',
        labels: ['instance', 'a:1', 'job', 'one', 'x', 'y'],
        health: 'up',
        error: '',
        lastScrapeMs: Date.UTC(2026, 10, 30, 4, 49, 7, 489),
        durationMs: 250,
        samples: 42,
        intervalMs: 90_000,
        timeoutMs: 10_000,
      },
    ]);
  });

  it('asks for active targets only, and for samples with the matchers that every query gets', async () => {
    const { targets, server } = await serve(three, { matchers: '{tenant="a"}' });
    await targets.read(signal);
    const asked = server.requests.map((request) => [request.path.replace(/\?.*/, ''), paramsOf(request)] as const);
    const of = (path: string) => asked.find(([one]) => one === path)?.[1];
    expect(of('/api/v1/targets')?.get('state')).toBe('active');
    expect(of('/api/v1/query')?.get('query')).toBe('scrape_samples_scraped{tenant="a"}');
  });

  it('takes the pool of a dropped target from the server, and says how many it keeps', async () => {
    const { targets } = await serve(three);
    const found = await targets.discovered(everything, signal);
    expect(found.pools).toEqual([
      { name: 'empty', active: 0, dropped: 0, droppedKept: 0 },
      { name: 'one', active: 1, dropped: 7, droppedKept: 1 },
    ]);
    expect(found.targets.map(({ pool: name, state }) => [name, state])).toEqual([
      ['one', 'active'],
      ['one', 'dropped'],
    ]);
  });

  it('shows the steps that the server says, without what is as by default', async () => {
    const { targets, server } = await serve(three);
    const [target] = (await targets.read(signal)).targets;
    expect(await targets.relabelSteps(target?.key ?? '', signal)).toEqual({
      discovered: ['__address__', 'a:1', '__meta_x', 'y', '__scheme__', 'http', 'job', 'one'],
      steps: [
        {
          rule: 'source_labels: [__meta_x]\ntarget_label: x',
          dropped: false,
          changes: [{ name: 'x', before: undefined, after: 'y' }],
        },
        { rule: 'source_labels: [x]\nregex: y\naction: drop', dropped: true, changes: [] },
      ],
      from: 'server',
    });
    const params = paramsOf(server.requests.at(-1) as SeenRequest);
    expect(params.get('scrapePool')).toBe('one');
    expect(JSON.parse(params.get('labels') ?? '')).toEqual(discovered);
  });

  it('asks for the configuration of the pool alone where the server has that', async () => {
    const { targets } = await serve(three);
    expect(await targets.poolConfig('one', signal)).toBe(
      'job_name: one\nbasic_auth:\n  password: <secret>\nscheme: http\n',
    );
  });
});

describe('targets of other servers', () => {
  const bare = { discoveredLabels: { ...discovered, __scrape_interval__: '15s' }, labels: active.labels };

  it('takes what an older server does not say for unknown', async () => {
    const before = {
      ...bare,
      scrapeUrl: active.scrapeUrl,
      health: 'unknown',
      lastScrape: zeroTime,
      lastScrapeDuration: 0,
    };
    const { targets } = await serve({ targets: { activeTargets: [before], droppedTargets: null } });
    const { pools, targets: all } = await targets.read(signal);
    expect(pools).toEqual([{ name: '', active: 1, dropped: undefined }]);
    expect(all[0]).toMatchObject({
      health: 'unknown',
      lastScrapeMs: undefined,
      durationMs: undefined,
      samples: undefined,
    });
    expect(all[0]).toMatchObject({ intervalMs: 15_000, timeoutMs: undefined });
  });

  it('gives targets that are alike in everything keys of their own', async () => {
    const { targets } = await serve({ targets: { activeTargets: [active, active, active], droppedTargets: [] } });
    const keys = (await targets.read(signal)).targets.map(({ key }) => key);
    expect(new Set(keys).size).toBe(3);
    expect((await targets.read(signal)).targets.map(({ key }) => key)).toEqual(keys);
  });

  it('reads rules as they were written where nothing is filled in, and where a server leaves out what is empty', async () => {
    const config = (rules: string) => ({ yaml: `scrape_configs:\n- job_name: one\n  relabel_configs:\n${rules}` });
    const end = async (rules: string) => {
      const { targets } = await serve({ ...three, 'targets/relabel_steps': undefined, 'status/config': config(rules) });
      const [target] = (await targets.read(signal)).targets;
      return targets.relabelSteps(target?.key ?? '', signal).then(
        ({ steps, from }) => [from, ...steps.map(({ rule }) => rule)],
        ({ code }) => code,
      );
    };
    const written = '  - source_labels: [__meta_x]\n    target_label: x\n';
    expect(await end(written)).toEqual(['here', 'source_labels: [__meta_x]\ntarget_label: x']);
    expect(await end(`${written}    action: replace\n`)).toEqual([
      'here',
      'source_labels: [__meta_x]\ntarget_label: x',
    ]);
    const filled = `${written}    separator: ;\n    regex: (.*)\n    replacement: $1\n    action: replace\n`;
    const emptied = '  - regex: .*\n    target_label: never\n    action: replace\n    separator: ;\n';
    expect(await end(`${filled}${emptied}`)).toEqual([
      'here',
      'source_labels: [__meta_x]\ntarget_label: x',
      'regex: .*\ntarget_label: never\nreplacement: ""',
    ]);
    expect(await end('  - target_label: x\n    replacement: z\n')).toBe('targets.noSteps');
  });

  it('says that a server does not tell its targets, or its configuration', async () => {
    const { targets } = await serve({});
    const notServed = (endpoint: string) => ({ code: 'targets.notServed', details: { endpoint } });
    await expect(targets.read(signal)).rejects.toMatchObject(notServed('/api/v1/targets'));
    await expect(targets.discovered(everything, signal)).rejects.toMatchObject(notServed('/api/v1/targets'));
    await expect(targets.poolConfig('one', signal)).rejects.toMatchObject(notServed('/api/v1/status/config'));
  });

  it('says that pools of other files are told only by newer servers', async () => {
    const { targets } = await serve({ 'status/config': { yaml: 'scrape_config_files:\n- x/*.yml\n' } });
    const error = { code: 'targets.notServed', details: { endpoint: '/api/v1/scrape_pools/config' } };
    await expect(targets.poolConfig('one', signal)).rejects.toMatchObject(error);
  });

  it.skipIf(serverMissing('victoria-metrics') !== undefined)('reads those of a real VictoriaMetrics', async () => {
    const exporter = await startStandIn(({ response }) => void response.end('a 1\n'));
    const directory = await mkdtemp(join(tmpdir(), 'binnacle-scrape-'));
    opened.push(exporter.close, () => rm(directory, { recursive: true }));
    const here = new URL(exporter.url).host;
    const groups = ['kept', 'gone'].map((__meta_x) => ({ targets: [here], labels: { __meta_x } }));
    const relabel_configs = [
      { source_labels: ['__meta_x'], regex: 'gone', action: 'drop' },
      { source_labels: ['__meta_x'], target_label: 'x' },
    ];
    const job = { job_name: 'one', scrape_interval: '1s', relabel_configs, static_configs: groups };
    await writeFile(join(directory, 'scrape.yml'), stringify({ scrape_configs: [job] }));
    const server = await startVictoriaMetrics([`-promscrape.config=${join(directory, 'scrape.yml')}`]);
    opened.push(() => server.stop());
    const { source, close } = openSource(server.url, pool, { catalogPool });
    opened.push(close);
    const targets = source.targets as SourceTargets;
    await expect.poll(async () => (await targets.read(signal)).targets[0]?.health, { timeout: 15_000 }).toBe('up');
    const { pools, targets: all } = await targets.read(signal);
    expect(pools).toEqual([{ name: 'one', active: 1, dropped: undefined }]);
    expect(all).toMatchObject([
      { labels: ['instance', here, 'job', 'one', 'x', 'kept'], samples: 1, intervalMs: 1000 },
    ]);
    const found = await targets.discovered(everything, signal);
    expect(found.pools).toEqual([{ name: 'one', active: 1, dropped: 1, droppedKept: 1 }]);
    const ends = [];
    for (const { key } of found.targets) ends.push((await targets.relabelSteps(key, signal)).steps.at(-1)?.rule);
    expect(ends).toEqual([
      'source_labels: [__meta_x]\ntarget_label: x',
      'source_labels: [__meta_x]\nregex: gone\naction: drop',
    ]);
  });
});

describe('answers that are none', () => {
  const withTargets = (answer: (request: SeenRequest) => void) => serve({ ...three, targets: answer });
  const json = { 'content-type': 'application/json' };

  it.each([
    ['{"status":"success"', 'prometheus.truncated'],
    ['{"status":"success","data":{"activeTargets":[{"labels":{"a":', 'prometheus.truncated'],
    ['{"status":"success","data":{}}', 'prometheus.malformed'],
    ['{"status":"success","data":[]}', 'prometheus.malformed'],
    ['{"status":"success","data":{"activeTargets":["x"]}}', 'prometheus.malformed'],
    ['{"status":"success","data":{"activeTargets":[{"labels":{"a":1}}]}}', 'prometheus.malformed'],
    ['{"status":"success","data":{"activeTargets":[{"labels":[]}]}}', 'prometheus.malformed'],
    ['{"status":"error","errorType":"unavailable","error":"starting"}', 'prometheus.unavailable'],
  ])('says what is wrong with %s', async (body, code) => {
    const { targets } = await withTargets(({ response }) => void response.writeHead(200, json).end(body));
    await expect(targets.read(signal)).rejects.toMatchObject({ code });
  });

  it('says that the connection was lost in the middle', async () => {
    const { targets } = await withTargets(({ response }) => {
      response.writeHead(200, json).write('{"status":"success","data":{"activeTargets":[', () => response.destroy());
    });
    await expect(targets.read(signal)).rejects.toMatchObject({ code: 'prometheus.connectionLost' });
  });

  it('stops reading what is too large, however well it is packed', async () => {
    const huge = gzipSync(Buffer.alloc(70 * 1024 * 1024, ' '));
    const { targets } = await withTargets(
      ({ response }) => void response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(huge),
    );
    await expect(targets.read(signal)).rejects.toMatchObject({ code: 'targets.tooLarge', details: { limitMiB: 64 } });
  });

  it('takes a page for people for no answer', async () => {
    const { targets } = await withTargets(
      ({ response }) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    );
    await expect(targets.read(signal)).rejects.toMatchObject({ code: 'prometheus.notJson' });
  });

  it('reads the rest where the samples cannot be read', async () => {
    const refuse = ({ response }: SeenRequest) => void response.writeHead(422).end();
    const { targets } = await serve({ ...three, query: refuse });
    expect((await targets.read(signal)).targets).toMatchObject([{ health: 'up', samples: undefined }]);
  });

  it('closes the request of a reading that nobody wants any more', async () => {
    const { targets, server } = await withTargets(({ response }) => void response.writeHead(200, json).flushHeaders());
    const controller = new AbortController();
    const read = targets.read(controller.signal);
    const isAsked = () => server.requests.some(({ path }) => path.startsWith('/api/v1/targets'));
    await expect.poll(isAsked).toBe(true);
    controller.abort();
    await expect(read).rejects.toThrow(CancelledError);
    const asked = server.requests.find(({ path }) => path.startsWith('/api/v1/targets'));
    expect(await asked?.closed).toBe('aborted');
  });

  it('asks once for all who want to know what was discovered', async () => {
    const { targets, server } = await serve(three);
    await Promise.all([targets.discovered(everything, signal), targets.discovered(everything, signal)]);
    expect(server.requests.filter(({ path }) => path === '/api/v1/targets')).toHaveLength(1);
  });
});
