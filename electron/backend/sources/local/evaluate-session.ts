/** The worker's side of one query: evaluates it, tells how far it is, and hands out the parts one by one as they are asked for. */
import { AppError, CancelledError } from '../../../../shared/base/errors.ts';
import type { QueryRequest } from '../../../../shared/model/query.ts';
import { type EngineQuery, evaluateQuery } from '../../../../shared/promql/engine/evaluate-query.ts';
import type { RunLimits } from '../../../../shared/promql/engine/query-run.ts';
import type { QueryResult, ResultSeries, ResultValue } from '../../../../shared/promql/engine/result.ts';
import { parseExpr } from '../../../../shared/promql/parser.ts';
import { placeOf } from '../../../../shared/promql/promql-error.ts';
import type { TaskHandler, TaskLink } from '../../base/worker-tasks.ts';
import { boundedTexts } from '../prometheus/bounded-texts.ts';
import type { AnswerPart } from '../prometheus/parse/part-splitter.ts';
import type { EvaluateRequest, FromEvaluator, OpenStorage, ToEvaluator } from './evaluate-protocol.ts';
import { evaluationFailure } from './evaluation-failures.ts';
import { resultParts } from './result-parts.ts';

/** The same in each thread of this machine. */
export const epochNowMs = () => performance.timeOrigin + performance.now();

/** For serveWorkerTasks: one per query. */
export function evaluateSession(
  open: OpenStorage,
  link: Pick<TaskLink<FromEvaluator>, 'send' | 'isCancelled'>,
): TaskHandler<ToEvaluator> {
  let parts: Iterator<AnswerPart, void> | undefined;
  let end: Extract<FromEvaluator, { kind: 'done' }> | undefined;

  const evaluate = (request: EvaluateRequest) => {
    const beganMs = epochNowMs();
    const result = evaluated(open, request, link);
    const series = seriesOf(result.value);
    const sampleCount = series.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
    const evalMs = epochNowMs() - beganMs;
    parts = resultParts(series);
    end = doneOf(request, result, { evalMs, queueMs: Math.max(0, beganMs - request.askedMs) });
    link.send({ kind: 'head', resultType: result.value.kind, seriesCount: series.length, sampleCount });
  };

  const sendNext = () => {
    if (parts === undefined || end === undefined) throw new Error('a part is asked for before the head');
    const next = parts.next();
    if (next.done === true) {
      link.send(end);
      return;
    }
    const { offsets, timesMs, values } = next.value.columns;
    link.send({ kind: 'part', ...next.value }, [offsets.buffer, timesMs.buffer, values.buffer]);
  };

  return {
    receive(message) {
      try {
        if (message.kind === 'evaluate') evaluate(message.request);
        else sendNext();
      } catch (error) {
        // A bug goes up and ends the worker; a cancelled query has nobody left to tell.
        if (error instanceof AppError) link.send({ kind: 'failure', error: error.toData() });
        else if (!(error instanceof CancelledError)) throw error;
      }
    },
    dispose() {
      parts = undefined;
      end = undefined;
    },
  };
}

/** @throws AppError query.*, what opening throws; CancelledError */
function evaluated(
  open: OpenStorage,
  { storage: name, query, language, askedMs, deadlineMs, budgetBytes }: EvaluateRequest,
  link: Pick<TaskLink<FromEvaluator>, 'send' | 'isCancelled'>,
): QueryResult {
  const { semantics, parse, lookbackMs, subqueryStepMs } = language;
  const timeoutMs = deadlineMs - epochNowMs();
  const onProgress: RunLimits['onProgress'] = (read) => link.send({ kind: 'taken', ...read });
  const limits = { isCancelled: link.isCancelled, nowMs: epochNowMs, timeoutMs, budgetBytes, onProgress };
  const options = { semantics, lookbackMs, subqueryStepMs: () => subqueryStepMs };
  try {
    const asked = engineQuery(query, parseExpr(query.expr, parse));
    const opened = open(name);
    try {
      return evaluateQuery(opened.storage, asked, options, limits);
    } finally {
      opened.close();
    }
  } catch (error) {
    throw evaluationFailure(error, { timeoutMs: deadlineMs - askedMs, budgetBytes });
  }
}

function engineQuery(query: QueryRequest, expr: EngineQuery['expr']): EngineQuery {
  if (query.kind === 'instant') return { kind: 'instant', expr, timeMs: query.timeMs ?? Date.now() };
  const { startMs, endMs, stepMs } = query;
  return { kind: 'range', expr, startMs, endMs, stepMs };
}

function seriesOf(value: ResultValue): readonly ResultSeries[] {
  switch (value.kind) {
    case 'vector':
    case 'matrix':
      return value.series;
    case 'string':
      return [];
    case 'scalar': {
      const [timesMs, values] = [Float64Array.of(value.timeMs), Float64Array.of(value.value)];
      return [{ labels: [], timesMs, values, histograms: undefined }];
    }
  }
}

function doneOf(
  { query }: EvaluateRequest,
  { value, annotations, samples }: QueryResult,
  times: { readonly evalMs: number; readonly queueMs: number },
): Extract<FromEvaluator, { kind: 'done' }> {
  const texts = (kind: 'warning' | 'info') =>
    boundedTexts(
      annotations
        .filter((one) => one.kind === kind)
        .map(({ text, at }) => `${text} (${placeOf(query.expr, at.start)})`),
    );
  return {
    kind: 'done',
    text: value.kind === 'string' ? value.text : undefined,
    warnings: texts('warning'),
    infos: texts('info'),
    stats: { ...times, totalSamples: samples.total, peakSamples: samples.peak },
  };
}
