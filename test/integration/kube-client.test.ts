import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { KubeClient } from '../../electron/backend/kube/kube-client.ts';
import { listAll } from '../../electron/backend/kube/list-all.ts';
import { openKubeClient } from '../../electron/backend/kube/open-kube-client.ts';
import { AppError } from '../../shared/base/errors.ts';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import type { FaultAnswer } from '../support/api-server/faults.ts';
import { clusterAdmin, viewer } from '../support/api-server/users.ts';
import { openKubeServices } from '../support/kube-services.ts';
import { contextOf, resolveContext, until } from './kube-fixture.ts';

const signal = new AbortController().signal;
const names = z.object({ metadata: z.object({ name: z.string() }) });
const podsPath = '/api/v1/pods';

let double: ApiServerDouble;
const clients: KubeClient[] = [];
const services = openKubeServices();

beforeAll(async () => {
  const builder = buildCluster();
  for (let n = 0; n < 25; n++) builder.pod({ namespace: 'shop', name: `pod-${String(n).padStart(2, '0')}` });
  double = await startApiServer({
    cluster: builder.cluster,
    users: [
      { name: 'admin', token: 'admin-token', rules: clusterAdmin },
      { name: 'viewer', token: 'viewer-token', rules: viewer },
    ],
  });
});

afterEach(async () => {
  double.faults.clear();
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

afterAll(() => Promise.all([double.stop(), services.credentials.close()]));

async function open(...args: Parameters<typeof contextOf>): Promise<KubeClient> {
  const client = await openKubeClient(contextOf(...args), services);
  clients.push(client);
  return client;
}

async function failure(client: KubeClient, path = podsPath, timeoutMs = 10_000) {
  try {
    await client.get(path, z.unknown(), { signal, timeoutMs });
  } catch (error) {
    if (error instanceof AppError) return error.toData();
    throw error;
  }
  throw new Error('it did not fail');
}

describe('a client of a real kubeconfig', () => {
  it.each(['certificate', 'token'] as const)('is known by its %s', async (how) => {
    const client = await open(double, 'viewer', how);
    await client.get(podsPath, z.unknown(), { signal });
    expect(double.requests.at(-1)).toMatchObject({ user: 'viewer', code: 200 });
  });

  it('reads a list in pages, also across an expired one', async () => {
    const client = await open(double);
    const all = await listAll(client, podsPath, names, { signal, pageSize: 10 });
    let pages = 0;
    const expired = await listAll(client, podsPath, names, {
      signal,
      pageSize: 10,
      onFirstPage: () => {
        pages += 1;
        if (pages === 1) double.cluster.compact();
      },
    });
    expect([all.items.length, all.items[0]?.metadata.name, expired.items.length]).toEqual([25, 'pod-00', 25]);
  });

  it('keeps its connections: forty lists one after the other need two at most, ten at once not more than six', async () => {
    const client = await open(double);
    const before = double.counts.totalConnections;
    for (let n = 0; n < 40; n++) await client.get(podsPath, z.unknown(), { signal });
    const serial = double.counts.totalConnections - before;
    await Promise.all(Array.from({ length: 10 }, () => client.get(podsPath, z.unknown(), { signal })));
    expect([serial <= 2, double.counts.openConnections <= 6]).toEqual([true, true]);
  });

  it('leaves no connection when it closes', async () => {
    const client = await open(double);
    await client.get(podsPath, z.unknown(), { signal });
    await client.close();
    await until(() => double.counts.openConnections === 0);
  });
});

describe('an API server that refuses', () => {
  it('an unknown token is api.unauthorized', async () => {
    const context = double.context('viewer', 'ctx', 'token');
    const client = await openKubeClient(
      resolveContext({ ...context, credentials: { kind: 'token', token: 'stale' } }),
      services,
    );
    clients.push(client);
    expect(await failure(client)).toMatchObject({
      code: 'api.unauthorized',
      details: { user: 'ctx-viewer', serverMessage: 'Unauthorized' },
    });
  });

  it('a stranger with a good certificate is api.forbidden, under the name that the API server knows', async () => {
    expect(await failure(await open(double, 'stranger'))).toMatchObject({
      code: 'api.forbidden',
      details: { user: 'stranger', verb: 'list', resource: 'pods', namespace: '' },
    });
  });

  it('what is not there is api.notFound', async () => {
    const client = await open(double);
    expect([
      (await failure(client, '/api/v1/namespaces/shop/pods/none')).code,
      (await failure(client, '/apis/metrics.k8s.io/v1beta1/nodes')).code,
    ]).toEqual(['api.notFound', 'api.notFound']);
  });
});

describe('an API server with a fault', () => {
  const cases: readonly [string, FaultAnswer, string, boolean][] = [
    ['401', { kind: 'status', code: 401 }, 'api.unauthorized', false],
    ['403', { kind: 'status', code: 403 }, 'api.forbidden', false],
    ['429', { kind: 'status', code: 429 }, 'api.busy', true],
    ['500', { kind: 'status', code: 500 }, 'api.failed', true],
    ['503', { kind: 'status', code: 503 }, 'api.failed', true],
    ['HTML', { kind: 'html' }, 'api.notJson', false],
    ['a portal that refuses', { kind: 'html', code: 403 }, 'api.forbidden', false],
    ['a cut connection', { kind: 'reset' }, 'api.unreachable', true],
    ['half an answer', { kind: 'truncated' }, 'api.unreachable', true],
    ['200 MB', { kind: 'huge', sizeBytes: 200_000_000 }, 'api.tooLarge', false],
    ['no end', { kind: 'endless' }, 'api.tooLarge', false],
  ];
  it.each(cases)('answers with %s', async (_name, fault, code, retryable) => {
    double.faults.add(fault, { path: podsPath });
    expect(await failure(await open(double))).toMatchObject({ code, retryable });
  });

  it('never answers', async () => {
    double.faults.add({ kind: 'hang' });
    const client = await open(double);
    expect(await failure(client, podsPath, 100)).toMatchObject({ code: 'api.timeout', retryable: true });
    await until(() => double.counts.openConnections === 0);
  });

  it('is down, and comes back', async () => {
    const client = await open(double);
    await double.goDown();
    expect(await failure(client)).toMatchObject({
      code: 'api.unreachable',
      details: { reason: 'nothing listens there (connection refused)' },
    });
    await double.comeBack();
    await client.get(podsPath, z.unknown(), { signal });
  });

  it('has another authority', async () => {
    const context = contextOf(double);
    const other = await startApiServer({ cluster: buildCluster().cluster });
    const client = await openKubeClient({ ...context, cluster: { ...context.cluster, server: other.url } }, services);
    clients.push(client);
    expect(await failure(client)).toMatchObject({ code: 'api.tls', retryable: false });
    await client.close();
    await other.stop();
  });
});
