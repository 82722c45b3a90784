/** The HTTP API over the histories of this computer, each below its name; at the root where there is only one. */
import { errorText, isCancellation } from '../../shared/base/errors.ts';
import type { HistoryService, ListedSource } from './history/service/history-service.ts';
import { type HistorySourceDeps, historyData, unreadableSource } from './history-source.ts';
import type { LogSink } from './ports.ts';
import { type ApiSource, type PrometheusApi, startPrometheusApi } from './prometheus-api/api-server.ts';
import { tokenFrom } from './prometheus-api/token-file.ts';

export interface HistoryApiDeps extends HistorySourceDeps {
  readonly history: Pick<HistoryService, 'readers' | 'folderOf' | 'list'>;
}

export interface HistoryApi extends PrometheusApi {
  /** What is served by now: a line for each history with its address, of the first ten; of the others how many there are. */
  addresses(): Promise<readonly string[]>;
}

export interface HistoryApiOptions {
  /** 0: any free one. */
  readonly port: number;
  /** With the token of who may ask: docs/formats/prometheus-api.md. Undefined: a new token for this time. */
  readonly tokenFile?: string | undefined;
}

const mostAddresses = 10;

interface RecentList {
  /** When it was there; undefined while it is being made. */
  atMs: number | undefined;
  readonly all: Promise<readonly ListedSource[]>;
}

const listTimeoutMs = 10_000;
const keptMs = 1000;

/** @throws where the port cannot be had; TokenFileError */
export async function startHistoryApi(
  { port, tokenFile }: HistoryApiOptions,
  deps: HistoryApiDeps,
): Promise<HistoryApi> {
  const { history, clock, log } = deps;
  history.readers.warmUp();
  let listed: RecentList | undefined;
  /**
   * The one that is being made, or that of the last second: a client asks several things at once. Nothing is kept for longer: a history may have
   * gone, or have begun anew, or be that of a server with another PromQL by now.
   */
  const recentlyListed = (): Promise<readonly ListedSource[]> => {
    if (listed?.atMs !== undefined && clock.monotonic() - listed.atMs > keptMs) listed = undefined;
    if (listed === undefined) {
      const all = history.list(AbortSignal.timeout(listTimeoutMs));
      const now: RecentList = { atMs: undefined, all };
      listed = now;
      all.then(
        () => {
          now.atMs = clock.monotonic();
        },
        // What failed is asked anew by the next one.
        () => {
          listed = undefined;
        },
      );
    }
    return listed.all;
  };
  const source = async (name: string): Promise<ApiSource | string> => {
    const all = await recentlyListed();
    const found = name === '' ? atRoot(all) : all.find((one) => one.source === name);
    return (found === undefined ? undefined : sourceOf(found, deps)) ?? whatThereIs(all);
  };
  const access = tokenFile === undefined ? {} : { access: { token: tokenFrom(tokenFile) } };
  const api = await startPrometheusApi({ port, source, clock, log, ...access });
  return { ...api, addresses: async () => addressesOf(await recentlyListed(), api.url) };
}

/** For whoever started it in a terminal, and nobody else: it may have the token. One line. */
export function apiText({ url, token }: PrometheusApi, tokenFile: string | undefined): string {
  const how = tokenFile === undefined ? `Authorization: Bearer ${token}` : `the token is in ${tokenFile}`;
  return `API of the history: ${url} (${how})\n`;
}

/** After `apiText`, once they are known: the window, or the page, does not wait for it. */
export async function tellAddresses(api: HistoryApi, write: (text: string) => void, log: LogSink): Promise<void> {
  try {
    for (const line of await api.addresses()) write(`  ${line}\n`);
  } catch (error) {
    if (!isCancellation(error)) log.write('warn', 'prometheus-api', `no history is named: ${errorText(error)}`);
  }
}

/** The only one; one that cannot be read does not count beside one that can. */
function atRoot(all: readonly ListedSource[]): ListedSource | undefined {
  const readable = all.filter(({ kind }) => kind === 'readable');
  const some = readable.length === 0 ? all : readable;
  return some.length === 1 ? some[0] : undefined;
}

const nameOf = (one: ListedSource) => (one.kind === 'readable' ? (one.origin?.name ?? '') : '(cannot be read)');

function whatThereIs(all: readonly ListedSource[]): string {
  if (all.length === 0) {
    return '404 nothing has been recorded yet: record a cluster, or import a file (npm run history -- import FILE)';
  }
  const lines = all.map((one) => `/${one.source}/api/v1/  ${nameOf(one)}`.trim());
  return ['404 there are these histories:', ...lines].join('\n');
}

function addressesOf(all: readonly ListedSource[], url: string): readonly string[] {
  const lines = all.slice(0, mostAddresses).map((one) => `${url}/${one.source}  ${nameOf(one)}`.trim());
  const more = all.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more: npm run history -- list names them`] : lines;
}

/** @returns undefined where nobody knows whose history it is */
function sourceOf(one: ListedSource, deps: HistorySourceDeps): ApiSource | undefined {
  const { source } = one;
  if (one.kind === 'unreadable') return unreadableSource(source, one.problem.message, deps);
  if (one.origin === undefined) return undefined;
  const { data, language, buildInfo } = historyData({ source, origin: one.origin }, deps);
  return { data, buildInfo, parse: language.parse, semantics: language.semantics };
}
