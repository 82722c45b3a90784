import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Agent, request } from 'node:https';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { restartInPlace, rollingRestart } from '../support/api-server/rollouts.ts';
import { plainRequest } from '../support/http.ts';

/** Networks that fail in front of the double, restarts of it and of what is in it. */
const address = { namespace: 'monitoring', pod: 'prometheus-0' };
const proxied = '/api/v1/namespaces/monitoring/services/prometheus-server:http/proxy/';

let double: ApiServerDouble;
let pages: readonly [Server, Server];

async function startPage(text: string): Promise<Server> {
  const server = createServer((_request, response) => response.end(text)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

beforeEach(async () => {
  pages = [await startPage('the first'), await startPage('the second')];
  const { cluster } = buildCluster('faults')
    .node('n1')
    .prometheus({ pod: address.pod, realPort: portOf(pages[0]) });
  double = await startApiServer({ cluster, gated: true });
});

afterEach(async () => {
  await double.stop();
  for (const page of pages) page.close();
});

const headers = { Authorization: 'Bearer admin-token' };
const get = (path: string, agent?: Agent) => {
  if (agent === undefined)
    return plainRequest(double.url + path, { ca: double.caPem, headers }).then(({ body }) => body);
  return new Promise<string>((resolve, reject) => {
    const sent = request(double.url + path, { agent, headers }, (response) => {
      response.on('data', (chunk) => resolve(String(chunk)));
    });
    sent.on('error', reject).end();
  });
};
const slices = async () => {
  const list = await get('/apis/discovery.k8s.io/v1/endpointslices');
  return JSON.parse(list).items.flatMap(({ endpoints }: { endpoints: Endpoint[] }) =>
    endpoints.map(({ targetRef, conditions }) => `${targetRef.name} ${conditions.ready}`),
  );
};
interface Endpoint {
  readonly targetRef: { readonly name: string };
  readonly conditions: { readonly ready: boolean };
}

describe('a network that fails', () => {
  test('a frozen one holds back old connections and new ones, and what was held back arrives when it thaws', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: double.caPem });
    await get('/version', agent);
    double.network.freeze();
    const done: string[] = [];
    const old = get('/healthz', agent).then(() => done.push('old'));
    const fresh = get('/healthz').then(() => done.push('fresh'));
    while (double.network.connections < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    // A round trip beside the gate: whatever could have passed it has.
    await plainRequest(`http://127.0.0.1:${portOf(pages[0])}/`);
    const whileFrozen = [...done];
    const asked = double.counts.requests;
    double.network.thaw();
    await Promise.all([old, fresh]);
    agent.destroy();
    expect([whileFrozen, asked, done.toSorted(), double.counts.requests]).toEqual([[], 1, ['fresh', 'old'], 3]);
  });

  test('one that forgets its connections ends them', async () => {
    const socket = connect({ port: double.port, host: '127.0.0.1', ca: double.caPem });
    await once(socket.resume(), 'secureConnect');
    const closed = once(socket, 'close');
    double.network.freeze();
    double.network.thaw(true);
    await closed;
    expect([double.network.openConnections, await get('/healthz')]).toEqual([0, 'ok']);
  });

  test('a slow one takes its time each way', async () => {
    double.network.latencyMs = 40;
    const started = performance.now();
    await get('/healthz');
    // The hello, its answer, the rest of the handshake with the request, the answer: four ways at least.
    expect(performance.now() - started).toBeGreaterThan(4 * 40 - 10);
  });

  test('a tunnel through it works, and is cut with it', async () => {
    const path = `${double.url.replace('https', 'wss')}/api/v1/namespaces/monitoring/pods/prometheus-0/portforward?ports=9090`;
    const socket = new WebSocket(path, 'v4.channel.k8s.io', { ca: double.caPem, headers });
    socket.on('error', () => undefined);
    await once(socket, 'message');
    double.network.cut();
    expect((await once(socket, 'close'))[0]).toBe(1006);
  });
});

describe('restarts', () => {
  test('of the double: refused for a while, then back on the same port', async () => {
    const { url } = double;
    const restarted = double.restart(50);
    while (double.counts.openConnections > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const refused = await get('/healthz').catch((error: NodeJS.ErrnoException) => error.code);
    await restarted;
    expect([refused, double.url, await get('/healthz')]).toEqual(['ECONNREFUSED', url, 'ok']);
  });

  test('a rolling one: the new pod is ready before the old one goes, and another process answers', async () => {
    const seen: unknown[] = [];
    const look = async () => void seen.push([await get(proxied), await slices()]);
    const fresh = await rollingRestart(double.cluster, address, {
      name: 'prometheus-1',
      realPort: portOf(pages[1]),
      beforeReady: look,
      beforeOldGoes: look,
    });
    await look();
    expect([fresh.pod, seen]).toEqual([
      'prometheus-1',
      [
        ['the first', ['prometheus-0 true', 'prometheus-1 false']],
        ['the first', ['prometheus-0 true', 'prometheus-1 true']],
        ['the second', ['prometheus-1 true']],
      ],
    ]);
  });

  test('one in place: for a while there is no pod, then one that is not ready, then the same name again', async () => {
    const seen: unknown[] = [];
    const look = async () => void seen.push(await slices());
    const uid = double.cluster.pod(address)?.metadata.uid;
    await restartInPlace(double.cluster, address, { whileGone: look, beforeReady: look });
    await look();
    expect([seen, await get(proxied), double.cluster.pod(address)?.metadata.uid === uid]).toEqual([
      [[], ['prometheus-0 false'], ['prometheus-0 true']],
      'the first',
      false,
    ]);
  });
});

describe('refusals that say when to come back', () => {
  test.each([429, 503])('%d with Retry-After', async (code) => {
    double.faults.add({ kind: 'status', code, retryAfterSeconds: 7 });
    const answer = await plainRequest(`${double.url}/api/v1/pods`, { ca: double.caPem, headers });
    expect([answer.status, answer.headers['retry-after'], JSON.parse(answer.body).details]).toEqual([
      code,
      '7',
      { retryAfterSeconds: 7 },
    ]);
  });

  test('a certificate with other names wants the right one to be asked for', async () => {
    const other = await startApiServer({ cluster: double.cluster, serverNames: ['api.harbor.test'] });
    const ask = (servername?: string) =>
      new Promise((resolve) => {
        const options = { ca: other.caPem, agent: false, headers, ...(servername === undefined ? {} : { servername }) };
        const sent = request(`${other.url}/healthz`, options, (response) => resolve(response.resume().statusCode));
        sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code)).end();
      });
    const answers = [await ask(), await ask('api.harbor.test')];
    await other.stop();
    expect(answers).toEqual(['ERR_TLS_CERT_ALTNAME_INVALID', 200]);
  });
});
