/** Which endpoint answers a request: paths below `/api/v1`, and the methods that Prometheus takes there. */
import { alerts, queryExemplars, rules } from './absent-endpoints.ts';
import type { Endpoint } from './api-call.ts';
import { buildInfo, labelNames, labelValues, metadata, series } from './catalog-endpoints.ts';
import { formatQuery, instantQuery, parseQuery, rangeQuery } from './query-endpoints.ts';

interface Route {
  readonly endpoint: Endpoint;
  readonly methods: readonly string[];
}

const get: readonly string[] = ['GET'];
const getAndPost: readonly string[] = ['GET', 'POST'];

const prefix = '/api/v1/';

const routes: ReadonlyMap<string, Route> = new Map([
  ['query', { endpoint: instantQuery, methods: getAndPost }],
  ['query_range', { endpoint: rangeQuery, methods: getAndPost }],
  ['query_exemplars', { endpoint: queryExemplars, methods: getAndPost }],
  ['format_query', { endpoint: formatQuery, methods: getAndPost }],
  ['parse_query', { endpoint: parseQuery, methods: getAndPost }],
  ['labels', { endpoint: labelNames, methods: getAndPost }],
  ['series', { endpoint: series, methods: getAndPost }],
  ['metadata', { endpoint: metadata, methods: get }],
  ['rules', { endpoint: rules, methods: get }],
  ['alerts', { endpoint: alerts, methods: get }],
  ['status/buildinfo', { endpoint: buildInfo, methods: get }],
]);

const labelValuesRoute: Route = { endpoint: labelValues, methods: get };
const labelValuesPath = /^label\/([^/]+)\/values$/s;

/** @param path unescaped. @returns undefined where nothing is served */
export function routeOf(path: string): { readonly route: Route; readonly name: string } | undefined {
  if (!path.startsWith(prefix)) return undefined;
  const rest = path.slice(prefix.length);
  const route = routes.get(rest);
  if (route !== undefined) return { route, name: '' };
  const name = labelValuesPath.exec(rest)?.[1];
  return name === undefined ? undefined : { route: labelValuesRoute, name };
}
