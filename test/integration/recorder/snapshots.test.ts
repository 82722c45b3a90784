/** What a real Prometheus says of itself is kept where it has changed, and only there; a server that misbehaves stops nothing. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../../support/servers/real-server.ts';
import { startVictoriaMetrics } from '../../support/servers/victoria-metrics.ts';
import { type SeenRequest, type StandIn, startStandIn } from '../prometheus-support.ts';
import { type Kept, keepSnapshots, minuteMs, statusKinds } from './snapshots-fixture.ts';

const poll = { timeout: 20_000, interval: 200 };
const each = (count: number) => Object.fromEntries(statusKinds.map((kind) => [kind, count]));

const alerting = stringify({
  groups: [
    {
      name: 'alerting',
      rules: [
        { alert: 'Always', expr: 'vector(time())', annotations: { summary: 'it is {{ $value }}' } },
        { alert: 'Down', expr: 'up{job="flip"} == 0', labels: { severity: 'page' } },
      ],
    },
  ],
});
const recording = (...names: readonly string[]) =>
  stringify({ groups: [{ name: 'recording', rules: names.map((record) => ({ record, expr: 'sum(up)' })) }] });

interface RuleSaid {
  readonly name: string;
  readonly health: string;
}

describe.skipIf(serverMissing('prometheus') !== undefined)('what a real Prometheus says of itself', () => {
  let exporter: StandIn;
  let isUp = true;
  let prometheus: RealServer;
  let kept: Kept;

  const data = async (path: string) => {
    const response = await fetch(`${prometheus.url}/api/v1/${path}`);
    return ((await response.json()) as { data: Record<string, unknown> }).data;
  };
  const rulesSaid = async () => ((await data('rules')).groups as { rules: RuleSaid[] }[]).flatMap(({ rules }) => rules);
  const healths = async () =>
    ((await data('targets')).activeTargets as { health: string }[]).map(({ health }) => health);
  const alertNames = async () =>
    ((await data('alerts')).alerts as { labels: { alertname: string } }[]).map(({ labels }) => labels.alertname).sort();
  const evaluated = async (count: number) => {
    const rules = await rulesSaid();
    expect([rules.length, ...rules.filter(({ health }) => health !== 'ok')]).toEqual([count]);
  };
  /** In another second than the last one: its time has no more. */
  const reload = async () => {
    const { lastConfigTime } = await data('status/runtimeinfo');
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(Date.parse(String(lastConfigTime)) + 1000), poll);
    const response = await fetch(`${prometheus.url}/-/reload`, { method: 'POST' });
    expect(response.status).toBe(200);
  };

  beforeAll(async () => {
    exporter = await startStandIn(({ response }) => {
      response.writeHead(isUp ? 200 : 503, { 'content-type': 'text/plain; version=0.0.4' });
      response.end('a 1\n');
    });
    const jobs = [{ job: 'flip', targets: [new URL(exporter.url).host] }];
    prometheus = await startPrometheus({ jobs, rules: [alerting, recording('one')] });
    await vi.waitFor(async () => expect(await healths()).toEqual(['up']), poll);
    await vi.waitFor(() => evaluated(3), poll);
    await vi.waitFor(async () => expect(await alertNames()).toEqual(['Always']), poll);
    kept = await keepSnapshots(prometheus.url);
  });

  afterAll(async () => {
    await kept?.close();
    await prometheus?.stop();
    await exporter?.close();
    expect(kept.logged).toEqual([]);
  });

  it('is kept once, however often it is asked for while nothing changes', async () => {
    await kept.pass(minuteMs);
    expect(await kept.counts()).toEqual(each(1));
    for (let minute = 0; minute < 10; minute += 1) await kept.pass(minuteMs);
    const before = await data('alerts');
    await vi.waitFor(async () => expect(await data('alerts')).not.toEqual(before), poll);
    await kept.pass(2 * minuteMs);
    expect(await kept.counts()).toEqual(each(1));
    const look = kept.history.lookAt(kept.name, AbortSignal.timeout(20_000));
    for (const kind of ['rules', 'alerts', 'runtimeinfo'] as const) {
      const found = await look.asOf(kind, 8e15);
      expect(found?.atMs).toBeLessThan(kept.startMs + minuteMs);
      expect(found?.seenUntilMs).toBeGreaterThan(kept.startMs + 11 * minuteMs);
    }
  });

  it('is kept anew where it is another one: rules after a reload, and that there was one', async () => {
    await writeFile(join(prometheus.dataDir, 'rules-1.yml'), recording('one', 'two'));
    await reload();
    await vi.waitFor(() => evaluated(4), poll);
    await kept.pass(3 * minuteMs);
    expect(await kept.counts()).toEqual({ ...each(1), rules: 2, runtimeinfo: 2 });
  });

  it('has the configuration within a minute of its reload', async () => {
    const path = join(prometheus.dataDir, 'prometheus.yml');
    const before = await readFile(path, 'utf8');
    await writeFile(path, before.replace('global:', 'global:\n  external_labels: {a: b}'));
    await reload();
    await vi.waitFor(() => evaluated(4), poll);
    await kept.pass(minuteMs + 20_000);
    expect(await kept.counts()).toEqual({ ...each(1), rules: 2, runtimeinfo: 3, config: 2 });
    const [, ...changes] = await kept.history
      .lookAt(kept.name, AbortSignal.timeout(20_000))
      .changes('config', { startMs: 0, endMs: 8e15 });
    expect(changes).toHaveLength(1);
  });

  it('has an alert that fires once, and the target that is down', async () => {
    isUp = false;
    await vi.waitFor(async () => expect(await alertNames()).toEqual(['Always', 'Down']), poll);
    await kept.pass(10 * minuteMs);
    expect(await kept.counts()).toEqual({ ...each(1), rules: 2, runtimeinfo: 3, config: 2, alerts: 2, targets: 2 });
    const look = kept.history.lookAt(kept.name, AbortSignal.timeout(20_000));
    const { alerts } = JSON.parse((await look.asOf('alerts', 8e15))?.text ?? '') as { alerts: object[] };
    expect(alerts).toEqual([
      expect.objectContaining({ labels: { alertname: 'Always' }, state: 'firing', annotations: expect.anything() }),
      expect.objectContaining({ labels: expect.objectContaining({ alertname: 'Down', severity: 'page' }) }),
    ]);
  });

  it('is told live as it is now', async () => {
    const options = { signal: AbortSignal.timeout(20_000), timeoutMs: 10_000 };
    const read = async (kind: 'config' | 'flags' | 'runtimeinfo') =>
      (await kept.source.status?.read(kind, options))?.text ?? '';
    expect(await read('config')).toBe((await data('status/config')).yaml);
    expect(JSON.parse(await read('flags'))).toEqual(await data('status/flags'));
    expect(Object.keys(JSON.parse(await read('runtimeinfo')))).toContain('goroutineCount');
  });
});

