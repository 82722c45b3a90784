/** Who answers for a node or a pod chooses nothing else that is asked of the API server. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiRoute } from '../../../electron/backend/scrape/cluster/api-route.ts';
import { PodRoutes } from '../../../electron/backend/scrape/cluster/pod-routes.ts';
import { fetchBody } from '../../../electron/backend/scrape/loop/fetch-body.ts';
import type { RoutedTarget, TargetRoute } from '../../../electron/backend/scrape/scrape-plan.ts';
import { labelsFromPairs } from '../../../shared/model/labels.ts';
import { type ApiServerDouble, startApiServer } from '../../support/api-server/api-server.ts';
import { buildCluster } from '../../support/api-server/cluster-builder.ts';
import { clusterAdmin, viewer } from '../../support/api-server/users.ts';
import { Opened, planServices } from './cluster-fixture.ts';

const podProxy = { verbs: ['get'], apiGroups: [''], resources: ['pods/proxy'] };
const users = [
  { name: 'admin', rules: clusterAdmin },
  { name: 'proxier', rules: [...viewer, podProxy] },
];

/** Relative ones pass the API server's proxy as they are; those from its root it puts its own path before. */
const hostile = [
  '../../../namespaces/kube-system/secrets',
  '/../../../../../namespaces/kube-system/secrets',
  '%2e%2e/%2e%2e/%2e%2e/namespaces/kube-system/secrets',
  '..%2f..%2f..%2fnamespaces/kube-system/secrets',
  String.raw`..\..\..\namespaces\kube-system\secrets`,
  '../../other-node/proxy/secrets',
];

describe('a redirect of what the API server is a proxy to', () => {
  let location: string;
  let asked: string[];
  let server: Server;
  let double: ApiServerDouble;
  let opened: Opened;
  let pods: PodRoutes;

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const isFirst = request.url === '/metrics';
      response.writeHead(isFirst ? 302 : 200, { 'content-type': 'text/plain', ...(isFirst && { location }) });
      response.end('m 1\n');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const realPort = typeof address === 'object' && address !== null ? address.port : 0;
    const { cluster } = buildCluster()
      .node('n1')
      .node('other-node')
      .workload({
        ...{ namespace: 'shop', name: 'web', pods: ['web-0'] },
        ports: [{ name: 'http', containerPort: 8080, realPort }],
      });
    for (const node of ['n1', 'other-node']) cluster.setKubelet(node, { realPort });
    double = await startApiServer({ cluster, users });
  });

  afterEach(async () => {
    await pods.close();
    await opened.close(double);
    await double.stop();
    server.closeAllConnections();
    server.close();
  });

  async function openAs(user: string) {
    opened = await Opened.client(double, user);
    pods = new PodRoutes({ ...planServices, client: opened.client });
  }

  const ofNode: RoutedTarget = {
    ...{ discovered: [], labels: [], url: new URL('https://kubernetes.default.svc/api/v1/nodes/n1/proxy/metrics') },
  };
  const ofPod: RoutedTarget = {
    discovered: labelsFromPairs([
      ['__meta_kubernetes_namespace', 'shop'],
      ['__meta_kubernetes_pod_name', 'web-0'],
    ]),
    ...{ labels: [], url: new URL('http://10.0.0.1:8080/metrics') },
  };

  async function scrape(route: TargetRoute, target: RoutedTarget): Promise<string> {
    const { url } = target;
    const request = { way: route.to(target), url, shownUrl: url.href, headers: {}, timeoutMs: 10_000, mostBytes: 1e6 };
    try {
      return Buffer.from((await fetchBody(request, new AbortController().signal)).bytes).toString();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  const paths = () => double.requests.map(({ path }) => path).filter((path) => path.includes('/proxy'));

  it.each([...hostile, 'metrics/cadvisor', '/stats'])('of a node is not followed: %s', async (to) => {
    location = to;
    await openAs('admin');
    expect(await scrape(apiRoute(opened.client), ofNode)).toMatch(/^redirected, which is not followed on this way: /);
    expect([asked, paths(), double.requests.filter(({ path }) => path.includes('secrets'))]).toEqual([
      ['/metrics'],
      ['/api/v1/nodes/n1/proxy/metrics'],
      [],
    ]);
  });

  it.each(hostile)('of a pod stays below the pod’s own path of the proxy: %s', async (to) => {
    location = to;
    await openAs('proxier');
    await scrape(pods, ofPod);
    expect(paths().filter((path) => !/^\/api\/v1\/namespaces\/shop\/pods\/web-0%3A8080\/proxy\//.test(path))).toEqual(
      [],
    );
    expect(paths().filter((path) => /\.\.|%2e|%2f|%5c|\\/i.test(path))).toEqual([]);
    expect(double.requests.filter(({ path }) => /^\/api\/v1\/namespaces\/kube-system/.test(path))).toEqual([]);
  });

  it.each(['/stats?a=b', 'stats?a=b', 'http://10.0.0.1:8080/stats?a=b'])(
    'of a pod within itself is followed, by a port-forward and by the proxy: %s',
    async (to) => {
      location = to;
      await openAs('proxier');
      const proxied = await scrape(pods, ofPod);
      await pods.close();
      await opened.close();
      await openAs('admin');
      expect([proxied, await scrape(pods, ofPod)]).toEqual(['m 1\n', 'm 1\n']);
      expect(asked).toEqual(['/metrics', '/stats?a=b', '/metrics', '/stats?a=b']);
    },
  );
});
