/** What the API asks for, as plain data that crosses to a worker: queries, and what can be found without samples. */
import type { Labels } from '../../../shared/model/labels.ts';
import type { LabelMatcher } from '../../../shared/promql/ast.ts';
import type { EngineQuery } from '../../../shared/promql/engine/evaluate-query.ts';
import type { QueryResult } from '../../../shared/promql/engine/result.ts';
import type { MetricMetadata } from './api-storage.ts';

export interface ApiQuery {
  /** Parsed, type-checked, and of a type that such a query may have. */
  readonly query: EngineQuery;
  /** How old a sample may be; undefined for the evaluator's own. */
  readonly lookbackMs: number | undefined;
  /** From the call on, what it waits included. */
  readonly timeoutMs: number;
}

export interface LabelRequest {
  /** Series that one of these selects; for none of them all series. */
  readonly selectors: readonly (readonly LabelMatcher[])[];
  /** Both inclusive. */
  readonly startMs: number;
  readonly endMs: number;
  /** So many at most; 0 for all. */
  readonly limit: number;
}

export interface LabelValuesRequest extends LabelRequest {
  readonly name: string;
}

export interface MetadataRequest {
  /** Undefined for all metrics. */
  readonly metric: string | undefined;
}

export interface Limited<T> {
  /** Sorted. */
  readonly items: readonly T[];
  /** There are more than the limit. */
  readonly isTruncated: boolean;
  /** What a storage says of what it could not read. */
  readonly warnings: readonly string[];
}

/** Every call ends soon after its signal aborts. What it throws besides an EvaluationError is a bug, and is told as one. */
export interface ApiData {
  /** @throws EvaluationError */
  evaluate(query: ApiQuery, signal: AbortSignal): Promise<QueryResult>;
  labelNames(request: LabelRequest, signal: AbortSignal): Promise<Limited<string>>;
  labelValues(request: LabelValuesRequest, signal: AbortSignal): Promise<Limited<string>>;
  series(request: LabelRequest, signal: AbortSignal): Promise<Limited<Labels>>;
  /** Sorted by metric. */
  metadata(request: MetadataRequest, signal: AbortSignal): Promise<readonly MetricMetadata[]>;
}
