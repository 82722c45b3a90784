import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import type { FaultAnswer } from '../support/api-server/faults.ts';
import { clusterAdmin, portForwarder, viewer } from '../support/api-server/users.ts';
import { createAuthority } from '../support/certificates.ts';
import { plainRequest } from '../support/http.ts';

/** The double's own promises: who is let in, how tunnels behave, what the fault switches do. */
const podPath = '/api/v1/namespaces/monitoring/pods/prometheus-0/portforward';
const address = { namespace: 'monitoring', pod: 'prometheus-0' };

describe('the double of the API server', () => {
  let double: ApiServerDouble;
  /** The process in the pod: `onConnection` says what it does. */
  let process: Server;
  let onConnection: (socket: Socket) => void;

  beforeEach(async () => {
    onConnection = (socket) => socket.pipe(socket);
    process = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      onConnection(socket);
    });
    process.listen(0, '127.0.0.1');
    await once(process, 'listening');
    const bound = process.address();
    const realPort = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const { cluster } = buildCluster('double').node('n1').prometheus({ pod: 'prometheus-0', realPort });
    const users = [
      { name: 'admin', token: 'admin-token', rules: clusterAdmin },
      { name: 'forwarder', token: 'forwarder-token', rules: portForwarder },
      { name: 'viewer', token: 'viewer-token', rules: viewer },
    ];
    double = await startApiServer({ cluster, users });
  });

  afterEach(async () => {
    await double.stop();
    process.close();
  });

  const get = (path: string, token = 'admin-token') =>
    plainRequest(double.url + path, { ca: double.caPem, headers: { Authorization: `Bearer ${token}` } });

  const open = (options: { ports?: string; token?: string; protocol?: string | string[] } = {}) => {
    const { ports = '9090', token = 'forwarder-token', protocol = 'v4.channel.k8s.io' } = options;
    const url = `${double.url.replace('https', 'wss')}${podPath}?ports=${ports}`;
    return new WebSocket(url, protocol, { ca: double.caPem, headers: { Authorization: `Bearer ${token}` } });
  };

  /** The messages as `[channel, text]` until the server closes. */
  const readAll = async (socket: WebSocket) => {
    const messages: [number, string][] = [];
    socket.on('message', (data: Buffer) => messages.push([data[0] ?? -1, data.subarray(1).toString('latin1')]));
    const [code] = await once(socket, 'close');
    return { messages, code };
  };

  const refusal = async (socket: WebSocket) => {
    const failed = once(socket, 'error');
    const [error] = await failed;
    return String(error.message);
  };

  test('a client certificate is its user, and one of another authority is 401', async () => {
    const asked = (certificate: { certPem: string; keyPem: string }) =>
      plainRequest(`${double.url}/api/v1/namespaces/kube-system`, {
        ca: double.caPem,
        cert: certificate.certPem,
        key: certificate.keyPem,
      });
    const own = await asked(double.clientCertificate('viewer'));
    const unknown = await asked(double.clientCertificate('nobody'));
    const forged = await asked(createAuthority('kubernetes').client({ commonName: 'admin' }));
    expect([own.status, unknown.status, forged.status]).toEqual([200, 403, 401]);
  });

  test('a group of the certificate counts: system:masters may everything', async () => {
    const { certPem, keyPem } = double.clientCertificate('someone', ['system:masters']);
    const answer = await plainRequest(`${double.url}/api/v1/nodes`, { ca: double.caPem, cert: certPem, key: keyPem });
    expect(answer.status).toBe(200);
  });

  test('a tunnel begins with the port on both channels, little-endian, and carries bytes both ways', async () => {
    onConnection = (socket) => {
      socket.once('data', (data) => socket.end(`you said ${data}`));
    };
    const socket = open();
    const all = readAll(socket);
    await once(socket, 'open');
    socket.send(Buffer.from('\0hello'));
    expect([await all, socket.protocol]).toEqual([
      {
        messages: [
          [0, '\x82\x23'],
          [1, '\x82\x23'],
          [0, 'you said hello'],
        ],
        code: 1005,
      },
      'v4.channel.k8s.io',
    ]);
  });

  test('a second port has the channels 2 and 3', async () => {
    const socket = open({ ports: '9090&ports=80' });
    const { messages } = await readAll(socket);
    expect(messages.filter(([channel]) => channel > 1).map(([channel, text]) => [channel, text.slice(0, 29)])).toEqual([
      [2, 'P\0'],
      [3, 'P\0'],
      [3, 'error forwarding port 80 to p'],
    ]);
  });

  test('nothing behind the port is told on the error channel, in the words of a kubelet', async () => {
    double.cluster.forward({ ...address, port: 9090 }, undefined);
    const { messages } = await readAll(open());
    expect(messages[2]?.[0]).toBe(1);
    expect(messages[2]?.[1]).toMatch(
      /^error forwarding port 9090 to pod [0-9a-f]{32}, uid : failed to execute portforward .*dial tcp4 127\.0\.0\.1:9090: connect: connection refused/,
    );
  });

  test('a process that has gone is a refused connection too', async () => {
    process.close();
    await once(process, 'close');
    const { messages } = await readAll(open());
    expect(messages.at(-1)?.[1]).toContain('connection refused');
  });

  test('v5 alone is refused, and of v5 and v4 it is v4', async () => {
    const refused = await refusal(open({ protocol: 'v5.channel.k8s.io' }));
    const socket = open({ protocol: ['v5.channel.k8s.io', 'v4.channel.k8s.io'] });
    await once(socket, 'open');
    const chosen = socket.protocol;
    socket.terminate();
    expect([refused, chosen]).toEqual(['Unexpected server response: 403', 'v4.channel.k8s.io']);
  });

  test('an upgrade needs the right, the pod and a known user', async () => {
    const answers = [await refusal(open({ token: 'viewer-token' })), await refusal(open({ token: 'nobody' }))];
    double.cluster.deletePod(address);
    answers.push(await refusal(open()));
    expect(answers.map((text) => text.slice(-3))).toEqual(['403', '401', '404']);
  });

  test('a reader that does not read holds up the process in the pod, and nothing is lost', async () => {
    const sizeBytes = 48 * 1024 * 1024;
    let written = 0;
    onConnection = (socket) => {
      const more = () => {
        while (written < sizeBytes) {
          written += 65_536;
          if (!socket.write(Buffer.alloc(65_536))) {
            socket.once('drain', more);
            return;
          }
        }
        socket.end();
      };
      more();
    };
    const socket = open();
    let received = -2;
    let framesLeft = 8;
    socket.on('message', (data: Buffer) => {
      if (data[0] === 0) received += data.length - 1;
      framesLeft -= 1;
      if (framesLeft === 0) socket.pause();
    });
    await once(socket, 'open');
    const settled = async () => {
      for (let before = -1; before !== written; ) {
        before = written;
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    };
    await settled();
    expect(written).toBeLessThan(sizeBytes / 2);
    socket.resume();
    await once(socket, 'close');
    expect(received).toBe(sizeBytes);
  });

  test('a process that does not read holds up the sender', async () => {
    let inPod: Socket | undefined;
    onConnection = (socket) => {
      inPod = socket;
      socket.pause();
    };
    const socket = open();
    await once(socket, 'open');
    const frame = Buffer.alloc(256 * 1024);
    for (let index = 0; index < 128; index += 1) socket.send(frame);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const waiting = socket.bufferedAmount;
    let got = 0;
    inPod?.on('data', (data: Buffer) => {
      got += data.length;
    });
    inPod?.resume();
    while (got < 128 * (frame.length - 1)) await new Promise((resolve) => setTimeout(resolve, 20));
    socket.terminate();
    expect(waiting).toBeGreaterThan(8 * 1024 * 1024);
  });

  test('closing the WebSocket ends the connection in the pod', async () => {
    const ended = new Promise((resolve) => {
      onConnection = (socket) => socket.resume().on('close', resolve);
    });
    const socket = open();
    await once(socket, 'open');
    const closed = once(socket, 'close');
    socket.close();
    await Promise.all([ended, closed]);
    expect(double.counts).toMatchObject({ openTunnels: 0, totalTunnels: 1 });
  });

  test.each([
    ['all tunnels dropped', () => double.dropTunnels()],
    ['its pod deleted', () => double.cluster.deletePod(address)],
    ['the server gone', () => void double.goDown()],
  ])('a tunnel is cut without a close frame: %s', async (_, cut) => {
    const socket = open();
    await once(socket, 'message');
    cut();
    expect((await once(socket, 'close'))[0]).toBe(1006);
  });

  test('it comes back on the same port with the same authority', async () => {
    const { url } = double;
    await double.goDown();
    const gone = await get('/version').catch((error: Error) => error.message);
    await double.comeBack();
    expect([gone, double.url, (await get('/version')).status]).toEqual([
      `connect ECONNREFUSED 127.0.0.1:${double.port}`,
      url,
      200,
    ]);
  });

  test.each<readonly [string, FaultAnswer, object]>([
    ['401', { kind: 'status', code: 401 }, { status: 401, type: 'application/json' }],
    ['500', { kind: 'status', code: 500 }, { status: 500, type: 'application/json' }],
    ['a login page', { kind: 'html' }, { status: 200, type: 'text/html; charset=utf-8' }],
    ['a cut connection', { kind: 'reset' }, { error: 'socket hang up' }],
    ['half a body', { kind: 'truncated' }, { error: 'aborted' }],
  ])('a fault answers %s, once where asked, and to its path only', async (_, answer, wanted) => {
    double.faults.add(answer, { path: '/api/v1/pods', times: 1 });
    const summary = async (path: string) =>
      get(path).then(
        ({ status, headers }) => ({ status, type: headers['content-type'] }),
        (error: Error) => ({ error: error.message }),
      );
    const [other, first, second] = [
      await summary('/api/v1/nodes'),
      await summary('/api/v1/pods'),
      await summary('/api/v1/pods'),
    ];
    expect([other, first, second]).toEqual([
      { status: 200, type: 'application/json' },
      wanted,
      { status: 200, type: 'application/json' },
    ]);
  });

  test('a 403 by a fault names what the request wanted', async () => {
    double.faults.add({ kind: 'status', code: 403 });
    const answer = await get('/api/v1/namespaces/monitoring/services');
    expect(JSON.parse(answer.body).message).toBe(
      'services is forbidden: User "admin" cannot list resource "services" in API group "" in the namespace "monitoring"',
    );
  });

  test('a hanging answer stays open until the client goes; a late one comes', async () => {
    double.faults.add({ kind: 'hang' }, { path: '/version' });
    double.faults.add({ kind: 'delay', ms: 60 }, { path: '/healthz' });
    const hung = await plainRequest(`${double.url}/version`, { ca: double.caPem, timeoutMs: 300 }).catch(() => 'hung');
    const late = await get('/healthz');
    expect([hung, late.body]).toEqual(['hung', 'ok']);
  });

  test('an endless body is a list that has no end', async () => {
    double.faults.add({ kind: 'endless' });
    const asked = request(`${double.url}/api/v1/pods`, { ca: double.caPem, agent: false });
    asked.setHeader('Authorization', 'Bearer admin-token').end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response) {
      text += String(chunk);
      if (text.length > 4 * 1024 * 1024) break;
    }
    expect([response.statusCode, text.slice(0, 17), response.complete]).toEqual([200, '{"kind":"PodList"', false]);
  });

  test('a huge body is well-formed and of the wanted size', async () => {
    double.faults.add({ kind: 'huge', sizeBytes: 8 * 1024 * 1024 });
    const { body } = await get('/api/v1/pods');
    expect([body.length >= 8 * 1024 * 1024, JSON.parse(body).kind]).toEqual([true, 'PodList']);
  });

  test('refused upgrades leave plain requests alone', async () => {
    const undo = double.faults.refuseUpgrades(502);
    const refused = await refusal(open());
    const list = await get('/api/v1/pods');
    undo();
    const socket = open();
    await once(socket, 'open');
    socket.terminate();
    expect([refused, list.status]).toEqual(['Unexpected server response: 502', 200]);
  });

  test('slow tunnels take their time', async () => {
    onConnection = (socket) => socket.end(Buffer.alloc(40_000));
    double.faults.slowTunnels(100_000);
    const started = performance.now();
    const { messages } = await readAll(open());
    const bytes = messages.filter(([channel]) => channel === 0).reduce((sum, [, text]) => sum + text.length, -2);
    expect([bytes, performance.now() - started > 200]).toEqual([40_000, true]);
  });

  test('requests are recorded with their user and their code', async () => {
    await get('/api/v1/nodes?limit=1', 'viewer-token');
    await get('/api/v1/secrets', 'viewer-token');
    await get('/version', 'nobody');
    const socket = open();
    await once(socket, 'open');
    socket.terminate();
    expect(double.requests).toEqual([
      { method: 'GET', path: '/api/v1/nodes?limit=1', user: 'viewer', code: 200 },
      { method: 'GET', path: '/api/v1/secrets', user: 'viewer', code: 403 },
      { method: 'GET', path: '/version', user: '', code: 401 },
      { method: 'GET', path: `${podPath}?ports=9090`, user: 'forwarder', code: 101 },
    ]);
  });

  test('a large list is compressed for those who accept it', async () => {
    for (let index = 0; index < 300; index += 1) {
      double.cluster.apply({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `c${index}`, namespace: 'default' },
        data: { x: 'y'.repeat(500) },
      });
    }
    const headers = { Authorization: 'Bearer admin-token', 'Accept-Encoding': 'gzip' };
    const answer = await plainRequest(`${double.url}/api/v1/configmaps`, { ca: double.caPem, headers });
    expect([answer.headers['content-encoding'], (await get('/api/v1/configmaps')).headers['content-encoding']]).toEqual(
      ['gzip', undefined],
    );
  });
});
