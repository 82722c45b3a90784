import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PodRoutes } from '../../../electron/backend/scrape/cluster/pod-routes.ts';
import type { RoutedTarget } from '../../../electron/backend/scrape/scrape-plan.ts';
import { AppError, errorText } from '../../../shared/base/errors.ts';
import { labelsFromPairs } from '../../../shared/model/labels.ts';
import { type ApiServerDouble, startApiServer } from '../../support/api-server/api-server.ts';
import { buildCluster } from '../../support/api-server/cluster-builder.ts';
import { type ApiUser, clusterAdmin, portForwarder, viewer } from '../../support/api-server/users.ts';
import { type PageServer, startPageServer } from '../../support/exporters/page-server.ts';
import { until } from '../kube-fixture.ts';
import { Opened, planServices } from './cluster-fixture.ts';

const podProxy = { verbs: ['get'], apiGroups: [''], resources: ['pods/proxy'] };
const users: readonly ApiUser[] = [
  { name: 'admin', rules: clusterAdmin },
  { name: 'forwarder', rules: portForwarder },
  { name: 'proxier', rules: [...viewer, podProxy] },
  { name: 'partly', rules: [...portForwarder, { ...podProxy, namespaces: ['shop'] }] },
  { name: 'reader', rules: viewer },
];

