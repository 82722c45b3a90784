import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import { KubeConfig, Watch } from '@kubernetes/client-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import type { Cluster } from '../support/api-server/cluster.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { podObject } from '../support/api-server/object-makers.ts';
import { clusterAdmin } from '../support/api-server/users.ts';
import { hasFixtures, readFixture } from '../support/fixtures.ts';
import { plainRequest } from '../support/http.ts';
import { createKubectl, hasKubectl } from '../support/kubectl.ts';
import { endProcess } from '../support/servers/real-server.ts';

/** Watches of the double: what they begin with, what they tell, and how they end. */
const inMonitoring = '/api/v1/namespaces/monitoring/pods';

let double: ApiServerDouble;
let cluster: Cluster;
let opened: IncomingMessage[];

const pod = (name: string, labels: Record<string, string> = { app: 'a' }) =>
  cluster.apply(podObject({ namespace: 'monitoring', name, labels, node: 'n1' }));

beforeEach(async () => {
  opened = [];
  ({ cluster } = buildCluster('watches').node('n1').namespace('monitoring'));
  pod('p0');
  const users = [
    { name: 'admin', token: 'admin-token', rules: clusterAdmin },
    {
      name: 'lister',
      token: 'lister-token',
      rules: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] }],
    },
  ];
  double = await startApiServer({ cluster, users });
});

afterEach(async () => {
  for (const response of opened) response.destroy();
  await double.stop();
});

interface WatchEvent {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server says, compared in the tests
  readonly object: any;
}

