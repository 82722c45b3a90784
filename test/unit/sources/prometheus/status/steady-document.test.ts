/** What is kept of answers about a server: the same text for the same state, whatever the moment, and another one for another state. */
import { describe, expect, it, test } from 'vitest';
import { maskSecrets } from '../../../../../electron/backend/history/documents/mask-secrets.ts';
import { hasFixtures, readFixture } from '../../../../support/fixtures.ts';
import { type Steady, shuffled, steady, steadyBody } from './read-steady-text.ts';

/** As the documentation of 3.x has them. https://prometheus.io/docs/prometheus/latest/querying/api/ */
const target3 = {
  discoveredLabels: { __address__: '10.0.0.1:9100', __scrape_interval__: '15s', job: 'node' },
  labels: { instance: '10.0.0.1:9100', job: 'node' },
  scrapePool: 'node',
  scrapeUrl: 'http://10.0.0.1:9100/metrics',
  globalUrl: 'http://node-1:9100/metrics',
  lastError: '',
  lastScrape: '2026-11-22T10:58:16.773091099Z',
  lastScrapeDuration: 0.050688943,
  health: 'up',
  scrapeInterval: '15s',
  scrapeTimeout: '10s',
};
const dropped3 = { discoveredLabels: { __address__: '10.0.0.2:9100', job: 'node' }, scrapePool: 'node' };
const rule3 = {
  state: 'firing',
  name: 'HighLatency',
  query: 'job:latency > 0.5',
  duration: 600,
  keepFiringFor: 60,
  labels: { severity: 'page' },
  annotations: { summary: 'latency is {{ $value }}' },
  alerts: [{ labels: { alertname: 'HighLatency' }, annotations: {}, state: 'firing', activeAt: 'x', value: '1e+00' }],
  health: 'ok',
  evaluationTime: 0.000312805,
  lastEvaluation: '2026-11-22T10:58:16.076754438Z',
  type: 'alerting',
};
const group3 = {
  name: 'example',
  file: '/rules.yaml',
  rules: [rule3, { ...rule3, name: 'Aaa' }],
  interval: 60,
  limit: 0,
  evaluationTime: 0.01,
  lastEvaluation: '2026-11-22T10:58:16.076754438Z',
};
const alert3 = {
  activeAt: '2026-11-22T10:58:16.076754438Z',
  annotations: { summary: 'latency is 0.7' },
  labels: { alertname: 'HighLatency' },
  state: 'firing',
  value: '7e-01',
};

