/** A history as a source to ask, and as the HTTP API: the engine in the history's readers, with the PromQL of the server that was recorded. */
import { dirname, sep } from 'node:path';
import type { QueryRequest, QuerySemantics } from '../../shared/model/query.ts';
import type { WorkerPool } from './base/worker-pool.ts';
import type { HistoryOrigin } from './history/service/history-identity.ts';
import type { HistoryService } from './history/service/history-service.ts';
import type { Clock, LogSink } from './ports.ts';
import type { ApiServices } from './prometheus-api/api-call.ts';
import type { ApiData } from './prometheus-api/api-data.ts';
import { ApiError } from './prometheus-api/api-error.ts';
import type { ApiSource } from './prometheus-api/api-server.ts';
import { inProcessApi } from './prometheus-api/in-process.ts';
import { workerData } from './prometheus-api/worker-data.ts';
import type { Language } from './sources/local/evaluate-protocol.ts';
import { createLocalSource } from './sources/local/local-source.ts';
import type { QueryOptions, Source } from './sources/source.ts';

export interface HistorySourceDeps {
  readonly history: Pick<HistoryService, 'readers' | 'folderOf'>;
  /** Of catalog workers; the caller's to close. */
  readonly catalogPool: WorkerPool;
  readonly clock: Clock;
  readonly log: LogSink;
  /** Our own, for what was not recorded from a server. */
  readonly version: string;
}

/** Prometheus's defaults. */
const defaults = { lookbackMs: 5 * 60_000, subqueryStepMs: 60_000 };

/** All that is only an experiment there is understood: whoever writes it means it. */
const experiments = {
  durationExpressions: true,
  experimentalFunctions: true,
  extendedRangeSelectors: true,
  fillModifiers: true,
};

const languages: Readonly<Record<QuerySemantics, Language>> = {
  v2: { semantics: 'v2', parse: {}, ...defaults },
  v3: { semantics: 'v3', parse: experiments, ...defaults },
};

/** @param version of the server that was recorded; '' where there was none */
function languageOf(version: string): Language {
  return languages[/^[012]\./.test(version) ? 'v2' : 'v3'];
}

interface RecordedSource {
  /** The folder's name. */
  readonly source: string;
  readonly origin: HistoryOrigin;
  /** When its last sample was, where that is known. */
  readonly lastMs: () => number | undefined;
  /** Which version the server had at a time; undefined where that is not known, and absent where it is the origin's. */
  readonly versionAt?: ((timeMs: number, signal: AbortSignal) => Promise<string | undefined>) | undefined;
}

interface HistoryData {
  readonly data: ApiData;
  readonly language: Language;
  readonly buildInfo: ApiServices['buildInfo'];
}

/** For the HTTP API; holds nothing, so it is made for a request. */
export function historyData(
  { source, origin }: Pick<RecordedSource, 'source' | 'origin'>,
  { history, version: own }: Pick<HistorySourceDeps, 'history' | 'version'>,
): HistoryData {
  const language = languageOf(origin.version);
  const storage = history.folderOf(source);
  const told = (message: string) => withoutFolder(message, storage);
  const data = workerData({ pool: history.readers, storage, language, told });
  return { data, language, buildInfo: buildInfoOf(origin.version === '' ? own : origin.version) };
}

/** For the HTTP API: of one that cannot be read, whatever is asked is answered with why. */
export function unreadableSource(
  source: string,
  reason: string,
  { history, version }: Pick<HistorySourceDeps, 'history' | 'version'>,
): ApiSource {
  const fail = () => Promise.reject(new ApiError('execution', withoutFolder(reason, history.folderOf(source))));
  const data = { evaluate: fail, labelNames: fail, labelValues: fail, series: fail, metadata: fail };
  const { parse, semantics } = languageOf('');
  return { data, parse, semantics, buildInfo: buildInfoOf(version) };
}

function buildInfoOf(version: string): ApiServices['buildInfo'] {
  return { version, revision: 'binnacle', branch: '', buildUser: '', buildDate: '', goVersion: '' };
}

/** Where on this machine a history lies is nobody's who asks over HTTP. */
function withoutFolder(message: string, folder: string): string {
  return message.replaceAll(dirname(folder) + sep, '');
}

export function openHistorySource(recorded: RecordedSource, deps: HistorySourceDeps): Source {
  const { source: name, origin, lastMs } = recorded;
  const { history, catalogPool, clock, log } = deps;
  // Before the first question its reader is there, and has practised.
  history.readers.warmUp();
  const { data, language, buildInfo } = historyData({ source: name, origin }, deps);
  const { semantics, parse } = language;
  const { version } = buildInfo;
  const storage = history.folderOf(name);
  const api = inProcessApi({ data, clock, parse, buildInfo, semantics, log });
  return createLocalSource({
    ...{ pool: history.readers, clock, storage, language, api, catalogPool, log, version, lastMs },
    languageFor: (request, options) => languageFor(recorded, request, options),
  });
}

/** As the person wants it; else as the server would have answered at the end of the query's window. */
async function languageFor(
  { origin, versionAt }: RecordedSource,
  request: QueryRequest,
  { semantics, signal }: QueryOptions,
): Promise<Language> {
  if (semantics !== undefined) return languages[semantics];
  const endMs = request.kind === 'range' ? request.endMs : request.timeMs;
  const version = endMs === undefined ? undefined : await versionAt?.(endMs, signal);
  return languageOf(version ?? origin.version);
}
