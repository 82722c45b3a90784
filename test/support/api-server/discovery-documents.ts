/** /version, /metrics, /api, /apis, /api/v1 and /apis/GROUP/VERSION, made from the rows of resource-types.ts. */
import { createHash } from 'node:crypto';
import type { Call } from './call.ts';
import { groupVersion, isServed, type ResourceType, resourceTypes, wholeVerbs } from './resource-types.ts';
import { sendJson, sendNotServed, sendText } from './responses.ts';

const serverVersion = {
  major: '1',
  minor: '26',
  gitVersion: 'v1.26.5',
  gitCommit: '890a139214b4de1f01543d15003b5bda71aae9c7',
  gitTreeState: 'clean',
  buildDate: '2023-05-17T14:08:49Z',
  goVersion: 'go1.19.9',
  compiler: 'gc',
  platform: 'linux/amd64',
};

function servedTypes(call: Call): readonly ResourceType[] {
  return resourceTypes.filter((type) => isServed(type, call.cluster));
}

function storageHash(type: ResourceType): string {
  return createHash('sha256')
    .update(`${groupVersion(type)}/${type.kind}`)
    .digest()
    .subarray(0, 8)
    .toString('base64');
}

function describeType(type: ResourceType) {
  const isStored = type.computed !== true && (type.verbs?.includes('list') ?? true);
  return {
    name: type.plural,
    singularName: type.custom ? type.kind.toLowerCase() : '',
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: type.verbs ?? wholeVerbs,
    ...(type.shortNames === undefined ? {} : { shortNames: type.shortNames }),
    ...(type.categories === undefined ? {} : { categories: type.categories }),
    ...(isStored ? { storageVersionHash: storageHash(type) } : {}),
  };
}

function resourceList(call: Call, wanted: string) {
  const types = servedTypes(call).filter((type) => groupVersion(type) === wanted);
  const resources = types.flatMap((type) => [
    describeType(type),
    ...(type.subresources ?? []).map(({ name, kind, verbs }) => ({
      name: `${type.plural}/${name}`,
      singularName: '',
      namespaced: type.namespaced,
      kind,
      verbs,
    })),
  ]);
  return wanted === 'v1'
    ? { kind: 'APIResourceList', groupVersion: wanted, resources }
    : { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: wanted, resources };
}

function groupOf(name: string, types: readonly ResourceType[]) {
  const versions = [...new Set(types.filter((type) => type.group === name).map((type) => type.version))].map((one) => ({
    groupVersion: `${name}/${one}`,
    version: one,
  }));
  return { name, versions, preferredVersion: versions[0] };
}

function groupList(call: Call) {
  const types = servedTypes(call);
  const names = [...new Set(types.map((type) => type.group))].filter((name) => name !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: names.map((name) => groupOf(name, types)) };
}

const checks = ['ping', 'log', 'etcd', 'informer-sync', 'poststarthook/start-kube-apiserver-admission-initializer'];

function health(name: string) {
  return (call: Call) => {
    const lines = [...checks, ...(name === 'readyz' ? ['shutdown'] : [])].map((check) => `[+]${check} ok\n`);
    const isVerbose = call.url.searchParams.has('verbose');
    sendText(call.response, 200, isVerbose ? `${lines.join('')}${name} check passed\n` : 'ok');
  };
}

function json(body: (call: Call) => unknown) {
  return (call: Call) => sendJson(call.request, call.response, 200, body(call));
}

/** Of the API server itself, as little as it takes to be one. */
function metricsPage({ requestCounts }: Call): string {
  const counts = [...requestCounts].map(
    ([verb, count]) => `apiserver_request_total{code="200",component="apiserver",verb="${verb}"} ${count}`,
  );
  return [
    '# HELP apiserver_request_total [STABLE] Counter of apiserver requests broken out for each verb and HTTP response code.',
    '# TYPE apiserver_request_total counter',
    ...counts,
    '# HELP kubernetes_build_info [ALPHA] A metric with a constant 1 value.',
    '# TYPE kubernetes_build_info gauge',
    'kubernetes_build_info{git_version="v1.26.5",major="1",minor="26"} 1',
    '',
  ].join('\n');
}

const documents: Readonly<Record<string, (call: Call) => void>> = {
  '/version': json(() => serverVersion),
  '/healthz': health('healthz'),
  '/livez': health('livez'),
  '/readyz': health('readyz'),
  '/metrics': (call) => sendText(call.response, 200, metricsPage(call)),
  '/api': json(({ address }) => ({
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  })),
  '/apis': json(groupList),
  '/api/v1': json((call) => resourceList(call, 'v1')),
};

/** /apis/GROUP and /apis/GROUP/VERSION. */
function groupDocument(call: Call): unknown {
  const [, root, group = '', version, more] = call.url.pathname.replace(/\/$/, '').split('/');
  const types = servedTypes(call).filter((type) => root === 'apis' && type.group === group);
  if (types.length === 0 || more !== undefined) return undefined;
  if (version === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group, types) };
  return types.some((type) => type.version === version) ? resourceList(call, `${group}/${version}`) : undefined;
}

/** Every path that is not about a resource. */
export function serveDocument(call: Call): void {
  const serve = documents[call.url.pathname.replace(/\/$/, '')];
  const body = serve === undefined ? groupDocument(call) : undefined;
  if (serve !== undefined) serve(call);
  else if (body !== undefined) sendJson(call.request, call.response, 200, body);
  else sendNotServed(call.response);
}
