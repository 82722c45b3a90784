/** What becomes of a connection when the world around it changes: the kubeconfig, credentials, a busy or a stuck Prometheus. */
import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connections } from '../../electron/backend/connections/connections.ts';
import { runQuery } from '../../electron/backend/run-query.ts';
import { isCancellation } from '../../shared/base/errors.ts';
import type { ClusterKey } from '../../shared/model/source-choice.ts';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { ownContexts } from '../support/own-contexts.ts';
import { type Harbour, harbor, openHarbour, pod, quick, type Running, reaches } from './connections-fixture.ts';
import { until } from './kube-fixture.ts';

let harbour: Harbour;
let double: ApiServerDouble;
let start: Harbour['start'];
/** Speaks Prometheus's language as far as connections need it. */
let prometheus: Server;
let answer: RequestListener;
/** The queries that came, heartbeats too. */
let queries: string[];

const plain: RequestListener = (request, response) => {
  const data = request.url?.includes('buildinfo')
    ? { version: '3.0.0' }
    : { resultType: 'vector', result: [{ metric: {}, value: [1, '1700000000'] }] };
  response.end(JSON.stringify({ status: 'success', data }));
};

beforeEach(async () => {
  answer = plain;
  queries = [];
  prometheus = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const query = new URLSearchParams(body).get('query');
    if (query !== null) queries.push(query);
    if (query !== 'slow') answer(request, response);
  });
  await new Promise<void>((resolve) => prometheus.listen(0, '127.0.0.1', resolve));
  harbour = await openHarbour((prometheus.address() as AddressInfo).port);
  ({ double, start } = harbour);
});

afterEach(async () => {
  await harbour.stop();
  prometheus.closeAllConnections();
  await new Promise((resolve) => prometheus.close(resolve));
});

async function ask(connections: Connections, expr: string): Promise<void> {
  const options = { signal: new AbortController().signal, timeoutMs: 60_000 };
  for await (const _item of connections.source(harbor).query({ kind: 'instant', expr }, options));
}

describe('the heartbeat', () => {
  it('is heard while every connection waits for a slow query', async () => {
    const connections = start();
    connections.connect(harbor);
    await reaches(connections, 'connected');
    const slow = Array.from({ length: 8 }, () => ask(connections, 'slow').catch((error: unknown) => error));
    await until(() => queries.filter((query) => query === 'slow').length === 6);
    const before = queries.length;
    await until(() => queries.length >= before + 3);
    expect([connections.state(harbor).kind, connections.log]).toEqual([
      'connected',
      ['authenticating', 'discovering', 'connected'],
    ]);
    await connections.disconnect(harbor);
    // Cut by us: not the Prometheus's fault, and said so by whoever knows the context (handlers.ts).
    expect((await Promise.all(slow)).every(isCancellation)).toBe(true);
  });
});

describe('tunnels that break', () => {
  const slow = { ...quick, beatEveryMs: 600_000 };

  it('are reason enough to ask at once, instead of saying connected until the next heartbeat', async () => {
    const connections = start({ timing: slow });
    connections.connect(harbor);
    await reaches(connections, 'connected');
    await double.goDown();
    await reaches(connections, 'backingOff');
    await double.comeBack();
    await reaches(connections, 'connected');
  });

  it('one after the other, as of a Prometheus that is gone from its pod, are told too', async () => {
    const connections = start({ timing: slow });
    connections.connect(harbor);
    await reaches(connections, 'connected');
    double.cluster.forward({ ...pod, port: 9090 }, undefined);
    double.dropTunnels();
    expect((await reaches(connections, 'backingOff')).why.code).toBe('portForward.refused');
  });
});

describe('a query under way', () => {
  const options = { signal: new AbortController().signal, timeoutMs: 60_000 };

  async function run(connections: Running, expr: string): Promise<void> {
    for await (const _item of runQuery(connections, harbor, { kind: 'instant', expr }, options));
  }

  /** What it failed with. */
  async function underWay(connections: Running): Promise<{ readonly failure: Promise<unknown> }> {
    connections.connect(harbor);
    await reaches(connections, 'connected');
    const failure = run(connections, 'slow').catch((error: unknown) => error);
    await until(() => queries.includes('slow'));
    return { failure };
  }

  it('fails with the connection that it is on, and the next one is answered', async () => {
    const connections = start({ timing: { ...quick, beatEveryMs: 600_000 } });
    const { failure } = await underWay(connections);
    await double.goDown();
    expect(await failure).toMatchObject({ code: 'portForward.closed', retryable: true });
    await double.comeBack();
    await reaches(connections, 'connected');
    await run(connections, 'up');
  });

  it('fails with the connection too where that is made anew beneath it', async () => {
    const connections = start({ timing: { ...quick, beatEveryMs: 600_000 } });
    const { failure } = await underWay(connections);
    connections.services.connections.reconnect(harbor, 'uid:x' as ClusterKey);
    expect(await failure).toMatchObject({ code: 'prometheus.connectionLost', retryable: true });
    await reaches(connections, 'connected');
    await run(connections, 'up');
  });

  it('fails with the disconnection where the user ended it', async () => {
    const connections = start();
    const { failure } = await underWay(connections);
    await connections.disconnect(harbor);
    expect(await failure).toMatchObject({ code: 'connection.notConnected' });
  });
});

