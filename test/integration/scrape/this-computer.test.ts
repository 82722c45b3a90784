/** This computer as the application has it: recorded from its start, asked as any context, ended whole, and read only where another one records. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BuiltServices, buildServices } from '../../../electron/backend/build-services.ts';
import { computerContextId } from '../../../electron/backend/contexts/context-id.ts';
import { watchRecording } from '../../../electron/backend/watch-recording.ts';
import { Emitter } from '../../../shared/base/event.ts';
import { joinParts, type Part } from '../../../shared/model/columns.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';

const never = new AbortController().signal;
let dataDir: string;
let logged: string[];
const opened: BuiltServices[] = [];
let exporter: Server;
let exporterUrl: string;
/** What the exporter answers. */
let answer: { status: number; type: string; body: string };

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'binnacle-computer-'));
  logged = [];
  answer = {
    status: 200,
    type: 'text/plain; version=0.0.4',
    body: 'depth_fathoms{of="harbor"} 7\nsoundings_total 3\n',
  };
  exporter = createServer((_request, response) => {
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
  });
  await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
  exporterUrl = `http://127.0.0.1:${(exporter.address() as AddressInfo).port}/metrics`;
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((services) => services.close()));
  await new Promise((resolve) => {
    exporter.close(resolve);
    exporter.closeAllConnections();
  });
  rmSync(dataDir, { recursive: true });
  expect(logged).toEqual([]);
});

function start(changes: Partial<Settings> = {}): BuiltServices {
  const services = buildServices({
    host: 'web',
    version: '1.2.3',
    random: () => 0.5,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: {
      write: (level, scope, message) => {
        // What depends on how busy the disk is, is no fault.
        const isLate = /^the history did not take the end within/.test(message);
        if ((level === 'warn' || level === 'error') && !isLate) logged.push(`${scope}: ${message}`);
      },
    },
    settings: {
      read: () => ({ settings: { ...defaultSettings, proxy: { kind: 'none' }, ...changes } }),
      write: () => undefined,
    },
    onPower: new Emitter<never>().event,
    kubeconfig: { groups: [], from: 'commandLine' },
    ...{ homeDir: dataDir, dataDir, env: {} },
    openKeychain: () => Promise.reject(new Error('not here')),
    workerUrl: (name) => new URL(`../../../electron/workers/${name}.ts`, import.meta.url),
  });
  opened.push(services);
  services.record();
  return services;
}

const kindOf = ({ connections }: BuiltServices) => connections.state(computerContextId).kind;

/** Series as text, and their values. */
async function ask(services: BuiltServices, expr: string): Promise<Record<string, number>> {
  const parts: Part[] = [];
  const options = { signal: never, timeoutMs: 30_000 };
  for await (const item of services.connections.source(computerContextId).query({ kind: 'instant', expr }, options)) {
    if (item.kind === 'part') parts.push(item);
  }
  const { labels, values } = joinParts(parts);
  return Object.fromEntries(labels.map((of, series) => [of.join(' '), values[series] ?? Number.NaN]));
}

describe('this computer', () => {
  it('is the first context, and is recorded without being asked for', async () => {
    const services = start();
    await services.contextsRead;
    expect(services.contexts.snapshot().contexts[0]).toMatchObject({ id: computerContextId, isComputer: true });
    await expect.poll(() => kindOf(services)).toBe('connected');
    await expect
      .poll(() => ask(services, `up == 1`))
      .toEqual({
        [`__name__ up instance this-computer job binnacle`]: 1,
        [`__name__ up instance this-computer job node`]: 1,
      });
    expect(await ask(services, 'count(node_cpu_seconds_total{mode="idle"}) > bool 0')).toEqual({ '': 1 });
    expect(await ask(services, 'binnacle_build_info')).toEqual({
      '__name__ binnacle_build_info instance this-computer job binnacle version 1.2.3': 1,
    });
    const state = services.connections.state(computerContextId);
    expect(state).toMatchObject({ server: { transport: 'scraped', engine: 'binnacle', everyMs: 5000 } });
  });

  it('says what is recorded, and since when, at once', async () => {
    const services = start();
    await expect.poll(() => kindOf(services)).toBe('connected');
    const { recording } = services.connections.source(computerContextId);
    await expect.poll(async () => (await recording?.facts(never))?.newestSampleMs ?? 0).toBeGreaterThan(0);
    const [facts] = await firstOf(watchRecording(services.connections, computerContextId, 1000, never));
    expect(facts).toMatchObject({ everyMs: 5000 });
    expect(facts?.series).toBeGreaterThan(60);
    expect(facts?.bytes).toBeGreaterThan(10_000);
    expect(facts?.scrapeMs).toBeGreaterThan(0);
    const endMs = Date.now() + 1000;
    const spans = await recording?.coverage({ startMs: endMs - 3_600_000, endMs }, never);
    expect(spans?.map(({ state }) => state)).toEqual(['notRecorded', 'recorded', 'notRecorded']);
    expect(spans?.[1]?.endMs).toBeGreaterThanOrEqual(facts?.newestSampleMs ?? Infinity);
  });

  it('ends its series when Binnacle ends, and what is recorded is there at the next start', async () => {
    const first = start();
    await expect.poll(async () => kindOf(first) === 'connected' && Object.keys(await ask(first, 'up'))).toHaveLength(2);
    await first.close();
    const endedMs = Date.now();
    const second = start();
    await expect.poll(() => kindOf(second)).toBe('connected');
    const at = (timeMs: number) => ask(second, `count(last_over_time(up[1h] @ ${timeMs / 1000}))`);
    expect(Object.keys(await at(endedMs))).toHaveLength(1);
    // Its last sample before it ended is a stale marker: at that time nothing of it is left.
    expect(await ask(second, `node_load1 @ ${endedMs / 1000}`)).toEqual({});
  });

  it('is not recorded where the settings say so, and is as soon as they say otherwise', async () => {
    const services = start({ computer: { record: false } });
    await services.contextsRead;
    expect(kindOf(services)).toBe('idle');
    services.settings.update({ computer: { record: true } });
    await expect.poll(() => kindOf(services)).toBe('connected');
    services.settings.update({ computer: { record: false } });
    await expect.poll(() => kindOf(services)).toBe('idle');
  });

  it('is read only while another Binnacle records, says so, and records once that has ended', async () => {
    const first = start();
    await expect.poll(async () => kindOf(first) === 'connected' && Object.keys(await ask(first, 'up'))).toHaveLength(2);
    const second = start();
    await expect.poll(() => kindOf(second)).toBe('degraded');
    expect(second.connections.state(computerContextId)).toMatchObject({ missing: { code: 'history.locked' } });
    expect(Object.keys(await ask(second, 'up'))).toHaveLength(2);
    const { targets, recording } = second.connections.source(computerContextId);
    expect(targets).toBeUndefined();
    // The other's, which goes on.
    const newestMs = async () => (await recording?.facts(never))?.newestSampleMs ?? 0;
    const before = await newestMs();
    expect(before).toBeGreaterThan(0);
    await expect.poll(newestMs, { timeout: 20_000 }).toBeGreaterThan(before);
    expect(await recording?.facts(never)).toMatchObject({ sinceMs: undefined, scrapeMs: undefined });
    await first.close();
    second.connections.connect(computerContextId);
    await expect.poll(() => kindOf(second)).toBe('connected');
    expect(second.connections.source(computerContextId).targets).toBeDefined();
  });
});

