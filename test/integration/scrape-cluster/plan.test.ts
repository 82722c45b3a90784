import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { estimateOfCluster } from '../../../electron/backend/scrape/cluster/estimate-of-cluster.ts';
import { isCancellation } from '../../../shared/base/errors.ts';
import { type ApiServerDouble, startApiServer } from '../../support/api-server/api-server.ts';
import {
  type ApiUser,
  clusterAdmin,
  type PolicyRule,
  portForwarder,
  scraper,
  viewer,
} from '../../support/api-server/users.ts';
import { type Shoal, startShoal } from '../../support/exporters/shoal-cluster.ts';
import { until } from '../kube-fixture.ts';
import { bodyOf, jobNamed, Opened, shown, targetsOf } from './cluster-fixture.ts';

const inNamespace = (rules: readonly PolicyRule[], namespace: string) =>
  rules.map((rule) => ({ ...rule, namespaces: [namespace] }));

/** Of a user to whom rights are given, and taken, while it is looked. */
const later: PolicyRule[] = [];

const users: readonly ApiUser[] = [
  { name: 'later', rules: later },
  { name: 'admin', rules: clusterAdmin },
  { name: 'ada', rules: scraper },
  { name: 'reader', rules: viewer },
  { name: 'forwarder', rules: portForwarder },
  { name: 'team', rules: inNamespace(scraper, 'shop') },
  { name: 'nobody', rules: [] },
];

