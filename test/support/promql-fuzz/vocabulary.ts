/** What the series are called, which labels they have and which values those take: data and expressions are made of the same words. */

interface Target {
  readonly job: string;
  readonly instance: string;
  readonly version: string;
}

const instances: Readonly<Record<string, readonly string[]>> = {
  api: ['10.0.0.1:80', '10.0.0.2:80', '10.0.0.3:80', '10.0.0.4:80'],
  db: ['pg-0', 'pg-1', 'pg-2'],
  web: ['edge-a', 'edge-b'],
};

export const targets: readonly Target[] = Object.entries(instances).flatMap(([job, names]) =>
  names.map((instance, i) => ({ job, instance, version: `1.${i % 2}` })),
);

export const codes = ['200', '404', '500'] as const;
export const latencyBounds = ['0.01', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf'] as const;
/** Counts that do not add up, a bound that is none, one that is there twice. */
export const brokenBounds = ['0.5', '1', '1.0', '2', 'x', '+Inf'] as const;

export const hostileTexts = [
  ...['plain', 'two\nlines', 'quote " and \\ backslash', 'a.c', 'abc', '.*', '(', '{"a":1}', '한국어', 'émigré'],
  ...['\u{1f600}', '\ue000', '\u{10ffff}', ' space ', '\ttab', "'", '`', 'x'.repeat(200), '$1', '\u2028'],
] as const;

/** Metrics whose series have the same label names, and mostly the same label sets: operators find partners among them. */
export interface Family {
  readonly kind: 'counter' | 'gauge' | 'bucket' | 'text';
  readonly metrics: readonly string[];
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

const target = { job: Object.keys(instances), instance: targets.map(({ instance }) => instance) };

export const families: readonly Family[] = [
  { kind: 'counter', metrics: ['c_total'], labels: { ...target, code: codes } },
  { kind: 'counter', metrics: ['cf_total', 'gone_total', 'ragged_total', 'lat_count', 'lat_sum'], labels: target },
  { kind: 'gauge', metrics: ['g', 'k', 'gone', 'ragged', 'odd', 'dates'], labels: target },
  { kind: 'gauge', metrics: ['g', 'cf_total'], labels: target },
  { kind: 'gauge', metrics: ['gi'], labels: { ...target, shard: ['a', 'b'] } },
  { kind: 'gauge', metrics: ['limits'], labels: { job: target.job } },
  { kind: 'gauge', metrics: ['info'], labels: { ...target, version: ['1.0', '1.1'] } },
  { kind: 'bucket', metrics: ['lat_bucket'], labels: { ...target, le: latencyBounds } },
  { kind: 'bucket', metrics: ['broken_bucket'], labels: { job: target.job, le: brokenBounds } },
  { kind: 'text', metrics: ['hostile'], labels: { text: hostileTexts, rank: ['0', '1', '2', '3'] } },
  {
    kind: 'counter',
    metrics: ['node_cpu_seconds_total'],
    labels: { job: ['node'], cpu: ['0', '1'], mode: ['idle', 'user', 'system'] },
  },
  {
    kind: 'counter',
    metrics: ['node_disk_read_bytes_total', 'node_disk_written_bytes_total', 'node_disk_reads_completed_total'],
    labels: { job: ['node'], device: ['vda', 'zram0'] },
  },
  {
    kind: 'counter',
    metrics: ['node_network_receive_bytes_total', 'node_network_transmit_bytes_total'],
    labels: { job: ['node'], device: ['lo', 'eth0'] },
  },
  {
    kind: 'gauge',
    metrics: [
      'node_memory_MemTotal_bytes',
      'node_memory_MemAvailable_bytes',
      'node_memory_MemFree_bytes',
      'node_load1',
    ],
    labels: { job: ['node'], instance: ['node:1'] },
  },
  {
    kind: 'bucket',
    metrics: ['prometheus_http_request_duration_seconds_bucket'],
    labels: { job: ['prometheus'], handler: ['/metrics', '/api/v1/query'], le: ['0.1', '1', '+Inf'] },
  },
  {
    kind: 'gauge',
    metrics: ['go_gc_duration_seconds', 'prometheus_engine_query_duration_seconds'],
    labels: { job: ['prometheus'], quantile: ['0.5', '0.9', '1'] },
  },
];
