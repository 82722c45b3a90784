/** The targets of a real Prometheus: every row of its own page, steps of relabelling, discovery, and its configuration by pool. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import type { WorkerPool } from '../../electron/backend/base/worker-pool.ts';
import type { SourceTargets, TargetsReading } from '../../electron/backend/sources/source.ts';
import { labelPairs, labelsFromPairs } from '../../shared/model/labels.ts';
import type { Target } from '../../shared/model/target.ts';
import { serverMissing } from '../support/servers/real-server.ts';
import { openParsePool, openSource, type TestSource } from './prometheus-support.ts';
import { endOf, hostilePool, hostileText, type Scraped, startScraped } from './targets-fixture.ts';

const { signal } = new AbortController();
const poll = { timeout: 20_000, interval: 200 };
const everything = { text: '', offset: 0, limit: 500, freshMs: 0 };

interface RawTarget {
  readonly [key: string]: unknown;
  readonly labels: Readonly<Record<string, string>>;
  readonly discoveredLabels: Readonly<Record<string, string>>;
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly health: string;
}

describe.skipIf(serverMissing('prometheus') !== undefined)('targets of a real Prometheus', () => {
  let scraped: Scraped;
  let pool: WorkerPool;
  let opened: TestSource;
  let targets: SourceTargets;

  beforeAll(async () => {
    scraped = await startScraped();
    pool = openParsePool();
    opened = openSource(scraped.prometheus.url, pool);
    targets = opened.source.targets as SourceTargets;
    await vi.waitFor(async () => expect(unknownOf(await targets.read(signal))).toEqual([]), poll);
  });

  afterAll(async () => {
    await opened?.close();
    await pool?.close();
    await scraped?.stop();
  });

  const unknownOf = ({ targets: all }: TargetsReading) =>
    all.length === 0 ? ['no target yet'] : all.filter(isUnknown).map(({ url }) => url);
  const isUnknown = ({ health, samples }: Target) => health === 'unknown' || samples === undefined;

  async function raw(path: string) {
    const response = await fetch(`${scraped.prometheus.url}/api/v1/${path}`);
    return ((await response.json()) as { data: Record<string, unknown> }).data;
  }
  const rawTargets = async (kind: string) => (await raw('targets'))[kind] as readonly RawTarget[];
  const reading = () => targets.read(signal);
  const inPool = (all: readonly Target[], name: string) => all.filter((target) => target.pool === name);

  it('has each pool with the number of its targets', async () => {
    const { pools } = await reading();
    expect(pools).toEqual(
      [
        [hostilePool, 1],
        ['all dropped', 0],
        ['down', 2],
        ['flip', 1],
        ['many actions', 13],
        ['none', 0],
        ['params', 1],
        ['twins', 2],
        ['up', 1],
      ]
        .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))
        .map(([name, active]) => ({ name, active, dropped: undefined })),
    );
  });

  it('has every target as the server tells it', async () => {
    const { targets: ours } = await reading();
    const theirs = await rawTargets('activeTargets');
    const shape = (target: Pick<Target, 'pool' | 'labels' | 'health' | 'intervalMs' | 'timeoutMs'>) => ({
      pool: target.pool,
      labels: target.labels,
      health: target.health,
      intervalMs: target.intervalMs,
      timeoutMs: target.timeoutMs,
    });
    const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    const expected = theirs.map(({ scrapePool, labels, health, scrapeTimeout }) => ({
      pool: scrapePool,
      labels: labelsFromPairs(Object.entries(labels)),
      health,
      intervalMs: 1000,
      timeoutMs: scrapeTimeout === '500ms' ? 500 : 1000,
    }));
    expect(ours.map(shape).toSorted(byText)).toEqual(expected.toSorted(byText));
    for (const { lastScrapeMs = 0, durationMs = -1, samples, health, error } of ours) {
      expect(Math.abs(Date.now() - lastScrapeMs)).toBeLessThan(60_000);
      expect(durationMs).toBeGreaterThan(0);
      expect(samples).toBe(health === 'up' ? 2 : 0);
      expect(error === '').toBe(health === 'up');
    }
  });

  it('lists the targets of a pool one after the other, with keys of their own that stay', async () => {
    const [first, second] = [await reading(), await reading()];
    const pools = first.targets.map((target) => target.pool);
    expect(pools.filter((name, i) => name !== pools[i - 1])).toHaveLength(new Set(pools).size);
    const identity = ({ targets: all }: TargetsReading) => all.map(({ key, url, labels }) => [key, url, labels]);
    expect(identity(second)).toEqual(identity(first));
    expect(new Set(first.targets.map(({ key }) => key)).size).toBe(first.targets.length);
  });

  it('tells two targets with the same labels apart by their URLs', async () => {
    const twins = inPool((await reading()).targets, 'twins');
    expect(twins.map(({ url }) => new URL(url).pathname).toSorted()).toEqual(['/up', '/up/2']);
    expect(new Set(twins.map(({ labels }) => JSON.stringify(labels))).size).toBe(1);
  });

  it('shows a URL with its parameters, without the secrets in them', async () => {
    const [target] = inPool((await reading()).targets, 'params');
    expect(target?.url).not.toContain('hunter2');
    const { searchParams } = new URL(target?.url ?? '');
    expect([...searchParams.keys()].toSorted()).toEqual(['path', 'plain', 'token']);
    expect(searchParams.get('plain')).toBe('a b');
    const { discovered } = await targets.detail(target?.key ?? '', signal);
    expect(labelPairs(discovered)).toContainEqual(['__param_token', '<secret>']);
    expect(labelPairs(discovered)).toContainEqual(['__param_plain', 'a b']);
  });

  it('shows no credentials of a URL that is a parameter: in the detail, in what was discovered, in the steps', async () => {
    const [target] = inPool((await reading()).targets, 'params');
    const { discovered } = await targets.detail(target?.key ?? '', signal);
    expect(labelPairs(discovered)).toContainEqual(['__param_path', 'http://user:xxxxx@elsewhere/x']);
    const found = await targets.discovered({ ...everything, text: 'elsewhere' }, signal);
    expect(found.targets.map((one) => one.pool)).toEqual(['params']);
    expect(JSON.stringify(found)).not.toContain('hunter2');
    expect(await targets.discovered({ ...everything, text: 'hunter2' }, signal)).toMatchObject({ count: 0 });
    const steps = await targets.relabelSteps(target?.key ?? '', signal);
    expect(JSON.stringify(steps)).not.toContain('hunter2');
  });

  it('keeps hostile texts as they are', async () => {
    const [up] = inPool((await reading()).targets, 'up');
    expect(labelPairs(up?.labels ?? [])).toContainEqual(['hostile', hostileText]);
    const [odd] = inPool((await reading()).targets, hostilePool);
    expect(labelPairs(odd?.labels ?? [])).toContainEqual(['job', hostilePool]);
    const expected = { since: { beyond: false }, isOurs: false };
    // Since when it is up, its samples say, which may have to come.
    await vi.waitFor(async () => expect(await targets.detail(odd?.key ?? '', signal)).toMatchObject(expected), poll);
  });

  it('says since when a target is down', async () => {
    const [before] = inPool((await reading()).targets, 'flip');
    // Since when it is up, its samples say, which may have to come.
    const up = await vi.waitUntil(async () => (await targets.detail(before?.key ?? '', signal)).since, poll);
    scraped.flip(false);
    const flippedMs = Date.now();
    try {
      const health = async () => inPool((await reading()).targets, 'flip')[0]?.health;
      await expect.poll(health, poll).toBe('down');
      const detail = await targets.detail(before?.key ?? '', signal);
      const sinceMs = detail.since?.timeMs ?? 0;
      expect(detail.since?.beyond).toBe(false);
      expect(sinceMs).toBeGreaterThanOrEqual(flippedMs - 1000);
      expect(sinceMs).toBeLessThanOrEqual(Date.now() + 1000);
      expect(up.timeMs).toBeLessThan(sinceMs);
      expect(inPool((await reading()).targets, 'flip')[0]?.error).toContain('503');
    } finally {
      scraped.flip(true);
    }
  });

  it('finds what was discovered, the dropped ones too, page by page', async () => {
    const all = await targets.discovered(everything, signal);
    const [active, dropped] = [await rawTargets('activeTargets'), await rawTargets('droppedTargets')];
    expect(all.count).toBe(active.length + dropped.length);
    expect(all.targets.filter(({ state }) => state === 'active')).toHaveLength(active.length);
    const paged: string[] = [];
    for (let offset = 0; offset < all.count; offset += 4) {
      const page = await targets.discovered({ ...everything, freshMs: 60_000, offset, limit: 4 }, signal);
      expect(page.count).toBe(all.count);
      paged.push(...page.targets.map(({ key }) => key));
    }
    expect(paged).toEqual(all.targets.map(({ key }) => key));
    expect(new Set(paged).size).toBe(all.count);
  });

  it('puts dropped targets into the pool of their job, and counts them', async () => {
    const found = await targets.discovered({ ...everything, state: 'dropped' }, signal);
    expect(found.targets.map((target) => target.pool)).toEqual([
      // Relabelled in place, it has lost its job: so does 2.42 tell it.
      '',
      'all dropped',
      'all dropped',
      'many actions',
      'many actions',
    ]);
    expect(found.pools[0]).toEqual({ name: '', active: 0, dropped: 1, droppedKept: 1 });
    expect(found.pools).toContainEqual({ name: 'all dropped', active: 0, dropped: 2, droppedKept: 2 });
    expect(found.pools).toContainEqual({ name: 'none', active: 0, dropped: 0, droppedKept: 0 });
    expect(found.targets.every(({ labels }) => labels.length === 0)).toBe(true);
  });

  it('searches by pool, state and text', async () => {
    const search = async (more: object) =>
      (await targets.discovered({ ...everything, freshMs: 60_000, ...more }, signal)).targets.map(
        (target) => target.pool,
      );
    expect(await search({ pool: 'down' })).toEqual(['down', 'down']);
    expect(await search({ text: '[::1]' })).toEqual(['down']);
    expect(await search({ text: 'HOSTILE="">\\' })).toEqual([]);
    expect(await search({ text: 'hostile="\\"><SCRIPT>'.replace('\\"', '"') })).toEqual(['up']);
    expect(await search({ text: '__meta_kind=GONE', state: 'dropped' })).toEqual(['many actions']);
    expect(await search({ state: 'failed' })).toEqual([]);
  });

  it('reads discovery anew only where it is older than wanted', async () => {
    const first = await targets.discovered(everything, signal);
    const kept = await targets.discovered({ ...everything, freshMs: 60_000 }, signal);
    const anew = await targets.discovered(everything, signal);
    expect(kept.readAtMs).toBe(first.readAtMs);
    expect(anew.readAtMs).toBeGreaterThan(first.readAtMs);
  });

  it('works out steps that end at the labels of every target', async () => {
    const { targets: all } = await reading();
    expect(inPool(all, 'many actions')).toHaveLength(13);
    for (const { key, labels } of all) {
      const steps = await targets.relabelSteps(key, signal);
      const end = endOf(steps) ?? new Map<string, string>();
      const own = [...end].filter(([name]) => !name.startsWith('__'));
      const instance = end.get('instance') ?? end.get('__address__') ?? '';
      expect(steps.from).toBe('here');
      expect(labelsFromPairs([...own, ['instance', instance]])).toEqual(labels);
    }
  });

  it('shows by which rule a target was dropped', async () => {
    const { targets: dropped } = await targets.discovered(
      { ...everything, state: 'dropped', pool: 'many actions' },
      signal,
    );
    const rules: string[] = [];
    for (const { key, discovered } of dropped) {
      const steps = await targets.relabelSteps(key, signal);
      expect(steps.discovered).toEqual(discovered);
      expect(endOf(steps)).toBeUndefined();
      rules.push(steps.steps.at(-1)?.rule ?? '');
    }
    expect(rules.toSorted()).toEqual([
      'source_labels: [__meta_index]\nregex: (?:1?[0-9])\naction: keep',
      'source_labels: [__meta_kind]\nseparator: ""\nregex: gone\naction: drop',
    ]);
    const [lost] = (await targets.discovered({ ...everything, state: 'dropped', pool: '' }, signal)).targets;
    await expect(targets.relabelSteps(lost?.key ?? '', signal)).rejects.toMatchObject({ code: 'targets.noSteps' });
  });

  it('gives the configuration of one pool, without secrets', async () => {
    const { yaml } = (await raw('status/config')) as { yaml: string };
    const items = (parse(yaml) as { scrape_configs: { job_name: string }[] }).scrape_configs;
    for (const item of items.filter(({ job_name }) => job_name !== 'params')) {
      expect(parse(await targets.poolConfig(item.job_name, signal))).toEqual(item);
    }
    const params = await targets.poolConfig('params', signal);
    expect(params).not.toContain('hunter2');
    expect(parse(params)).toMatchObject({ job_name: 'params', params: { plain: ['a b'] } });
  });

  it('says what is not there', async () => {
    const isGone = { code: 'targets.gone', details: { key: 'nobody' } };
    await expect(targets.poolConfig('nobody', signal)).rejects.toMatchObject(isGone);
    await expect(targets.detail('nobody', signal)).rejects.toMatchObject(isGone);
    await expect(targets.relabelSteps('nobody', signal)).rejects.toMatchObject(isGone);
  });
});