/** @returns what reads the next event; undefined at the end */
async function open(path: string, headers: Record<string, string> = {}) {
  const all = { Authorization: 'Bearer admin-token', ...headers };
  const sent = request(double.url + path, { ca: double.caPem, agent: false, headers: all }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  opened.push(response);
  const lines = createInterface({ input: response })[Symbol.asyncIterator]();
  return async (): Promise<WatchEvent | undefined> => {
    const { value, done } = await lines.next();
    return done ? undefined : JSON.parse(value);
  };
}

const brief = (event: WatchEvent | undefined) =>
  event === undefined ? 'end' : `${event.type} ${event.object.metadata?.name ?? event.object.message ?? ''}`.trim();

async function take(next: () => Promise<WatchEvent | undefined>, count: number): Promise<readonly string[]> {
  const events = [];
  for (let index = 0; index < count; index += 1) events.push(brief(await next()));
  return events;
}

describe('a watch of the double', () => {
  test.each(['', '&resourceVersion=0'])('begins with everything, then tells what changes (%s)', async (version) => {
    const next = await open(`${inMonitoring}?watch=true${version}`);
    const first = await take(next, 1);
    pod('p1');
    cluster.setReady({ namespace: 'monitoring', pod: 'p1' }, false);
    cluster.deletePod({ namespace: 'monitoring', pod: 'p0' });
    expect([first, await take(next, 3)]).toEqual([['ADDED p0'], ['ADDED p1', 'MODIFIED p1', 'DELETED p0']]);
  });

  test('from a list’s version it tells what happened since, and nothing twice', async () => {
    const list = await plainRequest(double.url + inMonitoring, {
      ca: double.caPem,
      headers: { Authorization: 'Bearer admin-token' },
    });
    pod('p1');
    const next = await open(
      `${inMonitoring}?watch=1&resourceVersion=${JSON.parse(list.body).metadata.resourceVersion}`,
    );
    pod('p2');
    expect(await take(next, 2)).toEqual(['ADDED p1', 'ADDED p2']);
  });

  test('every version of an object is greater than the one before, its deletion’s too', async () => {
    const next = await open(`${inMonitoring}?watch=true`);
    pod('p0', { app: 'b' });
    cluster.deletePod({ namespace: 'monitoring', pod: 'p0' });
    const versions = [await next(), await next(), await next()].map((one) =>
      Number(one?.object.metadata.resourceVersion),
    );
    expect([versions.toSorted((a, b) => a - b), new Set(versions).size]).toEqual([versions, 3]);
  });

  test('an object that leaves the selector is deleted, one that comes into it is added', async () => {
    const next = await open(`${inMonitoring}?watch=true&labelSelector=app%3Da`);
    pod('other', { app: 'b' });
    pod('p0', { app: 'b' });
    pod('other', { app: 'a' });
    pod('other', { app: 'a', more: 'yes' });
    cluster.deletePod({ namespace: 'monitoring', pod: 'p0' });
    cluster.deletePod({ namespace: 'monitoring', pod: 'other' });
    expect(await take(next, 5)).toEqual(['ADDED p0', 'DELETED p0', 'ADDED other', 'MODIFIED other', 'DELETED other']);
  });

  test('a namespace’s watch tells nothing of another, and a field selects', async () => {
    const next = await open(`${inMonitoring}?watch=true&fieldSelector=metadata.name%3Dp1`);
    cluster.apply(podObject({ namespace: 'default', name: 'p1', node: 'n1' }));
    pod('p2');
    pod('p1');
    expect((await next())?.object.metadata.namespace).toBe('monitoring');
  });

  test('what follows from a change is told on its own watch: slices follow pods', async () => {
    buildOn(cluster);
    const next = await open('/apis/discovery.k8s.io/v1/endpointslices?watch=true');
    await next();
    cluster.setReady({ namespace: 'monitoring', pod: 'p0' }, false);
    const event = await next();
    expect([event?.type, event?.object.endpoints[0].conditions.ready]).toEqual(['MODIFIED', false]);
  });

  test('bookmarks carry the newest version, to whoever allows them', async () => {
    const [next, other] = [
      await open(`${inMonitoring}?watch=true&allowWatchBookmarks=true`),
      await open(`${inMonitoring}?watch=true`),
    ];
    await Promise.all([next(), other()]);
    cluster.addNamespace('elsewhere');
    double.watches.bookmark();
    double.watches.end();
    const { type, object } = (await next()) ?? {};
    expect([type, object, brief(await other())]).toEqual([
      'BOOKMARK',
      {
        kind: 'Pod',
        apiVersion: 'v1',
        metadata: { resourceVersion: String(cluster.revision), creationTimestamp: null },
      },
      'end',
    ]);
  });

  test('timeoutSeconds ends it in good order, after a bookmark', async () => {
    const next = await open(`${inMonitoring}?watch=true&timeoutSeconds=1&allowWatchBookmarks=true`);
    expect([await take(next, 3), opened[0]?.complete]).toEqual([['ADDED p0', 'BOOKMARK', 'end'], true]);
  });

  test('a version that is too old is told inside a good answer, which ends: after a compaction, and beyond the window', async () => {
    cluster.compact();
    const compacted = await open(`${inMonitoring}?watch=true&resourceVersion=1`);
    cluster.events.window = 2;
    const before = cluster.revision;
    for (const name of ['a', 'b', 'c']) pod(name);
    const beyond = await open(`${inMonitoring}?watch=true&resourceVersion=${before}`);
    const inside = await open(`${inMonitoring}?watch=true&resourceVersion=${before + 1}`);
    expect([await take(compacted, 2), await take(beyond, 2), await take(inside, 2), opened[0]?.statusCode]).toEqual([
      [`ERROR too old resource version: 1 (${before})`, 'end'],
      [`ERROR too old resource version: ${before} (${before + 1})`, 'end'],
      ['ADDED b', 'ADDED c'],
      200,
    ]);
  });

  test('one that is cut is no good end; the count of open ones follows', async () => {
    const next = await open(`${inMonitoring}?watch=true`);
    await next();
    const before = double.counts;
    const closed = new Promise((resolve) => opened[0]?.on('error', resolve));
    double.watches.cut();
    await closed;
    expect([before.openWatches, before.totalWatches, double.counts.openWatches, opened[0]?.complete]).toEqual([
      1,
      1,
      0,
      false,
    ]);
  });

  test('it needs the verb watch', async () => {
    const answer = await plainRequest(`${double.url}${inMonitoring}?watch=true`, {
      ca: double.caPem,
      headers: { Authorization: 'Bearer lister-token' },
    });
    expect([answer.status, JSON.parse(answer.body).message]).toEqual([
      403,
      'pods is forbidden: User "lister" cannot watch resource "pods" in API group "" in the namespace "monitoring"',
    ]);
  });

  test('as a Table, the columns come once', async () => {
    const next = await open(`${inMonitoring}?watch=true`, { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
    pod('p1');
    const events = [await next(), await next()];
    expect(
      events.map((one) => [one?.object.kind, one?.object.columnDefinitions?.length, one?.object.rows[0].cells[0]]),
    ).toEqual([
      ['Table', 9, 'p0'],
      ['Table', undefined, 'p1'],
    ]);
  });
});

function buildOn(target: Cluster): void {
  target.apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 's', namespace: 'monitoring' },
    spec: { selector: { app: 'a' }, ports: [{ port: 80, targetPort: 80 }] },
  });
}

