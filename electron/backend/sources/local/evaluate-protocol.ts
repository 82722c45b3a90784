/** What a source on this computer and the worker that evaluates for it say to each other about one query. Columns are transferred. */
import type { AppErrorData } from '../../../../shared/base/errors.ts';
import type { Columns, QueryRequest, QueryStats, ResultType } from '../../../../shared/model/query.ts';
import type { ParseOptions } from '../../../../shared/promql/cursor.ts';
import type { EvaluationProgress } from '../../../../shared/promql/engine/query-run.ts';
import type { SemanticsVersion } from '../../../../shared/promql/engine/semantics.ts';
import type { Queryable } from '../../../../shared/promql/queryable.ts';

/** Whose PromQL it is: that of the Prometheus that recorded, say. */
export interface Language {
  readonly semantics: SemanticsVersion;
  readonly parse: ParseOptions;
  /** How old the sample of an instant selector may be. */
  readonly lookbackMs: number;
  /** Of a subquery that names no step. */
  readonly subqueryStepMs: number;
}

export interface EvaluateRequest {
  /** Which storage; the worker knows what the name means. */
  readonly storage: string;
  readonly query: QueryRequest;
  readonly language: Language;
  /** Milliseconds since the epoch, of the same machine: when it was asked for, and until when it has time. */
  readonly askedMs: number;
  readonly deadlineMs: number;
  readonly budgetBytes: number;
}

export type ToEvaluator =
  | { readonly kind: 'evaluate'; readonly request: EvaluateRequest }
  /** One more part is wanted; answered by `part` or `done`. */
  | { readonly kind: 'more' };

export type FromEvaluator =
  | ({ readonly kind: 'taken' } & EvaluationProgress)
  | {
      readonly kind: 'head';
      readonly resultType: ResultType;
      readonly seriesCount: number;
      readonly sampleCount: number;
    }
  | { readonly kind: 'part'; readonly columns: Columns; readonly continues: boolean }
  | {
      readonly kind: 'done';
      readonly text: string | undefined;
      readonly warnings: readonly string[];
      readonly infos: readonly string[];
      readonly stats: QueryStats;
    }
  | { readonly kind: 'failure'; readonly error: AppErrorData };

/** A storage as one query sees it: what is written meanwhile is not seen. */
export interface OpenedStorage<Storage extends Queryable = Queryable> {
  readonly storage: Storage;
  /** The query is over. */
  close(): void;
}

/** @throws AppError where there is no such storage, or it cannot be read */
export type OpenStorage<Storage extends Queryable = Queryable> = (name: string) => OpenedStorage<Storage>;
