/** What is stored on this computer as a source: everything that asks a Prometheus can ask it. */
import type { WorkerPool } from '../../base/worker-pool.ts';
import type { Clock, LogSink } from '../../ports.ts';
import type { InProcessApi } from '../../prometheus-api/in-process.ts';
import { createPrometheusCatalog } from '../prometheus/catalog/prometheus-catalog.ts';
import { forcedMatchers } from '../prometheus/forced-matchers.ts';
import type { Source } from '../source.ts';
import { localApiClient } from './local-api-client.ts';
import { type LocalQueryDeps, runLocalQuery } from './run-query.ts';

export interface LocalSourceDeps extends LocalQueryDeps {
  /** Over the same storage. */
  readonly api: InProcessApi;
  /** Of catalog workers; the caller's to close. */
  readonly catalogPool: WorkerPool;
  readonly log: LogSink;
  /** Of the server that was recorded; our own where there was none. */
  readonly version: string;
  /** When the last sample was, milliseconds since the epoch: names are looked for from a while before it. Undefined: until now. */
  readonly lastMs: () => number | undefined;
}

export function createLocalSource(deps: LocalSourceDeps): Source {
  const { api, catalogPool, clock, log, version, lastMs } = deps;
  const recordClock: Pick<Clock, 'now' | 'monotonic'> = {
    now: () => Math.min(clock.now(), lastMs() ?? Number.POSITIVE_INFINITY),
    monotonic: () => clock.monotonic(),
  };
  const client = localApiClient(api);
  const matchers = forcedMatchers(undefined);
  return {
    query: (request, options) => runLocalQuery(request, options, deps),
    buildInfo: async () => ({ version }),
    // None are stored.
    exemplars: async () => ({ exemplars: [], complete: true }),
    catalog: createPrometheusCatalog({ client, matchers, pool: catalogPool, clock: recordClock, log }),
  };
}
