/** What an exporter of our own says, family by family, and its text format 0.0.4. */

/** Labels in the order in which they are written: node_exporter's, which is that of their names. */
type SampleLabels = readonly (readonly [name: string, value: string])[];

export interface FamilySample {
  readonly labels: SampleLabels;
  readonly value: number;
}

export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  /** A family without any is not written. */
  readonly samples: readonly FamilySample[];
}

export const noLabels: SampleLabels = [];

/** A family of one series. */
export function single(type: MetricFamily['type'], name: string, help: string, value: number): MetricFamily {
  return { name, help, type, samples: [{ labels: noLabels, value }] };
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

export function expositionText(families: readonly MetricFamily[]): string {
  return families.map(familyText).join('');
}

function familyText({ name, help, type, samples }: MetricFamily): string {
  if (samples.length === 0) return '';
  const lines = samples.map(({ labels, value }) => `${name}${labelsText(labels)} ${valueText(value)}\n`);
  return `# HELP ${name} ${escapedHelp(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelsText(labels: SampleLabels): string {
  return labels.length === 0 ? '' : `{${labels.map(([name, value]) => `${name}="${escaped(value)}"`).join(',')}}`;
}

/** In a help text quotes are not escaped. */
function escapedHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escaped(text: string): string {
  return escapedHelp(text).replaceAll('"', '\\"');
}

/** The shortest decimal that is the number: Go reads what JavaScript writes, which has other names for infinities and no minus at 0. */
function valueText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
