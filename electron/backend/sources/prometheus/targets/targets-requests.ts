/** What is asked of a server about its targets. https://prometheus.io/docs/prometheus/latest/querying/api/#targets */
import { type Labels, labelPairs } from '../../../../../shared/model/labels.ts';
import { type ApiRequest, queryRequest } from '../request-params.ts';

export const targetsPath = '/api/v1/targets';
export const configPath = '/api/v1/status/config';
/** In no release up to 3.14. */
export const poolConfigPath = '/api/v1/scrape_pools/config';

const request = (path: string, params: Readonly<Record<string, string>> = {}): ApiRequest => ({
  path,
  params: new URLSearchParams(params),
});

export const activeRequest = request(targetsPath, { state: 'active' });
export const allRequest = request(targetsPath);
/** From 2.42 on. */
export const poolsRequest = request('/api/v1/scrape_pools');
export const configRequest = request(configPath);

export const poolConfigRequest = (pool: string) => request(poolConfigPath, { scrapePool: pool });

/** From 3.8 on. @param discovered before relabelling */
export function stepsRequest(pool: string, discovered: Labels): ApiRequest {
  const pairs = labelPairs(discovered).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return request('/api/v1/targets/relabel_steps', { scrapePool: pool, labels: `{${pairs.join(',')}}` });
}

export function samplesRequest(expr: string, timeoutMs: number): ApiRequest {
  return queryRequest({ kind: 'instant', expr }, timeoutMs);
}
