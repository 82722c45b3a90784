/** A storage for the API of what was read from OpenMetrics text: series in the order of their labels, as Prometheus gives those of a block. */
import type { ApiStorage } from '../../../electron/backend/prometheus-api/api-storage.ts';
import type { Queryable } from '../../../shared/promql/queryable.ts';
import { MemoryStorage } from '../promql/memory-storage.ts';
import type { OpenMetricsData } from './read-open-metrics.ts';

export function openMetricsStorage({ series, metadata }: OpenMetricsData): ApiStorage {
  const memory = new MemoryStorage();
  for (const { labels, timesMs, values } of series) {
    for (const [i, timeMs] of timesMs.entries()) memory.append(labels, { timeMs, value: values[i] ?? 0 });
  }
  const places = new Map(series.map(({ labels }, place) => [labels, place]));
  const select: Queryable['select'] = (selection, run) => {
    const found = [...memory.select(selection, run)];
    return found.sort((a, b) => (places.get(a.labels) ?? 0) - (places.get(b.labels) ?? 0));
  };
  return {
    select,
    *seriesLabels(selection, run) {
      for (const { labels } of select(selection, run)) yield labels;
    },
    metadata: () => metadata,
  };
}
