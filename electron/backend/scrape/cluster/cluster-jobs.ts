/**
 * The jobs of a cluster, as scrape_configs: names, intervals and limits. Limits protect the history and this computer from one exporter that
 * has gone mad, and no more: what is over one fails as a whole, visibly, as in Prometheus. No metric is dropped by default.
 */
import type { RelabelConfig } from '../../../../shared/relabel/config.ts';
import type { ScrapeLimits } from '../append/scrape-rules.ts';
import type { ScrapeJob } from '../scrape-plan.ts';
import { annotatedRules, kubeletRules, recognizedRules } from './job-rules.ts';
import { recognizedJobs } from './recognized-jobs.ts';

/** Where targets of a job come from. */
export type JobSource =
  | { readonly kind: 'nodes' }
  | { readonly kind: 'apiserver' }
  /** Pods and services of a row of the table. */
  | { readonly kind: 'recognized' }
  | { readonly kind: 'pods' }
  | { readonly kind: 'services' }
  /** A page that is made here, of what the API says. */
  | { readonly kind: 'page'; readonly page: 'metrics-server' | 'hpa' };

export interface ClusterJob {
  readonly job: ScrapeJob;
  readonly source: JobSource;
}

const everyMs = 15_000;
/** Of pages that cost the one who makes them, or have ten thousands of series. */
const heavyEveryMs = 30_000;
/** metrics-server itself looks every 15 s to 60 s, the autoscaler every 15 s. */
const pageEveryMs = 30_000;

/** Names of labels are short, values may be paths; what is longer is an accident. */
const labelLimits = { labels: 128, labelNameLength: 512, labelValueLength: 8192 };
/** A node-exporter has about 1,000 samples, a kubelet's cAdvisor 100 a container. */
const ordinaryLimits: ScrapeLimits = { ...labelLimits, samples: 50_000 };
/** Of a whole cluster: kube-state-metrics has about 60 a pod, an API server ten thousands by its histograms alone. */
const largeLimits: ScrapeLimits = { ...labelLimits, samples: 500_000 };

const mebibyte = 1024 * 1024;

function scrapeJob(name: string, rules: readonly RelabelConfig[], changed: Partial<ScrapeJob> = {}): ScrapeJob {
  const intervalMs = changed.intervalMs ?? everyMs;
  return {
    ...{
      name,
      intervalMs,
      timeoutMs: Math.min(10_000, intervalMs),
      metricsPath: '/metrics',
      scheme: 'http',
      params: [],
    },
    ...{ honorLabels: false, honorTimestamps: true, relabelConfigs: rules, metricRelabelConfigs: [] },
    ...{ limits: ordinaryLimits, mostBodyBytes: 16 * mebibyte },
    ...changed,
  };
}

/** Of real exporters 100 to 250 bytes a sample. */
const large = { limits: largeLimits, mostBodyBytes: 64 * mebibyte, timeoutMs: 15_000, intervalMs: heavyEveryMs };

/**
 * Of the kubelet's own pages. Their samples come with the times at which the kubelet looked, 10 s to 20 s ago; with these, a series that
 * is gone would get no stale marker, and a container that ended would be drawn on for five minutes. So they get the time of the scrape.
 */
const ownTimes = { scheme: 'https', honorTimestamps: false } as const;

const kubeletJobs: readonly ClusterJob[] = [
  { job: scrapeJob('kubelet', kubeletRules('/metrics'), { scheme: 'https' }), source: { kind: 'nodes' } },
  {
    job: scrapeJob('cadvisor', kubeletRules('/metrics/cadvisor'), {
      ...ownTimes,
      ...{ intervalMs: heavyEveryMs, timeoutMs: 15_000, mostBodyBytes: 64 * mebibyte },
    }),
    source: { kind: 'nodes' },
  },
  { job: scrapeJob('kubelet-resource', kubeletRules('/metrics/resource'), ownTimes), source: { kind: 'nodes' } },
];

/** Which of several API servers answers is theirs to say: behind one address, as a connection is kept, mostly the same. */
const apiServerJob: ClusterJob = {
  job: scrapeJob('apiserver', [], { ...large, scheme: 'https' }),
  source: { kind: 'apiserver' },
};

const pageJob = (page: 'metrics-server' | 'hpa'): ClusterJob => ({
  job: scrapeJob(page, [], { intervalMs: pageEveryMs, limits: largeLimits }),
  source: { kind: 'page', page },
});

/** In the order in which they take targets: one that two of them find is the first one's. */
export const clusterJobs: readonly ClusterJob[] = [
  ...kubeletJobs,
  apiServerJob,
  ...recognizedJobs.map(
    (row): ClusterJob => ({
      job: scrapeJob(row.name, recognizedRules(row), row.size === 'large' ? large : {}),
      source: { kind: 'recognized' },
    }),
  ),
  { job: scrapeJob('annotated-pods', annotatedRules('pod')), source: { kind: 'pods' } },
  { job: scrapeJob('annotated-services', annotatedRules('service')), source: { kind: 'services' } },
  pageJob('metrics-server'),
  pageJob('hpa'),
];
