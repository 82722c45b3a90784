import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { openBench, startPage, waysOf } from './discovery-fixture.ts';
import { fetchText, until } from './kube-fixture.ts';

describe.skipIf(serverMissing('prometheus') !== undefined)('discovering Prometheus', () => {
  const bench = openBench();
  let prometheus: RealServer;
  let prefixed: RealServer;
  let other: Awaited<ReturnType<typeof startPage>>;

  beforeAll(async () => {
    [prometheus, prefixed, other] = await Promise.all([
      startPrometheus({ scrapeItself: true }),
      startPrometheus({ routePrefix: '/deep/prometheus' }),
      // Something on port 9090 that is no Prometheus.
      startPage((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>hi</h1>')),
    ]);
  });

  afterEach(() => bench.cleanUp());

  afterAll(() => Promise.all([prometheus.stop(), prefixed.stop(), other.stop()]));

  const helm = () => buildCluster().prometheus({ realPort: prometheus.port });

  it('finds the one of the helm chart, with few requests and one tunnel', async () => {
    const double = await bench.start(helm());
    // What the diagnosis asks beside it has its own tests.
    const found = await bench.discover(double, 'minimal', { cluster: undefined });
    await until(() => found.recorder.current().serverVersion !== undefined);
    expect([found.server(), found.steps, found.endpoint.origin, found.endpoint.pathPrefix]).toEqual([
      {
        transport: 'port-forward',
        namespace: 'monitoring',
        service: 'prometheus-server',
        pod: 'prometheus-server-6b7f9d8c5d-m4x7q',
        port: 80,
        version: expect.stringMatching(/^\d+\.\d+/),
        engine: 'prometheus',
        pathPrefix: '',
      },
      ['services', 'probing'],
      'http://prometheus-server.monitoring.svc:80',
      '',
    ]);
    expect(await fetchText(found.endpoint, '/-/ready')).toContain('Ready');
    expect(double.requests.map(({ path }) => path.replace(/\?.*/, '')).sort()).toEqual([
      '/api/v1/namespaces/monitoring/pods/prometheus-server-6b7f9d8c5d-m4x7q/portforward',
      '/api/v1/services',
      '/apis/discovery.k8s.io/v1/namespaces/monitoring/endpointslices',
      '/apis/monitoring.coreos.com/v1/prometheuses',
      '/version',
    ]);
  });

  it('finds the one of the operator through a named port, by its custom resource', async () => {
    const cluster = buildCluster().prometheus({ shape: 'stack', realPort: prometheus.port });
    const found = await bench.discover(await bench.start(cluster));
    expect(found.server()).toMatchObject({ service: 'kube-prometheus-stack-prometheus', port: 9090 });
    const { candidates } = found.recorder.current();
    expect(candidates.map(({ id, foundBy, score }) => [id, foundBy, score])).toEqual([
      ['monitoring/kube-prometheus-stack-prometheus:9090', 'customResource', 160],
      ['monitoring/prometheus-operated:9090', 'customResource', 160],
    ]);
  });

  it.each([
    ['that the custom resource says', { shape: 'stack', routePrefix: '/deep/prometheus' }],
    ['that only its root leads to', {}],
  ] as const)('finds one below a route prefix %s', async (_name, options) => {
    const cluster = buildCluster().prometheus({ ...options, realPort: prefixed.port });
    const found = await bench.discover(await bench.start(cluster));
    expect([found.endpoint.pathPrefix, found.server().pathPrefix]).toEqual(['/deep/prometheus', '/deep/prometheus']);
    expect(await fetchText(found.endpoint, '/deep/prometheus/-/ready')).toContain('Ready');
  });

  it('takes the likeliest that answers, and closes the tunnels to the others', async () => {
    const builder = helm()
      // Likelier, but not there; likelier, but not a Prometheus.
      .prometheus({ shape: 'stack', namespace: 'cattle-monitoring-system', ready: false })
      .prometheus({ shape: 'stack', namespace: 'observability', realPort: other.port })
      // Answers as well, and less likely.
      .prometheus({
        namespace: 'shop',
        service: 'zz',
        labels: { app: 'prometheus', component: 'server' },
        realPort: prometheus.port,
      });
    const double = await bench.start(builder);
    const found = await bench.discover(double);
    expect(found.server()).toMatchObject({ namespace: 'monitoring', service: 'prometheus-server' });
    await until(() => double.counts.openTunnels <= 2);
    await found.close();
    await until(() => double.counts.openTunnels === 0);
  });

  it('asks five at most, and lists them all', async () => {
    const builder = helm();
    for (let n = 0; n < 6; n++) {
      builder.prometheus({ namespace: `team-${n}`, realPort: other.port });
    }
    const double = await bench.start(builder);
    const found = await bench.discover(double);
    // They are asked at once: who is quicker than the one that answers says what it is.
    const asked = expect.stringMatching(/^(?:notNeeded|probe\.notPrometheus)$/);
    expect(Object.values(waysOf(found.recorder.current())).map(([forward]) => forward)).toEqual([
      'answered /',
      asked,
      asked,
      asked,
      asked,
      'tooMany',
      'tooMany',
    ]);
  });

  it('asks what has only its port to speak for it where there is nothing better', async () => {
    const workload = (namespace: string, realPort: number) =>
      ({
        namespace,
        name: 'metrics',
        ports: [{ containerPort: 9090, realPort }],
        service: { ports: [{ port: 80, targetPort: 9090 }] },
      }) as const;
    const alone = await bench.discover(await bench.start(buildCluster().workload(workload('shop', prometheus.port))));
    expect([alone.server(), alone.recorder.current().candidates[0]?.foundBy]).toMatchObject([
      { namespace: 'shop', service: 'metrics' },
      'port',
    ]);
    const beside = await bench.discover(await bench.start(helm().workload(workload('shop', prometheus.port))));
    expect(waysOf(beside.recorder.current())).toEqual({
      'monitoring/prometheus-server:80': ['answered /', 'notNeeded', 'notNeeded'],
      'shop/metrics:80': ['tooMany', 'tooMany', 'tooMany'],
    });
    expect((await bench.failure(buildCluster().workload(workload('shop', other.port)))).code).toBe('discovery.none');
  });

  it('finds one where the whole cluster may not be listed, by its namespace', async () => {
    const found = await bench.discover(await bench.start(helm()), 'team');
    expect([found.server(), found.steps]).toMatchObject([{ service: 'prometheus-server' }, ['services', 'probing']]);
  });

  it('finds one where no services may be listed at all, by its name or by its custom resource', async () => {
    const found = await bench.discover(await bench.start(helm()), 'getter');
    expect(found.server()).toMatchObject({ namespace: 'monitoring', service: 'prometheus-server' });
    const operated = buildCluster().prometheus({ shape: 'stack', realPort: prometheus.port });
    expect((await bench.discover(await bench.start(operated), 'getter')).server()).toMatchObject({ port: 9090 });
  });

  it('reads the pages of a large cluster', async () => {
    const builder = helm();
    for (let n = 0; n < 1100; n++) {
      builder.service({ namespace: 'shop', name: `service-${n}`, ports: [{ port: 80, targetPort: 80 }] });
    }
    const double = await bench.start(builder);
    await bench.discover(double);
    expect(double.requests.filter(({ path }) => path.startsWith('/api/v1/services?')).length).toBe(3);
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
    const { code, retryable, details, diagnosis } = await bench.failure(builder);
    expect([code, retryable, Object.keys(details), diagnosis.candidates, diagnosis.failure?.code]).toEqual([
      'discovery.none',
      false,
      ['server'],
      [],
      'discovery.none',
    ]);
  });

  it('says which right is missing to look for one', async () => {
    expect(await bench.failure(helm(), 'nobody')).toMatchObject({
      code: 'api.forbidden',
      details: { user: 'nobody', verb: 'list', resource: 'services', namespace: '' },
    });
  });

  it('says which right is missing to reach the one that is there', async () => {
    const data = await bench.failure(helm(), 'reader');
    expect(data).toMatchObject({
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
    expect(waysOf(data.diagnosis)).toEqual({
      'monitoring/prometheus-server:80': [
        'portForward.forbidden (get pods/portforward)',
        'apiProxy.forbidden (get services/proxy)',
        'none',
      ],
    });
  });

  it.each([
    ['is no Prometheus', () => other.port, {}, 'probe.notPrometheus', /200 text\/html/],
    ['has no ready pod', () => 1, { ready: false }, 'portForward.noReadyPod', /has 1 pod, none of them ready/],
    ['listens to nothing', () => undefined, {}, 'portForward.refused', /connection refused/],
  ])('says why the likeliest did not answer: it %s', async (_name, port, options, code, reason) => {
    const realPort = port();
    const cluster = buildCluster().prometheus({ ...options, ...(realPort !== undefined && { realPort }) });
    expect(await bench.failure(cluster)).toMatchObject({
      code: 'discovery.noneAnswered',
      retryable: true,
      details: { candidate: 'monitoring/prometheus-server:80', reason: expect.stringMatching(reason), code },
    });
  });

  it('does without the custom resources where they cannot be read', async () => {
    const double = await bench.start(helm());
    double.faults.add({ kind: 'status', code: 500 }, { path: '/apis/monitoring.coreos.com' });
    expect((await bench.discover(double)).server()).toMatchObject({ service: 'prometheus-server' });
  });

  it('says which right is missing to find its pods', async () => {
    const { code, diagnosis } = await bench.failure(helm(), 'blind');
    expect([code, diagnosis.candidates[0]?.ways['port-forward']]).toMatchObject([
      'api.forbidden',
      { kind: 'failed', missing: { verb: 'list', resource: 'pods', namespace: 'monitoring', allowed: false } },
    ]);
  });

  it('passes a failure of the API server on', async () => {
    const double = await bench.start(helm());
    double.faults.add({ kind: 'status', code: 500 });
    await expect(bench.discover(double)).rejects.toMatchObject({ code: 'api.failed' });
  });

  it('ends when it is cancelled, and leaves nothing open', async () => {
    const double = await bench.start(helm());
    double.faults.add({ kind: 'hang' }, { upgrade: true });
    const controller = new AbortController();
    const ended = expect(bench.discover(double, 'admin', { signal: controller.signal })).rejects.toMatchObject({
      name: 'CancelledError',
    });
    await until(() => double.requests.some(({ path }) => path.includes('portforward')));
    controller.abort();
    await ended;
    await bench.cleanUp();
    await until(() => double.counts.openConnections === 0);
  });
});
