/** Expressions over a few series in memory, with a sample a minute. */
import { type Labels, labelsFromPairs } from '../../../shared/model/labels.ts';
import { type EngineOptions, evaluateQuery } from '../../../shared/promql/engine/evaluate-query.ts';
import type { QueryResult, ResultSeries } from '../../../shared/promql/engine/result.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';
import { MemoryStorage } from '../../support/promql/memory-storage.ts';

export interface GivenSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** One a minute; undefined for none. */
  readonly values: readonly (number | undefined)[];
}

const experiments = { experimentalFunctions: true, fillModifiers: true };
const limits = {
  ...{ isCancelled: () => false, nowMs: () => performance.now(), timeoutMs: 60_000, budgetBytes: 2 ** 30 },
};

/** From 0 to `minutes`, in steps of one; without it, at 0. */
export function evaluated(
  text: string,
  given: readonly GivenSeries[],
  { minutes, ...options }: Partial<EngineOptions> & { readonly minutes?: number } = {},
): QueryResult {
  const storage = new MemoryStorage();
  for (const { labels, values } of given) {
    values.forEach((value, i) => {
      if (value !== undefined) storage.append(labelsFromPairs(Object.entries(labels)), { timeMs: i * 60_000, value });
    });
  }
  const expr = parseExpr(text, experiments);
  const query =
    minutes === undefined
      ? { kind: 'instant' as const, expr, timeMs: 0 }
      : { kind: 'range' as const, expr, startMs: 0, endMs: minutes * 60_000, stepMs: 60_000 };
  const defaults = { semantics: 'v3', lookbackMs: 30_000, subqueryStepMs: () => 60_000 } as const;
  return evaluateQuery(storage, query, { ...defaults, ...options }, limits);
}

/** Labels and values, in the order of the result. */
export function seriesOf({ value }: QueryResult): readonly (readonly [labels: Labels, values: readonly number[]])[] {
  if (value.kind !== 'vector' && value.kind !== 'matrix') throw new Error(`a ${value.kind}`);
  return value.series.map(({ labels, values }: ResultSeries) => [labels, [...values]]);
}
