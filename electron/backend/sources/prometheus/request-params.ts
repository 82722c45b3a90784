/** A query as the parameters of Prometheus's API. */
import type { QueryRequest } from '../../../../shared/model/query.ts';
import type { ExprSpan } from '../source.ts';

export interface ApiRequest {
  /** Under the endpoint's prefix. */
  readonly path: string;
  readonly params: URLSearchParams;
}

/**
 * Timings and counts of samples. `all` says the same and, of a server with promql-per-step-stats, how many samples there were at each step:
 * as many entries as a series has points, for nothing that is shown. Of other values 3.14 warns.
 */
const stats = 'true';

/** @param timeoutMs what the server is told; it stops by itself then, even if it does not notice that nobody waits. */
export function queryRequest(request: QueryRequest, timeoutMs: number): ApiRequest {
  const params = new URLSearchParams({ query: request.expr, timeout: seconds(timeoutMs), stats });
  if (request.kind === 'range') {
    params.set('start', seconds(request.startMs));
    params.set('end', seconds(request.endMs));
    params.set('step', step(request.stepMs));
    return { path: '/api/v1/query_range', params };
  }
  if (request.timeMs !== undefined) params.set('time', seconds(request.timeMs));
  return { path: '/api/v1/query', params };
}

export function exemplarsRequest({ expr, startMs, endMs }: ExprSpan): ApiRequest {
  const params = new URLSearchParams({ query: expr, start: seconds(startMs), end: seconds(endMs) });
  return { path: '/api/v1/query_exemplars', params };
}

/** Prometheus reads times and the timeout as decimal seconds. */
function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3).replace(/\.?0+$/, '');
}

/** Go cuts a decimal to whole nanoseconds: 1.001 is 1.000999999, and Prometheus then takes a step of 1.000. A duration is exact. */
function step(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  return whole % 1000 === 0 ? String(whole / 1000) : `${whole}ms`;
}
