import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { estimateOfCluster } from '../../../electron/backend/scrape/cluster/estimate-of-cluster.ts';
import type { ClusterPlan } from '../../../electron/backend/scrape/cluster/plan-of-cluster.ts';
import { type ApiServerDouble, startApiServer } from '../../support/api-server/api-server.ts';
import { scraper } from '../../support/api-server/users.ts';
import { type Shoal, startShoal } from '../../support/exporters/shoal-cluster.ts';
import { startNodeExporter } from '../../support/servers/node-exporter.ts';
import { type RealServer, serverMissing } from '../../support/servers/real-server.ts';
import { until } from '../kube-fixture.ts';
import { bodyOf, jobNamed, Opened, shown, targetsOf } from './cluster-fixture.ts';

const missing = serverMissing('prometheus-node-exporter');

describe.skipIf(missing !== undefined)(`a cluster without a Prometheus${missing ? `: ${missing}` : ''}`, () => {
  let exporter: RealServer;
  let shoal: Shoal;
  let double: ApiServerDouble;
  let opened: Opened;
  let plan: ClusterPlan;

  beforeAll(async () => {
    exporter = await startNodeExporter();
    shoal = await startShoal({
      nodeExporterPorts: [exporter.port, exporter.port],
      comingPods: { count: 100, everyMs: 0 },
    });
    double = await startApiServer({ cluster: shoal.cluster, users: [{ name: 'ada', rules: scraper }] });
    opened = await Opened.client(double, 'ada');
    plan = await opened.plan();
  });

  afterAll(async () => {
    await opened.close(double);
    await double.stop();
    await shoal.stop();
    await exporter.stop();
  });

  it('has targets of all that is there, each scraped by one job, and nothing is left out', () => {
    const counts = plan.jobs.map((one) => [one.job.name, targetsOf(one).length]);
    expect([Object.fromEntries(counts), plan.problems()]).toEqual([
      {
        kubelet: 2,
        cadvisor: 2,
        'kubelet-resource': 2,
        apiserver: 1,
        'node-exporter': 2,
        'kube-state-metrics': 1,
        coredns: 2,
        alertmanager: 0,
        pushgateway: 0,
        'annotated-pods': 102,
        'annotated-services': 1,
        'metrics-server': 1,
        hpa: 1,
      },
      [],
    ]);
  });

  const series: Readonly<Record<string, RegExp>> = {
    kubelet: /^kubelet_running_pods \d+$/m,
    cadvisor: /^container_cpu_usage_seconds_total\{container="cart",.*\} [\d.]+ \d{13}$/m,
    'kubelet-resource': /^node_cpu_usage_seconds_total [\d.]+ \d{13}$/m,
    apiserver: /^apiserver_request_total\{.*verb="GET"\} \d+$/m,
    'node-exporter': /^node_cpu_seconds_total\{cpu="0",mode="idle"\} [\d.e+]+$/m,
    'kube-state-metrics': /^kube_pod_info\{namespace="shop",pod="cart-6b9f7c4d5-x2k8p",/m,
    coredns: /^coredns_dns_requests_total\{.*type="A".*\} \d+$/m,
    'annotated-pods': /^shop_orders_total\{kind="card"\} \d+$/m,
    'annotated-services': /^shop_queue_length \d+$/m,
    'metrics-server': /^metrics_server_node_cpu_cores\{node="shoal-1"\} \d+\.\d+$/m,
    hpa: /^kube_horizontalpodautoscaler_status_current_replicas\{namespace="shop",horizontalpodautoscaler="cart"\} 2$/m,
  };

  it.each(Object.keys(series))('%s answers through its way with its series', async (name) => {
    const job = jobNamed(plan, name);
    const bodies = await Promise.all(targetsOf(job).map((target) => bodyOf(job, target)));
    expect(bodies.filter((body) => series[name]?.test(body)).length).toBeGreaterThan(0);
  });

  it('gives targets the labels that the standard configuration gives them', () => {
    const first = (name: string) => targetsOf(jobNamed(plan, name)).map(shown).sort()[0];
    expect(['cadvisor', 'node-exporter', 'coredns', 'kube-state-metrics', 'annotated-services'].map(first)).toEqual([
      'instance=shoal-1,job=cadvisor,node=shoal-1',
      expect.stringMatching(
        /^container=node-exporter,instance=10\.244\.\d+\.\d+:9100,job=node-exporter,namespace=monitoring,node=shoal-\d,pod=prometheus-node-exporter-\w+$/,
      ),
      expect.stringMatching(
        /^container=coredns,instance=10\.244\.\d+\.\d+:9153,job=coredns,namespace=kube-system,node=shoal-\d,pod=coredns-565d847f94-\w+$/,
      ),
      expect.stringMatching(/^instance=10\.244\.\d+\.\d+:8080,job=kube-state-metrics$/),
      expect.stringMatching(
        /^app=queue,instance=10\.244\.\d+\.\d+:9000,job=annotated-services,namespace=shop,node=shoal-\d,pod=queue-0,service=queue$/,
      ),
    ]);
  });

  it('is estimated before anybody says yes: jobs, targets, series and bytes a day', async () => {
    const { signal } = new AbortController();
    const { jobs, series: all, bytesPerDay, problems } = await estimateOfCluster(plan, { signal });
    const brief = jobs.map(({ name, targets, series: own, error }) => [name, targets, (own ?? 0) > 0, error]);
    const sizes = jobs.map(
      ({ series: own = 0, intervalMs, bytesPerDay: bytes }) => bytes === own * (86_400_000 / intervalMs),
    );
    expect([brief, sizes.every(Boolean), problems]).toEqual([
      [
        ['kubelet', 2, true, undefined],
        ['cadvisor', 2, true, undefined],
        ['kubelet-resource', 2, true, undefined],
        ['apiserver', 1, true, undefined],
        ['node-exporter', 2, true, undefined],
        ['kube-state-metrics', 1, true, undefined],
        ['coredns', 2, true, undefined],
        ['annotated-pods', 102, true, undefined],
        ['annotated-services', 1, true, undefined],
        ['metrics-server', 1, true, undefined],
        ['hpa', 1, true, undefined],
      ],
      true,
      [],
    ]);
    // 102 workers have three series each, and five of each scrape itself; the other jobs' are in it too.
    expect([jobs.find(({ name }) => name === 'annotated-pods')?.series, all > 816, bytesPerDay > all]).toEqual([
      816,
      true,
      true,
    ]);
  });

  it('follows pods that come and go while they are scraped, and keeps no way to one that is gone', async () => {
    const job = jobNamed(plan, 'annotated-pods');
    const batch = () =>
      targetsOf(job)
        .flatMap((target) => /pod=(batch-\d+)/.exec(shown(target))?.[1] ?? [])
        .sort();
    await Promise.all(targetsOf(job).map((target) => bodyOf(job, target)));
    const before = batch();
    const tunnels = double.counts.openTunnels;
    for (let turn = 0; turn < 100; turn += 1) shoal.turn();
    await until(() => batch()[0] === 'batch-00100' && batch().length === 100);
    const bodies = await Promise.all(targetsOf(job).map((target) => bodyOf(job, target)));
    expect([before[0], before.length, tunnels >= 102, bodies.length]).toEqual(['batch-00000', 100, true, 102]);
    // Those of the hundred that went are gone with their pods.
    await until(() => double.counts.openTunnels <= tunnels);
  });
});
