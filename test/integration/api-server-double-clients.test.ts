import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import {
  AuthorizationV1Api,
  CoreV1Api,
  DiscoveryV1Api,
  KubeConfig,
  PortForward,
  VersionApi,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { clusterAdmin, viewer } from '../support/api-server/users.ts';
import { onPath } from '../support/servers/real-server.ts';

/** The double is faithful enough for the clients that people use: `@kubernetes/client-node` and `kubectl`. */
let double: ApiServerDouble;
let page: Server;
let directory: string;
let kubeconfig: string;

beforeAll(async () => {
  page = createServer((_request, response) => response.end('a page in a pod')).listen(0, '127.0.0.1');
  await once(page, 'listening');
  const bound = page.address();
  const realPort = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const { cluster } = buildCluster('clients')
    .node('n1')
    .prometheus({ pod: 'prometheus-0', realPort })
    .nodeExporter({ nodes: [{ name: 'n1' }, { name: 'n2' }] });
  const users = [
    { name: 'admin', token: 'admin-token', rules: clusterAdmin },
    { name: 'viewer', token: 'viewer-token', rules: viewer },
  ];
  double = await startApiServer({ cluster, users });
  kubeconfig = kubeconfigYaml([double.context('admin', 'admin'), double.context('viewer', 'viewer', 'token')]);
  directory = await mkdtemp(join(tmpdir(), 'binnacle-kubeconfig-'));
  await writeFile(join(directory, 'config'), kubeconfig, { mode: 0o600 });
});

afterAll(async () => {
  await double.stop();
  page.close();
  await rm(directory, { recursive: true, force: true });
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

const hasKubectl = onPath('kubectl');

describe.skipIf(!hasKubectl)(`kubectl against the double${hasKubectl ? '' : ': not installed'}`, () => {
  const run = promisify(execFile);
  const kubectl = async (...args: readonly string[]) => {
    const env = { PATH: process.env.PATH, HOME: directory, KUBECONFIG: join(directory, 'config') };
    const { stdout, stderr } = await run('kubectl', [...args], { env, timeout: 20_000 }).catch((error) => error);
    return `${stdout}${stderr}`
      .replace(/ +/g, ' ')
      .trim()
      .split('\n')
      .map((line) => line.trim());
  };
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
