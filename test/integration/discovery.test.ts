import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type DiscoveredPrometheus,
  discoverPrometheus,
} from '../../electron/backend/kube/discovery/discover-prometheus.ts';
import { openKubeClient } from '../../electron/backend/kube/open-kube-client.ts';
import { AppError } from '../../shared/base/errors.ts';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster, type ClusterBuilder } from '../support/api-server/cluster-builder.ts';
import { type ApiUser, clusterAdmin, type PolicyRule, portForwarder, viewer } from '../support/api-server/users.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { contextOf, fetchText, until } from './kube-fixture.ts';

const namespaced = (rules: readonly PolicyRule[], ...namespaces: string[]) =>
  rules.map((rule) => ({ ...rule, namespaces }));

const users: readonly ApiUser[] = [
  { name: 'admin', rules: clusterAdmin },
  { name: 'minimal', rules: portForwarder },
  { name: 'reader', rules: viewer },
  { name: 'team', rules: namespaced(portForwarder, 'monitoring') },
  {
    name: 'getter',
    rules: namespaced(
      portForwarder.map((rule) => ({ ...rule, verbs: rule.resources?.includes('services') ? ['get'] : rule.verbs })),
      'monitoring',
    ),
  },
  { name: 'nobody', rules: [] },
];

describe.skipIf(serverMissing('prometheus') !== undefined)('discovering Prometheus', () => {
  let prometheus: RealServer;
  let prefixed: RealServer;
  let other: Server;
  let otherPort = 0;
  const cleanups: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    [prometheus, prefixed] = await Promise.all([
      startPrometheus({ scrapeItself: true }),
      startPrometheus({ routePrefix: '/prometheus' }),
    ]);
    // Something on port 9090 that is no Prometheus; what it is asked at /hang it never answers.
    other = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>hi</h1>'),
    );
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    otherPort = (other.address() as AddressInfo).port;
  });

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  afterAll(async () => {
    other.closeAllConnections();
    await Promise.all([prometheus.stop(), prefixed.stop(), new Promise((resolve) => other.close(resolve))]);
  });

  async function start(builder: ClusterBuilder): Promise<ApiServerDouble> {
    const double = await startApiServer({ cluster: builder.cluster, users });
    cleanups.push(() => double.stop());
    return double;
  }

  async function discover(
    double: ApiServerDouble,
    user = 'admin',
    steps: string[] = [],
  ): Promise<DiscoveredPrometheus> {
    const client = await openKubeClient(contextOf(double, user));
    cleanups.push(() => client.close());
    const found = await discoverPrometheus(client, {
      signal: new AbortController().signal,
      onStep: (step) => steps.push(step),
      namespace: undefined,
    });
    cleanups.push(() => found.close());
    return found;
  }

  async function failure(builder: ClusterBuilder, user?: string) {
    const double = await start(builder);
    try {
      await discover(double, user);
    } catch (error) {
      await until(() => double.counts.openTunnels === 0);
      if (error instanceof AppError) return error.toData();
      throw error;
    }
    throw new Error('it did not fail');
  }

  const helm = () => buildCluster().prometheus({ realPort: prometheus.port });

  it('finds the one of the helm chart, with six requests and one tunnel', async () => {
    const double = await start(helm());
    const steps: string[] = [];
    const found = await discover(double, 'minimal', steps);
    expect([found.server(), steps, found.endpoint.origin, found.endpoint.pathPrefix]).toEqual([
      {
        transport: 'port-forward',
        namespace: 'monitoring',
        service: 'prometheus-server',
        pod: 'prometheus-server-6b7f9d8c5d-m4x7q',
        port: 80,
        version: expect.stringMatching(/^\d+\.\d+/),
      },
      ['services', 'probing'],
      'http://prometheus-server.monitoring.svc:80',
      '',
    ]);
    expect(await fetchText(found.endpoint, '/-/ready')).toContain('Ready');
    expect(double.requests.map(({ path }) => path.replace(/\?.*/, ''))).toEqual([
      '/api/v1/services',
      '/apis/discovery.k8s.io/v1/namespaces/monitoring/endpointslices',
      ...Array(double.counts.totalTunnels).fill(
        '/api/v1/namespaces/monitoring/pods/prometheus-server-6b7f9d8c5d-m4x7q/portforward',
      ),
    ]);
    expect(double.counts.totalTunnels).toBeLessThanOrEqual(2);
  });

  it('finds the one of the operator through a named port', async () => {
    const found = await discover(await start(buildCluster().prometheus({ shape: 'stack', realPort: prometheus.port })));
    expect(found.server()).toMatchObject({ service: 'kube-prometheus-stack-prometheus', port: 9090 });
    expect(found.candidates.map(({ service, score }) => [service.name, score])).toEqual([
      ['kube-prometheus-stack-prometheus', 160],
      ['prometheus-operated', 160],
    ]);
  });

  it('finds one below a route prefix', async () => {
    const found = await discover(await start(buildCluster().prometheus({ realPort: prefixed.port })));
    expect([found.endpoint.pathPrefix, await fetchText(found.endpoint, '/prometheus/-/ready')]).toEqual([
      '/prometheus',
      expect.stringContaining('Ready'),
    ]);
  });

  it('takes the likeliest that answers, and closes the tunnels to the others', async () => {
    const builder = helm()
      // Likelier, but not there; likelier, but not a Prometheus.
      .prometheus({ shape: 'stack', namespace: 'cattle-monitoring-system', ready: false })
      .prometheus({ shape: 'stack', namespace: 'observability', realPort: otherPort })
      // Answers as well, and less likely.
      .prometheus({
        namespace: 'shop',
        service: 'zz',
        labels: { app: 'prometheus', component: 'server' },
        realPort: prometheus.port,
      });
    const double = await start(builder);
    const found = await discover(double);
    expect(found.server()).toMatchObject({ namespace: 'monitoring', service: 'prometheus-server' });
    await until(() => double.counts.openTunnels <= 2);
    await found.close();
    await until(() => double.counts.openTunnels === 0);
  });

  it('finds one where the whole cluster may not be listed, by its namespace', async () => {
    const steps: string[] = [];
    const found = await discover(await start(helm()), 'team', steps);
    expect([found.server().service, steps]).toEqual(['prometheus-server', ['services', 'probing']]);
  });

  it('finds one where no services may be listed at all, by its name', async () => {
    const found = await discover(await start(helm()), 'getter');
    expect(found.server()).toMatchObject({ namespace: 'monitoring', service: 'prometheus-server' });
  });

  it('reads the pages of a large cluster', async () => {
    const builder = helm();
    for (let n = 0; n < 1100; n++) {
      builder.service({ namespace: 'shop', name: `service-${n}`, ports: [{ port: 80, targetPort: 80 }] });
    }
    const double = await start(builder);
    await discover(double);
    expect(double.requests.filter(({ path }) => path.startsWith('/api/v1/services')).length).toBe(3);
  });

  it('says that there is none', async () => {
    const builder = buildCluster()
      .nodeExporter({ nodes: [{ name: 'n1' }] })
      .workload({
        namespace: 'shop',
        name: 'web',
        ports: [{ containerPort: 80 }],
        service: { ports: [{ port: 80, targetPort: 80 }] },
      });
    const data = await failure(builder);
    expect([data.code, data.retryable, Object.keys(data.details)]).toEqual(['discovery.none', false, ['server']]);
  });

  it('says which right is missing to look for one', async () => {
    expect(await failure(helm(), 'nobody')).toMatchObject({
      code: 'api.forbidden',
      details: { user: 'nobody', verb: 'list', resource: 'services', namespace: '' },
    });
  });

  it('says which right is missing to reach the one that is there', async () => {
    expect(await failure(helm(), 'reader')).toMatchObject({
      code: 'portForward.forbidden',
      retryable: false,
      details: {
        user: 'reader',
        verb: 'get',
        namespace: 'monitoring',
        pod: 'prometheus-server-6b7f9d8c5d-m4x7q',
        serverMessage: expect.stringContaining('cannot get resource "pods/portforward"'),
      },
    });
  });

  it.each([
    ['is no Prometheus', () => otherPort, {}, '/api/v1/status/buildinfo answered 200 text/html'],
    [
      'has no ready pod',
      () => 1,
      { ready: false },
      'The service prometheus-server in the namespace monitoring has 1 pod, none of them ready.',
    ],
    ['listens to nothing', () => undefined, {}, expect.stringContaining('connection refused')],
  ])('says why the likeliest did not answer: it %s', async (_name, port, options, reason) => {
    const realPort = port();
    const data = await failure(buildCluster().prometheus({ ...options, ...(realPort !== undefined && { realPort }) }));
    expect(data).toMatchObject({
      code: 'discovery.noneAnswered',
      retryable: true,
      details: { candidate: 'monitoring/prometheus-server:80', reason },
    });
  });

  it('passes a failure of the API server on', async () => {
    const double = await start(helm());
    double.faults.add({ kind: 'status', code: 500 });
    await expect(discover(double)).rejects.toMatchObject({ code: 'api.failed' });
  });

  it('ends when it is cancelled, and leaves nothing open', async () => {
    const double = await start(helm());
    double.faults.add({ kind: 'hang' }, { upgrade: true });
    const client = await openKubeClient(contextOf(double));
    const controller = new AbortController();
    const ended = expect(
      discoverPrometheus(client, { signal: controller.signal, onStep: () => undefined, namespace: undefined }),
    ).rejects.toMatchObject({ name: 'CancelledError' });
    await until(() => double.requests.some(({ path }) => path.includes('portforward')));
    controller.abort();
    await ended;
    await client.close();
    await until(() => double.counts.openConnections === 0);
  });
});
