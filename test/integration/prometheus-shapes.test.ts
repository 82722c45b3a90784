import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster, type PrometheusOptions } from '../support/api-server/cluster-builder.ts';
import { valueAt } from '../support/api-server/kubernetes-object.ts';
import { typeOfObject } from '../support/api-server/resource-types.ts';
import { createAuthority } from '../support/certificates.ts';
import { type PlainRequest, plainRequest } from '../support/http.ts';
import { engineBuildInfo, type Front, type FrontOptions, startFront } from '../support/servers/front.ts';
import { serverMissing } from '../support/servers/real-server.ts';
import { startVictoriaMetrics } from '../support/servers/victoria-metrics.ts';

/** The installations that discovery is to find: each leads from its service to a process, as its chart would. */
let page: Server;
let realPort: number;

beforeAll(async () => {
  page = createServer((request, response) => response.end(`${request.method} ${request.url}`)).listen(0, '127.0.0.1');
  await once(page, 'listening');
  const bound = page.address();
  realPort = typeof bound === 'object' && bound !== null ? bound.port : 0;
});

afterAll(() => page.close());

describe('shapes of a Prometheus', () => {
  test.each<readonly [PrometheusOptions, string]>([
    [{ shape: 'helm' }, 'monitoring/services/prometheus-server:80'],
    [{ shape: 'stack' }, 'monitoring/services/kube-prometheus-stack-prometheus:http-web'],
    [{ shape: 'operated' }, 'monitoring/services/prometheus-operated:9090'],
    [{ shape: 'rancher' }, 'cattle-monitoring-system/services/rancher-monitoring-prometheus:9090'],
    [{ shape: 'istio' }, 'istio-system/services/prometheus:9090'],
    [{ shape: 'kubecost' }, 'kubecost/services/kubecost-prometheus-server:80'],
    [{ shape: 'thanosQuery' }, 'monitoring/services/thanos-query:10902'],
    [{ shape: 'victoriaSingle' }, 'monitoring/services/victoria-metrics-single-server:8428'],
    [{ shape: 'vmselect' }, 'monitoring/services/vmselect-main:8481'],
    [{ shape: 'mimir' }, 'mimir/services/mimir-query-frontend:8080'],
    [{ shape: 'openshift' }, 'openshift-monitoring/services/thanos-querier:9091'],
  ])('%o is reached as %s', async (options, path) => {
    const { cluster } = buildCluster('shape')
      .node('n1')
      .prometheus({ ...options, realPort });
    const double: ApiServerDouble = await startApiServer({ cluster });
    const answer = await plainRequest(`${double.url}/api/v1/namespaces/${path}/proxy/-/ready`, {
      ca: double.caPem,
      headers: { Authorization: 'Bearer admin-token' },
    });
    await double.stop();
    expect([answer.status, answer.body]).toEqual([200, 'GET /-/ready']);
  });

  test('several stand side by side, each with its own pod behind it', () => {
    const { cluster } = buildCluster('several')
      .prometheus({ shape: 'stack', realPort })
      .prometheus({ shape: 'istio', realPort })
      .prometheus({ shape: 'kubecost', realPort });
    const behind = cluster
      .list(typeOfObject('v1', 'Endpoints'))
      .map(({ metadata, subsets }) => [metadata.name, JSON.stringify(subsets).match(/"name":"([^"]*-\w+)","uid/)?.[1]]);
    expect(behind).toEqual([
      ['prometheus', 'prometheus-5c9d7b6f4-zk2vn'],
      ['kubecost-prometheus-server', 'kubecost-prometheus-server-5c9d7b6f4-zk2vn'],
      ['kube-prometheus-stack-prometheus', 'prometheus-kube-prometheus-stack-prometheus-0'],
      ['prometheus-operated', 'prometheus-kube-prometheus-stack-prometheus-0'],
    ]);
  });

  test('the operator’s resource has its port and prefix, and its definition is served', () => {
    const { cluster } = buildCluster('operated').prometheus({ shape: 'operated', routePrefix: '/prometheus' });
    const [resource] = cluster.list(typeOfObject('monitoring.coreos.com/v1', 'Prometheus'));
    const definitions = cluster.list(typeOfObject('apiextensions.k8s.io/v1', 'CustomResourceDefinition'));
    expect([resource?.metadata.name, resource?.spec, definitions.map(({ metadata }) => metadata.name)]).toEqual([
      'k8s',
      { portName: 'http-web', replicas: 1, routePrefix: '/prometheus', version: 'v2.42.0' },
      [
        'podmonitors.monitoring.coreos.com',
        'prometheuses.monitoring.coreos.com',
        'prometheusrules.monitoring.coreos.com',
        'servicemonitors.monitoring.coreos.com',
      ],
    ]);
  });

  test('ways in from outside lead to this machine', async () => {
    const { cluster } = buildCluster('outside')
      .node('n1', {}, { internal: '127.0.0.1' })
      .prometheus({ shape: 'helm', type: 'LoadBalancer', externalIP: '127.0.0.1', servicePort: realPort, realPort })
      .prometheus({ shape: 'istio', type: 'NodePort', nodePort: realPort, realPort })
      .ingress({ namespace: 'istio-system', name: 'prometheus', host: 'p.test', service: 'prometheus', port: 9090 });
    const at = (kind: string, path: string) =>
      cluster
        .list(typeOfObject(kind === 'Ingress' ? 'networking.k8s.io/v1' : 'v1', kind))
        .map((one) => valueAt(one, path));
    const balancer = at('Service', 'status.loadBalancer.ingress').filter((one) => one !== undefined);
    const ports = at('Service', 'spec.ports');
    const bodies = await Promise.all([
      plainRequest(`http://127.0.0.1:${realPort}/balanced`),
      plainRequest(`http://127.0.0.1:${realPort}/node`),
    ]);
    expect([balancer, ports, at('Ingress', 'spec.rules'), bodies.map(({ body }) => body)]).toEqual([
      [[{ ip: '127.0.0.1' }]],
      [
        [{ name: 'http', protocol: 'TCP', port: 9090, targetPort: 9090, nodePort: realPort }],
        [{ name: 'http', protocol: 'TCP', port: realPort, targetPort: 9090 }],
      ],
      [
        [
          {
            host: 'p.test',
            http: {
              paths: [
                { path: '/', pathType: 'Prefix', backend: { service: { name: 'prometheus', port: { number: 9090 } } } },
              ],
            },
          },
        ],
      ],
      ['GET /balanced', 'GET /node'],
    ]);
  });
});