describe.skipIf(serverMissing('prometheus') !== undefined)('a server that misbehaves', () => {
  let prometheus: RealServer;
  let between: StandIn;
  let kept: Kept | undefined;
  let answers: Readonly<Record<string, (request: SeenRequest) => void>> = {};

  beforeAll(async () => {
    prometheus = await startPrometheus();
  });
  afterAll(() => prometheus?.stop());

  beforeEach(async () => {
    answers = {};
    between = await startStandIn(async (request) => {
      const own = answers[request.path];
      if (own !== undefined) return own(request);
      const answer = await fetch(`${prometheus.url}${request.path}`);
      request.response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      request.response.end(Buffer.from(await answer.arrayBuffer()));
    });
  });
  afterEach(async () => {
    await kept?.close();
    await between.close();
  });

  const json = ({ response }: SeenRequest, body: string) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(body);
  };
  const huge = ({ response }: SeenRequest) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 65 * 2 ** 20 });
    response.write('{"status":"success","data":{');
  };
  const asked = (path: string) => between.requests.filter((request) => request.path === path).length;

  it('stops nothing: what fails is said once, tried again, and kept when it comes', async () => {
    answers = {
      '/api/v1/rules': (request) => json(request, '{"status":"success","data":{"groups":[{"name":"a"'),
      '/api/v1/status/config': (request) => json(request, 'no JSON'),
      '/api/v1/metadata': huge,
    };
    kept = await keepSnapshots(between.url);
    await kept.pass(5 * minuteMs);
    expect(await kept.counts()).toEqual({ ...each(1), rules: 0, config: 0, metadata: 0 });
    const failed = (kind: string, failure: string) =>
      `warn what a server says of itself is not kept for now ${JSON.stringify({ kind, failure, name: 'harbor' })}`;
    expect(kept.logged.toSorted()).toEqual([
      failed('config', 'prometheus.malformed'),
      failed('metadata', 'prometheus.tooLarge'),
      failed('rules', 'prometheus.truncated'),
    ]);
    expect(asked('/api/v1/rules')).toBeGreaterThan(3);
    answers = {};
    await kept.pass(11 * minuteMs);
    expect(await kept.counts()).toEqual({ ...each(1), metadata: 0 });
    await kept.pass(60 * minuteMs);
    expect(await kept.counts()).toEqual(each(1));
    expect(kept.logged).toHaveLength(3);
  });

  it('is not asked again before an hour for what it does not have', async () => {
    const missing = ({ response }: SeenRequest) => {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('404 page not found\n');
    };
    answers = { '/api/v1/rules': missing, '/api/v1/alerts': missing };
    kept = await keepSnapshots(between.url);
    await kept.pass(59 * minuteMs);
    expect([asked('/api/v1/rules'), asked('/api/v1/alerts')]).toEqual([1, 1]);
    expect(await kept.counts()).toEqual({ ...each(1), rules: 0, alerts: 0 });
    await kept.pass(2 * minuteMs);
    expect([asked('/api/v1/rules'), asked('/api/v1/alerts')]).toEqual([2, 2]);
    expect(kept.logged).toEqual([]);
  });

  it('with more targets than an answer may have tells those that are scraped', async () => {
    answers = { '/api/v1/targets': huge };
    kept = await keepSnapshots(between.url);
    await kept.pass(5 * minuteMs);
    const look = kept.history.lookAt(kept.name, AbortSignal.timeout(20_000));
    const text = (await look.asOf('targets', 8e15))?.text ?? '';
    expect(Object.keys(JSON.parse(text))).toEqual(['activeTargets']);
    expect([asked('/api/v1/targets'), asked('/api/v1/targets?state=active')]).toEqual([1, 3]);
    expect(kept.logged).toEqual([]);
  });

  it('is asked nothing any more when the recording has ended, and what was under way is given up', async () => {
    answers = { '/api/v1/status/config': () => undefined };
    kept = await keepSnapshots(between.url);
    void kept.pass(10 * minuteMs);
    await vi.waitFor(() => expect(asked('/api/v1/status/config')).toBe(1), poll);
    kept.snapshots.dispose();
    const request = between.requests.find(({ path }) => path === '/api/v1/status/config');
    expect(await request?.closed).toBe('aborted');
    const count = between.requests.length;
    // What would be asked now would be there before this is answered.
    await fetch(`${between.url}/-/ready`);
    expect(between.requests).toHaveLength(count + 1);
  });
});

describe.skipIf(serverMissing('victoria-metrics') !== undefined)('what another engine says of itself', () => {
  it('is kept as far as it says it', async () => {
    const engine = await startVictoriaMetrics();
    const kept = await keepSnapshots(engine.url);
    try {
      await kept.pass(5 * minuteMs);
      expect(await kept.counts()).toEqual({ ...each(1), flags: 0, runtimeinfo: 0, alertmanagers: 0 });
      expect(kept.logged).toEqual([]);
    } finally {
      await kept.close();
      await engine.stop();
    }
  });
});
