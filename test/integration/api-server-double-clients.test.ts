import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { PassThrough } from 'node:stream';
import {
  AuthorizationV1Api,
  CoreV1Api,
  DiscoveryV1Api,
  KubeConfig,
  Metrics,
  PortForward,
  VersionApi,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { steadyUsage } from '../support/api-server/usage.ts';
import { clusterAdmin, viewer } from '../support/api-server/users.ts';
import { createKubectl, hasKubectl, type Kubectl } from '../support/kubectl.ts';

/** The double is faithful enough for the clients that people use: `@kubernetes/client-node` and `kubectl`. */
let double: ApiServerDouble;
let page: Server;
const component = 'app.kubernetes.io/component=server';
const proxies = '/api/v1/namespaces/monitoring';
let kubeconfig: string;

beforeAll(async () => {
  page = createServer((_request, response) =>
    response.setHeader('Content-Type', 'text/html').end('a page in a pod'),
  ).listen(0, '127.0.0.1');
  await once(page, 'listening');
  const bound = page.address();
  const realPort = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const { cluster } = buildCluster('clients')
    .node('n1')
    .prometheus({ pod: 'prometheus-0', realPort })
    .nodeExporter({ nodes: [{ name: 'n1' }, { name: 'n2' }] })
    .service({
      namespace: 'edge',
      name: 'edge',
      type: 'LoadBalancer',
      externalIP: '203.0.113.7',
      ports: [{ port: 9090, targetPort: 9090, nodePort: 30090 }],
    })
    .ingress({
      namespace: 'edge',
      name: 'prometheus',
      host: 'p.harbor.test',
      service: 'edge',
      port: 9090,
      tls: true,
      address: '203.0.113.8',
    })
    .serviceMonitor('edge', 'node-exporter', { app: 'node-exporter' }, [{ port: 'metrics' }]);
  cluster.apply({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name: 'k8s', namespace: 'edge' },
    spec: { portName: 'web' },
  });
  const users = [
    { name: 'admin', token: 'admin-token', rules: clusterAdmin },
    { name: 'viewer', token: 'viewer-token', rules: viewer },
  ];
  double = await startApiServer({ cluster, users });
  kubeconfig = kubeconfigYaml([double.context('admin', 'admin'), double.context('viewer', 'viewer', 'token')]);
});

afterAll(async () => {
  await double.stop();
  page.close();
});

function configFor(context: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  config.setCurrentContext(context);
  return config;
}

