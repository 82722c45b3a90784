/** The series that both sides get: as OpenMetrics text with times for promtool, and in memory for our engine. */
import { type Labels, labelPairs, metricNameLabel } from '../../../shared/model/labels.ts';
import { compareLabels } from '../../../shared/promql/engine/compare-labels.ts';
import { MemoryStorage } from '../promql/memory-storage.ts';

export interface FuzzSeries {
  readonly labels: Labels;
  /** Rising, whole milliseconds. */
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
}

/** The samples of the history: from here … */
export const beginMs = 1_700_000_000_000;
/** … to here. */
export const endMs = beginMs + 2 * 3_600_000;

/** Prometheus reads times as seconds and cuts what is below a millisecond off: where a decimal fraction falls short, that is one less. */
function secondsText(timeMs: number): string {
  const text = `${Math.floor(timeMs / 1000)}.${String(timeMs % 1000).padStart(3, '0')}`;
  return Math.trunc(Number(text) * 1000) === timeMs ? text : `${text}5`;
}

function valueText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

const escaped: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

function seriesText(labels: Labels): string {
  const pairs = labelPairs(labels);
  const name = pairs.find(([label]) => label === metricNameLabel)?.[1] ?? '';
  const rest = pairs.filter(([label]) => label !== metricNameLabel);
  const inside = rest.map(
    ([label, value]) => `${label}="${value.replaceAll(/[\\"\n]/g, (one) => escaped[one] ?? one)}"`,
  );
  return `${name}{${inside.join(',')}}`;
}

export function* openMetricsOf(all: readonly FuzzSeries[]): Generator<string> {
  for (const { labels, timesMs, values } of all) {
    const text = seriesText(labels);
    yield timesMs.map((timeMs, i) => `${text} ${valueText(values[i] ?? 0)} ${secondsText(timeMs)}\n`).join('');
  }
  yield '# EOF\n';
}

/** In the order of a block of Prometheus's, so that which of equals comes first is the same. */
export function storageOf(all: readonly FuzzSeries[]): MemoryStorage {
  const storage = new MemoryStorage();
  for (const { labels, timesMs, values } of all.toSorted((a, b) => compareLabels(a.labels, b.labels))) {
    timesMs.forEach((timeMs, i) => {
      storage.append(labels, { timeMs, value: values[i] ?? 0 });
    });
  }
  return storage;
}
