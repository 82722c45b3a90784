/** A real Prometheus. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type RealServer, startServer } from './real-server.ts';

type Labels = Readonly<Record<string, string>>;

export interface ScrapeGroup {
  /** host:port */
  readonly targets: readonly string[];
  /** On every target; they may pretend to be a pod's, and `__metrics_path__` is the group's path. */
  readonly labels?: Labels;
}

interface ScrapeJob extends ScrapeGroup {
  readonly job: string;
  readonly metricsPath?: string;
  /** More targets with other labels. */
  readonly groups?: readonly ScrapeGroup[];
  /** Whether labels in the exposition win over the target's. */
  readonly honorLabels?: boolean;
}

export interface PrometheusOptions {
  /** The whole configuration as YAML; otherwise one is made of the jobs. */
  readonly config?: string;
  readonly jobs?: readonly ScrapeJob[];
  /** `1s` by default. */
  readonly scrapeInterval?: string;
  readonly externalLabels?: Labels;
  /** Rule files, as YAML. */
  readonly rules?: readonly string[];
  /** host:port of those that its alerts are sent to. */
  readonly alertmanagers?: readonly string[];
  /** Also scrape itself, as job `prometheus`; or with these labels. */
  readonly scrapeItself?: boolean | Labels;
  /** It scrapes and sends on, and stores nothing. */
  readonly agent?: boolean;
  /** Whether its TSDB may be changed; true by default. */
  readonly adminApi?: boolean;
  /** More flags: `--web.route-prefix=/prometheus`, `--query.timeout=1s`. */
  readonly flags?: readonly string[];
  /** With a route prefix, where it answers `/-/ready`. */
  readonly routePrefix?: string;
  /** A directory whose `data` already has blocks; the caller removes it. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Writes more into its directory, or other than the configuration, before it starts. */
  readonly prepare?: (dir: string) => Promise<void>;
}

function scrapeConfig(job: ScrapeJob) {
  return {
    job_name: job.job,
    ...(job.metricsPath === undefined ? {} : { metrics_path: job.metricsPath }),
    ...(job.honorLabels ? { honor_labels: true } : {}),
    static_configs: [job, ...(job.groups ?? [])].map(({ targets, labels = {} }) => ({ targets, labels })),
  };
}

function configuration(options: PrometheusOptions, port: number): string {
  const { scrapeInterval = '1s', externalLabels, rules = [], jobs = [], scrapeItself = false } = options;
  const { alertmanagers: targets = [] } = options;
  const ownLabels = typeof scrapeItself === 'object' ? scrapeItself : {};
  const own = scrapeItself ? [{ job: 'prometheus', targets: [`127.0.0.1:${port}`], labels: ownLabels }] : [];
  return stringify({
    global: {
      scrape_interval: scrapeInterval,
      scrape_timeout: scrapeInterval,
      evaluation_interval: scrapeInterval,
      ...(externalLabels === undefined ? {} : { external_labels: externalLabels }),
    },
    ...(targets.length === 0 ? {} : { alerting: { alertmanagers: [{ static_configs: [{ targets }] }] } }),
    rule_files: rules.map((_, index) => `rules-${index}.yml`),
    scrape_configs: [...own, ...jobs].map(scrapeConfig),
  });
}

/** Ready in about half a second; scraping begins within its first interval. */
export async function startPrometheus(options: PrometheusOptions = {}): Promise<RealServer> {
  const { routePrefix = '', flags = [], rules = [], agent = false, adminApi = !agent } = options;
  return startServer({
    program: 'prometheus',
    readyPath: `${routePrefix}/-/ready`,
    prepare: async (dir, port) => {
      await writeFile(join(dir, 'prometheus.yml'), options.config ?? configuration(options, port));
      await Promise.all(rules.map((rule, index) => writeFile(join(dir, `rules-${index}.yml`), rule)));
      await options.prepare?.(dir);
    },
    args: (port, dir) => [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      `--storage.${agent ? 'agent' : 'tsdb'}.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-lifecycle',
      ...(adminApi ? ['--web.enable-admin-api'] : []),
      '--web.enable-remote-write-receiver',
      `--enable-feature=${agent ? 'agent' : 'exemplar-storage,native-histograms'}`,
      '--log.level=warn',
      ...(routePrefix === '' ? [] : [`--web.route-prefix=${routePrefix}`]),
      ...flags,
    ],
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    ...(options.env === undefined ? {} : { env: options.env }),
  });
}