describe('an answer about a server, to be kept', () => {
  it('is told without what is of the moment only', () => {
    const runtime = {
      startTime: '2026-11-22T10:56:19.654823954Z',
      CWD: '/prometheus',
      hostname: 'prometheus-0',
      serverTime: '2026-11-22T11:00:00Z',
      reloadConfigSuccess: true,
      lastConfigTime: '2026-11-22T10:56:19Z',
      corruptionCount: 0,
      goroutineCount: 48,
      storageRetention: '15d',
    };
    const { serverTime: _time, goroutineCount: _count, ...runtimeKept } = runtime;
    expect(steady('runtimeinfo', runtime).data).toEqual(runtimeKept);

    const { lastScrape: _scrape, lastScrapeDuration: _took, ...targetKept } = target3;
    expect(
      steady('targets', {
        ...{ activeTargets: [target3], droppedTargets: [dropped3] },
        droppedTargetCounts: { node: 1 },
      }).data,
    ).toEqual({ activeTargets: [targetKept], droppedTargets: [dropped3], droppedTargetCounts: { node: 1 } });

    const { alerts: _alerts, state: _state, evaluationTime: _ms, lastEvaluation: _at, ...ruleKept } = rule3;
    const { evaluationTime: _groupMs, lastEvaluation: _groupAt, ...groupKept } = group3;
    expect(steady('rules', { groups: [group3], groupNextToken: 'abc' }).data).toEqual({
      groups: [{ ...groupKept, rules: [ruleKept, { ...ruleKept, name: 'Aaa' }] }],
    });

    const { value: _value, ...alertKept } = alert3;
    expect(steady('alerts', { alerts: [alert3] }).data).toEqual({ alerts: [alertKept] });
  });

  it('has each item on a line of its own, and its keys in one order', () => {
    const { text } = steady('alertmanagers', {
      droppedAlertmanagers: [],
      activeAlertmanagers: [{ url: 'http://b' }, { url: 'http://a' }],
    });
    expect(text).toBe(
      '{\n"activeAlertmanagers":[\n{"url":"http://a"},\n{"url":"http://b"}\n],\n"droppedAlertmanagers":[]\n}',
    );
  });

  it('is another text where anything else changes', () => {
    const texts = (kind: Steady, all: readonly unknown[]) => new Set(all.map((data) => steady(kind, data).text)).size;
    const targets = (more: object) => ({ activeTargets: [{ ...target3, ...more }], droppedTargets: [] });
    expect(
      texts('targets', [
        targets({}),
        targets({ health: 'down' }),
        targets({ health: 'down', lastError: 'refused' }),
        targets({ labels: { job: 'other' } }),
        { activeTargets: [], droppedTargets: [] },
      ]),
    ).toBe(5);
    const rules = (more: object) => ({ groups: [{ ...group3, rules: [{ ...rule3, ...more }] }] });
    expect(texts('rules', [rules({}), rules({ query: 'up' }), rules({ health: 'err', lastError: 'x' })])).toBe(3);
    expect(texts('rules', [rules({}), rules({ state: 'inactive', alerts: [] })])).toBe(1);
  });

  it('keeps the order of the rules of a group, in which they are evaluated', () => {
    const other = { ...group3, rules: group3.rules.toReversed() };
    expect(steady('rules', { groups: [other] }).text).not.toBe(steady('rules', { groups: [group3] }).text);
  });

  it('knows alerts that differ in nothing but annotations by their mark', () => {
    const mark = (...alerts: object[]) => steady('alerts', { alerts }).mark;
    const twin = { ...alert3, labels: { alertname: 'Other' } };
    const same = mark(alert3, twin);
    expect(mark(twin, { ...alert3, value: '8e-01', annotations: { summary: 'latency is 0.8' } })).toBe(same);
    expect(mark(alert3)).not.toBe(same);
    expect(mark({ ...alert3, state: 'pending' }, twin)).not.toBe(same);
    expect(mark({ ...alert3, activeAt: '2026-11-22T10:59:16Z' }, twin)).not.toBe(same);
    expect(steady('rules', { groups: [] }).mark).toBeUndefined();
  });

  it('has no port of a connection that is another one each time', () => {
    const errorOf = (lastError: string) => {
      const { data } = steady('targets', { activeTargets: [{ lastError }] });
      return (data as { activeTargets: [{ lastError: string }] }).activeTargets[0].lastError;
    };
    const reset = (port: number) =>
      `Get "http://10.0.0.2:9100/metrics": read tcp 10.0.0.1:${port}->10.0.0.2:9100: read: connection reset by peer`;
    expect(errorOf(reset(41234))).toBe(errorOf(reset(50001)));
    expect(errorOf(reset(41234))).toContain('read tcp 10.0.0.1:*->10.0.0.2:9100: read');
    expect(errorOf('write tcp [fd00::1]:4123->[fd00::2]:80: write: broken pipe')).toContain(
      '[fd00::1]:*->[fd00::2]:80',
    );
    const plain = 'dial tcp 127.0.0.1:1: connect: connection refused';
    expect(errorOf(plain)).toBe(plain);
  });

  it('has as many dropped targets as there is room for, and how many there are', () => {
    const many = Array.from({ length: 3000 }, (_, i) => ({
      discoveredLabels: { __address__: `10.0.0.${i}`, filler: 'x'.repeat(2000), job: i % 3 === 0 ? 'node' : 'unknown' },
    }));
    type Kept = { droppedTargets: unknown[]; droppedTargetCounts?: unknown };
    const older = steady('targets', { activeTargets: [target3], droppedTargets: many });
    const { droppedTargets, droppedTargetCounts } = older.data as Kept;
    expect(older.text.length).toBeGreaterThan(4_000_000);
    expect(older.text.length).toBeLessThan(4_300_000);
    expect(droppedTargets.length).toBeGreaterThan(2000);
    expect(droppedTargetCounts).toEqual({ '': 2000, node: 1000 });
    const newer = steady('targets', { activeTargets: [], droppedTargets: many, droppedTargetCounts: { node: 9 } });
    expect((newer.data as Kept).droppedTargetCounts).toEqual({ node: 9 });
    const few = steady('targets', { activeTargets: [target3], droppedTargets: many.slice(0, 3) });
    expect(few.data).not.toHaveProperty('droppedTargetCounts');
  });

  it('has no list of dropped targets where they were not asked for', () => {
    const { data } = steady('targets', { activeTargets: [], droppedTargets: [] }, false);
    expect(data).toEqual({ activeTargets: [] });
  });

  it('takes names that objects have by themselves for what they are', () => {
    const text = '{"status":"success","data":{"__proto__":[{"type":"gauge"}],"constructor":[]}}';
    const read = steadyBody('metadata', text);
    expect('text' in read && read.text).toBe('{\n"__proto__":[{"type":"gauge"}],\n"constructor":[]\n}');
  });

  it('is refused where it is no answer', () => {
    expect(() => steadyBody('rules', '{"status":"success","data":{"groups":[{"name":"a"}')).toThrow(
      expect.objectContaining({ code: 'prometheus.truncated' }),
    );
    expect(() => steadyBody('rules', '{"status":"success","data":{"groups":[{]}}')).toThrow(
      expect.objectContaining({ code: 'prometheus.malformed' }),
    );
    const deep = `{"status":"success","data":{"a":${'['.repeat(5000)}`;
    expect(() => steadyBody('flags', deep)).toThrow(expect.objectContaining({ code: 'prometheus.malformed' }));
    expect(steadyBody('rules', '{"status":"error","errorType":"unavailable","error":"no"}')).toEqual({
      ...{ kind: 'refusal', errorType: 'unavailable', error: 'no' },
    });
    expect(steadyBody('alerts', '{"status":"success","data":null}')).toMatchObject({ text: 'null' });
  });

  it('has no credentials once it is stored', () => {
    const secret = 'hunter2';
    const address = `http://user:${secret}@10.0.0.1:9093/api?token=${secret}&x=1`;
    const target = {
      ...target3,
      scrapeUrl: address,
      globalUrl: address,
      lastError: `Get "${address}": refused`,
      discoveredLabels: { __param_token: secret, job: 'node' },
    };
    const texts = [
      steady('alertmanagers', { activeAlertmanagers: [{ url: address }], droppedAlertmanagers: [{ url: address }] }),
      steady('targets', { activeTargets: [target], droppedTargets: [{ discoveredLabels: target.discoveredLabels }] }),
      steady('flags', { 'alertmanager.url': address, 'web.auth-token': secret }),
      steady('alerts', { alerts: [{ ...alert3, annotations: { dashboard: address } }] }),
      steady('rules', { groups: [{ ...group3, rules: [{ ...rule3, annotations: { runbook: address } }] }] }),
    ].map(({ text }) => maskSecrets(text));
    expect(texts.filter((text) => text.includes(secret))).toEqual([]);
    for (const text of texts) expect(() => JSON.parse(text)).not.toThrow();
  });
});