async function firstOf<T>(items: AsyncGenerator<T>): Promise<readonly T[]> {
  for await (const item of items) return [item];
  return [];
}

describe('an exporter that was added', () => {
  it('is scraped beside it from then on, and no more once it is removed', async () => {
    const services = start();
    await expect.poll(() => kindOf(services)).toBe('connected');
    const id = services.exporters.save({ name: 'lead line', url: exporterUrl });
    const { host } = new URL(exporterUrl);
    const series = `__name__ depth_fathoms exporter lead line instance ${host} job exporters of harbor`;
    await expect.poll(() => ask(services, 'depth_fathoms')).toEqual({ [series]: 7 });
    services.exporters.remove(id);
    // Its stale marker ends it at once, not after five minutes.
    await expect.poll(() => ask(services, 'depth_fathoms')).toEqual({});
  });

  it('is tested before: how many series it has, or why it cannot be scraped', async () => {
    const { exporters } = start({ computer: { record: false } });
    expect(await exporters.test(exporterUrl, never)).toMatchObject({
      series: 2,
      isWhole: true,
      bytes: answer.body.length,
    });
    answer.body = Array.from({ length: 40_000 }, (_, i) => `many{i="${i}"} 1`).join('\n');
    expect(await exporters.test(exporterUrl, never)).toMatchObject({ isWhole: false });
    answer = { status: 200, type: 'text/plain; version=0.0.4', body: 'a 1\nwhat is this\n' };
    await expect(exporters.test(exporterUrl, never)).rejects.toMatchObject({
      code: 'exporter.badAnswer',
      details: { url: exporterUrl, line: 2 },
    });
    answer = { status: 200, type: 'text/html', body: '<html>' };
    await expect(exporters.test(exporterUrl, never)).rejects.toMatchObject({ code: 'exporter.badAnswer' });
    answer = { status: 404, type: 'text/plain', body: '' };
    await expect(exporters.test(exporterUrl, never)).rejects.toMatchObject({
      code: 'exporter.failed',
      details: { reason: 'it answered HTTP 404' },
    });
    await expect(exporters.test('http://127.0.0.1:1/metrics', never)).rejects.toMatchObject({
      code: 'exporter.failed',
    });
  });

  it('is refused where another has its URL, which is named; and may be changed', async () => {
    const { exporters, settings } = start({ computer: { record: false } });
    const id = exporters.save({ name: 'lead line', url: exporterUrl });
    expect(() => exporters.save({ name: 'other', url: ` ${exporterUrl.replace('http://', '')} ` })).toThrow(
      expect.objectContaining({ code: 'exporter.duplicate', details: { url: exporterUrl, name: 'lead line' } }),
    );
    exporters.save({ id, name: 'log line', url: exporterUrl });
    expect(settings.snapshot().settings.exporters).toEqual([{ id, name: 'log line', url: exporterUrl }]);
  });

  it.each([
    ['http://user:secret@box:9100/', 'it has a user or a password in it, which would be kept in plain text'],
    ['user:secret@box:9100', 'it has a user or a password in it, which would be kept in plain text'],
    ['ftp://box/metrics', 'it is neither http nor https'],
    ['http://box/metrics?a=1&a=2', 'it has a parameter twice'],
    ['http://', 'it is no URL'],
    [
      'http://box/metrics?x=1&api_key=secret',
      'its parameter "api_key" is a secret, which would be kept in plain text: ' +
        'have it answer this computer without, or put a proxy before it that adds it',
    ],
  ])('is refused where its URL is %s', (url, reason) => {
    const { exporters, settings } = start({ computer: { record: false } });
    const save = () => exporters.save({ name: '', url });
    expect(save).toThrow(
      expect.objectContaining({ code: 'exporter.badUrl', details: expect.objectContaining({ reason }) }),
    );
    expect(save).not.toThrow(/=secret|secret@/);
    expect(settings.snapshot().settings.exporters).toEqual([]);
  });
});
