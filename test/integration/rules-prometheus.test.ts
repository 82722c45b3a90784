/** Rules in all states and their alerts: of a real Prometheus, live and as its record kept them, beside each other; and of servers that have none. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import type { SourceAsked } from '../../electron/backend/run-query.ts';
import { createRecordedParts } from '../../electron/backend/sources/recorded/recorded-parts.ts';
import type { Source, SourceRules } from '../../electron/backend/sources/source.ts';
import { readChanges } from '../../electron/backend/status/status-service.ts';
import { watchRules } from '../../electron/backend/watch-rules.ts';
import { AppError } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import { labelValue } from '../../shared/model/labels.ts';
import type { ActiveAlert, Rule, RuleGroup, RulesItem } from '../../shared/model/rule.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { startVictoriaMetrics } from '../support/servers/victoria-metrics.ts';
import { openCatalogPool, openParsePool, openSource, startStandIn } from './prometheus-support.ts';
import { type Kept, keepSnapshots, minuteMs } from './recorder/snapshots-fixture.ts';

const { signal } = new AbortController();
const poll = { timeout: 20_000, interval: 200 };
const context = 'one' as ContextId;

const rulesYaml = stringify({
  groups: [
    {
      ...{ name: 'availability', interval: '1s', limit: 100 },
      rules: [
        {
          ...{ alert: 'TargetDown', expr: 'up == 0', for: '1s', keep_firing_for: '5m', labels: { severity: 'page' } },
          annotations: { summary: '{{ $labels.instance }} is down', runbook_url: 'https://runbooks.example/down' },
        },
        { alert: 'TargetDown', expr: 'up == 0', for: '1h', labels: { severity: 'info', team: '{{ $labels.job }}' } },
        { alert: 'Infinite', expr: 'vector(1) / 0' },
        { alert: 'Never', expr: 'vector(1) > 2' },
        { alert: 'Broken', expr: '(up * on (job) up) > 2', annotations: { summary: 'never seen' } },
      ],
    },
    { name: 'recording', rules: [{ record: 'job:up:sum', expr: 'sum by (job) (up)', labels: { from: 'rule' } }] },
  ],
});

interface Read {
  readonly groups: readonly RuleGroup[];
  readonly rules: readonly Rule[];
  readonly alerts: readonly ActiveAlert[];
}

const byKey = <Item extends { readonly key: string }>(items: readonly Item[]) =>
  [...items].sort((a, b) => (a.key < b.key ? -1 : 1));

async function readAll(source: Pick<Source, 'rules'>, atMs?: number) {
  const reading = await source.rules?.read({ atMs, signal });
  if (reading?.outcome !== 'told') throw new Error(reading?.outcome ?? 'no rules');
  const parts = [...reading.parts()];
  const read: Read = {
    groups: byKey(parts.flatMap((part) => (part.kind === 'groups' ? part.groups : []))),
    rules: byKey(parts.flatMap((part) => (part.kind === 'rules' ? part.rules : []))),
    alerts: byKey(parts.flatMap((part) => (part.kind === 'alerts' ? part.alerts : []))),
  };
  return { reading, read };
}

/** Without what is of the moment. */
function lasting({ groups, rules, alerts }: Read): Read {
  const passing = { evaluatedMs: undefined, durationMs: undefined };
  return {
    groups: groups.map((one) => ({ ...one, ...passing })),
    rules: rules.map((one) => ({ ...one, ...passing })),
    alerts: alerts.map((one) => ({ ...one, value: undefined })),
  };
}

const briefly = ({ rules }: Read) =>
  rules
    .map((rule) => {
      const more = rule.kind === 'alerting' ? [rule.state, rule.firing, rule.pending] : [];
      return [rule.name, labelValue(rule.labels, 'severity') ?? '', rule.kind, rule.health, ...more].join(' ');
    })
    .sort();

/** Until both targets were scraped the broken one is none: one series has no double. */
const inAllStates = [
  'Broken  alerting err inactive 0 0',
  'Infinite  alerting ok firing 1 0',
  'Never  alerting ok inactive 0 0',
  'TargetDown info alerting ok pending 0 2',
  'TargetDown page alerting ok firing 2 0',
  'job:up:sum  recording ok',
];

const asked = (source: Pick<Source, 'rules'>): SourceAsked => ({
  source: () => source as Source,
  state: () => {
    throw new Error('nobody asks');
  },
});

