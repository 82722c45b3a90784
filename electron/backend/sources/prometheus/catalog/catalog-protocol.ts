/**
 * What a source's catalog and the catalog worker say to each other: one task is one job. Bodies go through slots that both share, as in
 * parse-protocol.ts; lists stay in memory that both share, so that a search takes nothing along, and a worker that ends loses nothing.
 */
import type { AppErrorData } from '../../../../../shared/base/errors.ts';
import type { FoundMetrics, FoundTexts, MetricInfo, SelectorSummary } from '../../../../../shared/model/catalog.ts';
import type { BodyEncoding } from '../parse/parse-protocol.ts';
import type { RawJobs } from '../raw/raw-jobs.ts';
import type { RulesJobs } from '../rules/rules-jobs.ts';
import type { StatusJobs } from '../status/status-jobs.ts';
import type { TargetBodyJob, TargetJobs } from '../targets/target-jobs.ts';
import type { MetadataMemory } from './metric-metadata.ts';
import type { Refusal } from './read-answers.ts';
import type { MetricSearch } from './search-metrics.ts';
import type { SeriesLimits } from './series-counter.ts';

export interface IndexMemory {
  readonly names: SharedArrayBuffer;
  readonly metadata: MetadataMemory | undefined;
}

export interface PackedList {
  readonly list: SharedArrayBuffer;
  readonly count: number;
  /** Texts that were too long for it. */
  readonly leftOut: number;
}

/** Job → what it is told, and what it comes to. The first three read a body. Others are told elsewhere. */
export interface Jobs extends TargetJobs, StatusJobs, RulesJobs, RawJobs {
  /** An answer of texts: sorted, without doubles. `longest`: of a text, in bytes of UTF-8; undefined where any length will do. */
  readonly texts: { readonly input: { readonly longest: number | undefined }; readonly result: PackedList };
  readonly metadata: { readonly input: { readonly names: SharedArrayBuffer }; readonly result: MetadataMemory };
  readonly series: {
    readonly input: { readonly limits: SeriesLimits; readonly topValues: number };
    readonly result: SelectorSummary;
  };
  readonly search: {
    readonly input: { readonly index: IndexMemory; readonly search: MetricSearch };
    readonly result: Pick<FoundMetrics, 'total' | 'metrics'>;
  };
  readonly describe: {
    readonly input: { readonly index: IndexMemory; readonly names: readonly string[] };
    readonly result: readonly MetricInfo[];
  };
  readonly filter: {
    readonly input: { readonly list: SharedArrayBuffer; readonly text: string; readonly limit: number };
    readonly result: FoundTexts;
  };
  readonly near: {
    readonly input: { readonly list: SharedArrayBuffer; readonly text: string; readonly limit: number };
    readonly result: readonly string[];
  };
}

export type JobKind = keyof Jobs;
export type BodyJob = 'texts' | 'metadata' | 'series' | 'status' | 'rules' | 'toldConfig' | TargetBodyJob;

export type Job = { [Kind in JobKind]: { readonly job: Kind } & Jobs[Kind]['input'] }[JobKind];

export interface BodyMemory {
  readonly encoding: BodyEncoding;
  /** Of the decompressed body. */
  readonly limitBytes: number;
  /** As many of `slotBytes` as the sender made. */
  readonly slots: SharedArrayBuffer;
}

export type ToCatalog =
  | { readonly kind: 'start'; readonly job: Job; readonly body: BodyMemory | undefined }
  /** The next bytes of the body are the first of this slot, which is the worker's until it says `taken`. */
  | { readonly kind: 'chunk'; readonly slot: number; readonly length: number }
  | { readonly kind: 'end' };

export type FromCatalog =
  | { readonly kind: 'taken'; readonly slot: number }
  /** May come before the body's end: the rest of it is then not wanted. */
  | { readonly kind: 'done'; readonly result: unknown }
  | Refusal
  | { readonly kind: 'failure'; readonly error: AppErrorData };
