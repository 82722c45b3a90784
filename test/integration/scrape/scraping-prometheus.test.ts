/** The same targets scraped by a real Prometheus and by us, from the same file of forged meta labels and the same rules: told alike, stored alike. */
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ScrapedSource } from '../../../electron/backend/scrape/scraped-source.ts';
import { type Labels, labelPairs } from '../../../shared/model/labels.ts';
import { prometheus2 } from '../../../shared/relabel/dialect.ts';
import { readRelabelConfigs } from '../../../shared/relabel/read-configs.ts';
import { plainRequest } from '../../support/http.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../../support/servers/real-server.ts';
import { type ChangingExporter, startChangingExporter } from './loop-exporter.ts';
import {
  createScrapingFixture,
  groupOf,
  jobOf,
  type LabelMap,
  type ScrapingFixture,
  settableDiscovery,
} from './scraping-fixture.ts';

const relabelConfigs = [
  { source_labels: ['__meta_kubernetes_pod_annotation_prometheus_io_scrape'], action: 'keep', regex: true },
  { source_labels: ['__meta_kubernetes_pod_phase'], action: 'drop', regex: 'Pending|Succeeded' },
  {
    source_labels: ['__meta_kubernetes_pod_annotation_prometheus_io_path'],
    target_label: '__metrics_path__',
    regex: '(.+)',
  },
  { action: 'labelmap', regex: '__meta_kubernetes_pod_label_(.+)' },
  { source_labels: ['__meta_kubernetes_namespace'], target_label: 'namespace' },
  { source_labels: ['__meta_kubernetes_pod_name'], target_label: '__param_pod', regex: '(.+-1)' },
  { source_labels: ['__meta_kubernetes_pod_name'], modulus: 4, target_label: 'shard', action: 'hashmod' },
  { source_labels: ['__meta_kubernetes_pod_label_every'], target_label: '__scrape_interval__', regex: '(.+)' },
  { source_labels: ['__meta_kubernetes_pod_label_every'], target_label: '__scrape_timeout__', regex: '(.+)' },
];
const metricRelabelConfigs = [
  { source_labels: ['__name__'], action: 'drop', regex: 'noisy_.*' },
  { source_labels: ['code'], target_label: 'class', regex: '(.)..', replacement: '$1' },
];

const metrics = `# TYPE requests counter
requests_total{code="200",job="own"} 10
requests_total{code="500"} 2
noisy_thing 1
temperature{namespace="theirs"} -3.5
old_one 7 1000
`;

function answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const [path] = url.split('?');
  if (path === '/down') response.writeHead(503).end('no');
  else if (path === '/broken') response.writeHead(200, { 'Content-Type': 'text/plain' }).end('a 1\nb{ 2\n');
  else if (path !== '/hang') response.writeHead(200, { 'Content-Type': 'text/plain' }).end(metrics);
}

function podsOf(address: string): readonly LabelMap[] {
  const pod = (name: string, more: LabelMap = {}): LabelMap => ({
    __address__: address,
    __meta_kubernetes_pod_name: name,
    __meta_kubernetes_pod_annotation_prometheus_io_scrape: 'true',
    __meta_kubernetes_pod_label_app: name.replace(/-\d$/, ''),
    instance: name,
    ...more,
  });
  return [
    ...['web-0', 'web-1', 'web-2'].map((name) => pod(name)),
    // The same target once more: its labels differ in what no rule looks at.
    pod('web-0', { __meta_kubernetes_pod_uid: 'b' }),
    pod('down-0', { __meta_kubernetes_pod_annotation_prometheus_io_path: '/down' }),
    pod('broken-0', { __meta_kubernetes_pod_annotation_prometheus_io_path: '/broken' }),
    pod('hang-0', { __meta_kubernetes_pod_annotation_prometheus_io_path: '/hang' }),
    pod('refuses-0', { __address__: '127.0.0.1:1' }),
    pod('query-0', { __meta_kubernetes_pod_annotation_prometheus_io_path: '/a path?x=1#y%20z' }),
    pod('seldom-0', { __meta_kubernetes_pod_label_every: '2s' }),
    pod('pending-0', { __meta_kubernetes_pod_phase: 'Pending' }),
    pod('unwanted-0', { __meta_kubernetes_pod_annotation_prometheus_io_scrape: 'false' }),
    pod('long-0', { __meta_kubernetes_pod_label_every: 'often' }),
  ];
}

