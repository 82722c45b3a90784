import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { typeOfObject } from '../support/api-server/resource-types.ts';
import { clusterAdmin } from '../support/api-server/users.ts';
import { hasFixtures, readFixture } from '../support/fixtures.ts';
import { type PlainRequest, plainRequest } from '../support/http.ts';

/** The double answers as a real API server (1.26) did, body by body, on the captures beside this checkout. */
const captured = hasFixtures('kubernetes-api');
const suite = captured ? 'the double against captures of a real API server' : 'captures of a real API server: not here';

function json(name: string) {
  return JSON.parse(readFixture('kubernetes-api', `${name}.json`));
}

/** What the capture's cluster had: a viewer who may read pods, services and namespaces, and review itself. */
const viewerRules = [
  { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['pods', 'services', 'namespaces'] },
];

describe.skipIf(!captured)(suite, () => {
  let double: ApiServerDouble;

  beforeAll(async () => {
    const { cluster } = buildCluster('captured').namespace('monitoring').namespace('empty');
    cluster.endpointsController = false;
    for (const [name, kind] of [
      ['pods', 'Pod'],
      ['services', 'Service'],
      ['endpoints', 'Endpoints'],
      ['nodes', 'Node'],
    ] as const) {
      for (const item of json(name).items) cluster.apply({ apiVersion: 'v1', kind, ...item });
    }
    const users = [
      { name: 'admin', token: 'admin-token', groups: ['system:masters'], rules: clusterAdmin },
      { name: 'viewer', token: 'viewer-token', rules: viewerRules },
    ];
    double = await startApiServer({ cluster, users });
  });

  afterAll(() => double.stop());

  const ask = async (path: string, token: string | undefined, options: PlainRequest = {}) => {
    const authorization: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const headers = { 'User-Agent': 'curl/7.88.1', ...authorization, ...options.headers };
    return plainRequest(double.url + path, { ...options, headers, ca: double.caPem });
  };

  const statusCases: readonly (readonly [string, string, string | undefined])[] = [
    ['unauth_401', '/api/v1/pods', 'wrong'],
    ['anon_403', '/api/v1/nodes', undefined],
    ['nodes_403', '/api/v1/nodes', 'viewer-token'],
    ['metricsapi_403', '/apis/metrics.k8s.io/v1beta1/nodes', 'viewer-token'],
    ['pf_403', '/api/v1/namespaces/monitoring/pods/prometheus-0/portforward?ports=19090', 'viewer-token'],
    ['svcproxy_403', '/api/v1/namespaces/monitoring/services/prometheus:web/proxy/-/ready', 'viewer-token'],
    ['pf_noupgrade_400', '/api/v1/namespaces/monitoring/pods/prometheus-0/portforward?ports=19090', 'admin-token'],
    ['pod_404', '/api/v1/namespaces/monitoring/pods/nope', 'admin-token'],
    ['badfield_400', '/api/v1/pods?fieldSelector=foo%3Dbar', 'admin-token'],
    ['badselector_400', '/api/v1/pods?labelSelector=%3D%3D', 'admin-token'],
    ['badcontinue_400', '/api/v1/pods?limit=1&continue=zzz', 'admin-token'],
  ];
  test.each(statusCases)('%s is the same Status, with the same HTTP status', async (name, path, token) => {
    const answer = await ask(path, token);
    const wanted = json(name);
    expect({ status: answer.status, body: JSON.parse(answer.body) }).toEqual({ status: wanted.code, body: wanted });
  });

  test('an expired continue token is a 410 with a fresh token in it', async () => {
    double.cluster.compact();
    const token = Buffer.from('{"v":"meta.k8s.io/v1","rv":1,"start":"a\\u0000"}').toString('base64url');
    const answer = await ask(`/api/v1/pods?limit=1&continue=${token}`, 'admin-token');
    expect([answer.status, JSON.parse(answer.body)]).toEqual([410, json('continue_expired_410')]);
  });

  test.each([
    ['metricsapi_404', '/apis/metrics.k8s.io/v1beta1/nodes'],
    ['res_404', '/api/v1/widgets'],
    ['readyz', '/readyz'],
  ])('%s is the same plain text', async (name, path) => {
    const [statusLine = '', ...headerLines] = readFixture('kubernetes-api', `${name}.txt.hdr`).trim().split(/\r?\n/);
    const compared = ['content-type', 'cache-control', 'x-content-type-options', 'content-length'];
    const headers = Object.fromEntries(headerLines.map((line) => line.split(': ')));
    const answer = await ask(path, 'admin-token');
    const pick = (from: Readonly<Record<string, unknown>>) => compared.map((header) => [header, from[header]]);
    expect({ status: answer.status, body: answer.body, headers: pick(answer.headers) }).toEqual({
      status: Number(statusLine.split(' ')[1]),
      body: readFixture('kubernetes-api', `${name}.txt`),
      headers: pick(headers),
    });
  });

  test('the headers of a refusal are those of the real one, audit id included', async () => {
    const answer = await ask('/api/v1/nodes', 'viewer-token');
    const names = ['audit-id', 'cache-control', 'content-type', 'x-content-type-options', 'content-length', 'date'];
    expect(names.filter((name) => answer.headers[name] === undefined)).toEqual([]);
  });

  test.each([
    ['pods', '/api/v1/pods'],
    ['services', '/api/v1/services'],
    ['endpoints', '/api/v1/endpoints'],
    ['nodes', '/api/v1/nodes'],
    ['ns_empty', '/api/v1/namespaces/empty/pods'],
  ])('the list %s is the same, resource versions aside', async (name, path) => {
    const answer = await ask(path, 'admin-token');
    expect(withoutVersions(JSON.parse(answer.body))).toEqual(withoutVersions(json(name)));
  });

  test('the Table of pods has the same columns and a row of the same form', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const answer = await ask('/api/v1/pods', 'admin-token', { headers: { Accept: accept } });
    const summary = (table: ReturnType<typeof json>) => ({
      kind: table.kind,
      apiVersion: table.apiVersion,
      columns: table.columnDefinitions.map(({ description: _, ...column }: Record<string, unknown>) => column),
      cells: table.rows[0].cells.filter((_: unknown, index: number) => ![3, 4].includes(index)),
      keys: Object.keys(table.rows[0].object),
    });
    expect(summary(JSON.parse(answer.body))).toEqual(summary(json('pods_table')));
  });

  test.each([
    ['ssar', 'admin-token'],
    ['ssar_denied', 'viewer-token'],
  ])('the access review %s is the same, times aside', async (name, token) => {
    const { spec } = json(name);
    const body = JSON.stringify({ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec });
    const answer = await ask('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', token, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json' },
    });
    const timeless = (text: string) => JSON.parse(text.replace(/"time":\s*"[^"]*"/g, '"time":""'));
    expect([answer.status, timeless(answer.body)]).toEqual([201, timeless(JSON.stringify(json(name)))]);
  });

  test('the rules review has the same form and says what the user may', async () => {
    const body = JSON.stringify({ spec: { namespace: 'monitoring' } });
    const answer = await ask('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', 'viewer-token', {
      method: 'POST',
      body,
    });
    const wanted = json('ssrr');
    const got = JSON.parse(answer.body);
    expect({ ...got, status: { ...got.status, nonResourceRules: [] } }).toEqual({
      ...wanted,
      status: { ...wanted.status, nonResourceRules: [] },
    });
  });

  test('what /api/v1 and /apis/apps/v1 say of the resources that are served is what a real server says', async () => {
    for (const [name, path] of [
      ['api_v1', '/api/v1'],
      ['apis_apps_v1', '/apis/apps/v1'],
    ] as const) {
      const [got, wanted] = [JSON.parse((await ask(path, 'admin-token')).body), json(name)];
      const described = new Map(wanted.resources.map((one: { name: string }) => [one.name, one]));
      const stripped = ({ storageVersionHash, ...rest }: Record<string, unknown>) => ({
        ...rest,
        stored: storageVersionHash !== undefined,
      });
      const served = got.resources.filter((one: { name: string }) => described.has(one.name));
      expect(served.map(stripped)).toEqual(
        served.map((one: { name: string }) => stripped(described.get(one.name) as Record<string, unknown>)),
      );
      expect(served.length).toBe(got.resources.length);
      expect({ ...got, resources: [] }).toEqual({ ...wanted, resources: [] });
    }
  });

  test.each([
    ['version', '/version'],
    ['api', '/api'],
    ['apis', '/apis'],
  ])('%s has the same fields', async (name, path) => {
    expect(fieldsOf(JSON.parse((await ask(path, 'admin-token')).body))).toEqual(fieldsOf(json(name)));
  });

  test('pods and services made by the builder have no field that a real one lacks, and lack none', async () => {
    const { cluster } = buildCluster('built').node('n1').prometheus({ service: 'prometheus', pod: 'prometheus-0' });
    for (const [name, kind] of [
      ['pods', 'Pod'],
      ['services', 'Service'],
      ['endpoints', 'Endpoints'],
      ['nodes', 'Node'],
    ] as const) {
      const [built] = cluster.list(typeOfObject('v1', kind));
      const { kind: _, apiVersion: __, metadata: ___, ...content }: Record<string, unknown> = { ...built };
      const { metadata: ____, ...wanted } = json(name).items.at(-1);
      expect(Object.keys(content), kind).toEqual(Object.keys(wanted));
      expect(Object.keys(content.status ?? {}), kind).toEqual(Object.keys(wanted.status ?? {}));
    }
  });
});

function withoutVersions(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'resourceVersion' ? '' : inner)));
}

/** The field names, and those of a list's first item. */
function fieldsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(fieldsOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fieldsOf(inner)]));
}
