/** Labels that a real Prometheus adds for others: taken away where it added them, kept where a series has them, and another one after a reload. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkerPool } from '../../../electron/backend/base/worker-pool.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../../support/servers/real-server.ts';
import { createMemoryStore } from '../../unit/recorder/memory-store.ts';
import { openParsePool, openSource, type TestSource } from '../prometheus-support.ts';
import { readRaw, until } from './raw-fixture.ts';

describe.skipIf(serverMissing('prometheus') !== undefined)('labels that a server adds', () => {
  let prometheus: RealServer;
  let pool: WorkerPool;
  let opened: TestSource;
  beforeAll(async () => {
    prometheus = await startPrometheus({
      scrapeItself: { cluster: 'prod' },
      jobs: [
        { job: 'none', targets: ['127.0.0.1:1'], labels: { instance: 'i' } },
        { job: 'other', targets: ['127.0.0.1:1'], labels: { instance: 'i', cluster: 'other' } },
      ],
      externalLabels: { cluster: 'prod', replica: 'a' },
    });
    pool = openParsePool();
    opened = openSource(prometheus.url, pool);
    await until(async () => (await live('up')).length === 3, 'all targets scraped');
  }, 60_000);
  afterAll(async () => {
    await opened?.close();
    await pool?.close();
    await prometheus?.stop();
  });

  const textOf = ({ __name__, ...labels }: Record<string, string>) =>
    `${__name__}{${Object.entries(labels)
      .map(([name, value]) => `${name}="${value}"`)
      .join(', ')}}`;

  async function live(query: string): Promise<readonly string[]> {
    const answer = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(query)}`);
    const { data } = (await answer.json()) as { data: { result: { metric: Record<string, string> }[] } };
    return data.result.map(({ metric }) => textOf(metric)).sort();
  }

  async function recorded(form: 'chunks' | 'samples', selector: string): Promise<readonly string[]> {
    const store = createMemoryStore();
    const endMs = Date.now();
    const window = { startMs: endMs - 60_000, endMs };
    await readRaw(opened.source.raw, store.calls, { form, selectors: [selector], ...window, into: 'newest' });
    return [...store.samples.keys()].sort();
  }

  it.each(['chunks', 'samples'] as const)('are taken from %s of series that have not got them', async (form) => {
    const all = await live('up');
    expect(all.filter((series) => series.includes('cluster="prod"')).length).toBe(1);
    expect(await recorded(form, 'up')).toEqual(all);
    expect(await recorded(form, 'up{cluster="prod"}')).toEqual(await live('up{cluster="prod"}'));
  });

  it('are the new ones after a reload', async () => {
    const all = await live('up');
    const file = join(prometheus.dataDir, 'prometheus.yml');
    const yaml = await readFile(file, 'utf8');
    await writeFile(file, yaml.replace('replica: a', 'replica: b'));
    expect((await fetch(`${prometheus.url}/-/reload`, { method: 'POST' })).status).toBe(200);
    await until(
      async () => !(await recorded('chunks', 'up')).some((series) => series.includes('replica')),
      'replica b',
    );
    expect(await recorded('chunks', 'up')).toEqual(all);
  }, 60_000);
});
