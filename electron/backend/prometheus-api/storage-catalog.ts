/** What the API finds in a storage without samples. Runs where the storage is. */
import { type Labels, labelsKey, labelValue } from '../../../shared/model/labels.ts';
import { compareLabels, compareTexts } from '../../../shared/promql/engine/compare-labels.ts';
import { type SemanticsVersion, semanticsOf } from '../../../shared/promql/engine/semantics.ts';
import { seriesMatcher } from '../../../shared/promql/engine/series-matcher.ts';
import type { QueryRun, Selection } from '../../../shared/promql/queryable.ts';
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
  const selections = (request: LabelRequest) => selectionsOf(request, dotMatchesNewline);
  const texts = (
    request: LabelRequest,
    run: QueryRun,
    of: (selection: Selection, run: QueryRun) => Iterable<string>,
  ) => {
    const told = toldRun(run);
    const found = new Set<string>();
    for (const selection of selections(request)) for (const text of of(selection, told.run)) found.add(text);
    return limited([...found].sort(compareTexts), request.limit, told.warnings);
  };
  return {
    labelNames: (request, asked) =>
      texts(
        request,
        asked,
        (selection, run) => storage.labelNames?.(selection, run) ?? namesIn(storage, selection, run),
      ),
    labelValues: (request, asked) => {
      const { name } = request;
      return texts(
        request,
        asked,
        (selection, run) => storage.labelValues?.(name, selection, run) ?? valuesIn(storage, name, selection, run),
      );
    },
    series(request, asked) {
      const told = toldRun(asked);
      const found = new Map<string, Labels>();
      for (const selection of selections(request)) {
        for (const labels of checkedLabels(storage, selection, told.run)) found.set(labelsKey(labels), labels);
      }
      return limited([...found.values()].sort(compareLabels), request.limit, told.warnings);
    },
    metadata({ metric }) {
      const all = [...storage.metadata()].filter((one) => metric === undefined || one.metric === metric);
      return all.sort((a, b) => compareTexts(a.metric, b.metric));
    },
  };
}

/** So many label sets are a few milliseconds. */
const checkEvery = 4096;

function selectionsOf({ selectors, startMs, endMs }: LabelRequest, dotMatchesNewline: boolean): readonly Selection[] {
  return (selectors.length === 0 ? [[]] : selectors).map((selector) => ({
    matchers: selector.map((matcher) => seriesMatcher(matcher, dotMatchesNewline)),
    startMs,
    endMs,
  }));
}

function* namesIn(storage: ApiStorage, selection: Selection, run: QueryRun): Generator<string> {
  for (const labels of checkedLabels(storage, selection, run)) {
    for (let i = 0; i < labels.length; i += 2) yield labels[i] ?? '';
  }
}

function* valuesIn(storage: ApiStorage, name: string, selection: Selection, run: QueryRun): Generator<string> {
  for (const labels of checkedLabels(storage, selection, run)) {
    const value = labelValue(labels, name);
    if (value !== undefined) yield value;
  }
}

function* checkedLabels(storage: ApiStorage, selection: Selection, run: QueryRun): Generator<Labels> {
  let count = 0;
  for (const labels of storage.seriesLabels(selection, run)) {
    count += 1;
    if (count % checkEvery === 0) run.check();
    yield labels;
  }
}

/** The same words of several selections are said once. */
function toldRun({ check, charge }: QueryRun): { readonly run: QueryRun; readonly warnings: ReadonlySet<string> } {
  const warnings = new Set<string>();
  return { run: { check, charge, warn: (text) => void warnings.add(text) }, warnings };
}

function limited<T>(items: readonly T[], limit: number, told: ReadonlySet<string>): Limited<T> {
  const warnings = [...told];
  if (limit === 0 || items.length <= limit) return { items, isTruncated: false, warnings };
  return { items: items.slice(0, limit), isTruncated: true, warnings };
}
