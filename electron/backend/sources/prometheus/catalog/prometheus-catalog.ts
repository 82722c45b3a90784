/** What a remote Prometheus has: asks its API, and lets the catalog worker read and search the answers. Keeps lists, parses none. */
import { AppError, CancelledError } from '../../../../../shared/base/errors.ts';
import type { FoundMetrics } from '../../../../../shared/model/catalog.ts';
import type { WorkerPool } from '../../../base/worker-pool.ts';
import type { LogSink } from '../../../ports.ts';
import type { SourceCatalog, Spelled, TimeSpan } from '../../source.ts';
import type { ApiRequest } from '../request-params.ts';
import { type Asker, type AskerDeps, closedBeneath, createAsker } from './catalog-asker.ts';
import type { PackedList } from './catalog-protocol.ts';
import { labelNamesRequest, labelValuesRequests, metadataRequest, seriesRequest } from './catalog-requests.ts';
import { runJob } from './catalog-task.ts';
import { type IndexTiming, MetricIndex } from './metric-index.ts';
import type { MetricSearch } from './search-metrics.ts';
import { createTextCache } from './text-cache.ts';

export interface CatalogDeps extends AskerDeps {
  readonly log: LogSink;
  readonly timing?: Partial<IndexTiming>;
}

const hourMs = 3_600_000;

/** Metrics that ended since are found no more; an older span would cost a server with long storage dearly. */
const namesSpanMs = 24 * hourMs;
/** Labels and values are completed for what is there now. */
const labelsSpanMs = hourMs;

/** A longer name of a metric or a label is a server's mistake or worse: nobody can type it, and no page could show it. */
const longestName = 4096;
const namesJob = { job: 'texts', longest: longestName } as const;
const valuesJob = { job: 'texts', longest: undefined } as const;

const listTimeoutMs = 30_000;
const indexTimeoutMs = 60_000;
const seriesTimeoutMs = 120_000;

const cache = { keepMs: 30_000, mostLists: 40, mostBytes: 16 * 1024 * 1024, graceMs: 1000 };

/** A million series take the worker about a second; what is more is not told apart by eye. */
const seriesLimits = { mostSeries: 1_000_000, mostBytes: 512 * 1024 * 1024, mostValueBytes: 64 * 1024 * 1024 };

export function createPrometheusCatalog(deps: CatalogDeps): SourceCatalog {
  const { pool } = deps;
  const asker = createAsker(deps);
  const index = openIndex(deps, asker);
  const lists = openLists(deps, asker);
  const filtered = async (found: Promise<PackedList>, text: string, limit: number, signal: AbortSignal) =>
    runJob(pool, { job: 'filter', list: (await found).list, text, limit }, signal);
  const listAmong = async (among: Spelled, signal: AbortSignal) => {
    if (among.kind === 'metric') return (await index.loaded(signal)).memory.names;
    const { selector, span } = among;
    const found = among.kind === 'label' ? lists.names(selector, span, signal) : lists.values(among, signal);
    return (await found).list;
  };
  return {
    metrics: (search, signal) => searchIndex(index, pool, search, signal),
    reload: (signal) =>
      explained(signal, async () => {
        lists.clear();
        await index.reload(signal);
      }),
    describe: (names, signal) =>
      explained(signal, async () => {
        const { memory } = await index.loaded(signal);
        return runJob(pool, { job: 'describe', index: memory, names }, signal);
      }),
    labelNames: ({ selector, text, limit }, signal) =>
      explained(signal, () => filtered(lists.names(selector, undefined, signal), text, limit, signal)),
    labelValues: ({ text, limit, ...of }, signal) =>
      explained(signal, () => filtered(lists.values(of, signal), text, limit, signal)),
    summarize: ({ selector, topValues, ...span }, signal) =>
      explained(signal, () => {
        const request = seriesRequest({ match: asker.match(selector), span }, seriesLimits.mostSeries);
        const asking = { request, by: 'query', timeoutMs: seriesTimeoutMs, signal } as const;
        return asker.ask({ job: 'series', limits: seriesLimits, topValues }, asking);
      }),
    // Of the names there are few, however many the series.
    hasSeries: (selector, span, signal) =>
      explained(signal, async () => (await lists.values({ label: '__name__', selector, span }, signal)).count > 0),
    nearest: (text, among, limit, signal) =>
      explained(signal, async () => {
        const list = await listAmong(among, signal);
        return runJob(pool, { job: 'near', list, text, limit }, signal);
      }),
  };
}

