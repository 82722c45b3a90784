/** The worker's side of one call of the API: evaluates, or looks up, and answers once. */
import { AppError, errorText } from '../../../shared/base/errors.ts';
import { evaluateQuery } from '../../../shared/promql/engine/evaluate-query.ts';
import { EvaluationError, type EvaluationFailure } from '../../../shared/promql/engine/evaluation-error.ts';
import { type RunLimits, startRun } from '../../../shared/promql/engine/query-run.ts';
import type { TaskHandler, TaskLink } from '../base/worker-tasks.ts';
import type { Language, OpenedStorage, OpenStorage } from '../sources/local/evaluate-protocol.ts';
import type { ApiData, ApiQuery, LabelRequest, LabelValuesRequest, MetadataRequest } from './api-data.ts';
import type { ApiStorage } from './api-storage.ts';
import { storageCatalog } from './storage-catalog.ts';

export interface ToApiWorker {
  readonly kind: 'api';
  readonly method: keyof ApiData;
  readonly request: unknown;
  /** Which storage; the worker knows what the name means. */
  readonly storage: string;
  readonly language: Language;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
  readonly budgetBytes: number;
}

export type FromApiWorker =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly failure: EvaluationFailure; readonly message: string }
  | { readonly kind: 'unreadable'; readonly message: string };

const now = () => performance.timeOrigin + performance.now();

/** For serveWorkerTasks: one per call. */
export function apiSession(
  open: OpenStorage<ApiStorage>,
  link: Pick<TaskLink<FromApiWorker>, 'send' | 'isCancelled'>,
): TaskHandler<ToApiWorker> {
  return {
    receive: (call) => link.send(answerOf(open, call, link.isCancelled)),
    dispose: () => undefined,
  };
}

/** What else goes wrong than an evaluation is a bug: it goes up and ends the worker. */
function answerOf(open: OpenStorage<ApiStorage>, call: ToApiWorker, isCancelled: () => boolean): FromApiWorker {
  const timeoutMs = call.deadlineMs - now();
  const limits = { isCancelled, nowMs: now, timeoutMs, budgetBytes: call.budgetBytes };
  let opened: OpenedStorage<ApiStorage> | undefined;
  try {
    // What waited until nobody wants it any more is not begun.
    startRun(limits).check();
    opened = openedOr(open, call.storage);
    return { kind: 'result', result: work(opened.storage, call, limits) };
  } catch (error) {
    if (error instanceof EvaluationError) return { kind: 'failed', failure: error.kind, message: error.message };
    // A damaged chunk may be met in the middle, too.
    if (error instanceof Unreadable || error instanceof AppError) return { kind: 'unreadable', message: error.message };
    throw error;
  } finally {
    opened?.close();
  }
}

class Unreadable extends Error {}

function openedOr(open: OpenStorage<ApiStorage>, name: string): OpenedStorage<ApiStorage> {
  try {
    return open(name);
  } catch (error) {
    throw new Unreadable(errorText(error));
  }
}

function work(storage: ApiStorage, { method, request, language }: ToApiWorker, limits: RunLimits): unknown {
  const { semantics, subqueryStepMs } = language;
  const catalog = storageCatalog(storage, semantics);
  switch (method) {
    case 'evaluate': {
      const { query, lookbackMs = language.lookbackMs } = request as ApiQuery;
      return evaluateQuery(storage, query, { semantics, lookbackMs, subqueryStepMs: () => subqueryStepMs }, limits);
    }
    case 'labelNames':
      return catalog.labelNames(request as LabelRequest, startRun(limits));
    case 'labelValues':
      return catalog.labelValues(request as LabelValuesRequest, startRun(limits));
    case 'series':
      return catalog.series(request as LabelRequest, startRun(limits));
    case 'metadata':
      return catalog.metadata(request as MetadataRequest);
  }
}
