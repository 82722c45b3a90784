/** Random series in a real Prometheus and through our relabelling: honor_labels, metric_relabel_configs, and what a scrape says of itself. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stringify } from 'yaml';
import { labelsFromPairs, labelsKey } from '../../../shared/model/labels.ts';
import { prometheus2 } from '../../../shared/relabel/dialect.ts';
import { readRelabelConfigs } from '../../../shared/relabel/read-configs.ts';
import { compileRelabel } from '../../../shared/relabel/relabel.ts';
import { reportLabels, sampleLabels } from '../../../shared/relabel/sample-labels.ts';
import { chanceOf } from '../promql-fuzz/chance.ts';
import { startPrometheus } from '../servers/prometheus.ts';
import { randomSeriesRules, type WrittenRule } from './random-rules.ts';
import type { LabelMap } from './random-targets.ts';
import { publicNames, values } from './vocabulary.ts';

export interface SeriesComparison {
  readonly counts: Readonly<Record<'kept' | 'dropped' | 'failed', number>>;
  /** With the value that tells which series it was: its place in the body, and the job's seed times a thousand. */
  readonly differences: readonly string[];
}

interface SeriesJob {
  readonly name: string;
  readonly target: LabelMap;
  readonly honorLabels: boolean;
  readonly rules: readonly WrittenRule[];
  readonly series: readonly { readonly labels: LabelMap; readonly value: number }[];
}

/** Names of a scrape's own series. */
const reports = [
  'up',
  'scrape_duration_seconds',
  'scrape_samples_scraped',
  'scrape_samples_post_metric_relabeling',
  'scrape_series_added',
];

const metricNames = ['foo', 'foo_total', 'a', 'zone', 'http:requests:rate5m', 'up_and_down', 'exported_a'];

function randomSeriesJob(seed: number, count: number): SeriesJob {
  const chance = chanceOf(seed);
  const labels = (share: number, texts: readonly string[]): LabelMap =>
    Object.fromEntries(publicNames.flatMap((name) => (chance.of(share) ? [[name, chance.one(texts)]] : [])));
  return {
    name: `job ${seed}`,
    target: labels(0.3, values),
    honorLabels: chance.of(0.4),
    rules: randomSeriesRules(chance, prometheus2),
    series: Array.from({ length: count }, (_, i) => ({
      labels: { ...labels(0.4, values), __name__: chance.one(metricNames) },
      value: seed * 1000 + i,
    })),
  };
}

const escaped = (value: string) => value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');

function bodyOf({ series }: SeriesJob): string {
  return series
    .map(({ labels: { __name__: name = '', ...labels }, value }) => {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
      return `${name}{${pairs.join(',')}} ${value}\n`;
    })
    .join('');
}

async function serve(bodies: ReadonlyMap<string, string>): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
    response.end(bodies.get(request.url ?? ''));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

export async function compareSeries(seeds: readonly number[], seriesPerJob: number): Promise<SeriesComparison> {
  const jobs = seeds.map((seed) => randomSeriesJob(seed, seriesPerJob));
  const exporter = await serve(new Map(jobs.map((job, i) => [`/${i}`, bodyOf(job)])));
  const address = `127.0.0.1:${(exporter.address() as AddressInfo).port}`;
  const config = {
    global: { scrape_interval: '2s', scrape_timeout: '2s' },
    scrape_configs: jobs.map((job, i) => ({
      job_name: job.name,
      metrics_path: `/${i}`,
      honor_labels: job.honorLabels,
      metric_relabel_configs: job.rules,
      static_configs: [{ targets: [address], labels: job.target }],
    })),
  };
  const prometheus = await startPrometheus({ config: stringify(config) });
  try {
    return await settled(prometheus.url, ourSeries(jobs, address));
  } finally {
    await prometheus.stop();
    exporter.closeAllConnections();
    exporter.close();
  }
}

interface OurSeries {
  readonly counts: SeriesComparison['counts'];
  /** Label set → the values that may be seen at it: several series may come to be one. undefined for any. */
  readonly expected: ReadonlyMap<string, ReadonlySet<number> | undefined>;
}

function ourSeries(jobs: readonly SeriesJob[], address: string): OurSeries {
  const counts = { kept: 0, dropped: 0, failed: 0 };
  const expected = new Map<string, Set<number> | undefined>();
  for (const job of jobs) {
    const reading = readRelabelConfigs(job.rules, prometheus2);
    if (reading.kind === 'problems') throw new Error(JSON.stringify(reading.problems));
    const named = Object.entries(job.target).filter(([, value]) => value !== '');
    const target = labelsFromPairs([['instance', address], ['job', job.name], ...named]);
    const rules = compileRelabel(reading.configs, prometheus2);
    const results = job.series.map(({ labels, value }) => {
      const exposed = labelsFromPairs(Object.entries(labels));
      return { value, result: sampleLabels({ target, honorLabels: job.honorLabels, rules }, exposed) };
    });
    for (const { result } of results) counts[result.kind] += 1;
    // One bad series, and nothing of the scrape is kept.
    const isGood = results.every(({ result }) => result.kind !== 'failed');
    for (const { value, result } of isGood ? results : []) {
      if (result.kind !== 'kept') continue;
      const key = labelsKey(result.labels);
      expected.set(key, (expected.get(key) ?? new Set()).add(value));
    }
    for (const name of reports) expected.set(labelsKey(reportLabels(name, target)), undefined);
  }
  return { counts, expected };
}

interface InstantAnswer {
  readonly data: {
    readonly result: readonly { readonly metric: LabelMap; readonly value: readonly [number, string] }[];
  };
}

const deadlineMs = 25_000;

async function settled(url: string, { counts, expected }: OurSeries): Promise<SeriesComparison> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const query = new URLSearchParams({ query: '{__name__!=""}' });
    const response = await fetch(`${url}/api/v1/query?${query}`, { signal: AbortSignal.timeout(10_000) });
    const { data } = (await response.json()) as InstantAnswer;
    const differences = compare(expected, data);
    if (differences.length === 0 || performance.now() > deadline) return { counts, differences };
  }
}

function compare(expected: OurSeries['expected'], { result }: InstantAnswer['data']): readonly string[] {
  const found = new Map(
    result.map(({ metric, value }) => [labelsKey(labelsFromPairs(Object.entries(metric))), value[1]]),
  );
  const missing = [...expected].filter(([key]) => !found.has(key));
  const wrong = [...found].filter(([key, value]) => {
    const values = expected.get(key);
    return !expected.has(key) || (values !== undefined && !values.has(Number(value)));
  });
  return [
    ...missing.map(([key, values]) => `only ours: ${key} ${[...(values ?? [])].join()}`),
    ...wrong.map(([key, value]) => `only theirs: ${key} ${value}`),
  ];
}
