import { createHash, randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KubeClient } from '../../electron/backend/kube/kube-client.ts';
import { openKubeClient } from '../../electron/backend/kube/open-kube-client.ts';
import { resolveServiceTarget, type ServiceRef } from '../../electron/backend/kube/service-target.ts';
import { type TunnelDispatcher, tunnelDispatcher } from '../../electron/backend/kube/tunnel-dispatcher.ts';
import { isCancellation } from '../../shared/base/errors.ts';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { podObject } from '../support/api-server/object-makers.ts';
import { openKubeServices } from '../support/kube-services.ts';
import { contextOf, fetchText, until } from './kube-fixture.ts';

const origin = 'http://web.shop.svc:80';
const address = { namespace: 'shop', pod: 'web-0' };
const service: ServiceRef = {
  namespace: 'shop',
  name: 'web',
  selector: { app: 'web' },
  port: { name: 'http', port: 80, targetPort: 8080 },
};

let answer: RequestListener;
let web: Server;
let double: ApiServerDouble;
let client: KubeClient;
let tunnel: TunnelDispatcher;

beforeEach(async () => {
  answer = (request, response) => response.end(`you asked for ${request.url} at ${request.headers.host}`);
  web = createServer((request, response) => answer(request, response));
  web.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const realPort = (web.address() as AddressInfo).port;
  const { cluster } = buildCluster().workload({
    namespace: 'shop',
    name: 'web',
    ports: [{ containerPort: 8080, realPort }],
    service: { ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  });
  double = await startApiServer({ cluster });
  client = await openKubeClient(contextOf(double), openKubeServices());
  tunnel = tunnelDispatcher({
    origin,
    findPod: (avoid, options) => resolveServiceTarget(client, service, { ...options, avoid }),
    open: (target, options) => client.openPortForward(target, options),
  });
});

afterEach(async () => {
  await tunnel.close();
  await client.close();
  await until(() => double.counts.openTunnels === 0 && double.counts.openConnections === 0);
  await double.stop();
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
});

const get = (path: string) => fetchText({ dispatcher: tunnel.dispatcher, origin }, path);

describe('HTTP through a tunnel', () => {
  it('reaches the pod behind the service, as the service', async () => {
    expect([await get('/metrics'), tunnel.pod()]).toEqual(['you asked for /metrics at web.shop.svc', 'web-0']);
  });

  it('keeps its tunnels: twenty requests one after the other need two at most, forty at once six', async () => {
    for (let n = 0; n < 20; n++) await get('/');
    expect(double.counts.totalTunnels).toBeLessThanOrEqual(2);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => get(`/${n}`)));
    expect([answers.length, double.counts.totalTunnels]).toEqual([40, 6]);
  });

  it('looks the pod up once for tunnels that open together', async () => {
    await Promise.all(Array.from({ length: 6 }, () => get('/')));
    expect(double.requests.filter(({ path }) => path.includes('endpointslices')).length).toBe(1);
  });

  it('carries bodies both ways exactly, however large', async () => {
    answer = (request, response) => {
      const hash = createHash('sha256');
      request.on('data', (chunk: Buffer) => {
        hash.update(chunk);
        if (!response.write(chunk)) {
          request.pause();
          response.once('drain', () => request.resume());
        }
      });
      request.on('end', () => response.end(hash.digest()));
    };
    const body = randomBytes(20_000_000);
    const response = await tunnel.dispatcher.request({ origin, path: '/', method: 'POST', body });
    const received = Buffer.from(await response.body.arrayBuffer());
    const hash = createHash('sha256').update(body).digest();
    expect([received.subarray(0, -32).equals(body), received.subarray(-32).equals(hash)]).toEqual([true, true]);
  });

  it('holds the pod back where nobody reads the body', async () => {
    const total = 60_000_000;
    answer = (_request, response) => {
      const piece = Buffer.alloc(100_000, 'x');
      let left = total;
      const more = () => {
        while (left > 0 && !response.destroyed) {
          left -= piece.length;
          if (!response.write(piece)) return void response.once('drain', more);
        }
        if (!response.destroyed) response.end();
      };
      more();
    };
    const { body } = await tunnel.dispatcher.request({ origin, path: '/', method: 'GET' });
    let before = -1;
    await until(async () => {
      const now = double.counts.bytesFromPods;
      await new Promise((resolve) => setTimeout(resolve, 100));
      const still = now === before;
      before = now;
      return still;
    });
    // What waits is in the kernel's buffers of the connections between, not with us.
    expect(double.counts.bytesFromPods).toBeLessThan(total / 2);
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) size += chunk.length;
    expect(size).toBe(total);
  });

  it('gets a reply that ends with its connection, as of HTTP/1.0', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { connection: 'close' });
      response.useChunkedEncodingByDefault = false;
      response.write('slow ');
      setTimeout(() => response.end('end'), 50);
    };
    expect([await get('/'), await get('/')]).toEqual(['slow end', 'slow end']);
  });

  it('ends its tunnel when a request is cancelled', async () => {
    const arrived = Promise.withResolvers<void>();
    answer = () => arrived.resolve();
    const controller = new AbortController();
    const request = tunnel.dispatcher.request({ origin, path: '/', method: 'GET', signal: controller.signal });
    await arrived.promise;
    controller.abort();
    await expect(request).rejects.toThrow();
    await until(() => double.counts.openTunnels === 0);
  });
});

