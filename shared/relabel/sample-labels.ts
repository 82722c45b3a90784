/**
 * The labels of a scraped series: what the exposition says, the target's labels, and metric_relabel_configs.
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config (honor_labels, metric_relabel_configs)
 */
import { type Labels, labelPairs, metricNameLabel } from '../model/labels.ts';
import type { RelabelDialect } from './dialect.ts';
import { LabelSet, RelabelError } from './label-set.ts';
import { isLabelName, isMetricName } from './names.ts';
import { type RelabelRules, relabelSet } from './relabel.ts';

export interface SampleLabelling {
  /** Those of the target that are not internal (`publicLabels`). */
  readonly target: Labels;
  /** Where both have a label, the exposition's stays and the target's goes. */
  readonly honorLabels: boolean;
  readonly rules: RelabelRules;
}

export type SampleResult =
  | { readonly kind: 'kept'; readonly labels: Labels }
  | { readonly kind: 'dropped' }
  /** The whole scrape fails with it; in Prometheus's words. */
  | { readonly kind: 'failed'; readonly message: string };

/** @param exposed sorted by name, `__name__` among them. An empty value is no label, but with honorLabels keeps the target's away */
export function sampleLabels({ target, honorLabels, rules }: SampleLabelling, exposed: Labels): SampleResult {
  const set = new LabelSet(exposed);
  if (honorLabels) addAbsent(set, exposed, target);
  else addOver(set, target, rules.dialect.emptyNamesAreTaken ? namesOf(exposed) : noNames);
  try {
    if (!relabelSet(rules, set)) return { kind: 'dropped' };
  } catch (error) {
    if (error instanceof RelabelError) return { kind: 'failed', message: error.message };
    throw error;
  }
  const labels = set.labels();
  if (labels.length === 0) return { kind: 'dropped' };
  const message = sampleProblem(labels, rules.dialect);
  return message === undefined ? { kind: 'kept', labels } : { kind: 'failed', message };
}

/** The labels of `up` and the other series that a scrape makes of its own. Of the target's `exported_job` nothing is left where it has a `job`. */
export function reportLabels(name: string, target: Labels): Labels {
  const set = new LabelSet([metricNameLabel, name]);
  for (let i = 0; i + 1 < target.length; i += 2) {
    set.delete(`exported_${target[i]}`);
    set.set(target[i] ?? '', target[i + 1] ?? '');
  }
  return set.labels();
}

const noNames: ReadonlySet<string> = new Set();

function namesOf(labels: Labels): ReadonlySet<string> {
  return new Set(labels.filter((_, i) => i % 2 === 0));
}

function addAbsent(set: LabelSet, exposed: Labels, target: Labels): void {
  const names = namesOf(exposed);
  for (let i = 0; i + 1 < target.length; i += 2) {
    const name = target[i] ?? '';
    if (!names.has(name)) set.set(name, target[i + 1] ?? '');
  }
}

/** The target's labels win; those of the exposition move to `exported_…`, as often as that name is taken too. */
function addOver(set: LabelSet, target: Labels, alsoTaken: ReadonlySet<string>): void {
  const moved: [name: string, value: string][] = [];
  for (let i = 0; i + 1 < target.length; i += 2) {
    const name = target[i] ?? '';
    const value = set.get(name);
    if (value !== '') moved.push([name, value]);
    set.set(name, target[i + 1] ?? '');
  }
  // The shortest first: `job` before `exported_job`, each to the first name that is free.
  moved.sort(([a], [b]) => a.length - b.length);
  for (const [name, value] of moved) {
    let free = `exported_${name}`;
    while (set.get(free) !== '' || alsoTaken.has(free)) free = `exported_${free}`;
    set.set(free, value);
  }
}

function sampleProblem(labels: Labels, dialect: RelabelDialect): string | undefined {
  let hasName = false;
  let isValid = true;
  for (let i = 0; i + 1 < labels.length; i += 2) {
    const [name = '', value = ''] = [labels[i], labels[i + 1]];
    if (name === metricNameLabel) {
      hasName = true;
      isValid &&= isMetricName(value, dialect);
    }
    isValid &&= isLabelName(name, dialect) && value.isWellFormed();
  }
  if (!hasName) return `missing metric name (${metricNameLabel} label)`;
  return isValid ? undefined : `invalid metric name or label names: ${shown(labels)}`;
}

/** As Prometheus shows a label set: the metric's name is a label like the others. */
function shown(labels: Labels): string {
  return `{${labelPairs(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`;
}
