/** A real Pushgateway in a cluster, found and asked through the connection of the context's Prometheus; and what answers in its place. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { PushGroup, PushgatewayItem } from '../../shared/model/pushgateway.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { serviceProxier, viewer } from '../support/api-server/users.ts';
import { type BadPrometheus, startBadPrometheus } from '../support/bad-prometheus.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { pushTo, startAgedPushgateway, startPushgateway } from '../support/servers/pushgateway.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { type Connected, codeOf, connectTo, never } from './alertmanager-fixture.ts';
import { harbor } from './connections-fixture.ts';

const missing = serverMissing('prometheus', 'prometheus-pushgateway');

describe.skipIf(missing !== undefined)(`a Pushgateway${missing === undefined ? '' : ` (${missing})`}`, () => {
  let prometheus: RealServer;
  let gateway: RealServer;
  let between: BadPrometheus;
  let connected: Connected | undefined;

  beforeAll(async () => {
    prometheus = await startPrometheus();
    gateway = await startPushgateway();
    between = await startBadPrometheus();
    await pushTo(gateway.url, 'backup/instance/db-1', 'rows{table="a"} 1\nrows{table="b"} 2\nseconds 3\n');
    await pushTo(gateway.url, 'clean', 'seconds 3\n');
    // Of another type than the metric of that name has: refused, and remembered as that.
    await pushTo(gateway.url, 'broken', '# TYPE seconds counter\nseconds 3\n', 400);
  });
  afterAll(async () => {
    await between?.stop();
    await gateway?.stop();
    await prometheus?.stop();
  });
  afterEach(async () => {
    await connected?.harbour.stop();
    connected = undefined;
  });

  interface Placed {
    readonly args?: readonly string[];
    readonly annotations?: Readonly<Record<string, string>>;
  }

  async function itemsOf(realPort: number, options: Parameters<typeof connectTo>[2] = {}, placed: Placed = {}) {
    const { args, annotations } = placed;
    const labels = { 'app.kubernetes.io/name': 'prometheus-pushgateway' };
    const builder = buildCluster('harbor').prometheus({ realPort: prometheus.port });
    builder.workload({
      ...{ namespace: 'jobs', name: 'push', labels, ports: [{ name: 'metrics', containerPort: 9091, realPort }] },
      ...(args && { args }),
      service: {
        ...(annotations && { annotations }),
        ...{ labels, ports: [{ name: 'http', port: 9091, targetPort: 'metrics' }] },
      },
    });
    connected = await connectTo(builder, harbor, options);
    return readAgain(connected);
  }
  async function readAgain({ running }: Connected): Promise<readonly PushgatewayItem[]> {
    const items: PushgatewayItem[] = [];
    for await (const item of running.services.pushgateways.read({ context: harbor }, never)) items.push(item);
    return items;
  }
  const groupsOf = (items: readonly PushgatewayItem[]): readonly PushGroup[] =>
    items.flatMap((item) => (item.kind === 'groups' ? item.groups : []));

  it('tells its groups, when each was pushed last, and what it refused', async () => {
    const items = await itemsOf(gateway.port);
    expect(items[0]).toMatchObject({
      ...{ kind: 'begin', version: expect.stringMatching(/^1\./) },
      use: { id: 'jobs/push:9091', transport: 'port-forward', pod: 'push-0', pathPrefix: '' },
    });
    const byJob = new Map(groupsOf(items).map((group) => [group.labels.at(-1), group]));
    expect(byJob.get('backup')).toMatchObject({
      ...{ labels: ['instance', 'db-1', 'job', 'backup'], isSuccessful: true, metrics: 2, series: 3 },
      lastFailureMs: undefined,
    });
    expect(Math.abs((byJob.get('backup')?.lastPushMs ?? 0) - Date.now())).toBeLessThan(120_000);
    const broken = byJob.get('broken');
    expect([broken?.isSuccessful, broken?.lastPushMs, broken?.metrics]).toEqual([false, undefined, 0]);
    expect(Math.abs((broken?.lastFailureMs ?? 0) - Date.now())).toBeLessThan(120_000);
    expect(items.at(-1)).toEqual({ kind: 'end', leftOut: 0 });
  });

  it('is found below its usual route prefix, through the API server where its Prometheus is', async () => {
    const prefixed = await startPushgateway([], '/pushgateway');
    try {
      const users = [{ name: 'captain', token: 'captain-token', rules: serviceProxier }];
      const [begin] = await itemsOf(prefixed.port, { users });
      expect(begin).toMatchObject({ use: { transport: 'proxy', pathPrefix: '/pushgateway' } });
    } finally {
      await prefixed.stop();
    }
  });

  it('is asked below the path that a person typed where nothing tells it: tried first, kept where it answers, and forgotten', async () => {
    const prefixed = await startPushgateway([], '/ops/push');
    onTestFinished(() => prefixed.stop());
    await pushTo(`${prefixed.url}/ops/push`, 'far', 'seconds 3\n');
    const target = 'jobs/push:9091';
    const silent = [{ kind: 'failed', error: { code: 'companion.noneAnswered', details: { candidate: target } } }];
    expect(await itemsOf(prefixed.port)).toMatchObject(silent);
    if (connected === undefined) throw new Error('it is not connected');
    const { keptPaths, settings } = connected.running.services;
    const at = { context: harbor, kind: 'pushgateway', target } as const;
    const kept = () => settings.snapshot().settings.companionPaths;
    const codes = ['/ops', '/../../api', '/ops%2fpush', 'http://10.0.0.1/ops', '/ops//push'].map((path) =>
      codeOf(keptPaths.keep({ ...at, path }, never)),
    );
    expect(await Promise.all(codes)).toEqual([
      'companion.noneAnswered',
      ...Array.from({ length: 4 }, () => 'companion.badPath'),
    ]);
    expect(await codeOf(keptPaths.keep({ ...at, target: 'jobs/other:9091', path: '/ops/push' }, never))).toBe(
      'companion.chosenGone',
    );
    expect(kept()).toEqual([]);
    // As it is pasted.
    expect(await keptPaths.keep({ ...at, path: ' ops/push/metrics#/ ' }, never)).toEqual({ pathPrefix: '/ops/push' });
    expect(kept()).toEqual([{ ...at, pathPrefix: '/ops/push' }]);
    const [begin, groups] = await readAgain(connected);
    expect(begin).toMatchObject({ use: { id: target, transport: 'port-forward', pathPrefix: '/ops/push' } });
    expect(groups).toMatchObject({ groups: [{ labels: ['job', 'far'] }] });
    // What does not answer leaves what is kept.
    expect(await codeOf(keptPaths.keep({ ...at, path: '/ops' }, never))).toBe('companion.noneAnswered');
    expect(kept()).toHaveLength(1);
    keptPaths.forget(at);
    expect(kept()).toEqual([]);
    expect(await readAgain(connected)).toMatchObject(silent);
    await connected.running.disconnect(harbor);
    expect(await codeOf(keptPaths.keep({ ...at, path: '/ops/push' }, never))).toBe('connection.notConnected');
  });

  it.each<readonly [string, readonly string[], Placed]>([
    ['a route prefix in the arguments of its pod', [], { args: ['--web.route-prefix=/ops/push'] }],
    [
      'an external URL in them',
      ['--web.external-url=https://x.example/ops/push/'],
      { args: ['--web.external-url', 'https://x.example/ops/push/', '--log.level=warn'] },
    ],
    ['the annotation of its service', [], { annotations: { 'prometheus.io/path': '/ops/push/metrics' } }],
  ])('is found below another path by %s', async (_, flags, placed) => {
    const prefixed = await startPushgateway(flags, '/ops/push');
    try {
      await pushTo(`${prefixed.url}/ops/push`, 'far', 'seconds 3\n');
      const [begin, groups] = await itemsOf(prefixed.port, {}, placed);
      expect(begin).toMatchObject({ use: { transport: 'port-forward', pathPrefix: '/ops/push' } });
      expect(groups).toMatchObject({ groups: [{ labels: ['job', 'far'] }] });
    } finally {
      await prefixed.stop();
    }
  });

  it('says that something else answers where nothing tells of its path, and has one of old pushes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'binnacle-push-'));
    const aged = await startAgedPushgateway(join(folder, 'groups'), { group: 'old', text: 'seconds 3\n' }, '/ops/push');
    try {
      const unknown = await itemsOf(aged.port, {}, { args: ['--web.route-prefix=/../admin'] });
      expect(unknown).toMatchObject([{ kind: 'failed', error: { code: 'companion.noneAnswered' } }]);
      const paths = connected?.harbour.double.requests.map(({ path }) => path) ?? [];
      expect(paths.filter((path) => path.includes('admin'))).toEqual([]);
      await connected?.harbour.stop();
      const items = await itemsOf(aged.port, {}, { args: ['--web.route-prefix=/ops/push'] });
      const days = (Date.now() - (groupsOf(items)[0]?.lastPushMs ?? 0)) / 86_400_000;
      expect(days).toBeGreaterThanOrEqual(3);
      expect(days).toBeLessThan(3.1);
    } finally {
      await aged.stop();
      await rm(folder, { recursive: true });
    }
  });

  it('is refused by name where the user may not reach it', async () => {
    const forward = { verbs: ['get', 'create'], apiGroups: [''], resources: ['pods/portforward'] };
    const rules = [...viewer, { ...forward, namespaces: ['monitoring'] }];
    const users = [{ name: 'captain', token: 'captain-token', rules }];
    const items = await itemsOf(gateway.port, { users });
    expect(items).toMatchObject([
      { kind: 'failed', error: { code: 'portForward.forbidden', details: { namespace: 'jobs' } } },
    ]);
  });

  it.each<readonly [string, string, number]>([
    ['companion.malformed', '{"status":"success"}', 200],
    ['companion.malformed', '{"data":{"a":1}}', 200],
    ['companion.malformed', '[', 200],
    ['companion.http', '{"status":"error","error":"it is full"}', 500],
  ])('fails with %s where its metrics are %s', async (code, body, status) => {
    between.answer = ({ path }) =>
      path === '/api/v1/metrics' ? { kind: 'body', body, code: status } : { kind: 'forward', to: gateway.url };
    const items = await itemsOf(between.port);
    expect(items).toMatchObject([{ kind: 'failed', error: { code } }]);
    if (status === 500) expect(items).toMatchObject([{ error: { details: { serverMessage: 'it is full' } } }]);
  });

  it('has only what is as promised, and an end', async () => {
    const odd = {
      labels: { job: 'x', n: 1 },
      push_time_seconds: { metrics: [{ value: 'soon' }] },
      text: 'no',
      __proto__x: {},
    };
    const many = Array.from({ length: 20_500 }, (_, i) => ({ labels: { job: `j${i}` } }));
    const body = JSON.stringify({ data: [odd, null, { labels: 3 }, ...many] });
    between.answer = ({ path }) =>
      path === '/api/v1/metrics' ? { kind: 'body', body } : { kind: 'forward', to: gateway.url };
    const items = await itemsOf(between.port);
    expect(groupsOf(items)[0]).toEqual({
      ...{ labels: ['job', 'x'], lastPushMs: undefined, lastFailureMs: undefined, isSuccessful: undefined },
      ...{ metrics: 1, series: 0 },
    });
    expect([groupsOf(items).length, items.at(-1)]).toEqual([20_000, { kind: 'end', leftOut: 501 }]);
  });
});
