/** What a Prometheus says of itself: a real one, live and as its record kept it, beside each other; what 3.x says more; and what is no answer. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createRecordedParts } from '../../electron/backend/sources/recorded/recorded-parts.ts';
import type { Source } from '../../electron/backend/sources/source.ts';
import { readChanges, readConfig, readStatus } from '../../electron/backend/status/status-service.ts';
import { flagRows } from '../../renderer/views/status/flags-model.ts';
import type { ConfigItem, ServerStatus, StatusAnswer, StatusPart } from '../../shared/model/server-status.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { startVictoriaMetrics } from '../support/servers/victoria-metrics.ts';
import { openCatalogPool, openParsePool, openSource, startStandIn } from './prometheus-support.ts';
import { type Kept, keepSnapshots, minuteMs } from './recorder/snapshots-fixture.ts';

const { signal } = new AbortController();
const everything = { startMs: 0, endMs: 8.64e15 };

type Of<Kind extends StatusPart> = Extract<ServerStatus, { kind: Kind }>;

async function told<Kind extends StatusPart>(source: Pick<Source, 'status'>, kind: Kind, atMs?: number) {
  const answer = await readStatus(source, { kind, atMs }, signal);
  if (answer.outcome !== 'told') throw new Error(`${kind}: ${answer.outcome}`);
  return answer as Extract<StatusAnswer, { outcome: 'told' }> & { readonly status: Of<Kind> };
}

function configuration(): string {
  const alertmanagers = ['alerts.example:9093', 'unwanted.example:9093'];
  return stringify({
    alerting: {
      alertmanagers: [
        {
          ...{ scheme: 'http', basic_auth: { username: 'watch', password: 'hunter2' } },
          static_configs: [{ targets: alertmanagers }],
          relabel_configs: [{ source_labels: ['__address__'], regex: 'unwanted.*', action: 'drop' }],
        },
      ],
    },
  });
}

describe.skipIf(serverMissing('prometheus') !== undefined)('the status of a real Prometheus', () => {
  let prometheus: RealServer;
  let kept: Kept;
  let record: Pick<Source, 'status'>;

  beforeAll(async () => {
    const flags = ['--query.timeout=90s', '--storage.tsdb.retention.time=3d'];
    prometheus = await startPrometheus({ config: configuration(), flags });
    const found = `${prometheus.url}/api/v1/alertmanagers`;
    while (!(await (await fetch(found)).text()).includes('unwanted')) await new Promise((go) => setTimeout(go, 100));
    kept = await keepSnapshots(prometheus.url);
    await kept.pass(20 * minuteMs);
    const { history, name, catalogPool, source } = kept;
    record = { status: createRecordedParts({ history, catalogPool, query: source.query, source: name }).status };
  });
  afterAll(async () => {
    await kept?.close();
    await prometheus?.stop();
  });

  it('is the same live and from the record, but for what is of the moment', async () => {
    for (const kind of ['buildinfo', 'flags', 'alertmanagers'] as const) {
      const [live, then] = [await told(kept.source, kind), await told(record, kind)];
      expect(then.status).toEqual(live.status);
      expect(live.sinceMs).toBe(live.seenUntilMs);
      expect(then.seenUntilMs - then.sinceMs).toBeGreaterThan(9 * minuteMs);
    }
    const [live, then] = [await told(kept.source, 'runtimeinfo'), await told(record, 'runtimeinfo')];
    expect(then.status).toEqual({ ...live.status, goroutines: undefined });
    expect(live.status).toMatchObject({ retention: '3d', isConfigGood: true, corruptions: 0, others: [] });
    expect(live.status.goroutines).toBeGreaterThan(1);
    expect(live.status.startMs).toBeLessThan(Date.now());
    expect((await told(kept.source, 'alertmanagers')).status).toMatchObject({
      active: ['http://alerts.example:9093/api/v2/alerts'],
      dropped: ['http://unwanted.example:9093/api/v2/alerts'],
    });
  });

  it('has as changed flags those that were given to it, and no other', async () => {
    const { version } = (await told(kept.source, 'buildinfo')).status;
    const rows = flagRows((await told(kept.source, 'flags')).status.flags, version);
    expect(rows.filter(({ isChanged }) => isChanged).map(({ name }) => name)).toEqual([
      ...['config.file', 'enable-feature', 'log.level', 'query.timeout', 'storage.tsdb.path'],
      ...['storage.tsdb.retention.time', 'web.enable-admin-api', 'web.enable-lifecycle'],
      ...['web.enable-remote-write-receiver', 'web.listen-address'],
    ]);
    expect(rows.filter(({ usual }) => usual === undefined).map(({ name }) => name)).toEqual([
      ...['storage.tsdb.max-block-duration', 'web.route-prefix'],
    ]);
  });

  it('has a TSDB live, and none in the record; blocks are not told by 2.42', async () => {
    const { head, seriesByMetric } = (await told(kept.source, 'tsdb')).status;
    expect(head).toMatchObject({ series: 0, chunks: 0, labelPairs: 0 });
    expect(seriesByMetric).toEqual([]);
    expect(await readStatus(kept.source, { kind: 'blocks' }, signal)).toEqual({ outcome: 'notServed' });
    expect(await readStatus(record, { kind: 'tsdb' }, signal)).toEqual({ outcome: 'notKept', firstMs: undefined });
  });

  it('was not kept before it was, and says since when it is', async () => {
    const { sinceMs } = await told(record, 'flags');
    expect(await readStatus(record, { kind: 'flags', atMs: sinceMs - 1 }, signal)).toEqual({
      ...{ outcome: 'notKept', firstMs: sinceMs },
    });
    expect((await told(record, 'flags', sinceMs)).sinceMs).toBe(sinceMs);
    expect(await readStatus({}, { kind: 'flags' }, signal)).toEqual({ outcome: 'notTold' });
  });

  it('has changes in the record: a reload is one of the runtime, and the state of then is still there', async () => {
    expect(await readChanges(record, 'runtimeinfo', everything, signal)).toEqual({ timesMs: [], leftOut: 0 });
    expect(await readChanges(kept.source, 'runtimeinfo', everything, signal)).toEqual({ timesMs: [], leftOut: 0 });
    const before = await told(record, 'runtimeinfo');
    // The time of a configuration is told by the second.
    while (Date.now() < (before.status.configMs ?? 0) + 1000) await new Promise((go) => setTimeout(go, 50));
    await fetch(`${prometheus.url}/-/reload`, { method: 'POST' });
    const isReloaded = async () => (await told(kept.source, 'runtimeinfo')).status.configMs !== before.status.configMs;
    while (!(await isReloaded())) await new Promise((go) => setTimeout(go, 50));
    await kept.pass(5 * minuteMs);
    const { timesMs } = await readChanges(record, 'runtimeinfo', everything, signal);
    expect(timesMs).toHaveLength(1);
    const after = await told(record, 'runtimeinfo');
    expect([after.sinceMs, after.status.configMs === before.status.configMs]).toEqual([timesMs[0], false]);
    expect((await told(record, 'runtimeinfo', (timesMs[0] ?? 0) - 1)).status).toEqual(before.status);
  });

  it('has its configuration in pieces, the same live and from the record, without its secrets', async () => {
    const textOf = (items: Iterable<ConfigItem>) =>
      [...items].map((item) => (item.kind === 'part' ? item.text : '')).join('');
    const live = [...(await readConfig(kept.source, undefined, signal))];
    expect(live[0]).toMatchObject({ kind: 'begin', characters: textOf(live).length });
    expect(textOf(live)).toMatch(
      /alerts\.example:9093[\s\S]*password: <secret>|password: <secret>[\s\S]*alerts\.example/,
    );
    expect(textOf(await readConfig(record, undefined, signal))).toBe(textOf(live));
    expect([...(await readConfig({}, undefined, signal))]).toEqual([{ kind: 'none', why: { outcome: 'notTold' } }]);
  });
});

describe('the status of others', () => {
  const pool = openParsePool();
  const catalogPool = openCatalogPool();
  const opened: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });
  afterAll(() => Promise.all([pool.close(), catalogPool.close()]));

  /** By the path behind `/api/v1/status/`: the whole body; 404 as Prometheus says it for others. */
  async function serve(bodies: Readonly<Record<string, string>>) {
    const server = await startStandIn(({ path, response }) => {
      const body = bodies[path.replace(/^\/api\/v1\/(status\/)?/, '').replace(/\?.*/, '')];
      if (body === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n');
      else response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
    const { source, close } = openSource(server.url, pool, { catalogPool });
    opened.push(server.close, close);
    return source;
  }
  const success = (data: unknown) => JSON.stringify({ status: 'success', data });

  it('of 3.x has its blocks, its clock and its name', async () => {
    const stats = { numSamples: 13_701, numSeries: 716, numChunks: 716 };
    const block = { ulid: '01JZ8', minTime: 1750860620060, maxTime: 1750867200000, stats, compaction: { level: 1 } };
    const source = await serve({
      'tsdb/blocks': success({ blocks: [block] }),
      runtimeinfo: success({ serverTime: '2026-11-30T12:00:00Z', hostname: 'prometheus-0' }),
    });
    expect((await told(source, 'blocks')).status.blocks).toEqual([
      {
        ulid: '01JZ8',
        minMs: 1750860620060,
        maxMs: 1750867200000,
        series: 716,
        samples: 13_701,
        chunks: 716,
        level: 1,
      },
    ]);
    expect((await told(source, 'runtimeinfo')).status).toMatchObject({
      ...{ serverMs: Date.UTC(2026, 10, 30, 12), hostname: 'prometheus-0' },
    });
    expect(await readStatus(source, { kind: 'flags' }, signal)).toEqual({ outcome: 'notServed' });
  });

  it('is refused where it is too large, too deep, or no such document, and never half read', async () => {
    const deep = `{"status":"success","data":{"version":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    const source = await serve({
      flags: success({ a: 'x'.repeat(3 * 2 ** 20) }),
      buildinfo: deep,
      runtimeinfo: success(null),
      tsdb: '{"status":"success","data":{"headStats":',
      alertmanagers: success([]),
    });
    const code = (kind: StatusPart) =>
      readStatus(source, { kind }, signal).then(
        () => 'told',
        (error: { readonly code?: string }) => error.code,
      );
    expect(await code('flags')).toBe('status.tooLarge');
    expect(await code('buildinfo')).toBe('prometheus.malformed');
    expect(await code('runtimeinfo')).toBe('status.malformed');
    expect(await code('tsdb')).toBe('prometheus.truncated');
    expect(await code('alertmanagers')).toBe('status.malformed');
  });

  it.skipIf(serverMissing('victoria-metrics') !== undefined)('of VictoriaMetrics is what it tells', async () => {
    const victoria = await startVictoriaMetrics();
    const { source, close } = openSource(victoria.url, pool, { catalogPool });
    opened.push(() => victoria.stop(), close);
    expect((await told(source, 'buildinfo')).status.version).toBe('');
    expect((await told(source, 'tsdb')).status.head).toMatchObject({ series: expect.any(Number), chunks: undefined });
    for (const kind of ['runtimeinfo', 'flags', 'alertmanagers', 'blocks'] as const) {
      expect(await readStatus(source, { kind }, signal)).toEqual({ outcome: 'notServed' });
    }
  });
});
