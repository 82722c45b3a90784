/** Reads OpenMetrics text with timestamps into memory: as strict as the import, and with the same parser. */
import { CommentMetadata } from '../../../electron/backend/history/transfer/comment-metadata.ts';
import type { MetricMetadata } from '../../../electron/backend/prometheus-api/api-storage.ts';
import type { ParsedExposition } from '../../../shared/exposition/exposition.ts';
import { LineCache } from '../../../shared/exposition/line-cache.ts';
import { OpenMetricsStream } from '../../../shared/exposition/open-metrics-stream.ts';
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

/** @throws ExpositionError; Error with the line of a sample without a time, or with one that is not later than the one before */
export function readOpenMetrics(pieces: Iterable<Uint8Array | string>): OpenMetricsData {
  const cache = new LineCache();
  const stream = new OpenMetricsStream({ cache, dialect: '3' });
  const collected = new Collected(cache);
  const metadata = new CommentMetadata(cache);
  const take = (parsed: ParsedExposition) => {
    for (let i = 0; i < parsed.count; i += 1) collected.add(parsed, i);
    metadata.add(parsed.comments);
  };
  const encoder = new TextEncoder();
  for (const piece of pieces) take(stream.push(typeof piece === 'string' ? encoder.encode(piece) : piece));
  take(stream.end());
  return { series: collected.series(), metadata: metadata.take(true) };
}

interface GrowingSeries extends ReadSeries {
  readonly timesMs: number[];
  readonly values: number[];
}

class Collected {
  readonly #cache: LineCache;
  /** By the line of the cache: labels may come in another order, or be written with other escapes. */
  readonly #byLine: (GrowingSeries | undefined)[] = [];
  readonly #byLabels = new Map<string, GrowingSeries>();

  constructor(cache: LineCache) {
    this.#cache = cache;
  }

  add(parsed: ParsedExposition, i: number): void {
    const line = parsed.lines[i] as number;
    const timeMs = parsed.timesMs[i] as number;
    const refuse = (reason: string) => new Error(`line ${parsed.lineNumbers[i]}: ${reason}`);
    if (Number.isNaN(timeMs)) throw refuse('the sample has no timestamp');
    const { timesMs, values } = this.#byLine[line] ?? this.#newSeries(line);
    const last = timesMs.at(-1);
    if (last !== undefined && timeMs <= last) {
      const text = this.#cache.text(line);
      throw refuse(`${text} has a sample at ${last / 1000} already, and ${timeMs / 1000} is not later`);
    }
    timesMs.push(timeMs);
    values.push(parsed.values[i] as number);
  }

  series(): readonly ReadSeries[] {
    return [...this.#byLabels.values()].sort((a, b) => compareLabels(a.labels, b.labels));
  }

  #newSeries(line: number): GrowingSeries {
    const labels = this.#cache.labels(line);
    const key = labelsKey(labels);
    const series = this.#byLabels.get(key) ?? { labels, timesMs: [], values: [] };
    this.#byLabels.set(key, series);
    this.#byLine[line] = series;
    return series;
  }
}
