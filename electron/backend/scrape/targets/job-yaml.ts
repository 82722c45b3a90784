/** A job and its rules as the YAML that Prometheus's configuration has for them, without what is as by default. */
import { stringify } from 'yaml';
import { formatDuration } from '../../../../shared/format/duration.ts';
import { defaultRelabelConfig, type RelabelConfig } from '../../../../shared/relabel/config.ts';
import type { ScrapeJob } from '../scrape-plan.ts';
import { isSecretName, shownSecret } from './secret-name.ts';

/** Nothing is folded: a regex is one line. */
const layout = { lineWidth: 0 };

export function jobYaml(job: ScrapeJob): string {
  const { limits } = job;
  return stringify(
    {
      job_name: job.name,
      ...(job.honorLabels ? { honor_labels: true } : {}),
      ...(job.honorTimestamps ? {} : { honor_timestamps: false }),
      ...(job.trackTimestampsStaleness ? { track_timestamps_staleness: true } : {}),
      ...(job.nativeHistograms ? { scrape_native_histograms: true } : {}),
      ...(job.classicHistograms ? { always_scrape_classic_histograms: true } : {}),
      ...(job.params.length === 0 ? {} : { params: shownParams(job.params) }),
      scrape_interval: formatDuration(job.intervalMs),
      scrape_timeout: formatDuration(job.timeoutMs),
      metrics_path: job.metricsPath,
      scheme: job.scheme,
      body_size_limit: bytesText(job.mostBodyBytes),
      ...limit('sample_limit', limits.samples),
      ...limit('label_limit', limits.labels),
      ...limit('label_name_length_limit', limits.labelNameLength),
      ...limit('label_value_length_limit', limits.labelValueLength),
      ...ruleList('relabel_configs', job.relabelConfigs),
      ...ruleList('metric_relabel_configs', job.metricRelabelConfigs),
    },
    layout,
  );
}

export function ruleYaml(rule: RelabelConfig): string {
  return stringify(plainRule(rule), layout).trimEnd();
}

function plainRule(rule: RelabelConfig): Record<string, unknown> {
  const usual = defaultRelabelConfig;
  const { sourceLabels, separator, regex, modulus, targetLabel, replacement, action } = rule;
  const entries: readonly (readonly [name: string, value: unknown, isUsual: boolean])[] = [
    ['source_labels', sourceLabels, sourceLabels.length === 0],
    ['separator', separator, separator === usual.separator],
    ['regex', regex, regex === usual.regex],
    ['modulus', modulus, modulus === usual.modulus],
    ['target_label', targetLabel, targetLabel === usual.targetLabel],
    ['replacement', replacement, replacement === usual.replacement],
    ['action', action, action === usual.action],
  ];
  const told = entries.filter(([, , isUsual]) => !isUsual);
  return told.length === 0 ? { action } : Object.fromEntries(told);
}

function ruleList(name: string, rules: readonly RelabelConfig[]): Record<string, unknown> {
  return rules.length === 0 ? {} : { [name]: rules.map(plainRule) };
}

function limit(name: string, most: number): Record<string, number> {
  return most === 0 ? {} : { [name]: most };
}

/** Pairs, as a name of a parameter may be any text. */
function shownParams(params: ScrapeJob['params']): ReadonlyMap<string, readonly string[]> {
  return new Map(params.map(([name, values]) => [name, isSecretName(name) ? values.map(() => shownSecret) : values]));
}

const mebibyte = 2 ** 20;

function bytesText(bytes: number): string {
  return bytes % mebibyte === 0 ? `${bytes / mebibyte}MiB` : `${bytes}B`;
}
