/**
 * Reads OpenMetrics text whose samples have timestamps, many of one series too, as `promtool tsdb create-blocks-from openmetrics` takes it,
 * line by line. Strict: what Prometheus would refuse is refused, with its line. Exemplars are skipped.
 */
import type { MetricMetadata } from '../../prometheus-api/api-storage.ts';
import { LineError, type LineSample, ownText, parseSample, seriesTextOf, unescaped } from './open-metrics-line.ts';

export class OpenMetricsError extends Error {
  readonly line: number;
  readonly reason: string;

  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
    this.name = 'OpenMetricsError';
    this.line = line;
    this.reason = reason;
  }
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

export class OpenMetricsParser {
  /** By metric, as far as it is known. Its user may take out what it has stored. */
  readonly metadata = new Map<string, MetricMetadata>();
  readonly #onSample: (series: string, sample: LineSample) => void;
  /** Of the last sample. */
  #series = '';
  #number = 0;
  #isOver = false;
  #linesBehind = 0;

  /** @param onSample gets the series as it is written; what it throws as a LineError is told with the line. */
  constructor(onSample: (series: string, sample: LineSample) => void) {
    this.#onSample = onSample;
  }

  /** The line that was read last, from 1 on. */
  get number(): number {
    return this.#number;
  }

  /** @param line without its end; the last one, behind the last end, is empty @throws OpenMetricsError */
  line(line: string): void {
    this.#number += 1;
    try {
      if (this.#isOver) this.#linesBehind += 1;
      if (this.#linesBehind > 1 || (this.#isOver && line !== '')) throw new LineError('there is more behind # EOF');
      if (line === '# EOF') this.#isOver = true;
      else if (!this.#isOver) this.#content(line);
    } catch (error) {
      throw error instanceof LineError ? new OpenMetricsError(this.#number, error.message) : error;
    }
  }

  /** @throws OpenMetricsError where the text is not whole */
  end(): void {
    if (!this.#isOver) throw new OpenMetricsError(this.#number, 'the text does not end with # EOF');
  }

  #content(line: string): void {
    if (line === '') throw new LineError('the line is empty');
    if (line.startsWith('#')) this.#comment(line);
    else this.#sample(line);
  }

  #sample(line: string): void {
    const before = this.#series;
    // Mostly a line is of the same series as the one before: what begins as it does and goes on with a blank.
    const isSame = before !== '' && line.charCodeAt(before.length) === 0x20 && line.startsWith(before);
    const series = isSame ? before : ownText(seriesTextOf(line));
    this.#series = series;
    this.#onSample(series, parseSample(line.slice(series.length)));
  }

  #comment(line: string): void {
    const [, kind, written = '', text = ''] = comment.exec(ownText(line)) ?? [];
    if (kind === undefined) throw new LineError('expected # TYPE, # HELP or # UNIT with a metric and a text, or # EOF');
    const metric = written.startsWith('"') ? unescaped(written.slice(1, -1)) : written;
    const known = this.metadata.get(metric) ?? { metric, type: 'unknown', help: '', unit: '' };
    this.metadata.set(metric, { ...known, ...metadataOf(kind, metric, text) });
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
