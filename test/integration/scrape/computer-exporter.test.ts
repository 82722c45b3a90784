/** Our exporter beside a real node_exporter on this machine: the same names, types, labels and helps, and counters that are equal meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInProcessExporter } from '../../../electron/backend/scrape/computer/in-process-exporter.ts';
import { createMachineReader } from '../../../electron/backend/scrape/computer/machine-families.ts';
import { processFamilies } from '../../../electron/backend/scrape/computer/process-families.ts';
import { describedMetrics, parsedExposition } from '../../support/parsed-exposition.ts';
import { startNodeExporter } from '../../support/servers/node-exporter.ts';
import type { RealServer } from '../../support/servers/real-server.ts';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const ours = createInProcessExporter(createMachineReader('linux', clock));

/** The defaults of its authors: a distribution has others. */
const flags = [
  '--collector.filesystem.mount-points-exclude=^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)',
  '--collector.netdev.device-exclude=^$',
];

let theirs: RealServer;
beforeAll(async () => {
  theirs = await startNodeExporter(flags);
});
afterAll(() => theirs.stop());

async function readOurs(): Promise<string> {
  const answer = await ours.request({ origin: 'http://this-computer', path: '/metrics', method: 'GET' });
  return answer.body.text();
}

async function readTheirs(): Promise<string> {
  return (await fetch(new URL('/metrics', theirs.url))).text();
}

const metricOf = (series: string) => String(JSON.parse(series)[1]);

describe.skipIf(process.platform !== 'linux')('the exporter of this computer', () => {
  it('has the names, types, helps and labels of node_exporter', async () => {
    const [mine, other] = [await readOurs(), await readTheirs()];
    const [described, known] = [describedMetrics(mine), describedMetrics(other)];
    expect(described.size).toBeGreaterThan(60);
    expect([...described]).toEqual([...described.keys()].map((name) => [name, known.get(name)]));
    const [series, theirSeries] = [parsedExposition(mine), parsedExposition(other)];
    const names = new Set(described.keys());
    expect([...series.keys()].sort()).toEqual([...theirSeries.keys()].filter((key) => names.has(metricOf(key))).sort());
  });

  it('counts what node_exporter counts', async () => {
    const before = parsedExposition(await readTheirs());
    const between = await readOurs();
    const after = parsedExposition(await readTheirs());
    const types = describedMetrics(between);
    const counters = [...parsedExposition(between)].filter(([key]) => types.get(metricOf(key))?.[1] === 'counter');
    expect(counters.length).toBeGreaterThan(40);
    /** The kernel adds it up when somebody looks, a little more or less. */
    const shaky = (key: string) => (metricOf(key) === 'node_disk_io_time_seconds_total' ? 0.1 : 0);
    const outside = counters.filter(([key, value]) => {
      const [least, most] = [before.get(key), after.get(key)];
      return least === undefined || most === undefined || value < least - shaky(key) || value > most + shaky(key);
    });
    expect(outside).toEqual([]);
  });

  it('says the same of what does not move', async () => {
    const [mine, other] = [parsedExposition(await readOurs()), parsedExposition(await readTheirs())];
    const still =
      /^node_(boot_time_seconds|memory_(MemTotal|SwapTotal)_bytes|filesystem_(size_bytes|readonly)|uname_info)$/;
    const same = [...mine].filter(([key]) => still.test(metricOf(key)));
    expect(same.length).toBeGreaterThan(4);
    expect(same).toEqual(same.map(([key]) => [key, other.get(key)]));
  });

  it('tells of its own process what the kernel tells of it', async () => {
    const families = await processFamilies('linux');
    const firstOf = (name: string) => families.find((family) => family.name === name)?.samples[0]?.value;
    const { user, system } = process.cpuUsage();
    expect(firstOf('process_cpu_seconds_total')).toBeLessThanOrEqual((user + system) / 1e6);
    expect(firstOf('process_start_time_seconds')).toBeCloseTo(Date.now() / 1000 - process.uptime(), -1);
    const resident = firstOf('process_resident_memory_bytes') ?? 0;
    expect(Math.abs(resident - process.memoryUsage.rss())).toBeLessThan(64 * 2 ** 20);
  });

  it('ends an answer whose reader has gone', async () => {
    const leaving = new AbortController();
    const asked = ours.request({
      ...{ origin: 'http://this-computer', path: '/metrics', method: 'GET', signal: leaving.signal },
    });
    leaving.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});
