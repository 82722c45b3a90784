/** `query`, `query_range`, `format_query` and `parse_query`. The order in which parameters are looked at is Prometheus's. */
import type { Expr } from '../../../shared/promql/ast.ts';
import type { EngineQuery } from '../../../shared/promql/engine/evaluate-query.ts';
import { EvaluationError } from '../../../shared/promql/engine/evaluation-error.ts';
import type { QueryResult, QuerySamples, ResultValue } from '../../../shared/promql/engine/result.ts';
import { formatExpr } from '../../../shared/promql/format-expr.ts';
import { quoteText } from '../../../shared/promql/go-text.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';
import { printExpr } from '../../../shared/promql/print.ts';
import { PromqlError } from '../../../shared/promql/promql-error.ts';
import { valueType } from '../../../shared/promql/type-check.ts';
import { abortable, withDeadline } from '../base/deadline.ts';
import { annotationFields } from './annotation-texts.ts';
import type { ApiCall } from './api-call.ts';
import { success } from './api-call.ts';
import { type ApiError, badData, badParameter } from './api-error.ts';
import { escapedHtml, jsonText } from './json-text.ts';
import { durationParameter, limitParameter, optionalTime, parseApiDuration, requiredTime } from './parameters.ts';
import { resultChunks } from './result-chunks.ts';
import { syntaxTree } from './syntax-tree.ts';

export async function instantQuery(call: ApiCall): Promise<Iterable<string>> {
  const { form, services } = call;
  const limit = limitParameter(form);
  const timeMs = optionalTime(form, 'time', services.clock.now(), services.dialect);
  const options = queryOptions(call);
  const expr = parsed(call, (reason) => badParameter('query', reason));
  return answered(call, { kind: 'instant', expr, timeMs }, options, limit);
}

export async function rangeQuery(call: ApiCall): Promise<Iterable<string>> {
  const { form } = call;
  const limit = limitParameter(form);
  const times = rangeTimes(call);
  const options = queryOptions(call);
  const { rangeNamesQuery } = call.services.dialect;
  const refuse = (reason: string) => (rangeNamesQuery ? badParameter('query', reason) : badData(reason));
  const expr = parsed(call, refuse);
  const type = valueType(expr);
  if (type === 'matrix' || type === 'string') {
    const shown = type === 'matrix' ? 'range vector' : 'string';
    throw refuse(`invalid expression type ${quoteText(shown)} for range query, must be Scalar or instant Vector`);
  }
  return answered(call, { kind: 'range', expr, ...times }, options, limit);
}

export async function formatQuery(call: ApiCall): Promise<Iterable<string>> {
  const expr = parsed(call, (reason) => badParameter('query', reason));
  // Printed first: Prometheus drops comments.
  return success(jsonText(formatExpr(printExpr(expr))));
}

export async function parseQuery(call: ApiCall): Promise<Iterable<string>> {
  const expr = parsed(call, (reason) => badParameter('query', reason));
  return success(escapedHtml(JSON.stringify(syntaxTree(expr))));
}

/** @param refuse makes the error of the parser's words. @throws ApiError */
export function parsed({ form, services }: ApiCall, refuse: (reason: string) => ApiError): Expr {
  try {
    return parseExpr(form.text('query'), services.parse);
  } catch (error) {
    if (error instanceof PromqlError) throw refuse(error.message);
    throw error;
  }
}

/** How many steps a range may have: sixty seconds for a week, an hour for a year. */
const mostSteps = 11_000;

function rangeTimes({ form }: ApiCall) {
  const startMs = requiredTime(form, 'start');
  const endMs = requiredTime(form, 'end');
  if (endMs < startMs) throw badParameter('end', 'end timestamp must not be before start time');
  const stepMs = durationParameter(form, 'step');
  if (stepMs <= 0) {
    throw badParameter(
      'step',
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  }
  if (Math.floor((endMs - startMs) / stepMs) > mostSteps) {
    throw badData(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  }
  // Prometheus divides by nought here.
  if (stepMs < 1) throw badParameter('step', 'query resolution step widths below a millisecond are not accepted');
  return { startMs, endMs, stepMs: Math.floor(stepMs) };
}

interface QueryOptions {
  readonly timeoutMs: number;
  readonly lookbackMs: number | undefined;
}

function queryOptions({ form, services }: ApiCall): QueryOptions {
  const timeoutMs = form.text('timeout') === '' ? services.queryTimeoutMs : durationParameter(form, 'timeout');
  return { timeoutMs: Math.min(timeoutMs, services.queryTimeoutMs), lookbackMs: lookback(form.text('lookback_delta')) };
}

function lookback(text: string): number | undefined {
  if (text === '') return undefined;
  try {
    const ms = Math.trunc(parseApiDuration(text));
    return ms > 0 ? ms : undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw badData(`error parsing lookback delta duration: ${error.message}`);
  }
}

async function answered(
  call: ApiCall,
  query: EngineQuery,
  options: QueryOptions,
  limit: number,
): Promise<Iterable<string>> {
  const { form, services } = call;
  const { clock, dialect } = services;
  const beganMs = clock.monotonic();
  const { value, annotations, samples } = await evaluated(call, query, options);
  const seconds = (clock.monotonic() - beganMs) / 1000;
  const cut = truncated(value, limit);
  const stats = form.text('stats');
  const warnings = cut === value ? [] : ['results truncated due to limit'];
  if (dialect.deprecatesStats && !['', 'true', 'all'].includes(stats)) warnings.push(deprecated(stats));
  const more = annotationFields(annotations, form.text('query'), warnings);
  return envelope(cut, stats === '' ? '' : statsField(seconds, samples), more);
}

function* envelope(value: ResultValue, stats: string, more: string): Generator<string, void, undefined> {
  yield '{"status":"success","data":{';
  yield* resultChunks(value);
  yield `${stats}}${more}}`;
}

const timedOut = () => new EvaluationError('timeout', 'query timed out in expression evaluation');

async function evaluated(
  { services, signal }: ApiCall,
  query: EngineQuery,
  { timeoutMs, lookbackMs }: QueryOptions,
): Promise<QueryResult> {
  if (timeoutMs <= 0) throw new EvaluationError('timeout', 'query timed out in query queue');
  const { data } = services;
  return withDeadline(signal, timeoutMs, timedOut, (until) =>
    abortable(until, data.evaluate({ query, lookbackMs, timeoutMs }, until)),
  );
}

function truncated(value: ResultValue, limit: number): ResultValue {
  if (limit === 0 || (value.kind !== 'vector' && value.kind !== 'matrix') || value.series.length <= limit) return value;
  return { ...value, series: value.series.slice(0, limit) };
}

function deprecated(stats: string): string {
  const value = quoteText(stats);
  return `value ${value} for parameter "stats" is deprecated and will be rejected in the next major release, use "true" or "all"`;
}

/** The engine has one clock for all of its work. */
function statsField(seconds: number, { total, peak }: QuerySamples): string {
  const timings = {
    evalTotalTime: seconds,
    resultSortTime: 0,
    queryPreparationTime: 0,
    innerEvalTime: seconds,
    execQueueTime: 0,
    execTotalTime: seconds,
  };
  const samples = { totalQueryableSamples: total, peakSamples: peak };
  return `,"stats":${JSON.stringify({ timings, samples })}`;
}