const captured = hasFixtures('kubernetes-api');

describe.skipIf(!captured)(`watches against captures of a real API server${captured ? '' : ': not here'}`, () => {
  const lines = (name: string) =>
    readFixture('kubernetes-api', name)
      .split('\n')
      .filter((line) => line.startsWith('{"type"'))
      .map((line) => JSON.parse(line));

  beforeEach(() => {
    cluster.deletePod({ namespace: 'monitoring', pod: 'p0' });
    for (const item of JSON.parse(readFixture('kubernetes-api', 'pods.json')).items) {
      cluster.apply({ apiVersion: 'v1', kind: 'Pod', ...item });
    }
  });

  const versionless = (value: unknown) =>
    JSON.parse(JSON.stringify(value, (key, inner) => (key === 'resourceVersion' ? '' : inner)));

  test('watch_initial: the same event', async () => {
    const next = await open('/api/v1/pods?watch=true');
    const event = await next();
    const [wanted] = lines('watch_initial.ndjson');
    expect(versionless(event)).toEqual(versionless(wanted));
  });

  test('watch_table: a Table of the same fields', async () => {
    const next = await open('/api/v1/pods?watch=true', { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
    const event = await next();
    const [wanted] = lines('watch_table.ndjson');
    const shape = (one: WatchEvent) => [
      one.type,
      Object.keys(one.object),
      one.object.columnDefinitions.map(({ name }: { name: string }) => name),
      Object.keys(one.object.rows[0].object),
    ];
    expect(event === undefined ? event : shape(event)).toEqual(shape(wanted));
  });

  test('watch_old_rv_410: the same error inside a 200', async () => {
    cluster.compact();
    const next = await open('/api/v1/pods?watch=true&resourceVersion=1');
    const [wanted] = lines('watch_old_rv_410.ndjson');
    const message = `too old resource version: 1 (${cluster.revision})`;
    expect(await next()).toEqual({ ...wanted, object: { ...wanted.object, message } });
  });

  test('watch_badrv: the same Status', async () => {
    const headers = { Authorization: 'Bearer admin-token' };
    const path = `${double.url}/api/v1/pods?watch=true&resourceVersion=abc`;
    const answer = await plainRequest(path, { ca: double.caPem, headers });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      500,
      JSON.parse(readFixture('kubernetes-api', 'watch_badrv.ndjson')),
    ]);
  });

  test('watch_future: nothing until its time is up', async () => {
    const next = await open(`/api/v1/pods?watch=true&timeoutSeconds=1&resourceVersion=${cluster.revision + 1000}`);
    expect([lines('watch_future.ndjson'), await next()]).toEqual([[], undefined]);
  });
});

describe('clients that watch', () => {
  test('@kubernetes/client-node', async () => {
    const config = new KubeConfig();
    config.loadFromString(kubeconfigYaml([double.context('admin', 'ctx')]));
    const seen: string[] = [];
    let told = () => {};
    const ended = new Promise<unknown>((resolve) => {
      void new Watch(config)
        .watch(
          inMonitoring,
          { resourceVersion: '0' },
          (type, object) => {
            seen.push(`${type} ${object.metadata.name}`);
            told();
          },
          resolve,
        )
        .catch(resolve);
    });
    await new Promise<void>((resolve) => {
      told = resolve;
    });
    pod('p1');
    await new Promise<void>((resolve) => {
      told = resolve;
    });
    double.watches.end();
    expect([await ended, seen]).toEqual([null, ['ADDED p0', 'ADDED p1']]);
  });

  test.skipIf(!hasKubectl)(`kubectl get -w${hasKubectl ? '' : ': not installed'}`, async () => {
    const kubectl = await createKubectl(kubeconfigYaml([double.context('admin', 'ctx')]));
    const child = kubectl.start('get', 'pods', '-n', 'monitoring', '-w');
    if (child.stdout === null) throw new Error('no output to read');
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const words = async () =>
      String((await lines.next()).value)
        .split(/ +/)
        .slice(0, 3);
    const first = [await words(), await words()];
    pod('p1');
    const added = await words();
    cluster.setReady({ namespace: 'monitoring', pod: 'p1' }, false);
    const changed = await words();
    await endProcess(child);
    await kubectl.remove();
    expect([first, added, changed]).toEqual([
      [
        ['NAME', 'READY', 'STATUS'],
        ['p0', '1/1', 'Running'],
      ],
      ['p1', '1/1', 'Running'],
      ['p1', '0/1', 'Running'],
    ]);
  });
});
