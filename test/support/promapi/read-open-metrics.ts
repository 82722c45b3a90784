/** Reads OpenMetrics text with timestamps into memory: as strict as the import, which is what parses it. */
import {
  LineError,
  type LineSample,
  parseSeries,
} from '../../../electron/backend/history/transfer/open-metrics-line.ts';
import { OpenMetricsParser } from '../../../electron/backend/history/transfer/open-metrics-parser.ts';
import type { MetricMetadata } from '../../../electron/backend/prometheus-api/api-storage.ts';
import { type Labels, labelsKey } from '../../../shared/model/labels.ts';
import { compareLabels } from '../../../shared/promql/engine/compare-labels.ts';

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
  const collected = new Collected();
  const parser = new OpenMetricsParser((series, sample) => collected.add(series, sample));
  for (const line of lines) parser.line(line);
  parser.end();
  return { series: collected.series(), metadata: [...parser.metadata.values()] };
}

interface GrowingSeries extends ReadSeries {
  readonly timesMs: number[];
  readonly values: number[];
}

class Collected {
  /** As it is written: its labels may come in another order, or be written with other escapes. */
  readonly #byText = new Map<string, GrowingSeries>();
  readonly #byLabels = new Map<string, GrowingSeries>();

  add(text: string, { timeMs, value }: LineSample): void {
    const { timesMs, values } = this.#byText.get(text) ?? this.#newSeries(text);
    const last = timesMs.at(-1);
    if (last !== undefined && timeMs <= last) {
      throw new LineError(`${text} has a sample at ${last / 1000} already, and ${timeMs / 1000} is not later`);
    }
    timesMs.push(timeMs);
    values.push(value);
  }

  series(): readonly ReadSeries[] {
    return [...this.#byLabels.values()].sort((a, b) => compareLabels(a.labels, b.labels));
  }

  #newSeries(text: string): GrowingSeries {
    const labels = parseSeries(text);
    const key = labelsKey(labels);
    const series = this.#byLabels.get(key) ?? { labels, timesMs: [], values: [] };
    this.#byLabels.set(key, series);
    this.#byText.set(text, series);
    return series;
  }
}