describe('@kubernetes/client-node against the double', () => {
  test('it lists pods by page, services by label, slices and the version', async () => {
    const config = configFor('admin');
    const core = config.makeApiClient(CoreV1Api);
    const first = await core.listPodForAllNamespaces({ limit: 2 });
    const second = await core.listPodForAllNamespaces({ limit: 2, _continue: first.metadata?._continue ?? '' });
    const services = await core.listServiceForAllNamespaces({
      labelSelector: 'app.kubernetes.io/component in (server)',
    });
    const slices = await config.makeApiClient(DiscoveryV1Api).listNamespacedEndpointSlice({
      namespace: 'monitoring',
      labelSelector: 'kubernetes.io/service-name=prometheus-server',
    });
    const version = await config.makeApiClient(VersionApi).getCode();
    expect({
      pods: [...first.items, ...second.items].map((pod) => pod.metadata?.name),
      remaining: first.metadata?.remainingItemCount,
      services: services.items.map((service) => [service.metadata?.name, service.spec?.ports?.[0]?.targetPort]),
      endpoints: slices.items.map((slice) => [slice.ports?.[0]?.port, slice.endpoints?.[0]?.targetRef?.name]),
      version: version.gitVersion,
    }).toEqual({
      pods: ['prometheus-0', 'prometheus-node-exporter-7xk2p', 'prometheus-node-exporter-b9wqd'],
      remaining: 1,
      services: [['prometheus-server', 9090]],
      endpoints: [[9090, 'prometheus-0']],
      version: 'v1.26.5',
    });
  });

  test.each([
    ['admin', true],
    ['viewer', false],
  ])('it reviews the access of %s', async (context, allowed) => {
    const resourceAttributes = { namespace: 'monitoring', verb: 'get', resource: 'pods', subresource: 'portforward' };
    const review = await configFor(context)
      .makeApiClient(AuthorizationV1Api)
      .createSelfSubjectAccessReview({ body: { spec: { resourceAttributes } } });
    expect(review.status?.allowed).toBe(allowed);
  });

  test('its metrics client reads what nodes and pods use, its proxy call a page', async () => {
    const config = configFor('admin');
    double.cluster.metrics = steadyUsage;
    const metrics = new Metrics(config);
    const nodes = await metrics.getNodeMetrics();
    const pods = await metrics.getPodMetrics('monitoring');
    double.cluster.metrics = undefined;
    const page = await config.makeApiClient(CoreV1Api).connectGetNamespacedServiceProxyWithPath({
      name: 'prometheus-server:http',
      namespace: 'monitoring',
      path: 'graph',
    });
    expect([
      nodes.items.map(({ metadata, usage }) => [metadata.name, /^\d+n$/.test(usage.cpu), /^\d+Ki$/.test(usage.memory)]),
      pods.items.map(({ metadata, containers }) => [metadata.name, containers.length]),
      page,
    ]).toEqual([
      [
        ['n1', true, true],
        ['n2', true, true],
      ],
      [
        ['prometheus-0', 2],
        ['prometheus-node-exporter-7xk2p', 1],
        ['prometheus-node-exporter-b9wqd', 1],
      ],
      'a page in a pod',
    ]);
  });

  test('its port-forward reads a page from a pod', async () => {
    const output = new PassThrough();
    const input = new PassThrough();
    let text = '';
    output.on('data', (chunk) => {
      text += chunk;
    });
    const socket = await new PortForward(configFor('admin')).portForward(
      'monitoring',
      'prometheus-0',
      [9090],
      output,
      null,
      input,
    );
    input.write('GET / HTTP/1.1\r\nHost: pod\r\nConnection: close\r\n\r\n');
    while (!text.endsWith('a page in a pod')) await once(output, 'data');
    expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
    if (typeof socket !== 'function') socket.close();
  });
});

