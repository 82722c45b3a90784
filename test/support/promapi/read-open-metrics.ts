/**
 * Reads OpenMetrics text whose samples have timestamps, many of one series too, as `promtool tsdb create-blocks-from openmetrics` takes it.
 * Strict: what Prometheus would refuse is refused, with its line. Exemplars are skipped.
 */
import type { MetricMetadata } from '../../../electron/backend/prometheus-api/api-storage.ts';
import { type Labels, labelsKey } from '../../../shared/model/labels.ts';
import { compareLabels } from '../../../shared/promql/engine/compare-labels.ts';
import { LineError, parseSample, parseSeries, seriesTextOf, unescaped } from './series-line.ts';

export class OpenMetricsError extends Error {
  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
    this.name = 'OpenMetricsError';
  }
}

interface ReadSeries {
  readonly labels: Labels;
  /** Rising. */
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
}

export interface OpenMetricsData {
  /** Sorted by labels, as Prometheus keeps them in a block. */
  readonly series: readonly ReadSeries[];
  readonly metadata: readonly MetricMetadata[];
}

/** @param lines without their ends; the last one, behind the last end, is empty. @throws OpenMetricsError */
export function readOpenMetrics(lines: Iterable<string>): OpenMetricsData {
  const reader = new Reader();
  let number = 0;
  let isOver = false;
  let linesBehind = 0;
  for (const line of lines) {
    number += 1;
    try {
      if (isOver) linesBehind += 1;
      if (linesBehind > 1 || (isOver && line !== '')) throw new LineError('there is more behind # EOF');
      if (line === '# EOF') isOver = true;
      else if (!isOver) reader.line(line);
    } catch (error) {
      if (error instanceof LineError) throw new OpenMetricsError(number, error.message);
      throw error;
    }
  }
  if (!isOver) throw new OpenMetricsError(number, 'the text does not end with # EOF');
  return reader.data();
}

interface GrowingSeries extends ReadSeries {
  readonly timesMs: number[];
  readonly values: number[];
}

const types: ReadonlySet<string> = new Set([
  'counter',
  'gauge',
  'gaugehistogram',
  'histogram',
  'info',
  'stateset',
  'summary',
  'unknown',
]);

const comment = /^# (TYPE|HELP|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*|"(?:[^"\\]|\\.)*") (.*)$/s;

class Reader {
  /** As it is written: its labels may come in another order, or be written with other escapes. */
  readonly #byText = new Map<string, GrowingSeries>();
  readonly #byLabels = new Map<string, GrowingSeries>();
  readonly #metadata = new Map<string, MetricMetadata>();

  line(line: string): void {
    if (line === '') throw new LineError('the line is empty');
    if (line.startsWith('#')) this.#comment(line);
    else this.#sample(line);
  }

  data(): OpenMetricsData {
    const series = [...this.#byLabels.values()].sort((a, b) => compareLabels(a.labels, b.labels));
    return { series, metadata: [...this.#metadata.values()] };
  }

  #sample(line: string): void {
    const text = seriesTextOf(line);
    const { timeMs, value } = parseSample(line.slice(text.length));
    const { timesMs, values } = this.#byText.get(text) ?? this.#newSeries(text);
    const last = timesMs.at(-1);
    if (last !== undefined && timeMs <= last) {
      throw new LineError(`${text} has a sample at ${last / 1000} already, and ${timeMs / 1000} is not later`);
    }
    timesMs.push(timeMs);
    values.push(value);
  }

  #newSeries(text: string): GrowingSeries {
    const labels = parseSeries(text);
    const key = labelsKey(labels);
    const series = this.#byLabels.get(key) ?? { labels, timesMs: [], values: [] };
    this.#byLabels.set(key, series);
    this.#byText.set(text, series);
    return series;
  }

  #comment(line: string): void {
    const [, kind, written = '', text = ''] = comment.exec(line) ?? [];
    if (kind === undefined) throw new LineError('expected # TYPE, # HELP or # UNIT with a metric and a text, or # EOF');
    const metric = written.startsWith('"') ? unescaped(written.slice(1, -1)) : written;
    const known = this.#metadata.get(metric) ?? { metric, type: 'unknown', help: '', unit: '' };
    this.#metadata.set(metric, { ...known, ...metadataOf(kind, metric, text) });
  }
}

function metadataOf(kind: string, metric: string, text: string): Partial<MetricMetadata> {
  if (kind === 'HELP') return { help: unescaped(text) };
  if (kind === 'TYPE') {
    if (!types.has(text)) throw new LineError(`invalid metric type ${JSON.stringify(text)}`);
    return { type: text };
  }
  if (text !== '' && !metric.endsWith(`_${text}`)) {
    throw new LineError(`unit ${JSON.stringify(text)} is no suffix of metric ${JSON.stringify(metric)}`);
  }
  return { unit: text };
}
