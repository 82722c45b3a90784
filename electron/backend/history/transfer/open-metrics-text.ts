/** How OpenMetrics 1.0 writes series, values and times, so that Prometheus reads the same. https://prometheus.io/docs/specs/om/open_metrics_spec/ */
import { type Labels, labelPairs, labelValue, metricNameLabel } from '../../../../shared/model/labels.ts';
import type { MetricFamily } from './metric-family.ts';

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether version 1.0 has a way to write the names. */
export function isWritable(labels: Labels): boolean {
  if (!metricName.test(labelValue(labels, metricNameLabel) ?? '')) return false;
  return labelPairs(labels).every(([name]) => labelName.test(name));
}

const escaped: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

function escapedText(text: string): string {
  return text.replaceAll(/[\\"\n]/g, (one) => escaped[one] ?? one);
}

export function seriesText(labels: Labels): string {
  const pairs = labelPairs(labels).filter(([name]) => name !== metricNameLabel);
  const inside = pairs.map(([name, value]) => `${name}="${escapedText(value)}"`).join(',');
  const name = labelValue(labels, metricNameLabel) ?? '';
  return inside === '' ? name : `${name}{${inside}}`;
}

export function familyText({ name, type, help, unit }: MetricFamily): string {
  const lines = [
    ...(type === 'unknown' ? [] : [`# TYPE ${name} ${type}\n`]),
    ...(unit === '' ? [] : [`# UNIT ${name} ${unit}\n`]),
    ...(help === '' ? [] : [`# HELP ${name} ${escapedText(help)}\n`]),
  ];
  return lines.join('');
}

/** The shortest text that is read back as the same number; every NaN is one. */
export function valueText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Seconds. Prometheus cuts what is below a millisecond off: where a decimal fraction falls short, that would be one less. */
export function secondsText(timeMs: number): string {
  const text = `${Math.floor(timeMs / 1000)}.${String(timeMs % 1000).padStart(3, '0')}`;
  return Math.trunc(Number(text) * 1000) === timeMs ? text : `${text}25`;
}
