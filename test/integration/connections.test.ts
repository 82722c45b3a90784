import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connections } from '../../electron/backend/connections/connections.ts';
import type { ApiServerDouble } from '../support/api-server/api-server.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { byToken, type Harbour, harbor, openHarbour, pod, quick, reaches, reef } from './connections-fixture.ts';
import { until } from './kube-fixture.ts';

describe.skipIf(serverMissing('prometheus') !== undefined)('connections', () => {
  let prometheus: RealServer;
  let harbour: Harbour;
  let double: ApiServerDouble;
  let start: Harbour['start'];

  beforeAll(async () => {
    prometheus = await startPrometheus({ scrapeItself: true });
  });

  afterAll(() => prometheus.stop());

  beforeEach(async () => {
    harbour = await openHarbour(prometheus.port);
    ({ double, start } = harbour);
  });

  afterEach(() => harbour.stop());

  async function query(connections: Connections, expr: string): Promise<readonly number[]> {
    const options = { signal: new AbortController().signal, timeoutMs: 5000 };
    const values: number[] = [];
    for await (const item of connections.source(harbor).query({ kind: 'instant', expr }, options)) {
      if (item.kind === 'part') values.push(...item.columns.values);
    }
    return values;
  }

  it.each([harbor, byToken])('are made on demand, step by step, and answer queries: %s', async (id) => {
    const connections = start();
    expect([connections.state(id), connections.states()]).toEqual([{ kind: 'idle' }, []]);
    connections.connect(id);
    const state = await reaches(connections, 'connected', id);
    expect(state).toEqual({
      kind: 'connected',
      server: {
        transport: 'port-forward',
        namespace: 'monitoring',
        service: 'prometheus-server',
        pod: pod.pod,
        port: 80,
        version: expect.stringMatching(/^2\./),
      },
      answerMs: expect.any(Number),
      newestSampleMs: state.newestSampleMs,
    });
    expect(connections.log).toEqual(['authenticating', 'discovering', 'connected']);
    expect(connections.states()).toMatchObject([{ context: id, state: { kind: 'connected' } }]);
    if (id === harbor) expect(await query(connections, 'vector(42)')).toEqual([42]);
  });

  it('know the time of the newest sample', async () => {
    const connections = start();
    connections.connect(harbor);
    await reaches(connections, 'connected');
    await until(() => {
      const state = connections.state(harbor);
      return state.kind === 'connected' && state.newestSampleMs !== undefined;
    });
    expect(connections.state(harbor)).toMatchObject({ newestSampleMs: expect.closeTo(Date.now(), -5) });
  });

  it('have no source before they are made and after they are ended', async () => {
    const connections = start();
    const refused = { code: 'connection.notConnected', details: { context: harbor } };
    expect(() => connections.source(harbor)).toThrow(expect.objectContaining(refused));
    connections.connect(harbor);
    expect(() => connections.source(harbor)).toThrow(expect.objectContaining(refused));
    await reaches(connections, 'connected');
    connections.source(harbor);
    await connections.disconnect(harbor);
    expect(() => connections.source(harbor)).toThrow(expect.objectContaining(refused));
  });

  it('leave no socket behind, ten times over', async () => {
    const connections = start();
    for (let n = 0; n < 10; n++) {
      connections.connect(harbor);
      await reaches(connections, 'connected');
      await connections.disconnect(harbor);
      expect(connections.state(harbor)).toEqual({ kind: 'idle' });
      await until(() => double.counts.openTunnels === 0 && double.counts.openConnections === 0);
    }
  });

  it('can be ended at any moment of their making', async () => {
    const connections = start();
    double.faults.add({ kind: 'delay', ms: 15 });
    for (const ms of [0, 5, 20, 35, 50, 65, 80]) {
      connections.connect(harbor);
      await new Promise((resolve) => setTimeout(resolve, ms));
      await connections.disconnect(harbor);
      await until(() => double.counts.openTunnels === 0 && double.counts.openConnections === 0);
    }
    expect(connections.state(harbor)).toEqual({ kind: 'idle' });
  });

  it('survive a pod that is replaced by another', async () => {
    const connections = start();
    connections.connect(harbor);
    await reaches(connections, 'connected');
    double.cluster.replacePod(pod, 'prometheus-server-new');
    await until(() => {
      const state = connections.state(harbor);
      return state.kind === 'connected' && state.server.pod === 'prometheus-server-new';
    });
    expect(await query(connections, 'vector(1)')).toEqual([1]);
  });

  it('come back after every tunnel was cut', async () => {
    const connections = start();
    connections.connect(harbor);
    await reaches(connections, 'connected');
    for (let n = 0; n < 3; n++) {
      double.dropTunnels();
      await until(() => double.counts.openTunnels > 0);
      await reaches(connections, 'connected');
    }
    expect(connections.log).not.toContain('stopped');
  });

  it('come back after the API server was away, and say so meanwhile', async () => {
    const connections = start();
    connections.connect(harbor);
    await reaches(connections, 'connected');
    await double.goDown();
    const away = await reaches(connections, 'backingOff');
    expect([away.untilMs > Date.now() - 1000, away.why.code.length > 0]).toEqual([true, true]);
    expect(() => connections.source(harbor)).toThrow();
    await double.comeBack();
    await reaches(connections, 'connected');
    expect(await query(connections, 'vector(1)')).toEqual([1]);
  });

  it('stop where the user may not port-forward, and try again only when asked', async () => {
    const connections = start();
    connections.connect(reef);
    const state = await reaches(connections, 'stopped', reef);
    expect(state.why).toMatchObject({
      code: 'portForward.forbidden',
      details: { user: 'reader', verb: 'get', namespace: 'monitoring' },
    });
    const { requests } = double.counts;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect([double.counts.requests, double.counts.openConnections]).toEqual([requests, 0]);
    connections.connect(reef);
    expect(connections.state(reef)).toEqual({ kind: 'authenticating' });
    await reaches(connections, 'stopped', reef);
  });

  it('stop where there is no Prometheus', async () => {
    double.cluster.remove('v1', 'Service', 'monitoring', 'prometheus-server');
    const connections = start();
    connections.connect(harbor);
    expect((await reaches(connections, 'stopped')).why.code).toBe('discovery.none');
  });

  it.each([
    [401, 'stopped', 'api.unauthorized'],
    [403, 'stopped', 'api.forbidden'],
    [500, 'backingOff', 'api.failed'],
    [429, 'backingOff', 'api.failed'],
  ] as const)('of an API server that answers %i are %s', async (code, kind, why) => {
    double.faults.add({ kind: 'status', code });
    const connections = start();
    connections.connect(harbor);
    expect((await reaches(connections, kind)).why.code).toBe(why);
    expect(connections.log.includes('connected')).toBe(false);
  });

  it('of an API server that answers HTML stop', async () => {
    double.faults.add({ kind: 'html' });
    const connections = start();
    connections.connect(harbor);
    expect((await reaches(connections, 'stopped')).why).toMatchObject({
      code: 'api.notJson',
      details: { status: 200, contentType: 'text/html; charset=utf-8' },
    });
  });

  it('to an API server that is not there are tried again, later and later, until it is', async () => {
    await double.goDown();
    const connections = start();
    connections.connect(harbor);
    expect((await reaches(connections, 'backingOff')).why.code).toBe('api.unreachable');
    await until(() => connections.log.filter((kind) => kind === 'backingOff').length >= 3);
    await double.comeBack();
    await reaches(connections, 'connected');
  });

  it('to an API server that never answers stay authenticating, and can be ended', async () => {
    double.faults.add({ kind: 'hang' });
    const connections = start();
    connections.connect(harbor);
    await until(() => double.counts.requests > 0);
    expect(connections.state(harbor)).toEqual({ kind: 'authenticating' });
    await connections.disconnect(harbor);
    await until(() => double.counts.openConnections === 0);
  });

  it('that back off are tried at once when the user connects', async () => {
    await double.goDown();
    const connections = start({ timing: { ...quick, backoff: { firstMs: 600_000, mostMs: 600_000 } } });
    connections.connect(harbor);
    await reaches(connections, 'backingOff');
    await double.comeBack();
    connections.connect(harbor);
    await reaches(connections, 'connected');
  });

  it('read the kubeconfig anew at every attempt', async () => {
    const file = harbour.kubeconfigFile;
    const good = double.context('captain', 'harbor', 'token');
    await writeFile(file, kubeconfigYaml([{ ...good, credentials: { kind: 'token', token: 'stale' } }]));
    const connections = start();
    connections.connect(harbor);
    expect((await reaches(connections, 'stopped')).why.code).toBe('api.unauthorized');
    await writeFile(file, kubeconfigYaml([good]));
    connections.connect(harbor);
    await reaches(connections, 'connected');
    await connections.disconnect(harbor);
    await writeFile(file, kubeconfigYaml([]));
    connections.connect(harbor);
    expect((await reaches(connections, 'stopped')).why.code).toBe('context.unknown');
  });

  it('ask at once after the machine has slept, and are made anew where nothing answers', async () => {
    const connections = start({ timing: { ...quick, beatEveryMs: 600_000, backoff: { firstMs: 1, mostMs: 1 } } });
    connections.connect(harbor);
    await reaches(connections, 'connected');
    const asked = double.counts.bytesToPods;
    harbour.power.fire('suspend');
    harbour.power.fire('resume');
    await until(() => double.counts.bytesToPods > asked);
    await double.goDown();
    harbour.power.fire('resume');
    await reaches(connections, 'backingOff');
    await double.comeBack();
    await reaches(connections, 'connected');
  });

  describe('to a Prometheus that is ill', () => {
    let ill: Server;
    let healthy = true;

    beforeEach(async () => {
      healthy = true;
      // Answers as Prometheus does, or 503 as one that starts.
      ill = createServer((request, response) => {
        const data = request.url?.includes('buildinfo')
          ? { version: '3.0.0' }
          : { resultType: 'vector', result: [{ metric: {}, value: [1, '1700000000'] }] };
        const ok = healthy || request.url?.includes('buildinfo');
        response
          .writeHead(ok ? 200 : 503)
          .end(ok ? JSON.stringify({ status: 'success', data }) : 'Service Unavailable');
      });
      await new Promise<void>((resolve) => ill.listen(0, '127.0.0.1', resolve));
      double.cluster.forward({ ...pod, port: 9090 }, (ill.address() as AddressInfo).port);
      harbour.cleanups.push(async () => {
        ill.closeAllConnections();
        await new Promise((resolve) => ill.close(resolve));
      });
    });

    it('are degraded as long as it is, with a source all the same', async () => {
      const connections = start();
      connections.connect(harbor);
      expect(await reaches(connections, 'connected')).toMatchObject({
        newestSampleMs: 1_700_000_000_000,
        server: { version: '3.0.0' },
      });
      healthy = false;
      expect((await reaches(connections, 'degraded')).missing).toMatchObject({
        code: 'prometheus.unavailable',
        details: { status: 503 },
      });
      connections.source(harbor);
      healthy = true;
      await reaches(connections, 'connected');
      expect(connections.log).not.toContain('backingOff');
    });
  });

  it('tell of a bug in the log, and stop', async () => {
    const written: string[] = [];
    const connections = start({
      openSource: () => {
        throw new TypeError('a bug');
      },
      log: { write: (level, _scope, message) => void (level === 'error' && written.push(message)) },
    });
    connections.connect(harbor);
    expect((await reaches(connections, 'stopped')).why).toMatchObject({
      code: 'rpc.internal',
      message: expect.not.stringContaining('a bug'),
    });
    expect(written).toEqual(['a bug']);
  });

  it('do nothing more after they were closed', async () => {
    const connections = start();
    connections.connect(harbor);
    await reaches(connections, 'connected');
    await connections.close();
    connections.connect(harbor);
    expect(connections.states()).toEqual([]);
  });
});
