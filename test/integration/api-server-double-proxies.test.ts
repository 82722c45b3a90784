import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, request as secureRequest } from 'node:https';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { clusterAdmin, type PolicyRule, serviceProxier } from '../support/api-server/users.ts';
import { createAuthority } from '../support/certificates.ts';
import { hasFixtures, readFixture } from '../support/fixtures.ts';
import { type PlainRequest, plainRequest } from '../support/http.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';

/** The proxies of the double: to services, pods and nodes, with the answers of a real API server where nothing is reached. */
const inMonitoring = '/api/v1/namespaces/monitoring';
const webProxy = `${inMonitoring}/services/prometheus:web/proxy`;

function portOf(server: Server): number {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return portOf(server);
}

function asker(double: () => ApiServerDouble) {
  return (path: string, token = 'admin-token', options: PlainRequest = {}) =>
    plainRequest(double().url + path, {
      ...options,
      ca: double().caPem,
      headers: { Authorization: `Bearer ${token}`, ...options.headers },
    });
}

describe('the proxies of the double', () => {
  let double: ApiServerDouble;
  let process: Server;
  let onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  const rules: readonly PolicyRule[] = [{ verbs: ['get'], apiGroups: [''], resources: ['services/proxy'] }];

  beforeEach(async () => {
    onRequest = (request, response) => response.end(request.url);
    process = createServer((request, response) => onRequest(request, response));
    const realPort = await listening(process);
    const builder = buildCluster('proxies').node('n1');
    builder.workload({
      namespace: 'monitoring',
      name: 'prometheus',
      ports: [{ name: 'http-web', containerPort: 19090, realPort }],
      service: { ports: [{ name: 'web', port: 80, targetPort: 'http-web' }] },
    });
    builder.cluster.setKubelet('n1', { realPort, pathPrefix: '/kubelet' });
    const users = [
      { name: 'admin', token: 'admin-token', rules: clusterAdmin },
      { name: 'reader', token: 'reader-token', rules },
      { name: 'proxier', token: 'proxier-token', rules: serviceProxier },
    ];
    double = await startApiServer({ cluster: builder.cluster, users });
  });

  afterEach(async () => {
    await double.stop();
    process.close();
    process.closeAllConnections();
  });

  const ask = asker(() => double);

  test.each([
    ['a service by its port name', `${webProxy}/api/v1/query?query=up`, '/api/v1/query?query=up'],
    ['a service by its port number', `${inMonitoring}/services/prometheus:80/proxy/a`, '/a'],
    ['a service with a scheme', `${inMonitoring}/services/http:prometheus:80/proxy/a`, '/a'],
    ['an escaped name', `${inMonitoring}/services/prometheus%3Aweb/proxy/a`, '/a'],
    ['escapes in the path, as they came', `${webProxy}/a%20b%2Fc?x=%26`, '/a%20b%2Fc?x=%26'],
    ['a pod by its first port', `${inMonitoring}/pods/prometheus-0/proxy/a`, '/a'],
    ['a pod by a port', `${inMonitoring}/pods/prometheus-0:19090/proxy/a`, '/a'],
    ['a node', '/api/v1/nodes/n1/proxy/metrics/cadvisor', '/kubelet/metrics/cadvisor'],
  ])('%s is reached', async (_, path, wanted) => {
    const answer = await ask(path);
    expect([answer.status, answer.body]).toEqual([200, wanted]);
  });

  test('the process sees no credentials of the user, and the answer has its headers and an audit id', async () => {
    let seen: IncomingMessage['headers'] = {};
    onRequest = (request, response) => {
      seen = request.headers;
      response.writeHead(418, { 'Content-Type': 'text/teapot', 'X-Own': 'yes', 'Access-Control-Allow-Origin': '*' });
      response.end('short');
    };
    const answer = await ask(`${webProxy}/`, 'admin-token', { headers: { 'X-Scope-OrgID': 'team-a' } });
    expect({
      authorization: seen.authorization,
      tenant: seen['x-scope-orgid'],
      uri: seen['x-forwarded-uri'],
      status: answer.status,
      type: answer.headers['content-type'],
      own: answer.headers['x-own'],
      cors: answer.headers['access-control-allow-origin'],
      audited: answer.headers['audit-id'] !== undefined,
    }).toEqual({
      authorization: undefined,
      tenant: 'team-a',
      uri: `${webProxy}/`,
      status: 418,
      type: 'text/teapot',
      own: 'yes',
      cors: undefined,
      audited: true,
    });
  });

  test('POST needs the verb create, and its body arrives', async () => {
    onRequest = (request, response) => request.pipe(response);
    const body = 'query=up';
    const refused = await ask(`${webProxy}/api/v1/query`, 'reader-token', { method: 'POST', body });
    const read = await ask(`${webProxy}/api/v1/query`, 'reader-token');
    const sent = await ask(`${webProxy}/api/v1/query`, 'proxier-token', { method: 'POST', body });
    expect([refused.status, JSON.parse(refused.body).message, read.status, sent.status, sent.body]).toEqual([
      403,
      'services "prometheus:web" is forbidden: User "reader" cannot create resource "services/proxy" in API group "" in the namespace "monitoring"',
      200,
      200,
      body,
    ]);
  });

  test.each([
    ['/graph', `${webProxy}/graph`],
    ['/graph/?a=b#c', `${webProxy}/graph/?a=b#c`],
    ['graph', 'graph'],
    [`${webProxy}/graph`, `${webProxy}/graph`],
    ['https://login.example/', 'https://login.example/'],
  ])('a redirect to %s leads to %s', async (location, wanted) => {
    onRequest = (_request, response) => response.writeHead(302, { Location: location }).end();
    const answer = await ask(`${webProxy}/`);
    expect([answer.status, answer.headers.location]).toEqual([302, wanted]);
  });

  test('a redirect to the host by which the proxy was asked stays in the proxy', async () => {
    onRequest = (request, response) =>
      response.writeHead(301, { Location: `http://${request.headers.host}/prometheus/` }).end();
    expect((await ask(`${webProxy}/`)).headers.location).toBe(`${webProxy}/prometheus/`);
  });

  test('the bare proxy is redirected to its slash', async () => {
    const answer = await ask(`${webProxy}?a=b`);
    expect([answer.status, answer.headers.location]).toEqual([301, `${webProxy}/?a=b`]);
  });

  test('an answer streams: its first bytes come before its last are made', async () => {
    let finish = () => {};
    onRequest = (_request, response) => {
      response.write('first');
      finish = () => response.end(' last');
    };
    const headers = { Authorization: 'Bearer admin-token' };
    const sent = secureRequest(`${double.url}${webProxy}/`, { ca: double.caPem, agent: false, headers }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const [first] = await once(response, 'data');
    finish();
    const [last] = await once(response, 'data');
    await once(response.resume(), 'end');
    expect([String(first), String(last)]).toEqual(['first', ' last']);
  });

  test('a client that goes ends the request to the process', async () => {
    const gone = new Promise<string>((resolve) => {
      onRequest = (_request, response) => {
        response.write('…');
        response.on('close', () => resolve('gone'));
      };
    });
    await ask(`${webProxy}/`, 'admin-token', { timeoutMs: 200 }).catch(() => undefined);
    expect(await gone).toBe('gone');
  });

  test('a process that cuts its answer cuts the proxied one', async () => {
    onRequest = (_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 }).write('half', () => response.destroy());
    };
    await expect(ask(`${webProxy}/`)).rejects.toThrow('aborted');
  });

  test.each([
    ['unready', 503, 'no endpoints available for service "prometheus:web"'],
    ['deleted', 503, 'no endpoints available for service "prometheus"'],
  ])('a pod that is %s is %d', async (how, status, message) => {
    const address = { namespace: 'monitoring', pod: 'prometheus-0' };
    if (how === 'unready') double.cluster.setReady(address, false);
    else double.cluster.deletePod(address);
    const answer = await ask(`${webProxy}/`);
    expect([answer.status, JSON.parse(answer.body).message]).toEqual([status, message]);
  });

  test.each([
    [`${inMonitoring}/pods/nope/proxy/`, 404, 'pods "nope" not found'],
    ['/api/v1/nodes/nope/proxy/metrics', 404, 'nodes "nope" not found'],
    [`${inMonitoring}/services/ftp:prometheus:80/proxy/`, 400, 'invalid service request "ftp:prometheus:80"'],
    [
      `${inMonitoring}/pods/prometheus-0:web/proxy/`,
      503,
      'error trying to reach service: dial tcp: lookup tcp/web: unknown port',
    ],
  ])('%s is %d', async (path, status, message) => {
    const answer = await ask(path);
    expect([answer.status, JSON.parse(answer.body).message]).toEqual([status, message]);
  });

  test('https: a service that speaks TLS is reached without a look at its certificate', async () => {
    const { certPem, keyPem } = createAuthority('someone').server();
    const secure = createSecureServer({ cert: certPem, key: keyPem }, (_request, response) => response.end('over TLS'));
    double.cluster.forward({ namespace: 'monitoring', pod: 'prometheus-0', port: 19090 }, await listening(secure));
    const answer = await ask(`${inMonitoring}/services/https:prometheus:web/proxy/`);
    const plain = await ask(`${webProxy}/`);
    secure.close();
    expect([answer.body, plain.status, JSON.parse(plain.body).message]).toEqual([
      'over TLS',
      503,
      'error trying to reach service: EOF',
    ]);
  });
});

