/**
 * What the flags of a Prometheus are where nobody set them, as `/api/v1/status/flags` writes them. Our own table: of 2.42 as an installed one says
 * it, of others out of `cmd/prometheus/main.go` (https://github.com/prometheus/prometheus, 2.55 and 3.9). Left out is what a server works out of
 * others (`web.route-prefix`, `storage.tsdb.max-block-duration`) and what is written differently from release to release: what is not in the table
 * is not marked.
 */

/** Several where releases write the same default in several ways; the first is shown. */
type Defaults = Readonly<Record<string, string | readonly string[]>>;

/** From 2.42 on, and in all of 3. */
const all: Defaults = {
  'alertmanager.drain-notification-queue-on-shutdown': 'true',
  'alertmanager.notification-queue-capacity': '10000',
  'alertmanager.timeout': '',
  'auto-gomemlimit.ratio': '0.9',
  'config.file': 'prometheus.yml',
  'enable-feature': '',
  'log.format': 'logfmt',
  'log.level': 'info',
  'query.lookback-delta': '5m',
  'query.max-concurrency': '20',
  'query.max-samples': '50000000',
  'query.timeout': '2m',
  'rules.alert.for-grace-period': '10m',
  'rules.alert.for-outage-tolerance': '1h',
  'rules.alert.resend-delay': '1m',
  'rules.max-concurrent-evals': '4',
  'scrape.adjust-timestamps': 'true',
  'scrape.discovery-reload-interval': '5s',
  'scrape.timestamp-tolerance': '2ms',
  'storage.agent.no-lockfile': 'false',
  'storage.agent.path': 'data-agent/',
  'storage.agent.retention.max-time': '0s',
  'storage.agent.retention.min-time': '0s',
  'storage.agent.wal-compression': 'true',
  'storage.agent.wal-compression-type': 'snappy',
  'storage.agent.wal-segment-size': '0B',
  'storage.agent.wal-truncate-frequency': '0s',
  'storage.remote.flush-deadline': '1m',
  'storage.remote.read-concurrent-limit': '10',
  'storage.remote.read-max-bytes-in-frame': '1048576',
  'storage.remote.read-sample-limit': '50000000',
  'storage.tsdb.head-chunks-write-queue-size': '0',
  'storage.tsdb.max-block-chunk-segment-size': '0B',
  'storage.tsdb.min-block-duration': '2h',
  'storage.tsdb.no-lockfile': 'false',
  'storage.tsdb.path': 'data/',
  'storage.tsdb.retention.size': '0B',
  // Until 2.54 it says what was given, later what holds.
  'storage.tsdb.retention.time': ['15d', '0s'],
  'storage.tsdb.samples-per-chunk': '120',
  'storage.tsdb.wal-compression': 'true',
  'storage.tsdb.wal-compression-type': 'snappy',
  'storage.tsdb.wal-segment-size': '0B',
  'web.config.file': '',
  'web.console.libraries': 'console_libraries',
  'web.console.templates': 'consoles',
  'web.cors.origin': '.*',
  'web.enable-admin-api': 'false',
  'web.enable-lifecycle': 'false',
  'web.enable-remote-write-receiver': 'false',
  'web.external-url': '',
  'web.listen-address': '0.0.0.0:9090',
  'web.max-connections': '512',
  'web.page-title': 'Prometheus Time Series Collection and Processing Server',
  'web.read-timeout': '5m',
  'web.user-assets': '',
};

const two: Defaults = {
  'storage.tsdb.allow-overlapping-blocks': 'true',
  'storage.tsdb.retention': '0s',
};

const three: Defaults = {
  agent: 'false',
  'alertmanager.notification-batch-size': '256',
  'auto-gomaxprocs': 'true',
  'auto-gomemlimit': 'true',
  'config.auto-reload-interval': '30s',
  'storage.tsdb.allow-overlapping-compaction': 'true',
  'storage.tsdb.block-reload-interval': '1m',
  'storage.tsdb.delay-compact-file.path': '',
  'storage.tsdb.delayed-compaction.max-percent': '10',
  'web.enable-otlp-receiver': 'false',
  'web.max-notifications-subscribers': '16',
};

/** Debian builds it with paths of its own, as its `--help` says. */
const debian: Defaults = {
  'config.file': '/etc/prometheus/prometheus.yml',
  'storage.agent.path': '/var/lib/prometheus/data-agent/',
  'storage.agent.use-lockfile': 'false',
  'storage.tsdb.path': '/var/lib/prometheus/metrics2/',
  'storage.tsdb.use-lockfile': 'false',
  'web.console.libraries': '/etc/prometheus/console_libraries',
  'web.console.templates': '/etc/prometheus/consoles',
  'web.local-assets': '/usr/share/prometheus/web/',
};

/** @param version '2.42.0+ds'; of others than 2 and 3 nothing is known */
export function defaultOf(version: string, flag: string): readonly string[] | undefined {
  const major = /^v?([23])\./.exec(version)?.[1];
  if (major === undefined) return undefined;
  const built = version.includes('+ds') ? debian : undefined;
  for (const table of [built, major === '2' ? two : three, all]) {
    const found = table !== undefined && Object.hasOwn(table, flag) ? table[flag] : undefined;
    if (found !== undefined) return typeof found === 'string' ? [found] : found;
  }
  return undefined;
}
