import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { podsResource } from '../../../electron/backend/scrape/cluster/kube-objects.ts';
import { ResourceWatch, type WatchedResource } from '../../../electron/backend/scrape/cluster/resource-watch.ts';
import { mostLineBytes } from '../../../electron/backend/scrape/cluster/watch-stream.ts';
import { type ApiServerDouble, startApiServer } from '../../support/api-server/api-server.ts';
import { buildCluster, type ClusterBuilder } from '../../support/api-server/cluster-builder.ts';
import { type ApiUser, clusterAdmin, type PolicyRule, viewer } from '../../support/api-server/users.ts';
import { until } from '../kube-fixture.ts';
import { Opened, quickTimes } from './cluster-fixture.ts';

const lister = viewer.map((rule) => (rule.apiGroups?.includes('') ? { ...rule, verbs: ['list'] } : rule));
const users: readonly ApiUser[] = [
  { name: 'admin', rules: clusterAdmin },
  { name: 'team', rules: viewer.map((rule) => ({ ...rule, namespaces: ['shop'] })) },
  { name: 'lister', rules: lister },
  { name: 'nobody', rules: [] },
];

describe('a watch of a resource', () => {
  let builder: ClusterBuilder;
  let double: ApiServerDouble;
  let opened: Opened;
  let watches: ResourceWatch<unknown>[];
  /** Of the user `later`. */
  let rights: PolicyRule[];

  beforeEach(async () => {
    builder = buildCluster();
    for (const name of ['a', 'b', 'c']) pod(name);
    rights = [];
    double = await startApiServer({ cluster: builder.cluster, users: [...users, { name: 'later', rules: rights }] });
    opened = await Opened.client(double);
    watches = [];
  });

  afterEach(async () => {
    for (const watch of watches) watch.dispose();
    await opened.close(double);
    await double.stop();
  });

  function pod(name: string, more: Readonly<Record<string, string>> = {}, namespace = 'shop') {
    builder.pod({ namespace, name, annotations: { 'prometheus.io/scrape': 'true', ...more } });
  }

  const remove = (name: string) => builder.cluster.deletePod({ namespace: 'shop', pod: name });

  async function watch(
    by: Opened,
    options: { namespace?: string; times?: Partial<typeof quickTimes>; pageSize?: number } = {},
  ) {
    const resource: WatchedResource<unknown> = { ...podsResource(), pageSize: options.pageSize ?? 100 };
    const made = new ResourceWatch(resource, {
      client: by.client,
      namespace: options.namespace,
      random: Math.random,
      onChange: () => undefined,
      times: { ...quickTimes, ...options.times },
    }).start();
    watches.push(made);
    await made.firstReading;
    return made;
  }

  const namesOf = ({ items }: ResourceWatch<unknown>) =>
    [...items.keys()].map((name) => name.replace('shop/', '')).sort();
  const requests = (part: RegExp) => double.requests.filter(({ path }) => part.test(path)).length;
  const lists = () => requests(/\/pods\?limit/);
  const has = (made: ResourceWatch<unknown>, ...names: string[]) =>
    until(() => JSON.stringify(namesOf(made)) === JSON.stringify(names));

  it('reads the list page by page, and then hears of what comes, changes and goes', async () => {
    const made = await watch(opened, { pageSize: 1 });
    const first = namesOf(made);
    await until(() => double.counts.openWatches === 1);
    pod('d');
    remove('a');
    // One that is not to be scraped any more is not held any more.
    builder.pod({ namespace: 'shop', name: 'b', annotations: { 'prometheus.io/scrape': 'false' } });
    await has(made, 'c', 'd');
    expect([first, lists(), made.problems()]).toEqual([['a', 'b', 'c'], 3, []]);
  });

  it('begins anew where a page has expired, and has nothing twice', async () => {
    double.faults.add({ kind: 'status', code: 410 }, { path: /continue=/, times: 2 });
    const made = await watch(opened, { pageSize: 1 });
    expect([namesOf(made), made.problems()]).toEqual([['a', 'b', 'c'], []]);
  });

  it('reads the list anew after a 410 that comes inside a good answer', async () => {
    const made = await watch(opened);
    await until(() => double.counts.openWatches === 1);
    double.faults.add({ kind: 'hang' }, { path: /watch=1/, times: 1 });
    double.watches.cut();
    remove('a');
    pod('d');
    builder.cluster.compact();
    await until(() => requests(/watch=1/) >= 2);
    // The one that hangs has asked from before: when it goes, the next one is told that this is too old.
    await double.restart(10);
    await has(made, 'b', 'c', 'd');
    expect(lists()).toBe(2);
  });

  it('reads the list anew after a 410 that is a status', async () => {
    const made = await watch(opened);
    await until(() => double.counts.openWatches === 1);
    double.faults.add({ kind: 'status', code: 410 }, { path: /watch=1/, times: 1 });
    double.watches.end();
    await until(() => lists() === 2);
    pod('d');
    await has(made, 'a', 'b', 'c', 'd');
  });

  it('goes on where it was when a watch is cut, or ends, without reading the list again', async () => {
    const made = await watch(opened);
    const ends = [() => double.watches.cut(), () => double.watches.end(), () => double.watches.cut()];
    for (const [at, end] of ends.entries()) {
      await until(() => double.counts.totalWatches === at + 1 && double.counts.openWatches === 1);
      end();
      pod(`d${at + 1}`);
    }
    await has(made, 'a', 'b', 'c', 'd1', 'd2', 'd3');
    expect([lists(), made.problems()]).toEqual([1, []]);
  });

  it('goes on from a bookmark, so that what is compacted meanwhile costs no list', async () => {
    const made = await watch(opened);
    await until(() => double.counts.openWatches === 1);
    builder.cluster.compact();
    builder.namespace('other');
    double.watches.bookmark();
    double.watches.end();
    await until(() => double.counts.totalWatches === 2 && double.counts.openWatches === 1);
    pod('d');
    await has(made, 'a', 'b', 'c', 'd');
    expect(lists()).toBe(1);
  });

  it('lives through a restart of the API server', async () => {
    const made = await watch(opened);
    await until(() => double.counts.openWatches === 1);
    await double.goDown();
    remove('b');
    await double.comeBack();
    await has(made, 'a', 'c');
  });

  it('takes a connection on which nothing comes for dead', async () => {
    const made = await watch(opened, { times: { silenceMs: 300 } });
    await until(() => double.counts.totalWatches >= 3);
    pod('d');
    await has(made, 'a', 'b', 'c', 'd');
    expect([lists(), made.problems()]).toEqual([1, []]);
  });

  it('does not ask without a pause where watches end at once', async () => {
    double.faults.add({ kind: 'body', code: 200, contentType: 'application/json', body: '' }, { path: /watch=1/ });
    await watch(opened, { times: { pauseMs: 100, mostPauseMs: 60_000 } });
    await until(() => requests(/watch=1/) >= 3);
    const { requests: before } = double.counts;
    // The pauses are 100, 200, 400 ms … by now: other requests go through in hundreds before the next one.
    for (let asked = 0; asked < 20; asked += 1)
      await opened.client.requester.request({ method: 'GET', origin: '', path: '/version' });
    expect(double.counts.requests - before).toBeLessThanOrEqual(22);
  });

  it('refuses a line that is longer than any object, and goes on behind it', async () => {
    const made = await watch(opened);
    await until(() => double.counts.openWatches === 1);
    // The double cuts readers with more than 4 MiB waiting: so the line comes as a whole answer.
    const object = (name: string, note: string, resourceVersion: string) =>
      JSON.stringify({
        type: 'ADDED',
        object: {
          metadata: { name, namespace: 'shop', resourceVersion, annotations: { 'prometheus.io/scrape': 'true', note } },
          spec: { containers: [] },
        },
      });
    const version = String(builder.cluster.revision);
    const body = `${object('huge', 'x'.repeat(mostLineBytes), version)}\n${object('d', '', version)}\n`;
    double.faults.add(
      { kind: 'body', code: 200, contentType: 'application/json', body },
      { path: /watch=1/, times: 1 },
    );
    double.watches.end();
    await has(made, 'a', 'b', 'c', 'd');
    expect(made.problems().map(({ code, details }) => [code, details.limitMiB])).toEqual([['api.tooLarge', 4]]);
    // Whatever it is by then, the next list has it.
    await until(() => double.counts.openWatches === 1);
    double.faults.add({ kind: 'status', code: 410 }, { path: /watch=1/, times: 1 });
    double.watches.end();
    await until(() => made.problems().length === 0);
  });

  it('looks at the context’s namespace where the cluster as a whole is refused, and says so', async () => {
    pod('elsewhere', {}, 'other');
    const team = await Opened.client(double, 'team');
    const made = await watch(team, { namespace: 'shop' });
    pod('d');
    await has(made, 'a', 'b', 'c', 'd');
    expect(
      made.problems().map(({ code, details }) => [code, details.verb, details.resource, details.namespace]),
    ).toEqual([['api.forbidden', 'list', 'pods', '']]);
    made.dispose();
    await team.close();
  });

  it('has nothing where all is refused, says what, and looks again later', async () => {
    const nobody = await Opened.client(double, 'nobody');
    const made = await watch(nobody, { namespace: 'shop' });
    const said = made.problems().map(({ code, details }) => [code, details.namespace]);
    const before = lists();
    await until(() => lists() > before);
    expect([namesOf(made), made.isReadable, said]).toEqual([
      [],
      false,
      [
        ['api.forbidden', ''],
        ['api.forbidden', 'shop'],
      ],
    ]);
    made.dispose();
    await nobody.close();
  });

  it('reads the list again and again where watching is refused, and says so', async () => {
    const by = await Opened.client(double, 'lister');
    const made = await watch(by);
    await until(() => lists() >= 2);
    pod('d');
    await has(made, 'a', 'b', 'c', 'd');
    expect(made.problems().map(({ details }) => [details.verb, details.resource])).toContainEqual(['watch', 'pods']);
    made.dispose();
    await by.close();
  });

  it.each([undefined, 'shop'])(
    'has no problem any more once all is allowed, where it had the namespace %s',
    async (namespace) => {
      pod('elsewhere', {}, 'other');
      if (namespace !== undefined) rights.push(...viewer.map((rule) => ({ ...rule, namespaces: [namespace] })));
      const by = await Opened.client(double, 'later');
      const times = { refusedPauseMs: 20, watchSeconds: 1 };
      const made = await watch(by, { times, ...(namespace !== undefined && { namespace }) });
      const before = [made.problems().length, made.items.size];
      rights.push(...viewer);
      await has(made, 'a', 'b', 'c', 'other/elsewhere');
      expect([before, made.problems()]).toEqual([[1, namespace === undefined ? 0 : 3], []]);
      pod('d');
      await has(made, 'a', 'b', 'c', 'd', 'other/elsewhere');
      made.dispose();
      await by.close();
    },
  );

  it('keeps what it has of a namespace while the cluster is tried again and refused', async () => {
    const team = await Opened.client(double, 'team');
    const made = await watch(team, { namespace: 'shop', times: { refusedPauseMs: 20 } });
    const ofShop = () => requests(/namespaces\/shop\/pods\?limit/);
    for (let tries = 1; tries <= 2; tries += 1) {
      await until(() => double.counts.openWatches === 1);
      double.watches.end();
      await until(() => requests(/v1\/pods\?limit=1$/) === tries);
    }
    pod('d');
    await has(made, 'a', 'b', 'c', 'd');
    expect([ofShop(), made.problems().length]).toEqual([1, 1]);
    made.dispose();
    await team.close();
  });

  it('says no longer that it may not watch once it may', async () => {
    rights.push(...lister);
    const by = await Opened.client(double, 'later');
    const made = await watch(by);
    await until(() => made.problems().length > 0);
    rights.push(...viewer);
    await until(() => double.counts.openWatches === 1);
    await until(() => made.problems().length === 0);
    made.dispose();
    await by.close();
  });

  it('ends at once, whatever it is doing', async () => {
    const watching = await watch(opened);
    await until(() => double.counts.openWatches === 1);
    double.faults.add({ kind: 'hang' }, { path: /limit=/ });
    const listing = new ResourceWatch(podsResource(), {
      ...{ client: opened.client, namespace: undefined, random: Math.random, onChange: () => undefined },
    }).start();
    watches.push(listing);
    await until(() => lists() === 2);
    listing.dispose();
    watching.dispose();
    await listing.firstReading;
    await until(() => double.counts.openWatches === 0);
    expect([watching.items.size, listing.items.size]).toEqual([0, 0]);
  });
});