const files: Readonly<Record<Steady, string>> = {
  flags: 'status_flags.json',
  buildinfo: 'status_buildinfo.json',
  runtimeinfo: 'status_runtimeinfo.json',
  rules: 'rules.json',
  alerts: 'alerts.json',
  targets: 'targets.json',
  alertmanagers: 'alertmanagers.json',
  metadata: 'metadata.json',
};

/** Whatever a key has, later. */
const later: Readonly<Record<string, unknown>> = {
  lastScrape: '2027-01-01T00:00:00Z',
  lastScrapeDuration: 9,
  lastEvaluation: '2027-01-01T00:00:00Z',
  evaluationTime: 9,
  value: '9e+09',
  goroutineCount: 99,
};

function inAWhile(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inAWhile);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, later[key] ?? inAWhile(item)]));
}

describe.skipIf(!hasFixtures('prometheus-api'))('the captured answers of Prometheus 2.42', () => {
  test.each(Object.entries(files))('%s is the same text a while later, in any order', (kind, file) => {
    const { data } = JSON.parse(readFixture('prometheus-api', file)) as { data: unknown };
    const { text } = steady(kind as Steady, data);
    expect(steady(kind as Steady, inAWhile(data)).text).toBe(text);
    // The rules of a group are not in any order.
    const mixed = kind === 'rules' ? { groups: (data as { groups: unknown[] }).groups.toReversed() } : undefined;
    for (const seed of ['a', 'b', 'c']) {
      expect(steady(kind as Steady, mixed ?? shuffled(data, seed)).text).toBe(text);
    }
  });
});
