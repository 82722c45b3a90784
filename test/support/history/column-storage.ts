/** Columns in memory as a storage of the API, for what reads a history to be tried on any samples at all. */
import type { SeriesColumn } from '../../../electron/backend/history/store/append-columns.ts';
import type { Snapshots } from '../../../electron/backend/history/transfer/selected-series.ts';
import type { ApiStorage, MetricMetadata } from '../../../electron/backend/prometheus-api/api-storage.ts';
import { labelValue } from '../../../shared/model/labels.ts';
import type { Selection } from '../../../shared/promql/queryable.ts';

export function columnStorage(columns: readonly SeriesColumn[], metadata: readonly MetricMetadata[] = []): ApiStorage {
  const selected = ({ matchers, startMs, endMs }: Selection) =>
    columns.filter(
      ({ labels, timesMs }) =>
        matchers.every(({ name, matches }) => matches(labelValue(labels, name) ?? '')) &&
        timesMs.some((timeMs) => timeMs >= startMs && timeMs <= endMs),
    );
  return {
    select: (selection) => selected(selection),
    seriesLabels: (selection) => selected(selection).map(({ labels }) => labels),
    metadata: () => metadata,
  };
}

export function snapshotsOf(storage: ApiStorage): Snapshots {
  return { begin: () => ({ storage, end: () => undefined }) };
}
