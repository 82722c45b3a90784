/** Which family a series is of, by the name of its metric: OpenMetrics writes TYPE and HELP of families, whose samples have suffixes. */
import type { MetricMetadata } from '../../prometheus-api/api-storage.ts';

/** By type, what a family's samples may have behind its name. https://prometheus.io/docs/specs/om/open_metrics_spec/#suffixes */
const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  gaugehistogram: ['_bucket', '_gsum', '_gcount'],
  histogram: ['_bucket', '_sum', '_count', '_created'],
  info: ['_info'],
  stateset: [''],
  summary: ['', '_sum', '_count', '_created'],
  unknown: [''],
};

/** All of them that are not empty. */
export const metricSuffixes: readonly string[] = [...new Set(Object.values(suffixes).flat())].filter(
  (one) => one !== '',
);

/** The names that the metadata of a metric may have: its own, and it without a suffix. */
export function baseNames(name: string): readonly string[] {
  const bases = metricSuffixes.filter((suffix) => name.endsWith(suffix)).map((suffix) => name.slice(0, -suffix.length));
  return [name, ...bases.filter((one) => one !== '')];
}

export interface MetricFamily {
  /** As OpenMetrics has it: of a counter without `_total`. */
  readonly name: string;
  readonly type: string;
  readonly help: string;
  /** A suffix of the name, or ''. */
  readonly unit: string;
  /** The names of its samples, rising. */
  readonly metrics: readonly string[];
}

/** What OpenMetrics calls it: Prometheus's text format has another word, and its counters are called by their samples. */
function openMetricsName({ metric, type }: MetricMetadata): string {
  if (type === 'counter' && metric.endsWith('_total')) return metric.slice(0, -'_total'.length);
  if (type === 'info' && metric.endsWith('_info')) return metric.slice(0, -'_info'.length);
  return metric;
}

/**
 * @param names of all metrics that are written
 * @returns each of them in one family, by name. What no metadata fits is of type unknown.
 */
export function familiesOf(names: Iterable<string>, metadata: Iterable<MetricMetadata>): readonly MetricFamily[] {
  const known = new Map<string, MetricMetadata>();
  for (const one of metadata) if (suffixes[one.type] !== undefined) known.set(openMetricsName(one), one);
  const families = new Map<string, { readonly family: MetricFamily; readonly metrics: string[] }>();
  for (const name of [...names].sort()) {
    const base = baseNames(name).find((one) => fits(name, one, known.get(one)?.type));
    const key = base ?? name;
    const there = families.get(key);
    if (there === undefined) families.set(key, { family: familyOf(key, known, base !== undefined), metrics: [name] });
    else there.metrics.push(name);
  }
  return [...families.values()].map(({ family, metrics }) => ({ ...family, metrics }));
}

function fits(name: string, base: string, type: string | undefined): boolean {
  return type !== undefined && (suffixes[type] ?? []).some((suffix) => base + suffix === name);
}

function familyOf(name: string, known: ReadonlyMap<string, MetricMetadata>, isTyped: boolean): MetricFamily {
  const { type = 'unknown', help = '', unit = '' } = known.get(name) ?? {};
  const isSuffix = unit !== '' && name.endsWith(`_${unit}`);
  // Without a type that fits, the text still says something.
  return { name, type: isTyped ? type : 'unknown', help, unit: isSuffix ? unit : '', metrics: [] };
}
