/** A real node-exporter, and one that a test changes, scraped into a real history and read back by its engine. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderName } from '../../../electron/backend/history/service/history-identity.ts';
import type { Target } from '../../../shared/model/target.ts';
import { protobufBodies } from '../../support/exposition/protobuf-bodies.ts';
import { recordedOrigin } from '../../support/history/service-fixture.ts';
import { plainRequest } from '../../support/http.ts';
import { startNodeExporter } from '../../support/servers/node-exporter.ts';
import type { RealServer } from '../../support/servers/real-server.ts';
import { serverMissing } from '../../support/servers/real-server.ts';
import { askRecorded } from '../history/ask-recorded.ts';
import { type ChangingExporter, startChangingExporter } from './loop-exporter.ts';
import {
  createScrapingFixture,
  groupOf,
  jobOf,
  planOf,
  type ScrapingFixture,
  settableDiscovery,
} from './scraping-fixture.ts';

const signal = new AbortController().signal;

let fixture: ScrapingFixture;

beforeEach(() => {
  fixture = createScrapingFixture();
});

afterEach(() => fixture.dispose());

const ask = (expr: string, timeMs = Date.now()) => askRecorded(fixture.service, timeMs, expr);

describe.skipIf(serverMissing('prometheus-node-exporter') !== undefined)('a node-exporter', () => {
  let exporter: RealServer;

  beforeEach(async () => {
    exporter = await startNodeExporter();
  });

  afterEach(() => exporter.stop());

  it('is scraped into the history, which then has all of its series', async () => {
    const { discovery } = settableDiscovery([groupOf([{ __address__: `127.0.0.1:${exporter.port}`, zone: 'a' }])]);
    const source = await fixture.start([{ job: jobOf({ name: 'node' }), discovery, route: fixture.route }]);
    await expect.poll(() => ask('count_over_time(up{job="node", zone="a"}[1m]) >= bool 3')).toEqual([1]);
    const [target] = (await source.targets.read(signal)).targets;
    expect(target).toMatchObject({
      ...{ pool: 'node', health: 'up', error: '', intervalMs: 200, timeoutMs: 200 },
      url: `http://127.0.0.1:${exporter.port}/metrics`,
      labels: ['instance', `127.0.0.1:${exporter.port}`, 'job', 'node', 'zone', 'a'],
    });
    const exposed = await plainRequest(`${exporter.url}/metrics`);
    const lines = exposed.body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(await ask('scrape_samples_scraped')).toEqual([target?.samples]);
    expect(Math.abs(lines.length - (target?.samples ?? 0))).toBeLessThan(20);
    expect(await ask('count({job="node"}) - 5')).toEqual([target?.samples]);
    // One of five scrapes a second may be late on a busy machine, and is down until the next.
    await expect.poll(() => source.load()).toMatchObject({ targets: 1, targetsUp: 1, series: target?.samples });
    expect(source.load().bytesPerSecond).toBeGreaterThan(1000);
    expect(source.lastMs()).toBeGreaterThan(Date.now() - 5000);
  });
});

describe('a target', () => {
  let exporter: ChangingExporter;

  beforeEach(async () => {
    exporter = await startChangingExporter();
  });

  afterEach(() => exporter.stop());

  const only = async (source: {
    readonly targets: { read(signal: AbortSignal): Promise<{ targets: readonly Target[] }> };
  }) => (await source.targets.read(signal)).targets[0];

  /** Of the newest samples of each series, those that say that it ended. */
  const ended = () =>
    [...fixture.service.samples()]
      .filter(([, its]) => [...its.values()].at(-1) === '7ff0000000000002')
      .map(([name]) => name);

  const all = (instance: string) =>
    [
      'm',
      'scrape_duration_seconds',
      'scrape_samples_post_metric_relabeling',
      'scrape_samples_scraped',
      'scrape_series_added',
      'up',
    ].map((name) => `${name}{instance="${instance}", job="test"}`);

  it('is asked as Prometheus asks, at its own offset of each interval', async () => {
    const { discovery } = settableDiscovery([groupOf([{ __address__: exporter.address, __param_x: 'a b&c' }])]);
    const job = jobOf({ intervalMs: 300, timeoutMs: 250, params: [['x', ['1', '2']]] });
    await fixture.start([{ job, discovery, route: fixture.route }]);
    await expect.poll(() => exporter.asked.length).toBeGreaterThan(4);
    expect(exporter.asked[0]).toMatchObject({
      url: '/metrics?x=a+b%26c&x=2',
      headers: {
        accept: expect.stringMatching(
          /^application\/openmetrics-text;version=1.0.0;.*text\/plain;version=0.0.4;q=0.\d,\*\/\*;q=0.\d$/,
        ),
        'accept-encoding': 'gzip',
        'user-agent': 'Binnacle/0.1.0',
        'x-prometheus-scrape-timeout-seconds': '0.25',
        host: exporter.address,
      },
    });
    await expect
      .poll(() => fixture.service.sizes().get(`m{instance="${exporter.address}", job="test"}`))
      .toBeGreaterThan(3);
    const times = [...(fixture.service.samples().get(`m{instance="${exporter.address}", job="test"}`)?.keys() ?? [])];
    const offsets = new Set(times.map((time) => time % 300));
    // A machine that is busy begins some of them late, and then says so by their time.
    expect(offsets.size).toBeLessThan(times.length);
  });

  it('that goes down is down with a reason, its series end, and it comes back', async () => {
    const { discovery } = settableDiscovery([groupOf([{ __address__: exporter.address }])]);
    const source = await fixture.start([{ job: jobOf(), discovery, route: fixture.route }]);
    await expect.poll(async () => (await only(source))?.health).toBe('up');
    const key = (await only(source))?.key ?? '';
    expect((await source.targets.detail(key, signal)).since).toMatchObject({ beyond: true });
    // Whoever looks at the targets is told, and reads them again.
    const seen: (string | undefined)[] = [];
    source.targets.onDidChange?.(() => void only(source).then((target) => seen.push(target?.health)));
    exporter.answer((_, response) => response.writeHead(500).end('no'));
    await expect
      .poll(async () => (await only(source))?.error)
      .toBe('server returned HTTP status 500 Internal Server Error');
    expect((await source.targets.detail(key, signal)).since).toEqual({ timeMs: expect.any(Number), beyond: false });
    expect(ended()).toEqual([`m{instance="${exporter.address}", job="test"}`]);
    expect(await ask('up')).toEqual([0]);
    await exporter.stop();
    await expect
      .poll(async () => (await only(source))?.error)
      .toBe(`Get "http://${exporter.address}/metrics": dial tcp ${exporter.address}: connect: connection refused`);
    expect(source.load()).toMatchObject({ targets: 1, targetsUp: 0 });
    await expect.poll(() => seen).toContain('down');
  });

  it('that goes from discovery ends, and so do all when scraping ends, a slow one too', async () => {
    const slow = await startChangingExporter();
    try {
      const { discovery, set } = settableDiscovery([
        groupOf([{ __address__: exporter.address }]),
        groupOf([{ __address__: slow.address }], {}, 'b'),
      ]);
      const job = jobOf({ intervalMs: 200, timeoutMs: 200 });
      const lasting = settableDiscovery([
        groupOf([{ __address__: slow.address, __metrics_path__: '/hang', instance: 'hangs' }]),
      ]);
      const long = jobOf({ name: 'long', intervalMs: 400, timeoutMs: 400 });
      const source = await fixture.start([
        { job, discovery, route: fixture.route },
        { job: long, discovery: lasting.discovery, route: fixture.route },
      ]);
      await expect.poll(() => source.load().targetsUp).toBe(3);
      set([groupOf([{ __address__: slow.address }], {}, 'b')]);
      await expect.poll(ended).toEqual(all(exporter.address));
      expect((await source.targets.read(signal)).targets.map(({ pool }) => pool)).toEqual(['test', 'long']);
      slow.answer(() => undefined);
      await expect.poll(() => slow.open).toBeGreaterThan(0);
      await source.close();
      expect(fixture.service.logged).toEqual([]);
      expect(ended()).toEqual(
        [
          ...all(exporter.address),
          ...all(slow.address),
          ...all('hangs').map((name) => name.replace('job="test"', 'job="long"')),
        ].sort(),
      );
      await expect.poll(() => slow.open).toBe(0);
    } finally {
      await slow.stop();
    }
  });

  it('that only moves keeps its series without a gap', async () => {
    const { discovery, set } = settableDiscovery([groupOf([{ __address__: exporter.address, instance: 'one' }])]);
    const source = await fixture.start([{ job: jobOf(), discovery, route: fixture.route }]);
    await expect.poll(() => source.load().targetsUp).toBe(1);
    set([groupOf([{ __address__: exporter.address, instance: 'one', __metrics_path__: '/other' }])]);
    await expect.poll(() => exporter.asked.filter(({ url }) => url === '/other').length).toBeGreaterThan(2);
    const its = [...(fixture.service.samples().get('m{instance="one", job="test"}')?.values() ?? [])];
    expect(new Set(its)).toEqual(new Set(['3ff0000000000000']));
  });

  it('goes on through another plan, which its rules are taken from', async () => {
    const { discovery } = settableDiscovery([groupOf([{ __address__: exporter.address }])]);
    const planned = { job: jobOf(), discovery, route: fixture.route };
    const source = await fixture.start([planned]);
    await expect.poll(() => source.load().targetsUp).toBe(1);
    const before = await only(source);
    source.replan(planOf([{ ...planned, job: jobOf({ mostBodyBytes: 2 }) }]));
    await expect.poll(async () => (await only(source))?.error).toBe('body size limit exceeded');
    expect((await only(source))?.key).toBe(before?.key);
    source.replan(planOf([]));
    await expect.poll(ended).toEqual(all(exporter.address));
    expect((await source.targets.read(signal)).pools).toEqual([]);
  });

  it('is scraped at once where a person asks, and shows its body', async () => {
    const { discovery } = settableDiscovery([groupOf([{ __address__: exporter.address }])]);
    const job = jobOf({ intervalMs: 3_600_000, timeoutMs: 10_000 });
    const source = await fixture.start([{ job, discovery, route: fixture.route }]);
    const key = (await only(source))?.key ?? '';
    expect(exporter.asked).toHaveLength(0);
    let news = 0;
    source.targets.onDidChange?.(() => (news += 1));
    await source.targets.scrapeNow?.(key, signal);
    expect(await only(source)).toMatchObject({ health: 'up', samples: 1 });
    await expect.poll(() => news).toBeGreaterThan(0);
    expect(await source.targets.body?.(key, signal)).toEqual({
      ...{
        timeMs: expect.any(Number),
        contentType: 'text/plain; version=0.0.4',
        bytes: 4,
        text: 'm 1\n',
        complete: true,
      },
      problem: undefined,
    });
    exporter.answer('m 1\nn wrong\n');
    await source.targets.scrapeNow?.(key, signal);
    expect((await source.targets.body?.(key, signal))?.problem).toMatchObject({ line: 2 });
    await exporter.stop();
    await source.targets.scrapeNow?.(key, signal);
    expect((await source.targets.body?.(key, signal))?.text).toBe('m 1\nn wrong\n');
    await expect(source.targets.scrapeNow?.('gone', signal)).rejects.toMatchObject({ code: 'targets.gone' });
  });

  it('of which nothing was ever answered has no body', async () => {
    await exporter.stop();
    const { discovery } = settableDiscovery([groupOf([{ __address__: exporter.address }])]);
    const source = await fixture.start([{ job: jobOf({ intervalMs: 3_600_000 }), discovery, route: fixture.route }]);
    await expect(source.targets.body?.((await only(source))?.key ?? '', signal)).rejects.toMatchObject({
      code: 'targets.noBody',
    });
  });

  it('is scraped on where the writer of its history has ended, into one that is opened anew', async () => {
    const { discovery } = settableDiscovery([groupOf([{ __address__: exporter.address }])]);
    const source = await fixture.start([{ job: jobOf(), discovery, route: fixture.route }]);
    await expect.poll(() => source.load().targetsUp).toBe(1);
    const writer = await fixture.service.writer();
    const exit = [{ metric: 'exit', type: 'gauge', help: '', unit: '' }] as const;
    await expect(writer.setMetadata(exit as never)).rejects.toThrow();
    const endedMs = Date.now();
    await expect.poll(() => (source.lastMs() ?? 0) > endedMs).toBe(true);
    await expect.poll(async () => (await only(source))?.health).toBe('up');
    expect(writer.failure()).toBeDefined();
    const folder = folderName(recordedOrigin);
    await fixture.service.history.remove(folder);
    const removedMs = Date.now();
    await expect.poll(() => (source.lastMs() ?? 0) > removedMs).toBe(true);
    const its = [...(fixture.service.samples().get(`m{instance="${exporter.address}", job="test"}`)?.keys() ?? [])];
    expect(its[0]).toBeGreaterThanOrEqual(endedMs);
  });

  it('is asked for native histograms where its job wants them, and its classic buckets are kept where they are wanted', async () => {
    const native = protobufBodies(Date.now())['native histogram with classic buckets'];
    exporter.answer((request, response) => {
      const isAsked = request.headers.accept?.startsWith('application/vnd.google.protobuf') ?? false;
      const type = 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
      response.setHeader('Content-Type', isAsked ? type : 'text/plain; version=0.0.4');
      response.end(
        isAsked ? native : '# TYPE both histogram\nboth_bucket{a="b",le="+Inf"} 12\nboth_sum 18.5\nboth_count 12\n',
      );
    });
    const jobs = {
      text: {},
      native: { nativeHistograms: true },
      all: { nativeHistograms: true, classicHistograms: true },
    };
    const planned = Object.entries(jobs).map(([name, options]) => {
      const { discovery } = settableDiscovery([groupOf([{ __address__: exporter.address }])]);
      return { job: jobOf({ name, ...options }), discovery, route: fixture.route };
    });
    const source = await fixture.start(planned);
    await expect.poll(() => source.load().targetsUp).toBe(3);
    const jobsOf = async (expr: string) => (await fixture.instant(expr)).map(([labels, value]) => [...labels, value]);
    expect(await jobsOf('sort_desc(sum by (job) (histogram_count(both)))')).toEqual(
      expect.arrayContaining([
        ['job', 'native', 12],
        ['job', 'all', 12],
      ]),
    );
    expect(await ask('count(histogram_count(both))')).toEqual([2]);
    expect((await jobsOf('sum by (job) (both_bucket{le="+Inf"})')).toSorted()).toEqual([
      ['job', 'all', 12],
      ['job', 'text', 12],
    ]);
    const config = (await source.targets.poolConfig?.('all', signal)) ?? '';
    expect(config).toMatch(/^scrape_native_histograms: true\nalways_scrape_classic_histograms: true$/m);
  });

  it('has no newest sample in the future where the clock was set back', async () => {
    let aheadMs = 3_600_000;
    const now = () => Date.now() + aheadMs;
    const { discovery } = settableDiscovery([groupOf([{ __address__: exporter.address }])]);
    const clock = { ...fixture.deps.clock, now };
    const source = await fixture.start([{ job: jobOf(), discovery, route: fixture.route }], { clock });
    await expect.poll(() => source.lastMs()).toBeGreaterThan(Date.now() + 3_000_000);
    aheadMs = 0;
    await expect.poll(() => (source.lastMs() ?? 0) <= Date.now()).toBe(true);
    const setBackMs = Date.now();
    await expect.poll(() => source.lastMs()).toBeGreaterThan(setBackMs);
  });

  it('leaves a record of when it was scraped, and of when nothing could be', async () => {
    const { discovery } = settableDiscovery([groupOf([{ __address__: exporter.address }])]);
    const begunMs = Date.now();
    const planned = [{ job: jobOf(), discovery, route: fixture.route }];
    const first = await fixture.start(planned);
    await expect.poll(() => first.load().targetsUp).toBe(1);
    await first.close();
    exporter.answer((_, response) => response.destroy());
    const second = await fixture.start(planned);
    await expect.poll(async () => (await only(second))?.health).toBe('down');
    await second.close();
    const window = { startMs: begunMs - 1000, endMs: Date.now() };
    const [rule] = await fixture.service.history.lookAt(folderName(recordedOrigin), signal).spans(window);
    expect(rule?.rule).toBe('scrape');
    const told = rule?.spans.map(({ state, detail }) => [state, detail]);
    expect(told?.filter(([state]) => state !== 'notRecorded')).toEqual([
      ['recorded', ''],
      ['unreachable', 'no target could be scraped'],
    ]);
  });
});
