/** A query as the parameters of Prometheus's API. */
import type { QueryRequest } from '../../../../shared/model/query.ts';

export interface ApiRequest {
  /** Under the endpoint's prefix. */
  readonly path: string;
  readonly params: URLSearchParams;
}

/** @param timeoutMs what the server is told; it stops by itself then, even if it does not notice that nobody waits. */
export function queryRequest(request: QueryRequest, timeoutMs: number): ApiRequest {
  const params = new URLSearchParams({ query: request.expr, timeout: seconds(timeoutMs) });
  if (request.kind === 'range') {
    params.set('start', seconds(request.startMs));
    params.set('end', seconds(request.endMs));
    params.set('step', seconds(request.stepMs));
    return { path: '/api/v1/query_range', params };
  }
  if (request.timeMs !== undefined) params.set('time', seconds(request.timeMs));
  return { path: '/api/v1/query', params };
}

/** Prometheus reads times, steps and the timeout as decimal seconds. */
function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3).replace(/\.?0+$/, '');
}