describe('what stands before a Prometheus', () => {
  let front: Front | undefined;
  afterEach(() => front?.stop());

  const ask = async (options: Omit<FrontOptions, 'to'>, path: string, request: PlainRequest = {}) => {
    await front?.stop();
    front = await startFront({ to: realPort, ...options });
    const origin = new URL(front.url).origin;
    const { status, body, headers } = await plainRequest(origin + path, request);
    return [status, headers.location ?? body];
  };
  const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

  test('a prefix, which the server does not see', async () => {
    const options = { prefix: '/select/0/prometheus' };
    expect([
      await ask(options, '/select/0/prometheus/api/v1/query?query=up'),
      await ask(options, '/api/v1/query'),
      await ask({ ...options, redirectsToPrefix: true }, '/graph?a'),
    ]).toEqual([
      [200, 'GET /api/v1/query?query=up'],
      [404, '404 page not found\n'],
      [302, '/select/0/prometheus/graph?a'],
    ]);
  });

  test('a tenant’s header', async () => {
    const options = { tenant: { name: 'X-Scope-OrgID', value: 'team-a' }, buildInfo: engineBuildInfo.mimir };
    const path = '/api/v1/status/buildinfo';
    expect([
      await ask(options, path),
      await ask(options, path, { headers: { 'x-scope-orgid': 'team-a' } }),
      front?.requests.map(({ status }) => status),
    ]).toEqual([
      [401, 'no org id\n'],
      [200, JSON.stringify({ status: 'success', data: engineBuildInfo.mimir })],
      [200],
    ]);
  });

  test('a login: a status, a page or a redirect', async () => {
    expect([
      await ask({ bearer: 't' }, '/'),
      (await ask({ bearer: 't', login: 'page' }, '/'))[0],
      await ask({ bearer: 't', login: 'redirect' }, '/'),
      await ask({ bearer: 't', login: 'page' }, '/', bearer('t')),
    ]).toEqual([[401, 'Unauthorized\n'], 403, [302, '/oauth/start'], [200, 'GET /']]);
  });

  test('a client’s certificate', async () => {
    const authority = createAuthority();
    const client = authority.client({ commonName: 'binnacle' });
    front = await startFront({ to: realPort, tls: { ...authority.server(), clientCa: authority.certPem } });
    const with_ = { ca: authority.certPem, cert: client.certPem, key: client.keyPem };
    const { body } = await plainRequest(`${front.url}/a`, with_);
    const without = await plainRequest(`${front.url}/a`, { ca: authority.certPem }).catch(() => 'refused');
    expect([body, without]).toEqual(['GET /a', 'refused']);
  });
});

const missing = serverMissing('victoria-metrics');
describe.skipIf(missing !== undefined)(`a real VictoriaMetrics${missing === undefined ? '' : `: ${missing}`}`, () => {
  test('it speaks Prometheus’s API', async () => {
    const server = await startVictoriaMetrics();
    const answer = await plainRequest(`${server.url}/api/v1/query?query=vector(1)`);
    const info = await plainRequest(`${server.url}/api/v1/status/buildinfo`);
    await server.stop();
    // Debian's 1.79 says nothing of itself (`data: {}`); later ones name the version of Prometheus that they are like.
    expect([JSON.parse(answer.body).status, JSON.parse(info.body).status]).toEqual(['success', 'success']);
  });
});
