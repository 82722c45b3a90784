import { writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connections } from '../../electron/backend/connections/connections.ts';
import type { ApiServerDouble } from '../support/api-server/api-server.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { byToken, type Harbour, harbor, openHarbour, pod, quick, reaches } from './connections-fixture.ts';
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
        engine: 'prometheus',
        pathPrefix: '',
      },
      answerMs: expect.any(Number),
      newestSampleMs: state.newestSampleMs,
    });
    expect(connections.passed).toEqual(['authenticating', 'discovering', 'connected']);
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

  it('leave no socket, timer or watcher behind, ten times over', async () => {
    const connections = start();
    const cycle = async () => {
      connections.connect(harbor);
      await reaches(connections, 'connected');
      await connections.disconnect(harbor);
      expect(connections.state(harbor)).toEqual({ kind: 'idle' });
      await until(() => double.counts.openTunnels === 0 && double.counts.openConnections === 0);
    };
    // The parser stays for the next one.
    await cycle();
    const first = process.getActiveResourcesInfo().length;
    for (let n = 0; n < 9; n++) await cycle();
    await until(() => process.getActiveResourcesInfo().length <= first);
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

  it('stop where there is no Prometheus', async () => {
    double.cluster.remove('v1', 'Service', 'monitoring', 'prometheus-server');
    const connections = start();
    connections.connect(harbor);
    expect((await reaches(connections, 'stopped')).why.code).toBe('discovery.none');
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
    expect((await reaches(connections, 'stopped')).why.code).toBe('auth.refusedOften');
    await writeFile(file, kubeconfigYaml([good]));
    connections.connect(harbor);
    await reaches(connections, 'connected');
    await connections.disconnect(harbor);
    await writeFile(file, kubeconfigYaml([]));
    connections.connect(harbor);
    expect((await reaches(connections, 'stopped')).why.code).toBe('context.unknown');
  });

  it('tell of a bug in the log, and stop', async () => {
    const written: string[] = [];
    const connections = start({
      opening: {
        openSource: () => {
          throw new TypeError('a bug');
        },
      },
      ports: { log: { write: (level, _scope, message) => void (level === 'error' && written.push(message)) } },
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