describe.skipIf(serverMissing('prometheus') !== undefined)('the rules of a real Prometheus', () => {
  let prometheus: RealServer;
  let kept: Kept;
  let record: { readonly rules: SourceRules; readonly status: NonNullable<Source['status']> };
  let live: Read;

  beforeAll(async () => {
    const jobs = [{ job: 'gone', targets: ['127.0.0.1:1', '127.0.0.1:2'] }];
    prometheus = await startPrometheus({ jobs, rules: [rulesYaml] });
    const early = openParsePool();
    const { source, close } = openSource(prometheus.url, early);
    await vi.waitFor(async () => expect(briefly((await readAll(source)).read)).toEqual(inAllStates), poll);
    await Promise.all([close(), early.close()]);
    kept = await keepSnapshots(prometheus.url);
    live = (await readAll(kept.source)).read;
    await kept.pass(3 * minuteMs);
    const { history, name, catalogPool } = kept;
    record = createRecordedParts({ history, catalogPool, query: kept.source.query, source: name });
  });
  afterAll(async () => {
    await kept?.close();
    await prometheus?.stop();
  });

  it('are there in all their states, each alert with its rule', () => {
    expect(briefly(live)).toEqual(inAllStates);
    const page = live.rules.find(({ labels }) => labelValue(labels, 'severity') === 'page');
    expect(page).toMatchObject({ expr: 'up == 0', forMs: 1000, keepFiringForMs: 300_000, error: '' });
    expect(live.groups.find(({ name }) => name === 'availability')).toMatchObject({
      ...{ intervalMs: 1000, limit: 100, rules: 5, file: expect.stringMatching(/rules-0\.yml$/) },
    });
    expect(live.rules.find(({ name }) => name === 'Broken')?.error).toMatch(/^found duplicate series/);
    const its = live.alerts.filter(({ rule }) => rule === page?.key);
    expect(its.map(({ annotations }) => labelValue(annotations, 'summary')).sort()).toEqual([
      ...['127.0.0.1:1 is down', '127.0.0.1:2 is down'],
    ]);
    expect(live.alerts.map(({ value }) => value).sort()).toEqual([0, 0, 0, 0, Number.POSITIVE_INFINITY]);
    for (const { activeAtMs } of live.alerts) expect(Math.abs((activeAtMs ?? 0) - Date.now())).toBeLessThan(minuteMs);
  });

  it('are from the record as they were live, but for what was of the moment', async () => {
    const { reading, read } = await readAll(record);
    expect(read).toEqual(lasting(live));
    const { rules, alerts } = reading.held;
    expect(alerts?.seenUntilMs).toBe(reading.readAtMs);
    expect(rules.seenUntilMs - rules.sinceMs).toBeGreaterThan(minuteMs);
    expect(await readChanges(record, 'alerts', { startMs: 0, endMs: 8.64e15 }, signal)).toEqual({
      timesMs: [],
      leftOut: 0,
    });
  });

  it('were not kept before they were, and a source that says nothing of itself has none', async () => {
    const { reading } = await readAll(record);
    const { sinceMs } = reading.held.rules;
    expect(await record.rules.read({ atMs: sinceMs - 1, signal })).toEqual({ outcome: 'notKept', firstMs: sinceMs });
    const between = await readAll(record, sinceMs);
    // The alerts come some seconds after the rules.
    expect([between.reading.held.alerts, ...new Set(briefly(between.read).map((text) => text.split(' ')[4]))]).toEqual([
      ...[undefined, 'unknown', undefined],
    ]);
  });

  it('come in a stream: live again and again, from a record only where they are other ones', async () => {
    const take = async (source: Pick<Source, 'rules'>, ends: number, atMs?: number) => {
      const items: RulesItem[] = [];
      const ending = new AbortController();
      for await (const item of watchRules(asked(source), context, { everyMs: 1000, atMs }, ending.signal)) {
        items.push(item);
        if (items.filter(({ kind }) => !partKinds.has(kind)).length === ends) ending.abort();
      }
      return items.map(({ kind }) => kind);
    };
    const partKinds = new Set<string>(['begin', 'groups', 'rules', 'alerts']);
    const whole = ['begin', 'groups', 'rules', 'alerts', 'end'];
    expect(await take(kept.source, 2)).toEqual([...whole, ...whole]);
    expect(await take(record, 2)).toEqual([...whole, 'same']);
    expect(await take(record, 99, 8e15)).toEqual(whole);
    expect(await take({}, 2)).toEqual(['none', 'none']);
  });

  it('have another reading of the record where an alert is another one, and the one of then is still there', async () => {
    const before = await readAll(record);
    await writeFile(join(prometheus.dataDir, 'rules-0.yml'), rulesYaml.replace('vector(1) / 0', 'vector(1) > 2'));
    await fetch(`${prometheus.url}/-/reload`, { method: 'POST' });
    await vi.waitFor(async () => expect(briefly((await readAll(kept.source)).read)[1]).toContain('inactive'), poll);
    await kept.pass(3 * minuteMs);
    const after = await readAll(record);
    expect(after.reading.mark).not.toBe(before.reading.mark);
    expect(briefly(after.read)[1]).toBe('Infinite  alerting ok inactive 0 0');
    const [changedMs] = (await readChanges(record, 'alerts', { startMs: 0, endMs: 8.64e15 }, signal)).timesMs;
    expect(changedMs).toBe(after.reading.held.alerts?.sinceMs);
    expect((await readAll(record, before.reading.readAtMs)).read).toEqual(before.read);
  });
});

