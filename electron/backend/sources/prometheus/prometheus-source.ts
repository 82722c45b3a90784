/**
 * A remote Prometheus as a source: queries (run-slices.ts), exemplars, its version, what it has and scrapes, its rules, its raw samples, what it
 * says of itself, and what changes its TSDB.
 */
import { z } from 'zod';
import type { QueryItem, QueryRequest } from '../../../../shared/model/query.ts';
import { withDeadline } from '../../base/deadline.ts';
import type { WorkerPool } from '../../base/worker-pool.ts';
import type { Clock, LogSink } from '../../ports.ts';
import type { HttpEndpoint, QueryOptions, Source } from '../source.ts';
import { createPrometheusAdmin } from './admin/prometheus-admin.ts';
import { type ApiClient, createApiClient } from './api-client.ts';
import { createPrometheusCatalog } from './catalog/prometheus-catalog.ts';
import { deadlinePassed } from './failures.ts';
import { type ForcedMatchers, forcedMatchers } from './forced-matchers.ts';
import { malformed } from './parse/parse-errors.ts';
import { type SliceLimits, usualSlices } from './range-slices.ts';
import { createPrometheusRaw } from './raw/prometheus-raw.ts';
import { readExemplars } from './read-exemplars.ts';
import { createPrometheusRules } from './rules/prometheus-rules.ts';
import { runSlices, type SliceDeps } from './run-slices.ts';
import { createPrometheusStatus } from './status/prometheus-status.ts';
import { createPrometheusTargets } from './targets/prometheus-targets.ts';

export interface PrometheusSourceDeps {
  /** Of parse workers; the caller's to close. */
  readonly pool: WorkerPool;
  /** Of catalog workers; the caller's to close. */
  readonly catalogPool: WorkerPool;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly log: LogSink;
  /** Of a decompressed answer; of all slices together. Default 128 MiB. */
  readonly maxAnswerBytes?: number;
  /** How long ranges are cut; other than usual only in tests. */
  readonly slicing?: SliceLimits;
}

const defaultMaxAnswerBytes = 128 * 1024 * 1024;

/** @param endpoint its dispatcher stays the caller's. */
export function createPrometheusSource(endpoint: HttpEndpoint, deps: PrometheusSourceDeps): Source {
  const { pool, clock } = deps;
  const client = createApiClient(endpoint, deps.log);
  const matchers = forcedMatchers(endpoint.matchers);
  const { maxAnswerBytes: limitBytes = defaultMaxAnswerBytes, slicing = usualSlices } = deps;
  const asking = { client, pool, clock, limitBytes, slicing };
  const source: Pick<Source, 'query' | 'buildInfo'> = {
    query: (request, options) => runForced(matchers, asking, request, options),
    buildInfo: (options) => readBuildInfo(client, clock, options),
  };
  const known = { client, matchers, pool: deps.catalogPool, clock, log: deps.log };
  return {
    ...source,
    exemplars: (span, options) => readExemplars({ client, matchers, pool, clock }, span, options),
    catalog: createPrometheusCatalog(known),
    targets: createPrometheusTargets({ ...known, source }),
    raw: createPrometheusRaw({ ...known, client }),
    status: createPrometheusStatus(known),
    rules: createPrometheusRules(known),
    admin: createPrometheusAdmin({ ...known, client }),
  };
}

async function* runForced(
  matchers: ForcedMatchers,
  deps: SliceDeps,
  request: QueryRequest,
  options: QueryOptions,
): AsyncGenerator<QueryItem, void> {
  const forced = matchers.into(request);
  try {
    yield* runSlices(forced, options, deps);
  } catch (error) {
    throw matchers.explain(error);
  }
}

const buildInfoAnswer = z.object({ data: z.object({ version: z.string() }) });

async function readBuildInfo(
  client: ApiClient,
  clock: Pick<Clock, 'monotonic'>,
  { signal, timeoutMs }: QueryOptions,
): Promise<{ readonly version: string }> {
  const startMs = clock.monotonic();
  const request = { path: '/api/v1/status/buildinfo', params: new URLSearchParams() };
  const text = await withDeadline(
    signal,
    timeoutMs,
    () => deadlinePassed(timeoutMs),
    (both) => client.get(request, { signal: both, elapsedSeconds: () => (clock.monotonic() - startMs) / 1000 }),
  );
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw malformed('the build information is not JSON', 0);
  }
  const parsed = buildInfoAnswer.safeParse(answer);
  if (!parsed.success) throw malformed('the build information has no version', 0);
  return { version: parsed.data.data.version };
}
