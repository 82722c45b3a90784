/** The rules that Binnacle has, on a cluster's Prometheus, on one that stands alone, and on what real exporters say. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultRules } from '../../../electron/backend/recorder/default-rules.ts';
import { type DemoCluster, startDemoCluster } from '../../support/demo-cluster.ts';
import { expositionFixtures, hasFixtures } from '../../support/fixtures.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { serverMissing } from '../../support/servers/real-server.ts';

/** Rules that find series. */
async function finding(url: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { name, selectors } of defaultRules) {
    let series = 0;
    for (const selector of selectors) {
      const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(`count(${selector})`)}`);
      const { data } = (await answer.json()) as { data: { result: readonly { value: [number, string] }[] } };
      series += Number(data.result[0]?.value[1] ?? 0);
    }
    if (series > 0) names.push(name);
  }
  return names;
}

describe.skipIf(serverMissing('prometheus', 'promtool', 'prometheus-node-exporter') !== undefined)('a cluster', () => {
  let demo: DemoCluster;
  beforeAll(async () => {
    demo = await startDemoCluster({ scrapeInterval: '1s' });
  });
  afterAll(() => demo.stop());

  test('has series for what its exporters say', async () => {
    const expected = ['Targets', 'Nodes', 'Containers', 'Kubernetes objects', 'Prometheus and Alertmanager'];
    expect(await finding(demo.prometheus.url)).toEqual(expect.arrayContaining(expected));
  });
});

describe.skipIf(serverMissing('prometheus') !== undefined)('a Prometheus that stands alone', () => {
  test('has series for its targets, its alerts, its rules and itself', async () => {
    const rules = `
groups:
  - name: g
    interval: 1s
    rules:
      - { record: 'job:up:sum', expr: 'sum by (job) (up)' }
      - { alert: Up, expr: 'up == 1' }
`;
    const server = await startPrometheus({ scrapeItself: true, rules: [rules] });
    try {
      const expected = ['Targets', 'Alerts', 'Recording rules', 'Prometheus and Alertmanager'];
      await expect.poll(() => finding(server.url)).toEqual(expect.arrayContaining(expected));
    } finally {
      await server.stop();
    }
  });
});

describe.skipIf(!hasFixtures('expositions'))('what real exporters say', () => {
  const patterns = defaultRules.flatMap(({ selectors }) =>
    selectors.map((selector) => new RegExp(`^(?:${/__name__=~"([^"]*)"/.exec(selector)?.[1] ?? selector})$`)),
  );
  const share = (name: string) => {
    const { text = '' } = expositionFixtures().find((one) => one.name === name) ?? {};
    const names = text.split('\n').flatMap((line) => /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0] ?? []);
    const taken = names.filter((one) => patterns.some((pattern) => pattern.test(one)));
    return { taken: taken.length, part: taken.length / names.length };
  };

  test('is recorded where it is read, and not where it is many', () => {
    const names = [
      'node-exporter',
      'cadvisor-0.46-kubelet-labels',
      'kube-state-metrics-2.8.2',
      'prometheus',
      'alertmanager',
    ];
    expect(names.filter((name) => share(`${name}.txt`).taken < 40)).toEqual([]);
    // An API server has 12,000 series, and etcd a thousand of gRPC.
    expect(['kube-apiserver', 'etcd'].filter((name) => share(`${name}.txt`).part > 0.03)).toEqual([]);
  });
});