async function explained<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw signal.aborted ? new CancelledError() : closedBeneath(error);
  }
}

function openIndex({ clock, log, timing }: CatalogDeps, asker: Asker): MetricIndex {
  // Whoever began it may be gone before it is there: the next one wants it, too. It ends with the connection, or by its deadline.
  const common = { timeoutMs: indexTimeoutMs, signal: new AbortController().signal };
  return new MetricIndex({
    clock,
    log,
    ...(timing === undefined ? {} : { timing }),
    readNames: async (onBytes) => {
      const selection = { match: asker.match(''), span: spanUntil(clock.now(), namesSpanMs) };
      const [request] = labelValuesRequests('__name__', selection);
      const found = await asker.ask(namesJob, { ...common, request, by: 'read', onBytes });
      const { leftOut } = found;
      if (leftOut > 0) log.write('warn', 'catalog', 'names of metrics that are too long are left out', { leftOut });
      return found;
    },
    async readMetadata(names, onBytes) {
      try {
        const asking = { ...common, request: metadataRequest, by: 'read', onBytes } as const;
        return await asker.ask({ job: 'metadata', names }, asking);
      } catch (error) {
        // Some engines have none, or only a part of the API.
        if (!(error instanceof AppError) || error.retryable) throw error;
        log.write('info', 'catalog', 'there is no metadata', { code: error.code });
        return undefined;
      }
    },
  });
}

function spanUntil(endMs: number, lengthMs: number): TimeSpan {
  return { startMs: endMs - lengthMs, endMs };
}

interface ValuesOf {
  readonly label: string;
  readonly selector: string;
  /** Undefined: the last hour. */
  readonly span?: TimeSpan;
}

interface Lists {
  names(selector: string, span: TimeSpan | undefined, signal: AbortSignal): Promise<PackedList>;
  values(of: ValuesOf, signal: AbortSignal): Promise<PackedList>;
  clear(): void;
}

function openLists({ clock }: CatalogDeps, asker: Asker): Lists {
  const known = createTextCache({ ...cache, now: () => clock.monotonic() });
  const spanOf = (span: TimeSpan | undefined) => span ?? spanUntil(clock.now(), labelsSpanMs);
  return {
    async names(selector, span, signal) {
      const match = asker.match(selector);
      const read = (until: AbortSignal) => {
        const request = labelNamesRequest({ match, span: spanOf(span) });
        return asker.ask(namesJob, { request, by: 'query', timeoutMs: listTimeoutMs, signal: until });
      };
      return known.get(JSON.stringify(['names', match, span]), read, signal);
    },
    async values({ label, selector, span }, signal) {
      const match = asker.match(selector);
      const read = async (until: AbortSignal) => {
        const [first, ...others] = labelValuesRequests(label, { match, span: spanOf(span) });
        const ask = (request: ApiRequest) =>
          asker.ask(valuesJob, { request, by: 'read', timeoutMs: listTimeoutMs, signal: until });
        let found = await ask(first);
        for (const other of others) if (found.count === 0) found = await ask(other).catch(unless(found));
        return found;
      };
      return known.get(JSON.stringify(['values', match, span, label]), read, signal);
    },
    clear: () => known.clear(),
  };
}

/** A way to ask that this server refuses, as it will the next time. */
function unless<T>(found: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof AppError && !error.retryable) return found;
    throw error;
  };
}

async function* searchIndex(
  index: MetricIndex,
  pool: WorkerPool,
  search: MetricSearch,
  signal: AbortSignal,
): AsyncGenerator<FoundMetrics, void> {
  if (signal.aborted) throw new CancelledError();
  index.want();
  for (;;) {
    // Taken together, and before the wait: what changes meanwhile is another state.
    const { current, isLoading, version } = index;
    const state = index.state();
    const found =
      current === undefined
        ? { total: 0, metrics: [] }
        : await runJob(pool, { job: 'search', index: current.memory, search }, signal);
    yield { state, ...found };
    const isMissing = found.total === 0 && search.text.trim() !== '';
    if (!isLoading && !(isMissing && index.doubt())) return;
    await index.changedFrom(version, signal);
  }
}