const missing = serverMissing('prometheus');
const captured = hasFixtures('kubernetes-api');
const reason = missing !== undefined ? `: ${missing}` : captured ? '' : ': the captures are not here';

describe.skipIf(missing !== undefined || !captured)(
  `the proxies against captures of a real API server${reason}`,
  () => {
    let double: ApiServerDouble;
    let prometheus: RealServer;

    beforeAll(async () => {
      prometheus = await startPrometheus();
      const { cluster } = buildCluster('captured').namespace('monitoring');
      cluster.endpointsController = false;
      for (const [name, kind] of [
        ['pods', 'Pod'],
        ['services', 'Service'],
        ['endpoints', 'Endpoints'],
        ['nodes', 'Node'],
      ] as const) {
        const list = JSON.parse(readFixture('kubernetes-api', `${name}.json`));
        for (const item of list.items) cluster.apply({ apiVersion: 'v1', kind, ...item });
      }
      cluster.forward({ namespace: 'monitoring', pod: 'prometheus-0', port: 19090 }, prometheus.port);
      double = await startApiServer({ cluster });
    });

    afterAll(async () => {
      await double.stop();
      await prometheus.stop();
    });

    const ask = asker(() => double);

    /** As the captures were taken: their names do not say how, so their bodies were matched with the requests that give them. */
    test.each([
      ['proxy_ready.txt', `${webProxy}/-/ready`],
      ['proxy_ready_portnum.txt', `${inMonitoring}/services/prometheus:9090/proxy/-/ready`],
      ['proxy_podport.txt', `${inMonitoring}/pods/prometheus-0:19090/proxy/-/ready`],
      ['proxy_pod_noport.txt', `${inMonitoring}/pods/prometheus-0/proxy/-/ready`],
      ['proxy_redirect.txt', `${webProxy}/`],
      ['proxy_redirect2.txt', `${webProxy}/graph`],
      ['proxy_noport.txt', `${inMonitoring}/services/prometheus/proxy/-/ready`],
      ['proxy_targetport.json', `${inMonitoring}/services/prometheus:19090/proxy/-/ready`],
      ['proxy_badport.json', `${inMonitoring}/services/prometheus:nope/proxy/-/ready`],
      ['proxy_nosvc.json', `${inMonitoring}/services/nosuch:web/proxy/-/ready`],
      ['proxy_noendpoints.json', `${inMonitoring}/services/empty:web/proxy/-/ready`],
      ['proxy_refused.json', `${inMonitoring}/pods/prometheus-0:1/proxy/-/ready`],
      ['proxy_https_mismatch.json', `${inMonitoring}/services/https:prometheus:web/proxy/-/ready`],
      ['node_proxy_cadvisor.txt', '/api/v1/nodes/node-1/proxy/metrics/cadvisor'],
    ])('%s is the same answer', async (name, path) => {
      const [statusLine = '', ...lines] = readFixture('kubernetes-api', `${name}.hdr`).trim().split(/\r?\n/);
      const headers = Object.fromEntries(lines.map((line) => line.split(': ')));
      const wanted = readFixture('kubernetes-api', name);
      const answer = await ask(path);
      const comparable = (text: string, type: unknown) =>
        type === 'application/json' ? JSON.parse(text) : text.trim();
      expect({
        status: answer.status,
        type: answer.headers['content-type'],
        location: answer.headers.location,
        body: comparable(answer.body, answer.headers['content-type']),
      }).toEqual({
        status: Number(statusLine.split(' ')[1]),
        type: headers['content-type'],
        location: headers.location,
        body: comparable(wanted, headers['content-type']),
      });
    });

    test('proxy_query_post.json: a query by POST has the same answer', async () => {
      const answer = await ask(`${webProxy}/api/v1/query`, 'admin-token', {
        method: 'POST',
        body: 'query=up',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      });
      expect([answer.status, answer.headers['content-type'], JSON.parse(answer.body)]).toEqual([
        200,
        'application/json',
        JSON.parse(readFixture('kubernetes-api', 'proxy_query_post.json')),
      ]);
    });
  },
);
