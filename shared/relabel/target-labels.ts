/**
 * From what discovery found to what is scraped: the labels of a target before and after its relabel_configs. The scrape loop makes a URL
 * of them; limits on labels are its own. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
 */
import { formatDuration, parseDuration } from '../format/duration.ts';
import type { Labels } from '../model/labels.ts';
import type { RelabelDialect } from './dialect.ts';
import { lacksPort } from './host-port.ts';
import { LabelSet, RelabelError } from './label-set.ts';
import { type RelabelRules, relabelSet } from './relabel.ts';

/** What a scrape_config gives to each of its targets. */
export interface TargetDefaults {
  readonly jobName: string;
  readonly scrapeIntervalMs: number;
  readonly scrapeTimeoutMs: number;
  readonly metricsPath: string;
  readonly scheme: string;
  /** Of the query; the first value of each is a label. */
  readonly params: readonly (readonly [name: string, values: readonly string[]])[];
}

/** `discovered`: the labels before relabelling, the defaults among them. */
export type TargetResult =
  /** `labels`: with those that begin with `__`, which say what to scrape; `publicLabels` are what its series get. */
  | { readonly kind: 'target'; readonly discovered: Labels; readonly labels: Labels }
  | { readonly kind: 'dropped'; readonly discovered: Labels }
  /** Neither scraped nor dropped by a rule; `message` in Prometheus's words. */
  | { readonly kind: 'failed'; readonly discovered: Labels; readonly message: string };

/**
 * @param target its own labels, `__address__` among them; they win over the group's
 * @param rules relabel_configs, compiled for the dialect that is meant
 */
export function targetLabels(
  defaults: TargetDefaults,
  rules: RelabelRules,
  target: Labels,
  group: Labels = [],
): TargetResult {
  const set = discoveredSet(defaults, target, group, rules.dialect);
  const discovered = set.labels();
  try {
    if (!relabelSet(rules, set)) return { kind: 'dropped', discovered };
    const message = completeTarget(set, rules.dialect);
    if (message !== undefined) return { kind: 'failed', discovered, message };
    return { kind: 'target', discovered, labels: set.labels() };
  } catch (error) {
    if (error instanceof RelabelError) return { kind: 'failed', discovered, message: error.message };
    throw error;
  }
}

/** What every series of a target gets: all but the labels that begin with `__`. */
export function publicLabels(labels: Labels): Labels {
  return labels.filter((_, i) => !labels[i - (i % 2)]?.startsWith('__'));
}

function discoveredSet(defaults: TargetDefaults, target: Labels, group: Labels, dialect: RelabelDialect): LabelSet {
  const set = new LabelSet([]);
  // The target's own come last, and win even where they are empty.
  for (const labels of [group, target]) {
    for (let i = 0; i + 1 < labels.length; i += 2) set.set(labels[i] ?? '', labels[i + 1] ?? '');
  }
  const standard = [
    ['job', defaults.jobName],
    ['__scrape_interval__', durationText(defaults.scrapeIntervalMs)],
    ['__scrape_timeout__', durationText(defaults.scrapeTimeoutMs)],
    ['__metrics_path__', defaults.metricsPath],
    ['__scheme__', defaults.scheme],
  ] as const;
  for (const [name, value] of standard) {
    if (set.get(name) === '') set.set(name, value);
  }
  for (const [param, [first]] of defaults.params) {
    const name = `__param_${param}`;
    if (first !== undefined && (dialect.paramsReplace || set.get(name) === '')) set.set(name, first);
  }
  // A set of its own: rules see the labels in the order of their names.
  return new LabelSet(set.labels());
}

/** @returns what keeps it from being scraped */
function completeTarget(set: LabelSet, dialect: RelabelDialect): string | undefined {
  const message = completeAddress(set, dialect) ?? timesProblem(set);
  if (message !== undefined) return message;
  const address = set.get('__address__');
  if (set.get('instance') === '') set.set('instance', address);
  const entries = set.entries();
  for (let i = 0; i < entries.length; i += 2) {
    const [name = '', value = ''] = entries.slice(i, i + 2);
    if (name.startsWith('__meta_')) set.delete(name);
    else if (!value.isWellFormed()) return `invalid label value for ${quoted(name)}: ${quoted(value)}`;
  }
  return undefined;
}

const quoted = (text: string): string => JSON.stringify(text);

function completeAddress(set: LabelSet, { defaultPorts }: RelabelDialect): string | undefined {
  const address = set.get('__address__');
  if (address === '') return 'no address';
  if (defaultPorts && lacksPort(address)) {
    const scheme = set.get('__scheme__');
    const port = scheme === 'https' ? 443 : scheme === 'http' || scheme === '' ? 80 : undefined;
    if (port === undefined) return `invalid scheme: ${quoted(scheme)}`;
    set.set('__address__', `${address}:${port}`);
  }
  const complete = set.get('__address__');
  return complete.includes('/') ? `${quoted(complete)} is not a valid hostname` : undefined;
}

function timesProblem(set: LabelSet): string | undefined {
  const [interval, timeout] = [set.get('__scrape_interval__'), set.get('__scrape_timeout__')];
  const [intervalMs, timeoutMs] = [exactDuration(interval), exactDuration(timeout)];
  if (typeof intervalMs === 'string') return `error parsing scrape interval: ${intervalMs}`;
  if (intervalMs === 0) return 'scrape interval cannot be 0';
  if (typeof timeoutMs === 'string') return `error parsing scrape timeout: ${timeoutMs}`;
  if (timeoutMs === 0) return 'scrape timeout cannot be 0';
  return timeoutMs > intervalMs
    ? `scrape timeout cannot be greater than scrape interval (${quoted(timeout)} > ${quoted(interval)})`
    : undefined;
}

const dayMs = 86_400_000;

/** As Go's model.Duration is printed: whole years or weeks, else days and what is left (26 h is `1d2h`). */
function durationText(milliseconds: number): string {
  const days = Math.floor(milliseconds / dayMs);
  const rest = milliseconds % dayMs;
  return days === 0 || rest === 0 ? formatDuration(milliseconds) : `${days}d${formatDuration(rest)}`;
}

const durationShape = /^(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/;

/** @returns milliseconds, or what is wrong. Spaces around it are, which people may write elsewhere. */
function exactDuration(text: string): number | string {
  if (text === '') return 'empty duration string';
  const milliseconds = text.trim() === text ? parseDuration(text) : undefined;
  if (milliseconds !== undefined) return milliseconds;
  return durationShape.test(text) ? 'duration out of range' : `not a valid duration string: ${quoted(text)}`;
}
