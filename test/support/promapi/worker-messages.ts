/** What the development tool's server and the worker with the data tell each other. */
import type { ApiData } from '../../../electron/backend/prometheus-api/api-data.ts';
import type { EvaluationFailure } from '../../../shared/promql/engine/evaluation-error.ts';
import type { SemanticsVersion } from '../../../shared/promql/engine/semantics.ts';

export interface WorkerStart {
  readonly path: string;
  readonly semantics: SemanticsVersion;
}

export interface WorkerCall {
  readonly id: number;
  readonly method: keyof ApiData;
  readonly request: unknown;
  /** One 32-bit number: 1 where nobody waits for it any more. It is seen in the middle of the work, which a message is not. */
  readonly cancelled: Int32Array<SharedArrayBuffer>;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  /** The file cannot be used. */
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: EvaluationFailure; readonly message: string }
  /** A bug, with its stack. */
  | { readonly kind: 'broken'; readonly id: number; readonly message: string };
