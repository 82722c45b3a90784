/**
 * What a source and the parse worker say to each other about one answer. The body goes through memory that both share, in slots that are
 * used again and again: a buffer of its own for each chunk made the main thread collect garbage for 5 to 50 ms at a time. Columns are
 * transferred.
 */
import type { AppErrorData } from '../../../../../shared/base/errors.ts';
import type { Exemplars } from '../../../../../shared/model/exemplar.ts';
import type { Columns, QueryStats, ResultType } from '../../../../../shared/model/query.ts';

/** How far the sender may be ahead of the worker: 2 MiB. */
export const slotCount = 8;
export const slotBytes = 256 * 1024;

export type BodyEncoding = 'identity' | 'gzip' | 'deflate';

export type ToParser =
  /** `slots`: `slotCount` of `slotBytes` each. */
  | {
      readonly kind: 'start';
      readonly encoding: BodyEncoding;
      /** Of the decompressed body and those before it that are one answer with it: what an error names. */
      readonly limitBytes: number;
      /** What those before it have taken of that. */
      readonly usedBytes: number;
      readonly slots: SharedArrayBuffer;
    }
  /** The next bytes of the body, as they came, are the first of this slot, which is the worker's until it says `taken`. */
  | { readonly kind: 'chunk'; readonly slot: number; readonly length: number }
  /** The body is complete, and is the answer of a query, or one of exemplars. */
  | { readonly kind: 'end'; readonly of: 'query' | 'exemplars' }
  /** One more part is wanted; answered by `part` or `done`. */
  | { readonly kind: 'more' };

export type FromParser =
  /** A chunk has been taken in, decompressed: its slot is the sender's again. */
  | { readonly kind: 'taken'; readonly slot: number }
  | {
      readonly kind: 'head';
      readonly resultType: ResultType;
      readonly seriesCount: number;
      readonly sampleCount: number;
      /** Of the decompressed body. */
      readonly bodyBytes: number;
      readonly parseMs: number;
    }
  | { readonly kind: 'part'; readonly columns: Columns; readonly continues: boolean }
  | {
      readonly kind: 'done';
      readonly text: string | undefined;
      readonly warnings: readonly string[];
      readonly infos: readonly string[];
      readonly stats: QueryStats | undefined;
    }
  | ({ readonly kind: 'exemplars' } & Exemplars)
  /** Prometheus itself says that the query failed. */
  | { readonly kind: 'refusal'; readonly errorType: string; readonly error: string }
  | { readonly kind: 'failure'; readonly error: AppErrorData };