describe('an attempt that hangs', () => {
  it.each(['resolve', 'openKube'] as const)('in %s, on a file that never answers, can be ended', async (step) => {
    const connections = start({ opening: { [step]: () => new Promise(() => {}) } });
    connections.connect(harbor);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await connections.disconnect(harbor);
    expect(connections.states()).toEqual([]);
  });

  it('on an API server that takes connections and says nothing can be ended', async () => {
    double.faults.add({ kind: 'hang' }, { upgrade: true });
    const connections = start();
    connections.connect(harbor);
    await until(() => double.requests.some(({ path }) => path.includes('portforward')));
    await connections.disconnect(harbor);
    await until(() => double.counts.openConnections === 0);
  });
});

describe('credentials that are refused in mid-life', () => {
  const lost = { kind: 'status', code: 401 } as const;

  it('are read anew, as a tool may have renewed them in the kubeconfig', async () => {
    const good = double.context('captain', 'harbor', 'token');
    const connections = start();
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml([good]));
    connections.connect(harbor);
    await reaches(connections, 'connected');
    double.faults.add(lost, { upgrade: true, times: 1 });
    double.dropTunnels();
    await until(() => connections.log.filter((kind) => kind === 'connected').length >= 2);
    expect(connections.log).not.toContain('stopped');
  });

  it('stop the connection where they are still refused', async () => {
    const connections = start();
    connections.connect(harbor);
    await reaches(connections, 'connected');
    double.faults.add(lost);
    double.dropTunnels();
    expect((await reaches(connections, 'stopped')).why).toMatchObject({
      code: 'auth.refusedOften',
      details: { user: 'harbor-captain', server: double.url, times: 2 },
    });
  });
});

describe('a kubeconfig that changes', () => {
  const slow = { ...quick, beatEveryMs: 600_000 };

  it('without the context any more ends its connection', async () => {
    const connections = start({ timing: slow });
    await connections.registry.reload();
    connections.connect(harbor);
    await reaches(connections, 'connected');
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml([double.context('reader', 'reef')]));
    await connections.registry.reload();
    expect((await reaches(connections, 'stopped')).why.code).toBe('context.unknown');
    await until(() => double.counts.openTunnels === 0 && double.counts.openConnections === 0);
    // And when it is back, nothing is wrong with it.
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml([double.context('captain', 'harbor')]));
    await connections.registry.reload();
    expect(connections.states()).toEqual([]);
  });

  it.each(['', '{ not yaml', 'contexts: 7'])('to something that is broken leaves it as it is: %j', async (text) => {
    const connections = start({ timing: slow });
    await connections.registry.reload();
    connections.connect(harbor);
    await reaches(connections, 'connected');
    await writeFile(harbour.kubeconfigFile, text);
    await connections.registry.reload();
    expect([connections.state(harbor).kind, ownContexts(connections.registry.snapshot()).contexts]).toEqual([
      'connected',
      [],
    ]);
    // Mended, without the context.
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml([double.context('reader', 'reef')]));
    await connections.registry.reload();
    expect((await reaches(connections, 'stopped')).why.code).toBe('context.unknown');
  });

  it('to another cluster connects to that one', async () => {
    const port = (prometheus.address() as AddressInfo).port;
    const other = await startApiServer({ cluster: buildCluster('other').prometheus({ realPort: port }).cluster });
    harbour.cleanups.unshift(() => other.stop());
    const connections = start({ timing: slow });
    await connections.registry.reload();
    connections.connect(harbor);
    await reaches(connections, 'connected');
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml([other.context('admin', 'harbor')]));
    await connections.registry.reload();
    expect(connections.state(harbor)).toEqual({ kind: 'authenticating' });
    await reaches(connections, 'connected');
    expect([other.counts.openTunnels, double.counts.openTunnels]).toEqual([1, 0]);
  });

  it('in what does not matter to it (another namespace, another context) leaves it alone', async () => {
    const connections = start({ timing: slow });
    await connections.registry.reload();
    connections.connect(harbor);
    await reaches(connections, 'connected');
    const moved = { ...double.context('captain', 'harbor'), namespace: 'shop' };
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml([double.context('admin', 'new'), moved]));
    await connections.registry.reload();
    expect(connections.log).toEqual(['authenticating', 'discovering', 'connected']);
  });

  it('does not start what has stopped, and no longer says why it did', async () => {
    double.faults.add({ kind: 'status', code: 401 });
    const connections = start({ timing: slow });
    await connections.registry.reload();
    connections.connect(harbor);
    await reaches(connections, 'stopped');
    const { requests } = double.counts;
    await writeFile(harbour.kubeconfigFile, kubeconfigYaml([double.context('admin', 'harbor')]));
    await connections.registry.reload();
    expect([connections.state(harbor).kind, double.counts.requests]).toEqual(['idle', requests]);
  });
});

it('a Prometheus that starts again behind its tunnel is found again', async () => {
  const connections = start();
  connections.connect(harbor);
  await reaches(connections, 'connected');
  double.cluster.forward({ ...pod, port: 9090 }, undefined);
  prometheus.closeAllConnections();
  await reaches(connections, 'backingOff');
  answer = (_request, response) => response.writeHead(503).end('Service Unavailable');
  double.cluster.forward({ ...pod, port: 9090 }, (prometheus.address() as AddressInfo).port);
  await until(() => queries.length > 0 && connections.log.filter((kind) => kind === 'backingOff').length >= 2);
  answer = plain;
  await reaches(connections, 'connected');
  expect(connections.log).not.toContain('stopped');
});