/** A request that is given up at once; resolves when it has failed. */
function givenUp(): { readonly controller: AbortController; readonly ended: Promise<unknown> } {
  const controller = new AbortController();
  const { signal } = controller;
  const ended = expect(tunnel.dispatcher.request({ origin, path: '/', method: 'GET', signal })).rejects.toSatisfy(
    isCancellation,
  );
  return { controller, ended };
}

describe('requests that are cancelled before they went out', () => {
  it('end at once, while their tunnels are still opening', async () => {
    double.faults.add({ kind: 'hang' }, { upgrade: true });
    const request = givenUp();
    await until(() => double.requests.some(({ path }) => path.includes('portforward')));
    request.controller.abort();
    await request.ended;
  });

  it('leave their tunnels to the next ones, and hold up nobody', async () => {
    for (let round = 0; round < 10; round++) {
      const requests = Array.from({ length: 20 }, givenUp);
      await new Promise((resolve) => setImmediate(resolve));
      for (const { controller } of requests) controller.abort();
      await Promise.all(requests.map(({ ended }) => ended));
    }
    expect(await get('/next')).toContain('/next');
    expect(double.counts.totalTunnels).toBeLessThanOrEqual(6);
  });

  it('make nobody look for the pod again', async () => {
    const arrived = Promise.withResolvers<void>();
    const plain = answer;
    answer = () => arrived.resolve();
    const request = givenUp();
    await arrived.promise;
    request.controller.abort();
    await request.ended;
    await until(() => double.counts.openTunnels === 0);
    answer = plain;
    await get('/');
    expect([tunnel.pod(), double.requests.filter(({ path }) => path.includes('endpointslices')).length]).toEqual([
      'web-0',
      1,
    ]);
  });
});

describe('an urgent request', () => {
  it('is answered while all connections are busy', async () => {
    const plain = answer;
    let held = 0;
    answer = (request, response) => (request.url === '/slow' ? void held++ : plain(request, response));
    const slow = Array.from({ length: 12 }, () => expect(get('/slow')).rejects.toThrow());
    await until(() => held === 6);
    expect(await fetchText({ dispatcher: tunnel.urgent, origin }, '/beat')).toContain('/beat');
    expect([held, double.counts.totalTunnels]).toEqual([6, 7]);
    await tunnel.close();
    await Promise.all(slow);
  });
});

describe('a tunnel whose other end goes', () => {
  it('fails a request that is under way, and opens again for the next one', async () => {
    const arrived = Promise.withResolvers<void>();
    const plain = answer;
    answer = () => arrived.resolve();
    const broken = expect(get('/')).rejects.toMatchObject({ code: 'portForward.closed' });
    await arrived.promise;
    double.dropTunnels();
    await broken;
    answer = plain;
    expect(await get('/again')).toContain('/again');
  });

  it('finds the pod that came in the place of the one that went', async () => {
    await get('/');
    double.cluster.replacePod(address, 'web-1');
    await until(() => double.counts.openTunnels === 0);
    expect([await get('/again'), tunnel.pod()]).toEqual(['you asked for /again at web.shop.svc', 'web-1']);
  });

  it('passes by a pod that is gone while the lists still have it', async () => {
    await get('/');
    const containers = [{ name: 'web', ports: [{ containerPort: 8080 }] }];
    double.cluster.apply(
      podObject({ namespace: 'shop', name: 'web-1', labels: { app: 'web' }, node: 'n', containers }),
    );
    double.cluster.forward({ namespace: 'shop', pod: 'web-1', port: 8080 }, (web.address() as AddressInfo).port);
    double.cluster.endpointsController = false;
    double.cluster.deletePod(address);
    await until(() => double.counts.openTunnels === 0);
    expect([await get('/again'), tunnel.pod()]).toEqual(['you asked for /again at web.shop.svc', 'web-1']);
  });

  it('says what the kubelet says where nothing listens', async () => {
    double.cluster.forward({ ...address, port: 8080 }, undefined);
    await expect(get('/')).rejects.toMatchObject({
      code: 'portForward.refused',
      details: { pod: 'web-0', port: 8080, reason: expect.stringContaining('connection refused') },
    });
  });

  it('says that no pod is ready, and works when one is', async () => {
    double.cluster.setReady(address, false);
    await expect(get('/')).rejects.toMatchObject({ code: 'portForward.noReadyPod' });
    double.cluster.setReady(address, true);
    expect(await get('/x')).toContain('/x');
  });
});

describe('closing', () => {
  it('ends tunnels that are still opening', async () => {
    double.faults.add({ kind: 'hang' }, { upgrade: true });
    const request = expect(get('/')).rejects.toThrow();
    await until(() => double.requests.some(({ path }) => path.includes('portforward')));
    await tunnel.close();
    await request;
    await until(() => double.counts.openConnections <= 1);
  });

  it('of the client ends the tunnels too', async () => {
    await get('/');
    expect(double.counts.openTunnels).toBe(1);
    await client.close();
    await until(() => double.counts.openTunnels === 0);
  });
});
