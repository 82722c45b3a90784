/** The API over a little data, evaluated in this thread; what it is asked can be watched, and answered otherwise. */
import { afterEach } from 'vitest';
import type { ApiData } from '../../../electron/backend/prometheus-api/api-data.ts';
import {
  type ApiSource,
  type PrometheusApi,
  startPrometheusApi,
} from '../../../electron/backend/prometheus-api/api-server.ts';
import type { ApiStorage } from '../../../electron/backend/prometheus-api/api-storage.ts';
import { storageCatalog } from '../../../electron/backend/prometheus-api/storage-catalog.ts';
import { evaluateQuery } from '../../../shared/promql/engine/evaluate-query.ts';
import { type RunLimits, startRun } from '../../../shared/promql/engine/query-run.ts';
import type { SemanticsVersion } from '../../../shared/promql/engine/semantics.ts';
import { type PlainRequest, type PlainResponse, plainRequest } from '../../support/http.ts';
import { openMetricsStorage } from '../../support/promapi/open-metrics-storage.ts';
import { readOpenMetrics } from '../../support/promapi/read-open-metrics.ts';

const text = `# TYPE up gauge
# HELP up Whether it is up.
up{job="a"} 1 100
up{job="b"} 0 100
up{job="b"} 3 130
# TYPE requests counter
requests_total{code="200"} 7 100
{"disk.free",path="/"} 5 100
# EOF`;

const limits: RunLimits = {
  isCancelled: () => false,
  nowMs: () => performance.now(),
  timeoutMs: 10_000,
  budgetBytes: 2 ** 30,
};

function dataOf(storage: ApiStorage, semantics: SemanticsVersion): ApiData {
  const catalog = storageCatalog(storage, semantics);
  const engine = { semantics, subqueryStepMs: () => 60_000 };
  return {
    evaluate: async ({ query, lookbackMs = 300_000 }) =>
      evaluateQuery(storage, query, { ...engine, lookbackMs }, limits),
    labelNames: async (request) => catalog.labelNames(request, startRun(limits)),
    labelValues: async (request) => catalog.labelValues(request, startRun(limits)),
    series: async (request) => catalog.series(request, startRun(limits)),
    metadata: async (request) => catalog.metadata(request),
  };
}

export const token = 'a-token-that-is-a-secret';

const running: PrometheusApi[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((api) => api.close()));
});

interface ApiChoices {
  readonly semantics?: SemanticsVersion;
  /** Without a token. */
  readonly open?: boolean;
  /** With a token of the server's own making. */
  readonly newToken?: boolean;
  readonly data?: Partial<ApiData>;
  readonly idleTimeoutMs?: number;
}

interface RunningApi {
  readonly api: PrometheusApi;
  /** What was written to the log, JSON lines. */
  readonly log: readonly string[];
  /** With the token. */
  ask(path: string, request?: PlainRequest): Promise<PlainResponse>;
  /** Below /api/v1, with parameters. */
  json(path: string, parameters?: Readonly<Record<string, string>>): Promise<{ status: number; body: unknown }>;
}

/** Ends with the test. */
export async function startApi(choices: ApiChoices = {}): Promise<RunningApi> {
  const { semantics = 'v3', open = false, newToken = false, data = {}, idleTimeoutMs } = choices;
  const log: string[] = [];
  const storage = openMetricsStorage(readOpenMetrics([text]));
  const source: ApiSource = {
    ...{ semantics, parse: {}, data: { ...dataOf(storage, semantics), ...data } },
    buildInfo: { version: '3.14.0', revision: 'r', branch: 'b', buildUser: 'u', buildDate: 'd', goVersion: 'g' },
  };
  const api = await startPrometheusApi({
    ...(newToken ? {} : { access: open ? 'anyone' : { token } }),
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
    port: 0,
    source: async (name) => (name === '' || name === 'a b' ? source : '404 no such source'),
    clock: { now: () => 130_000, monotonic: () => performance.now() },
    log: { write: (...entry) => log.push(JSON.stringify(entry)) },
  });
  running.push(api);
  const ask = (path: string, request: PlainRequest = {}) => {
    const headers = { ...(open ? {} : { Authorization: `Bearer ${token}` }), ...request.headers };
    return plainRequest(api.url + path, { ...request, headers });
  };
  const json = async (path: string, parameters: Readonly<Record<string, string>> = {}) => {
    const { status, body } = await ask(`/api/v1/${path}?${new URLSearchParams(parameters)}`);
    return { status, body: JSON.parse(body) as unknown };
  };
  return { api, log, ask, json };
}
