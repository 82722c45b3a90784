/** What the API finds in a storage without samples. Runs where the storage is. */
import { type Labels, labelsKey, labelValue } from '../../../shared/model/labels.ts';
import { compareLabels, compareTexts } from '../../../shared/promql/engine/compare-labels.ts';
import { type SemanticsVersion, semanticsOf } from '../../../shared/promql/engine/semantics.ts';
import { seriesMatcher } from '../../../shared/promql/engine/series-matcher.ts';
import type { QueryRun } from '../../../shared/promql/queryable.ts';
import type { LabelRequest, LabelValuesRequest, Limited, MetadataRequest } from './api-data.ts';
import type { ApiStorage, MetricMetadata } from './api-storage.ts';

/** The calls of ApiData that need no evaluation. @throws what the run throws */
interface StorageCatalog {
  labelNames(request: LabelRequest, run: QueryRun): Limited<string>;
  labelValues(request: LabelValuesRequest, run: QueryRun): Limited<string>;
  series(request: LabelRequest, run: QueryRun): Limited<Labels>;
  metadata(request: MetadataRequest): readonly MetricMetadata[];
}

export function storageCatalog(storage: ApiStorage, semantics: SemanticsVersion): StorageCatalog {
  const { dotMatchesNewline } = semanticsOf(semantics);
  const selected = (request: LabelRequest, run: QueryRun) => selectedLabels(storage, request, run, dotMatchesNewline);
  return {
    labelNames(request, run) {
      const names = new Set<string>();
      for (const labels of selected(request, run)) {
        for (let i = 0; i < labels.length; i += 2) names.add(labels[i] ?? '');
      }
      return limited([...names].sort(compareTexts), request.limit);
    },
    labelValues(request, run) {
      const values = new Set<string>();
      for (const labels of selected(request, run)) {
        const value = labelValue(labels, request.name);
        if (value !== undefined) values.add(value);
      }
      return limited([...values].sort(compareTexts), request.limit);
    },
    series(request, run) {
      const found = new Map<string, Labels>();
      for (const labels of selected(request, run)) found.set(labelsKey(labels), labels);
      return limited([...found.values()].sort(compareLabels), request.limit);
    },
    metadata({ metric }) {
      const all = [...storage.metadata()].filter((one) => metric === undefined || one.metric === metric);
      return all.sort((a, b) => compareTexts(a.metric, b.metric));
    },
  };
}

/** So many label sets are a few milliseconds. */
const checkEvery = 4096;

function* selectedLabels(
  storage: ApiStorage,
  { selectors, startMs, endMs }: LabelRequest,
  run: QueryRun,
  dotMatchesNewline: boolean,
): Generator<Labels, void, undefined> {
  let count = 0;
  for (const selector of selectors.length === 0 ? [[]] : selectors) {
    const matchers = selector.map((matcher) => seriesMatcher(matcher, dotMatchesNewline));
    for (const labels of storage.seriesLabels({ matchers, startMs, endMs }, run)) {
      count += 1;
      if (count % checkEvery === 0) run.check();
      yield labels;
    }
  }
}

function limited<T>(items: readonly T[], limit: number): Limited<T> {
  if (limit === 0 || items.length <= limit) return { items, isTruncated: false };
  return { items: items.slice(0, limit), isTruncated: true };
}