const groupLabels = { __meta_kubernetes_namespace: 'harbor', zone: 'a' };

interface ToldTarget {
  readonly pool: string;
  readonly url: string;
  readonly health: string;
  readonly error: string;
  readonly labels: LabelMap;
  readonly interval: string;
}

interface ApiTarget {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly health: string;
  readonly lastError: string;
  readonly labels: LabelMap;
  readonly discoveredLabels: Record<string, string>;
  readonly scrapeInterval: string;
}

const byUrl = (a: ToldTarget, b: ToldTarget) =>
  JSON.stringify([a.url, a.labels]) < JSON.stringify([b.url, b.labels]) ? -1 : 1;
const mapOf = (labels: Labels): LabelMap => Object.fromEntries(labelPairs(labels));

describe.skipIf(serverMissing('prometheus') !== undefined)('beside a real Prometheus', () => {
  let exporter: ChangingExporter;
  let prometheus: RealServer;
  let fixture: ScrapingFixture;
  let source: ScrapedSource;
  const pods = settableDiscovery();
  const plain = settableDiscovery();

  const fileOf = (targets: readonly LabelMap[]) =>
    JSON.stringify(
      targets.map(({ __address__: address, ...labels }) => ({
        targets: [address],
        labels: { ...groupLabels, ...labels },
      })),
    );

  async function setPods(targets: readonly LabelMap[], dir = prometheus.dataDir): Promise<void> {
    pods.set([groupOf(targets, groupLabels)]);
    await writeFile(join(dir, 'pods.json'), fileOf(targets));
  }

  beforeAll(async () => {
    exporter = await startChangingExporter();
    exporter.answer(answer);
    const scrape_configs = [
      {
        ...{ job_name: 'pods', params: { pod: ['x', 'second'], b: ['1'] } },
        ...{ file_sd_configs: [{ files: ['pods.json'] }], relabel_configs: relabelConfigs },
        metric_relabel_configs: metricRelabelConfigs,
      },
      {
        ...{
          job_name: 'plain',
          honor_labels: true,
          honor_timestamps: false,
          metrics_path: '/plain',
          sample_limit: 100,
        },
        static_configs: [{ targets: [exporter.address] }],
      },
    ];
    const config = stringify({ global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs });
    const targets = podsOf(exporter.address);
    prometheus = await startPrometheus({
      config,
      prepare: (dir) => writeFile(join(dir, 'pods.json'), fileOf(targets)),
    });
    pods.set([groupOf(targets, groupLabels)]);
    plain.set([groupOf([{ __address__: exporter.address }])]);
    fixture = createScrapingFixture();
    const rules = (written: unknown) => {
      const reading = readRelabelConfigs(written, prometheus2);
      if (reading.kind === 'problems') throw new Error(JSON.stringify(reading.problems));
      return reading.configs;
    };
    const times = { intervalMs: 1000, timeoutMs: 1000 };
    const podJob = jobOf({
      ...times,
      name: 'pods',
      params: [
        ['pod', ['x', 'second']],
        ['b', ['1']],
      ],
      relabelConfigs: rules(relabelConfigs),
      metricRelabelConfigs: rules(metricRelabelConfigs),
    });
    const plainJob = jobOf({
      ...times,
      name: 'plain',
      honorLabels: true,
      honorTimestamps: false,
      metricsPath: '/plain',
    });
    const { route } = fixture;
    source = await fixture.start(
      [
        { job: podJob, discovery: pods.discovery, route },
        { job: plainJob, discovery: plain.discovery, route },
      ],
      { dialect: '2.42' },
    );
  });

  afterAll(async () => {
    await Promise.all([fixture?.dispose(), prometheus?.stop()]);
    await exporter?.stop();
  });

  const asked = async (path: string) => JSON.parse((await plainRequest(`${prometheus.url}${path}`)).body).data;

  async function theirs(): Promise<readonly ToldTarget[]> {
    const { activeTargets } = (await asked('/api/v1/targets?state=active')) as { activeTargets: readonly ApiTarget[] };
    // What it says of active ones before relabelling is not to be compared: 2.42 overwrites it with what relabelling made of it.
    return activeTargets
      .map(({ scrapePool: pool, scrapeUrl: url, health, lastError: error, labels, scrapeInterval: interval }) => ({
        ...{ pool, url, health, error, labels, interval },
      }))
      .sort(byUrl);
  }

  async function ours(): Promise<readonly ToldTarget[]> {
    const signal = new AbortController().signal;
    const { targets } = await source.targets.read(signal);
    return targets
      .map(({ pool, url, health, error, labels, intervalMs = 0 }) => ({
        ...{ pool, url, health, error, labels: mapOf(labels), interval: `${intervalMs / 1000}s` },
      }))
      .sort(byUrl);
  }

  const known = async () => (await ours()).every(({ health }) => health !== 'unknown');

  it('the same targets are found, with the same health and the same words for what is wrong', async () => {
    await expect.poll(async () => (await theirs()).length).toBe(10);
    await expect.poll(known).toBe(true);
    await expect.poll(async () => (await theirs()).every(({ health }) => health !== 'unknown')).toBe(true);
    expect(await ours()).toEqual(await theirs());
  });

  it('the same ones are dropped', async () => {
    const { droppedTargets } = (await asked('/api/v1/targets?state=dropped')) as {
      droppedTargets: readonly Pick<ApiTarget, 'discoveredLabels'>[];
    };
    const signal = new AbortController().signal;
    const search = { state: 'dropped', text: '', offset: 0, limit: 100, freshMs: 0 } as const;
    const found = await source.targets.discovered(search, signal);
    const sorted = (all: readonly LabelMap[]) => all.map((one) => JSON.stringify(Object.entries(one).sort())).sort();
    expect(sorted(found.targets.map(({ discovered }) => mapOf(discovered)))).toEqual(
      sorted(droppedTargets.map(({ discoveredLabels: { __meta_filepath: _, ...discovered } }) => discovered)),
    );
    const failed = await source.targets.discovered({ ...search, state: 'failed' }, signal);
    expect(failed.targets.map(({ error }) => error)).toEqual([
      'error parsing scrape interval: not a valid duration string: "often"',
    ]);
  });

  /** Series → its values of the newest time, of all that the two have; durations differ. */
  async function newest(): Promise<{ readonly ours: readonly unknown[]; readonly theirs: readonly unknown[] }> {
    const expr = '{__name__!="scrape_duration_seconds", job=~".+"}';
    const { result } = (await asked(`/api/v1/query?query=${encodeURIComponent(expr)}`)) as {
      result: readonly { readonly metric: LabelMap; readonly value: readonly [number, string] }[];
    };
    const told = (metric: LabelMap, value: number) => JSON.stringify([Object.entries(metric).sort(), value]);
    const recorded = await fixture.instant(expr);
    return {
      ours: recorded.map(([labels, value]) => told(mapOf(labels), value)).sort(),
      theirs: result.map(({ metric, value: [, value] }) => told(metric, Number(value))).sort(),
    };
  }

  it('the same series have the same values, up and the other own ones among them', async () => {
    await expect.poll(async () => (await newest()).theirs.length, { timeout: 20_000 }).toBeGreaterThan(50);
    await expect
      .poll(
        async () => {
          const both = await newest();
          return both.ours.length > 0 && JSON.stringify(both.ours) === JSON.stringify(both.theirs);
        },
        { timeout: 20_000 },
      )
      .toBe(true);
  });

  it('the same series end where a target goes', async () => {
    const left = podsOf(exporter.address).filter(({ instance }) => instance !== 'web-2' && instance !== 'down-0');
    await setPods(left);
    await expect.poll(async () => (await theirs()).length, { timeout: 30_000 }).toBe(8);
    await expect
      .poll(
        async () => {
          const both = await newest();
          return [
            both.ours.some((one) => String(one).includes('web-2')),
            JSON.stringify(both.ours) === JSON.stringify(both.theirs),
          ];
        },
        { timeout: 30_000 },
      )
      .toEqual([false, true]);
  });
});