describe('the way to a pod', () => {
  let server: PageServer;
  let double: ApiServerDouble;
  let opened: Opened;
  let routes: PodRoutes;

  beforeEach(async () => {
    server = await startPageServer((path, { headers }) =>
      path === '/metrics' ? `asked_as{accept="${headers.accept ?? ''}"} 1\n` : undefined,
    );
    const { port: realPort } = server;
    const { cluster } = buildCluster()
      .workload({
        ...{ namespace: 'shop', name: 'web', pods: ['web-0', 'web-1'] },
        ports: [{ name: 'http', containerPort: 8080, realPort }],
      })
      .pod({ namespace: 'other', name: 'alone' });
    double = await startApiServer({ cluster, users });
  });

  afterEach(async () => {
    await routes.close();
    expect(routes.openPools).toBe(0);
    await opened.close(double);
    await double.stop();
    await server.stop();
  });

  async function openAs(user: string, more: { readonly openTimeoutMs?: number } = {}) {
    opened = await Opened.client(double, user);
    routes = new PodRoutes({ ...planServices, ...more, client: opened.client });
  }

  function target(pod: string, address = 'http://10.0.0.1:8080/metrics', namespace = 'shop'): RoutedTarget {
    const discovered = labelsFromPairs([
      ['__meta_kubernetes_namespace', namespace],
      ['__meta_kubernetes_pod_name', pod],
    ]);
    return { discovered, labels: [], url: new URL(address) };
  }

  async function ask(pod: string, address?: string, namespace?: string) {
    const { requester, origin, path } = routes.to(target(pod, address, namespace));
    const headers = { accept: 'text/plain;version=0.0.4' };
    const { statusCode, body } = await requester.request({ method: 'GET', origin, path, headers });
    return { statusCode, text: await body.text() };
  }

  const failure = (asking: Promise<unknown>) =>
    asking.then(
      () => undefined,
      (error: unknown) => (error instanceof AppError ? error : Promise.reject(error)),
    );

  const answered = { statusCode: 200, text: 'asked_as{accept="text/plain;version=0.0.4"} 1\n' };
  const upgrades = () => double.requests.filter(({ path }) => path.includes('/portforward')).length;

  it('is a port-forward, kept from one scrape to the next', async () => {
    await openAs('forwarder');
    const answers = [await ask('web-0'), await ask('web-0'), await ask('web-1')];
    expect([answers, double.counts.totalTunnels, routes.openPools]).toEqual([[answered, answered, answered], 2, 2]);
  });

  it('is the API server’s proxy where the port-forward is forbidden, found out once', async () => {
    await openAs('proxier');
    const answers = [await ask('web-0'), await ask('web-1'), await ask('web-0')];
    expect([answers, upgrades()]).toEqual([[answered, answered, answered], 1]);
  });

  it('is the proxy where something before the API server lets no WebSocket through', async () => {
    await openAs('admin');
    double.faults.add({ kind: 'html', code: 400 }, { upgrade: true });
    const answers = [await ask('web-0'), await ask('web-1')];
    expect([answers, upgrades()]).toEqual([[answered, answered], 1]);
  });

  it('passes on what the pod itself refuses, which is not the API server’s word', async () => {
    await openAs('proxier');
    const refused = '{"error":"the exporter wants a login"}';
    const exporter = createHttpServer((_, response) => {
      response.writeHead(403, { 'content-type': 'application/json' }).end(refused);
    }).listen(0, '127.0.0.1');
    await once(exporter, 'listening');
    const address = exporter.address();
    const realPort = typeof address === 'object' ? address?.port : undefined;
    double.cluster.forward({ namespace: 'shop', pod: 'web-1', port: 8080 }, realPort);
    const answers = [await ask('web-1'), await ask('web-1')];
    exporter.closeAllConnections();
    exporter.close();
    const answer = { statusCode: 403, text: refused };
    expect([answers, upgrades()]).toEqual([[answer, answer], 1]);
  });

  it('is a port-forward where the proxy is refused, whatever one of another pod met', async () => {
    await openAs('partly');
    double.faults.add({ kind: 'html', code: 502 }, { upgrade: true, times: 1 });
    const ofShop = await ask('web-0');
    double.cluster.forward({ namespace: 'other', pod: 'alone', port: 8080 }, server.port);
    expect([ofShop, await ask('alone', undefined, 'other'), await ask('web-0')]).toEqual([
      answered,
      answered,
      answered,
    ]);
    expect(double.counts.totalTunnels).toBe(2);
  });

  it('is not given up for all pods because of one', async () => {
    await openAs('admin');
    double.faults.add(
      { kind: 'status', code: 500, message: 'unable to upgrade connection: pod not found' },
      { upgrade: true, times: 1 },
    );
    const answers = [await ask('web-0'), await ask('web-0')];
    expect([answers, double.counts.totalTunnels]).toEqual([[answered, answered], 1]);
  });

  it('says of both ways why there is none', async () => {
    await openAs('reader');
    const error = await failure(ask('web-0'));
    expect([error?.code, error?.message]).toEqual([
      'portForward.forbidden',
      expect.stringMatching(
        /^By port-forward: The user "reader" may not get pods\/portforward in the namespace "shop".* By the API server's proxy: The user "[^"]+" may not get pods\/proxy in the namespace "shop"/,
      ),
    ]);
  });

  it('says that nothing listens in the pod, and takes no other way for that', async () => {
    await openAs('admin');
    const error = await failure(ask('web-0', 'http://10.0.0.1:9999/metrics'));
    const proxied = double.requests.filter(({ path }) => path.includes('/proxy')).length;
    expect([error?.code, error?.details.port, proxied]).toEqual(['portForward.refused', 9999, 0]);
  });

  it('is opened anew after a TLS handshake that nobody has answered', async () => {
    const mute = createServer((socket) => void socket.resume()).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const address = mute.address();
    const realPort = typeof address === 'object' ? address?.port : undefined;
    double.cluster.forward({ namespace: 'shop', pod: 'web-0', port: 8443 }, realPort);
    await openAs('forwarder', { openTimeoutMs: 3000 });
    const askTwice = async () => {
      const asking = () => ask('web-0', 'https://10.0.0.1:8443/metrics').catch(errorText);
      return [await asking(), await asking()];
    };
    const timeout = 'net/http: TLS handshake timeout';
    expect([await askTwice(), double.counts.totalTunnels]).toEqual([[timeout, timeout], 2]);
    await until(() => double.counts.openTunnels === 0);
    const closed = once(mute, 'close');
    mute.close();
    await closed;
  });

  it('ends for a pod that is gone, and is there again for the one that takes its place', async () => {
    await openAs('forwarder');
    await ask('web-0');
    await ask('web-1');
    // Before the API server has cut it: it is for us to let go.
    routes.keepOnly((_, pod) => pod === 'web-1');
    await until(() => double.counts.openTunnels === 1);
    const left = routes.openPools;
    double.cluster.deletePod({ namespace: 'shop', pod: 'web-0' });
    const gone = await failure(ask('web-0'));
    double.cluster.replacePod({ namespace: 'shop', pod: 'web-1' }, 'web-0');
    expect([left, gone?.code, await ask('web-0')]).toEqual([1, 'api.notFound', answered]);
  });

  it('lives through tunnels that are cut and a restart of the API server', async () => {
    await openAs('forwarder');
    const answers = [await ask('web-0')];
    double.dropTunnels();
    await until(() => double.counts.openTunnels === 0);
    answers.push(await ask('web-0').catch(() => ask('web-0')));
    await double.restart(10);
    answers.push(await ask('web-0').catch(() => ask('web-0')));
    expect(answers).toEqual([answered, answered, answered]);
  });

  it('leads to no path of the API server that an annotation makes up', async () => {
    await openAs('proxier');
    const tidied = ['/../../../../../api/v1/secrets', '/%2e%2e/%2e%2e/%2e%2e/secrets'];
    for (const path of tidied) await ask('web-0', `http://10.0.0.1:8080${path}`);
    const encoded = ['/..%2f..%2f..%2fsecrets', '/%252e%252e/%252e%252e/secrets'];
    const refused = encoded.map((path) => failure(ask('web-0', `http://10.0.0.1:8080${path}`)));
    expect((await Promise.all(refused)).map((error) => error?.code)).toEqual(encoded.map(() => 'api.notFound'));
    const asked = double.requests.filter(({ path }) => path.includes('secrets')).map(({ path }) => path);
    expect([
      asked.length,
      asked.filter((path) => !path.startsWith('/api/v1/namespaces/shop/pods/web-0%3A8080/proxy/')),
    ]).toEqual([tidied.length, []]);
  });

  it('is none where no pod stands behind the address', async () => {
    await openAs('admin');
    const { url } = target('web-0');
    expect(() => routes.to({ discovered: [], labels: [], url })).toThrow(
      expect.objectContaining({ code: 'portForward.noReadyPod' }),
    );
  });
});
