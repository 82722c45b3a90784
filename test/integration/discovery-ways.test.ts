import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHttpPools } from '../../electron/backend/network/http-pool.ts';
import { createApiClient } from '../../electron/backend/sources/prometheus/api-client.ts';
import { createPrometheusSource } from '../../electron/backend/sources/prometheus/prometheus-source.ts';
import type { HttpEndpoint } from '../../electron/backend/sources/source.ts';
import type { SourceChoice } from '../../shared/model/source-choice.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { createAuthority } from '../support/certificates.ts';
import { openKubeServices } from '../support/kube-services.ts';
import { type Front, startFront } from '../support/servers/front.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { clock, linesOf, openBench, startPage, waysOf } from './discovery-fixture.ts';
import { fetchText, until } from './kube-fixture.ts';

/** What a query comes to, without a worker: only whether POST or GET went through, by the server's own words. */
async function buildInfoOf(endpoint: HttpEndpoint): Promise<string> {
  const pool = { run: () => Promise.reject(new Error('there is no worker')) } as never;
  const source = createPrometheusSource(endpoint, { pool, catalogPool: pool, clock, log: { write: () => undefined } });
  return (await source.buildInfo({ signal: new AbortController().signal, timeoutMs: 5000 })).version;
}

describe.skipIf(serverMissing('prometheus') !== undefined)('the ways to a Prometheus', () => {
  const bench = openBench();
  let prometheus: RealServer;
  let prefixed: RealServer;
  /** TLS, by a certificate that nobody knows, before the real one. */
  let secure: Front;

  beforeAll(async () => {
    [prometheus, prefixed] = await Promise.all([
      startPrometheus({ scrapeItself: true }),
      startPrometheus({ routePrefix: '/prometheus' }),
    ]);
    secure = await startFront({ to: prometheus.port, tls: createAuthority('nobody knows it').server() });
  });

  afterEach(() => bench.cleanUp());

  afterAll(() => Promise.all([prometheus.stop(), prefixed.stop(), secure.stop()]));

  const helm = () => buildCluster().prometheus({ realPort: prometheus.port });
  const id = 'monitoring/prometheus-server:80';

  describe('by the proxy of the API server', () => {
    it.each(['proxied', 'proxied-get'])('is found where port-forwards are denied, as %s', async (user) => {
      const double = await bench.start(helm());
      const found = await bench.discover(double, user);
      expect([found.server(), found.steps, found.endpoint.origin]).toEqual([
        {
          transport: 'proxy',
          namespace: 'monitoring',
          service: 'prometheus-server',
          port: 80,
          version: expect.stringMatching(/^\d+\.\d+/),
          engine: 'prometheus',
          pathPrefix: '',
        },
        ['services', 'probing', 'proxy'],
        'http://prometheus-server.monitoring.svc:80',
      ]);
      expect(waysOf(found.recorder.current())).toEqual({
        [id]: ['portForward.forbidden (get pods/portforward)', 'answered /', 'notNeeded'],
      });
      expect([await buildInfoOf(found.endpoint), await buildInfoOf(found.urgentEndpoint)]).toEqual(
        Array(2).fill(found.server().version),
      );
    });

    it.each([
      ['proxied', ['POST', 'POST']],
      ['proxied-get', ['POST', 'GET', 'GET']],
    ])('answers queries to %s by %s', async (user, methods) => {
      const double = await bench.start(helm());
      const found = await bench.discover(double, user);
      const asked = () => double.requests.filter(({ path }) => path.includes('/proxy/'));
      const before = asked().length;
      const api = createApiClient(found.endpoint, { write: () => undefined });
      const ask = async () => {
        const params = new URLSearchParams({ query: '1+1' });
        const call = { signal: new AbortController().signal, elapsedSeconds: () => 0 };
        const { body } = await api.query({ path: '/api/v1/query', params }, call);
        return JSON.parse(gunzipSync(await buffer(body)).toString()).data.result[1];
      };
      expect([await ask(), await ask()]).toEqual(['2', '2']);
      expect(
        asked()
          .slice(before)
          .map(({ method }) => method),
      ).toEqual(methods);
    });

    it('is found below its prefix, also where only its root leads there', async () => {
      const double = await bench.start(
        buildCluster().prometheus({ realPort: prefixed.port, labels: { 'app.kubernetes.io/name': 'vmselect' } }),
      );
      const found = await bench.discover(double, 'proxied');
      expect(found.server()).toMatchObject({ transport: 'proxy', pathPrefix: '/prometheus' });
    });

    it('says later, too, that the API server cannot reach it, and that the connection is to be doubted', async () => {
      const builder = helm();
      const double = await bench.start(builder);
      const found = await bench.discover(double, 'proxied');
      let broken = 0;
      found.onBroken(() => {
        broken += 1;
      });
      builder.cluster.deletePod({ namespace: 'monitoring', pod: 'prometheus-server-6b7f9d8c5d-m4x7q' });
      await expect(buildInfoOf(found.endpoint)).rejects.toMatchObject({
        code: 'apiProxy.failed',
        retryable: true,
        details: { service: 'prometheus-server', namespace: 'monitoring', status: 503 },
      });
      expect(broken).toBe(1);
    });

    it('is no way where the port-forward answers', async () => {
      const double = await bench.start(helm());
      await bench.discover(double);
      expect(double.requests.some(({ path }) => path.includes('/proxy/'))).toBe(false);
    });
  });

  describe('through TLS of the service', () => {
    const ports = (name: string) => [{ name, port: 9091, targetPort: 9091 }];
    const thanos = (portName: string) =>
      buildCluster().workload({
        namespace: 'shop',
        name: 'thanos-query',
        labels: { 'app.kubernetes.io/name': 'thanos-query' },
        ports: [{ containerPort: 9091, realPort: secure.port }],
        service: { ports: ports(portName) },
      });

    it.each([
      ['admin', 'https', 'port-forward'],
      ['admin', 'web', 'port-forward'],
      ['proxied', 'https', 'proxy'],
      ['proxied', 'web', 'proxy'],
    ])('as %s, by a port called %s', async (user, portName, transport) => {
      const found = await bench.discover(await bench.start(thanos(portName)), user);
      expect([found.server().transport, found.endpoint.origin]).toEqual([
        transport,
        'https://thanos-query.shop.svc:9091',
      ]);
      expect(await fetchText(found.endpoint, '/-/ready')).toContain('Ready');
    });
  });

  describe('by an address', () => {
    const id = 'monitoring/prometheus-server:80';
    const onNodes = (nodePort: number, internal = '127.0.0.1') =>
      buildCluster()
        .node('node-1', {}, { internal })
        .prometheus({ type: 'NodePort', nodePort, realPort: prometheus.port });

    it('is found at a port of the nodes', async () => {
      const double = await bench.start(onNodes(prometheus.port));
      const found = await bench.discover(double, 'reader');
      const url = `http://127.0.0.1:${prometheus.port}`;
      expect([found.server(), found.steps, found.endpoint.origin]).toEqual([
        {
          transport: 'address',
          url,
          service: id,
          version: expect.stringMatching(/^\d+\.\d+/),
          engine: 'prometheus',
          pathPrefix: '',
        },
        ['services', 'probing', 'proxy', 'address'],
        url,
      ]);
      expect(await buildInfoOf(found.endpoint)).toBe(found.server().version);
      expect(found.recorder.current().candidates[0]?.ways.address).toEqual({
        kind: 'answered',
        ms: expect.any(Number),
        version: found.server().version,
        engine: 'prometheus',
        pathPrefix: '',
        url,
      });
    });

    it('is found at a load balancer, below its prefix', async () => {
      const double = await bench.start(
        buildCluster().prometheus({ type: 'LoadBalancer', externalIP: '127.0.0.1', servicePort: prefixed.port }),
      );
      const found = await bench.discover(double, 'reader');
      expect(found.server()).toMatchObject({
        url: `http://127.0.0.1:${prefixed.port}/prometheus`,
        pathPrefix: '/prometheus',
      });
    });

    it('is found through an Ingress, below its path, without any credentials', async () => {
      const builder = buildCluster().prometheus({ realPort: prefixed.port }).ingress({
        namespace: 'monitoring',
        name: 'a',
        host: 'localhost',
        path: '/prometheus',
        service: 'prometheus-server',
        port: 'http',
        tls: true,
      });
      const opened: unknown[] = [];
      const { network, credentials } = openKubeServices();
      const open = createHttpPools(network);
      const found = await bench.discover(await bench.start(builder), 'reader', {
        openHttp: (target) => {
          opened.push({ ...target, url: target.url.href });
          // Where the controller would be.
          return open({ url: new URL(`http://127.0.0.1:${prefixed.port}`) });
        },
      });
      await credentials.close();
      expect([opened, found.server()]).toMatchObject([
        [{ url: 'https://localhost/' }],
        { transport: 'address', url: 'https://localhost/prometheus', pathPrefix: '/prometheus' },
      ]);
      expect(Object.keys(opened[0] as object)).toEqual(['url']);
    });

    it('is not looked for at link-local addresses', async () => {
      const { diagnosis } = await bench.failure(onNodes(80, '169.254.169.254'), 'reader');
      expect(waysOf(diagnosis)[id]?.[2]).toBe('none');
    });

    it('says what failed there', async () => {
      const page = await startPage((_request, response) =>
        response.writeHead(401, { 'content-type': 'text/plain' }).end('who?'),
      );
      const { diagnosis, code, details } = await bench.failure(onNodes(page.port), 'reader');
      await page.stop();
      const url = `http://127.0.0.1:${page.port}`;
      expect([code, details.code]).toEqual(['discovery.noneAnswered', 'probe.unauthorized']);
      expect(diagnosis.candidates[0]?.ways.address).toMatchObject({
        kind: 'failed',
        error: { code: 'probe.unauthorized', details: { target: url, status: 401, serverMessage: 'who?' } },
        url,
      });
    });
  });

  describe('of a remembered choice', () => {
    const choice = (changes: Partial<Extract<SourceChoice, { kind: 'service' }>> = {}): SourceChoice => ({
      kind: 'service',
      namespace: 'shop',
      service: 'zz',
      port: 80,
      transport: 'auto',
      matchers: '',
      ...changes,
    });
    const two = (realPort = prometheus.port) =>
      helm().prometheus({ namespace: 'shop', service: 'zz', labels: { app: 'anything' }, realPort });

    it('is taken before any search', async () => {
      const double = await bench.start(two());
      const found = await bench.discover(double, 'admin', { choice: choice() });
      expect(found.server()).toMatchObject({ transport: 'port-forward', namespace: 'shop', service: 'zz' });
      expect([double.requests.some(({ path }) => path.startsWith('/api/v1/services')), found.steps]).toEqual([
        false,
        ['services', 'probing'],
      ]);
      const { candidates, used } = found.recorder.current();
      expect([candidates.map(({ id: one, foundBy }) => [one, foundBy]), used]).toEqual([
        [['shop/zz:80', 'choice']],
        { candidate: 'shop/zz:80', transport: 'port-forward' },
      ]);
    });

    it('keeps to its way, its prefix and its matchers', async () => {
      const double = await bench.start(two(prefixed.port));
      const found = await bench.discover(double, 'admin', {
        choice: choice({ transport: 'proxy', pathPrefix: '/prometheus', matchers: 'job="x"' }),
      });
      expect([found.server(), found.endpoint.matchers, found.urgentEndpoint.matchers]).toMatchObject([
        { transport: 'proxy', pathPrefix: '/prometheus' },
        'job="x"',
        'job="x"',
      ]);
      const asked = double.requests
        .filter(({ path }) => path.includes('/proxy/'))
        .map(({ path }) => path.split('/proxy')[1]);
      expect(asked).toEqual([
        '/prometheus/api/v1/status/buildinfo',
        `/prometheus/api/v1/query?${new URLSearchParams({ query: 'max(timestamp(up{job="x"}))' })}`,
      ]);
    });

    it('is not replaced by another where it does not answer', async () => {
      const builder = helm().prometheus({ namespace: 'shop', service: 'zz', labels: { app: 'anything' } });
      const data = await bench.failure(builder, 'admin', { choice: choice() });
      expect(data).toMatchObject({
        code: 'discovery.noneAnswered',
        details: { candidate: 'shop/zz:80', code: 'portForward.refused' },
      });
    });

    it('is searched for anew where it is gone, and said to be gone only where nothing answers', async () => {
      const gone = choice({ service: 'gone' });
      const found = await bench.discover(await bench.start(helm()), 'admin', { choice: gone });
      expect(found.server()).toMatchObject({ service: 'prometheus-server' });
      expect(linesOf(found.recorder.current())).toContain('shop/gone:80 remembered shop/gone:80: failed notThere 404');
      const data = await bench.failure(buildCluster(), 'admin', { choice: gone });
      expect(data).toMatchObject({ code: 'discovery.chosenGone', details: { candidate: 'shop/gone:80' } });
    });

    it('is found by a list where reading one service is denied', async () => {
      const double = await bench.start(
        buildCluster().prometheus({ namespace: 'monitoring', service: 'zz', realPort: prometheus.port }),
      );
      const found = await bench.discover(double, 'lister', { choice: choice({ namespace: 'monitoring' }) });
      expect(found.server()).toMatchObject({ service: 'zz' });
    });
  });

  it('leaves nothing open', async () => {
    const double = await bench.start(helm());
    const found = await bench.discover(double, 'proxied');
    await buildInfoOf(found.endpoint);
    await bench.cleanUp();
    await until(() => double.counts.openConnections === 0);
  });
});
