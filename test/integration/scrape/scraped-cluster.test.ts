/** A cluster that is scraped directly, as the application has it: estimated, chosen, remembered, true about its state, and asked while the cluster is away. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BuiltServices, buildServices } from '../../../electron/backend/build-services.ts';
import { isCancellation } from '../../../shared/base/errors.ts';
import { Emitter } from '../../../shared/base/event.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { ScrapeEstimate } from '../../../shared/model/scrape-estimate.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import { type ApiServerDouble, startApiServer } from '../../support/api-server/api-server.ts';
import { kubeconfigYaml } from '../../support/api-server/kubeconfig.ts';
import { scraper } from '../../support/api-server/users.ts';
import { type Shoal, startShoal } from '../../support/exporters/shoal-cluster.ts';
import { startNodeExporter } from '../../support/servers/node-exporter.ts';
import { type RealServer, serverMissing } from '../../support/servers/real-server.ts';
import { quick } from '../connections-fixture.ts';

const missing = serverMissing('prometheus-node-exporter');
const never = new AbortController().signal;
const shoalId = '~/config::shoal' as ContextId;
/** The same cluster by another name. */
const againId = '~/config::shoal again' as ContextId;

describe.skipIf(missing !== undefined)(`a cluster that is scraped directly${missing ? `: ${missing}` : ''}`, () => {
  let exporter: RealServer;
  let shoal: Shoal;
  let double: ApiServerDouble;
  let folder: string;
  let stored: Settings;
  const running: BuiltServices[] = [];

  beforeAll(async () => {
    exporter = await startNodeExporter();
    shoal = await startShoal({ nodeExporterPorts: [exporter.port] });
    double = await startApiServer({ cluster: shoal.cluster, users: [{ name: 'ada', rules: scraper }] });
  });
  afterAll(async () => {
    await double.stop();
    await shoal.stop();
    await exporter.stop();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'binnacle-scraped-'));
    writeFileSync(
      join(folder, 'config'),
      kubeconfigYaml([double.context('ada', 'shoal'), double.context('ada', 'shoal again')]),
    );
    stored = { ...defaultSettings, proxy: { kind: 'none' } };
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((services) => services.close()));
    rmSync(folder, { recursive: true });
  });

  async function start(): Promise<BuiltServices> {
    const services = buildServices(
      {
        ...{ host: 'web', version: '1.2.3', random: () => 0.5, homeDir: folder, dataDir: folder, env: {} },
        clock: { now: () => Date.now(), monotonic: () => performance.now() },
        log: { write: () => undefined },
        settings: {
          read: () => ({ settings: stored }),
          write: (settings) => {
            stored = settings;
          },
        },
        onPower: new Emitter<never>().event,
        kubeconfig: { groups: [[join(folder, 'config')]], from: 'commandLine' },
        openKeychain: () => Promise.reject(new Error('not here')),
        workerUrl: (name) => new URL(`../../../electron/workers/${name}.ts`, import.meta.url),
      },
      { timing: quick },
    );
    running.push(services);
    await services.contextsRead;
    return services;
  }

  const kindOf = ({ connections }: BuiltServices, id = shoalId) => connections.state(id).kind;

  async function choose(services: BuiltServices): Promise<void> {
    const cluster = await services.discovery.identify(shoalId, never);
    services.discovery.remember(shoalId, cluster, { kind: 'scrape' });
  }

  async function scrapeAll(services: BuiltServices, id = shoalId): Promise<void> {
    const targets = services.connections.source(id).targets;
    const read = await targets?.read(never);
    await Promise.all((read?.targets ?? []).map(({ key }) => targets?.scrapeNow?.(key, never)));
  }

  async function count(services: BuiltServices, expr: string, id = shoalId): Promise<number | undefined> {
    const options = { signal: never, timeoutMs: 30_000 };
    let found: number | undefined;
    for await (const item of services.connections.source(id).query({ kind: 'instant', expr }, options)) {
      if (item.kind === 'part' && item.columns.values.length > 0) found = item.columns.values[0];
    }
    return found;
  }

  it('is estimated without anything being kept, growing to a whole that names every job', async () => {
    const services = await start();
    const told: ScrapeEstimate[] = [];
    for await (const estimate of services.discovery.estimateScrape(shoalId, never)) told.push(estimate);
    expect(told.map(({ done }) => done)).toEqual([...told.slice(1).map(() => false), true]);
    const jobs = told.at(-1)?.jobs ?? [];
    expect(jobs.find(({ name }) => name === 'node-exporter')).toMatchObject({ targets: 1, everyMs: 15_000 });
    expect(jobs.find(({ name }) => name === 'node-exporter')?.series).toBeGreaterThan(100);
    expect(told.at(-1)?.bytesADay).toBeGreaterThan(1000);
    expect(stored.choices).toEqual([]);
    expect(kindOf(services)).toBe('idle');
    await expect.poll(() => double.counts.openConnections).toBe(0);
  });

  it('is not estimated on when nobody wants it any more, and lets go of its connections', async () => {
    const services = await start();
    const controller = new AbortController();
    const all = (async () => {
      for await (const _ of services.discovery.estimateScrape(shoalId, controller.signal)) controller.abort();
    })();
    await expect(all).rejects.toSatisfy(isCancellation);
    await expect.poll(() => double.counts.openConnections).toBe(0);
  });

  it('is scraped once that was chosen, and again after a restart, whose record goes on', async () => {
    const services = await start();
    await choose(services);
    await expect.poll(() => kindOf(services), { timeout: 20_000 }).toBe('connected');
    expect(services.connections.state(shoalId)).toMatchObject({ server: { transport: 'scraped', everyMs: 15_000 } });
    await scrapeAll(services);
    await expect.poll(() => count(services, 'count(up == 1)'), { timeout: 20_000 }).toBeGreaterThan(5);
    await services.close();
    running.splice(0);

    const again = await start();
    again.connections.connect(shoalId);
    await expect.poll(() => kindOf(again), { timeout: 20_000 }).toBe('connected');
    await scrapeAll(again);
    await expect
      .poll(() => count(again, 'count(count_over_time(up{job="node-exporter"}[5m]) >= 2)'), { timeout: 20_000 })
      .toBe(1);
  });

  it('is degraded while nothing of it answers, still tells what was recorded, and is live again by itself', async () => {
    const services = await start();
    await choose(services);
    await expect.poll(() => kindOf(services), { timeout: 20_000 }).toBe('connected');
    await scrapeAll(services);
    await expect.poll(() => count(services, 'count(node_cpu_seconds_total)'), { timeout: 20_000 }).toBeGreaterThan(0);
    await double.goDown();
    await scrapeAll(services);
    await expect
      .poll(() => services.connections.state(shoalId), { timeout: 20_000 })
      .toMatchObject({
        kind: 'degraded',
        missing: { code: 'scrape.allDown' },
      });
    expect(await count(services, 'count(count_over_time(node_cpu_seconds_total[5m]))')).toBeGreaterThan(0);
    // Their series have ended, as Prometheus ends those of a target that is down.
    expect(await count(services, 'count(node_cpu_seconds_total)')).toBe(undefined);
    await double.comeBack();
    await scrapeAll(services);
    await expect.poll(() => kindOf(services), { timeout: 20_000 }).toBe('connected');
  });

  it('is looked for a Prometheus again once the choice is forgotten, and nothing of the scraping stays open', async () => {
    const services = await start();
    await choose(services);
    await expect.poll(() => kindOf(services), { timeout: 20_000 }).toBe('connected');
    const cluster = await services.discovery.identify(shoalId, never);
    services.discovery.remember(shoalId, cluster, undefined);
    await expect
      .poll(() => services.connections.state(shoalId), { timeout: 20_000 })
      .toMatchObject({
        kind: 'stopped',
        why: { code: 'discovery.none' },
      });
    await services.connections.disconnect(shoalId);
    await expect.poll(() => double.counts.openConnections, { timeout: 10_000 }).toBe(0);
  });

  it('is scraped once where two contexts are of it, and by the other one when the first ends', async () => {
    const services = await start();
    await choose(services);
    await expect.poll(() => kindOf(services), { timeout: 20_000 }).toBe('connected');
    services.connections.connect(againId);
    await expect.poll(() => kindOf(services, againId), { timeout: 20_000 }).toBe('connected');
    await scrapeAll(services);
    const nodes = 'count(node_cpu_seconds_total)';
    await expect.poll(() => count(services, nodes, againId), { timeout: 20_000 }).toBeGreaterThan(0);
    const lastOf = async (id: ContextId) =>
      (await services.connections.source(id).targets?.read(never))?.targets.map(({ lastScrapeMs }) => lastScrapeMs);
    expect(await lastOf(againId)).toEqual(await lastOf(shoalId));

    await services.connections.disconnect(shoalId);
    await expect.poll(() => kindOf(services, againId), { timeout: 20_000 }).toBe('connected');
    const before = Date.now();
    // A scrape that had begun before counts for nothing: what is asked for by hand may have joined it.
    const oldest = async () => {
      await scrapeAll(services, againId);
      return Math.min(...((await lastOf(againId)) ?? []).map((ms) => ms ?? 0));
    };
    await expect.poll(() => oldest().catch(() => 0), { timeout: 20_000 }).toBeGreaterThanOrEqual(before);
    await expect.poll(() => count(services, nodes, againId), { timeout: 20_000 }).toBeGreaterThan(0);
  });
});