describe('the rules of others', () => {
  const pool = openParsePool();
  const catalogPool = openCatalogPool();
  const opened: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });
  afterAll(() => Promise.all([pool.close(), catalogPool.close()]));

  const open = (url: string) => {
    const { source, close } = openSource(url, pool, { catalogPool });
    opened.push(close);
    return source;
  };
  const serve = async (status: number, type: string, body: string) => {
    const server = await startStandIn(({ response }) => {
      response.writeHead(status, { 'content-type': type }).end(body);
    });
    opened.push(server.close);
    return open(server.url);
  };
  const outcomeOf = async (source: Source) => {
    try {
      const reading = await source.rules?.read({ signal });
      return reading?.outcome === 'told' ? reading.counts : reading?.outcome;
    } catch (error) {
      return error instanceof AppError ? error.code : String(error);
    }
  };

  it.skipIf(serverMissing('victoria-metrics') !== undefined)(
    'are none of a VictoriaMetrics without vmalert',
    async () => {
      const server = await startVictoriaMetrics();
      opened.push(() => server.stop());
      expect(await outcomeOf(open(server.url))).toEqual({ groups: 0, rules: 0, alerts: 0 });
    },
  );

  it('are not served by what does not know them, and an answer that is none is told', async () => {
    const json = 'application/json';
    const answers = [
      await serve(404, 'text/plain', '404 page not found\n'),
      await serve(200, 'text/html', '<html>'),
      await serve(200, json, '{"status":"success","data":{"groups":['),
      await serve(200, json, '{"status":"success","data":{"alerts":[]}}'),
      await serve(503, 'text/plain', 'Service Unavailable'),
    ];
    expect(await Promise.all(answers.map(outcomeOf))).toEqual([
      ...['notServed', 'notServed', 'prometheus.truncated', 'prometheus.malformed', 'prometheus.unavailable'],
    ]);
  });

  it('of which there are too many are refused in words of their own', async () => {
    const source = await serve(
      200,
      'application/json',
      `{"status":"success","data":{"a":"${'x'.repeat(65 * 2 ** 20)}"}}`,
    );
    expect(await outcomeOf(source)).toBe('status.tooLarge');
  });

  it('that are ten thousand come in parts', async () => {
    const alert = (n: number) => ({ labels: { alertname: 'Down', n: String(n) }, annotations: {}, state: 'firing' });
    const rules = [
      { type: 'alerting', name: 'Down', query: 'up', alerts: Array.from({ length: 13_000 }, (_, n) => alert(n)) },
    ];
    const body = JSON.stringify({ status: 'success', data: { groups: [{ name: 'g', file: 'f', rules }] } });
    const source = await serve(200, 'application/json', body);
    const items: RulesItem[] = [];
    const ending = new AbortController();
    for await (const item of watchRules(asked(source), context, { everyMs: 60_000 }, ending.signal)) {
      items.push(item);
      if (item.kind === 'end') ending.abort();
    }
    const parts = items.flatMap((item) => (item.kind === 'alerts' ? [item.alerts.length] : []));
    expect([parts.length, Math.max(...parts), parts.reduce((sum, n) => sum + n, 0)]).toEqual([26, 500, 13_000]);
  });
});