describe.skipIf(!hasKubectl)(`kubectl against the double${hasKubectl ? '' : ': not installed'}`, () => {
  let runner: Kubectl;
  beforeAll(async () => {
    runner = await createKubectl(kubeconfig);
  });
  afterAll(() => runner.remove());
  const kubectl = (...args: readonly string[]) => runner.lines(...args);
  /** Ages differ from run to run. */
  const ageless = (lines: readonly string[]) => lines.map((line) => line.replace(/\b\d+m?\d*s$/, 'AGE'));

  test('get pods, in pages', async () => {
    expect(ageless(await kubectl('get', 'pods', '-A', '--chunk-size=2'))).toEqual([
      'NAMESPACE NAME READY STATUS RESTARTS AGE',
      'monitoring prometheus-0 2/2 Running 0 AGE',
      'monitoring prometheus-node-exporter-7xk2p 1/1 Running 0 AGE',
      'monitoring prometheus-node-exporter-b9wqd 1/1 Running 0 AGE',
    ]);
  });

  test('get services by label and pods by field', async () => {
    const services = await kubectl('get', 'svc', '-A', '-l', 'app.kubernetes.io/name=prometheus', '-o', 'name');
    const pods = await kubectl('get', 'pods', '-A', '--field-selector', 'spec.nodeName=n2', '-o', 'name');
    expect([services, pods]).toEqual([['service/prometheus-server'], ['pod/prometheus-node-exporter-b9wqd']]);
  });

  test('auth can-i', async () => {
    const question = ['auth', 'can-i', 'get', 'pods', '--subresource=portforward', '-n', 'monitoring'];
    expect([await kubectl(...question), await kubectl('--context=viewer', ...question)]).toEqual([['yes'], ['no']]);
  });

  test('top nodes and top pods', async () => {
    double.cluster.metrics = {
      node: () => ({ cpuNano: 1_580_000_000, memoryKi: 31 * 1024 * 1024 }),
      container: (_namespace, _pod, container) => ({
        cpuNano: 20_000_000,
        memoryKi: container === 'prometheus-server' ? 1024 * 512 : 1024 * 8,
      }),
    };
    const answers = [await kubectl('top', 'nodes'), await kubectl('top', 'pods', '-n', 'monitoring', '-l', component)];
    double.cluster.metrics = undefined;
    const without = await kubectl('top', 'nodes');
    expect([answers.map((lines) => lines.slice(1)), without]).toEqual([
      [['n1 1580m 10% 31744Mi 50%', 'n2 1580m 10% 31744Mi 50%'], ['prometheus-0 40m 520Mi']],
      ['error: Metrics API not available'],
    ]);
  });

  test('get --raw of the proxies', async () => {
    const byName = await kubectl('get', '--raw', `${proxies}/services/prometheus-server:http/proxy/`);
    const byPort = await kubectl('get', '--raw', `${proxies}/services/prometheus-server:80/proxy/`);
    const ofPod = await kubectl('get', '--raw', `${proxies}/pods/prometheus-0:9090/proxy/`);
    const targetPort = await kubectl('get', '--raw', `${proxies}/services/prometheus-server:9090/proxy/`);
    expect([byName, byPort, ofPod, targetPort]).toEqual([
      ['a page in a pod'],
      ['a page in a pod'],
      ['a page in a pod'],
      ['Error from server (ServiceUnavailable): no service port 9090 found for service "prometheus-server"'],
    ]);
  });

  test('get of load balancers, ingresses and the operator’s resources', async () => {
    const short = async (...args: readonly string[]) =>
      (await kubectl('get', ...args, '--no-headers')).map((line) => line.replace(/ \S+$/, ''));
    expect([
      await short('svc', 'edge', '-n', 'edge'),
      await short('ingress', '-n', 'edge'),
      await kubectl('get', 'prometheuses,servicemonitors,crd', '-A', '-o', 'name'),
    ]).toEqual([
      [expect.stringMatching(/^edge LoadBalancer 10\.96\.\d+\.\d+ 203\.0\.113\.7 9090:30090\/TCP$/)],
      ['prometheus nginx p.harbor.test 203.0.113.8 80, 443'],
      [
        'prometheus.monitoring.coreos.com/k8s',
        'servicemonitor.monitoring.coreos.com/node-exporter',
        'customresourcedefinition.apiextensions.k8s.io/podmonitors.monitoring.coreos.com',
        'customresourcedefinition.apiextensions.k8s.io/prometheuses.monitoring.coreos.com',
        'customresourcedefinition.apiextensions.k8s.io/prometheusrules.monitoring.coreos.com',
        'customresourcedefinition.apiextensions.k8s.io/servicemonitors.monitoring.coreos.com',
      ],
    ]);
  });

  test('get --raw', async () => {
    expect(JSON.parse((await kubectl('get', '--raw', '/version')).join('')).gitVersion).toBe('v1.26.5');
  });

  test('refusals are shown in the words of a real API server', async () => {
    expect([
      await kubectl('--context=viewer', 'get', 'secrets', '-n', 'monitoring'),
      await kubectl('get', 'pod', 'nope', '-n', 'monitoring'),
    ]).toEqual([
      [
        'Error from server (Forbidden): secrets is forbidden: User "viewer" cannot list resource "secrets" in API group "" in the namespace "monitoring"',
      ],
      ['Error from server (NotFound): pods "nope" not found'],
    ]);
  });
});