describe('the plan of a cluster', () => {
  let shoal: Shoal;
  let double: ApiServerDouble;
  let opened: Opened | undefined;

  beforeEach(async () => {
    // Nobody is asked through these ports here.
    shoal = await startShoal({ nodeExporterPorts: [1, 1] });
    double = await startApiServer({ cluster: shoal.cluster, users });
    opened = undefined;
  });

  afterEach(async () => {
    await opened?.close(double);
    await double.stop();
    await shoal.stop();
  });

  async function planAs(user: string, namespace?: string) {
    opened = await Opened.client(double, user);
    return opened.plan({ namespace });
  }

  const refusals = (problems: readonly { details: Readonly<Record<string, string | number>> }[]) =>
    problems.map(({ details }) => `${details.verb} ${details.resource} ${details.namespace}`.trimEnd());

  it('leaves out what rights are missing for, says each once, and plans the rest', async () => {
    const plan = await planAs('forwarder');
    const counts = Object.fromEntries(plan.jobs.map((one) => [one.job.name, targetsOf(one).length]));
    expect([counts, refusals(plan.problems())]).toEqual([
      {
        ...{
          kubelet: 0,
          cadvisor: 0,
          'kubelet-resource': 0,
          apiserver: 0,
          'node-exporter': 2,
          'kube-state-metrics': 1,
        },
        ...{ coredns: 2, alertmanager: 0, pushgateway: 0, 'annotated-pods': 2, 'annotated-services': 1 },
        ...{ 'metrics-server': 0, hpa: 0 },
      },
      ['get nodes/proxy', 'get /metrics', 'list nodes', 'list pods', 'list horizontalpodautoscalers'],
    ]);
  });

  it('has the context’s namespace where the cluster is refused', async () => {
    const plan = await planAs('team', 'shop');
    const names = plan.jobs.flatMap((one) =>
      targetsOf(one).map((target) => `${one.job.name} ${/pod=([\w-]+)/.exec(shown(target))?.[1] ?? ''}`.trimEnd()),
    );
    const job = jobNamed(plan, 'metrics-server');
    const [page] = await Promise.all(targetsOf(job).map((target) => bodyOf(job, target)));
    expect([names, /namespace="(?!shop)/.test(page ?? ''), /container="queue"/.test(page ?? '')]).toEqual([
      [
        'apiserver',
        'annotated-pods cart-6b9f7c4d5-q7m2d',
        'annotated-pods cart-6b9f7c4d5-x2k8p',
        'annotated-services queue-0',
        'metrics-server',
        'hpa',
      ],
      false,
      true,
    ]);
  });

  it('has nothing for who may do nothing, and says of everything why', async () => {
    const plan = await planAs('nobody', 'shop');
    const counts = plan.jobs.map((one) => targetsOf(one).length);
    const said = refusals(plan.problems());
    expect([counts.every((count) => count === 0), said]).toEqual([
      true,
      expect.arrayContaining([
        'list pods',
        'list pods shop',
        'list services shop',
        'list endpointslices shop',
        'get nodes/proxy',
      ]),
    ]);
  });

  it('scrapes what it is allowed later without being connected anew, and says what it is not allowed any more', async () => {
    later.splice(0, later.length, ...viewer);
    const plan = await planAs('later');
    const jobs = ['kubelet', 'apiserver', 'metrics-server', 'hpa'].map((name) => jobNamed(plan, name));
    const counts = () => jobs.map((job) => targetsOf(job).length);
    let changes = 0;
    jobs[0]?.discovery.onDidChange(() => (changes += 1));
    const before = [counts(), refusals(plan.problems())];
    later.splice(0, later.length, ...scraper);
    await until(() => counts().every((count) => count > 0) && plan.problems().length === 0);
    const told = changes;
    later.splice(0, later.length, ...viewer);
    const [kubelet] = jobs;
    const [target] = kubelet === undefined ? [] : targetsOf(kubelet);
    if (kubelet === undefined || target === undefined) throw new Error('no kubelet');
    await expect(bodyOf(kubelet, target)).rejects.toMatchObject({ code: 'api.forbidden' });
    await until(() => targetsOf(kubelet).length === 0);
    expect([before, told > 0, refusals(plan.problems())]).toEqual([
      [[0, 0, expect.any(Number), expect.any(Number)], expect.arrayContaining(['get nodes/proxy', 'get /metrics'])],
      true,
      expect.arrayContaining(['get nodes/proxy', 'get /metrics']),
    ]);
  });

  it('has no pages of groups that the cluster does not have', async () => {
    shoal.cluster.metrics = undefined;
    const plan = await planAs('ada');
    expect(plan.jobs.map(({ job }) => job.name)).not.toContain('metrics-server');
    expect(plan.problems()).toEqual([]);
  });

  it('finds by Endpoints what is behind services where the cluster has no EndpointSlices', async () => {
    const found = async () => {
      const opening = await Opened.client(double, 'ada');
      const plan = await opening.plan();
      const targets = ['annotated-services', 'node-exporter', 'kube-state-metrics', 'coredns'].map((name) =>
        targetsOf(jobNamed(plan, name)).map(shown).sort(),
      );
      const said = refusals(plan.problems());
      await opening.close(double);
      return { targets, said };
    };
    const bySlices = await found();
    shoal.cluster.endpointSlices = false;
    expect(await found()).toEqual(bySlices);
    expect([bySlices.targets[0]?.length, double.requests.some(({ path }) => path.includes('/v1/endpoints?'))]).toEqual([
      ...[1, true],
    ]);
  });

  it('scrapes once what two jobs find, and shows which job has it', async () => {
    const { cluster } = shoal;
    const dns = cluster.pod({ namespace: 'kube-system', pod: 'coredns-565d847f94-2t9kx' });
    if (dns === undefined) throw new Error('no such pod');
    const annotations = { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9153' };
    cluster.apply({ ...dns, metadata: { ...dns.metadata, annotations } });
    const plan = await planAs('ada');
    const annotated = jobNamed(plan, 'annotated-pods');
    const found = annotated.discovery.groups().find(({ source }) => source.includes('coredns'));
    expect([
      targetsOf(jobNamed(plan, 'coredns')).length,
      targetsOf(annotated).some((target) => shown(target).includes('coredns')),
      found?.targets.map((labels) => labels[labels.indexOf('__meta_binnacle_scraped_by') + 1]),
    ]).toEqual([2, false, ['coredns', 'coredns']]);
  });

  it('tells each job when there is something else, and not after its end', async () => {
    const plan = await planAs('ada');
    const { discovery } = jobNamed(plan, 'annotated-pods');
    let changes = 0;
    discovery.onDidChange(() => {
      changes += 1;
    });
    shoal.cluster.deletePod({ namespace: 'shop', pod: 'cart-6b9f7c4d5-x2k8p' });
    const left = () => targetsOf(jobNamed(plan, 'annotated-pods')).length;
    await until(() => changes > 0 && left() === 1);
    await plan.close();
    await until(() => double.counts.openWatches === 0);
    expect(left()).toBe(1);
  });

  it('is not made where nobody wants it any more, and leaves nothing open', async () => {
    opened = await Opened.client(double, 'ada');
    double.faults.add({ kind: 'hang' }, { path: /\/pods\?limit/ });
    const unwanted = new AbortController();
    const planning = opened.plan({ signal: unwanted.signal });
    const failed = expect(planning).rejects.toSatisfy(isCancellation);
    await until(() => double.requests.some(({ path }) => path.includes('/pods?limit')));
    unwanted.abort();
    await failed;
    await until(() => double.counts.openWatches === 0);
  });

  it('is estimated without those that do not answer, each with its reason; and no longer than it is wanted', async () => {
    const plan = await planAs('reader');
    const { signal } = new AbortController();
    const { jobs } = await estimateOfCluster(plan, { signal, timeoutMs: 5000 });
    const said = Object.fromEntries(jobs.map(({ name, series, error }) => [name, [series, error?.code]]));
    expect([said.kubelet, said['kube-state-metrics']]).toEqual([
      [undefined, 'api.forbidden'],
      [undefined, 'portForward.forbidden'],
    ]);
    double.faults.add({ kind: 'hang' });
    const cancelled = new AbortController();
    const estimating = expect(estimateOfCluster(plan, { signal: cancelled.signal })).rejects.toSatisfy(isCancellation);
    cancelled.abort();
    await estimating;
    double.faults.clear();
  });
});
