/** The HTTP API over the histories of this computer, each below its name; at the root where there is only one. */
import type { HistoryService, ListedSource } from './history/service/history-service.ts';
import { type HistorySourceDeps, historyData } from './history-source.ts';
import { type ApiSource, type PrometheusApi, startPrometheusApi } from './prometheus-api/api-server.ts';

export interface HistoryApiDeps extends HistorySourceDeps {
  readonly history: Pick<HistoryService, 'readers' | 'folderOf' | 'list'>;
}

type Readable = Extract<ListedSource, { kind: 'readable' }>;

const listTimeoutMs = 10_000;
const keptMs = 1000;

/** @param port 0: any free one @throws where the port cannot be had */
export async function startHistoryApi(port: number, deps: HistoryApiDeps): Promise<PrometheusApi> {
  const { history, clock, log } = deps;
  history.readers.warmUp();
  let listed: { readonly atMs: number; readonly readable: Promise<readonly Readable[]> } | undefined;
  /**
   * Of the last second: a client asks several things at once. Nothing is kept for longer: a history may have gone, or have begun anew, or be that
   * of a server with another PromQL by now.
   */
  const recentlyListed = (): Promise<readonly Readable[]> => {
    const atMs = clock.monotonic();
    if (listed === undefined || atMs - listed.atMs > keptMs) {
      const all = history.list(AbortSignal.timeout(listTimeoutMs));
      const readable = all.then((found) => found.filter((one): one is Readable => one.kind === 'readable'));
      const now = { atMs, readable };
      listed = now;
      // What failed is asked anew by the next one.
      readable.catch(() => {
        if (listed === now) listed = undefined;
      });
    }
    return listed.readable;
  };
  const source = async (name: string): Promise<ApiSource | string> => {
    const readable = await recentlyListed();
    const found = name === '' && readable.length === 1 ? readable[0] : readable.find((one) => one.source === name);
    return (found === undefined ? undefined : sourceOf(found, deps)) ?? whatThereIs(readable);
  };
  return startPrometheusApi({ port, source, clock, log });
}

function whatThereIs(readable: readonly Readable[]): string {
  if (readable.length === 0) return '404 nothing has been recorded yet';
  const lines = readable.map(({ source, origin }) => `/${source}/api/v1/  ${origin?.name ?? ''}`.trim());
  return ['404 there are these histories:', ...lines].join('\n');
}

function sourceOf({ source, origin }: Readable, deps: HistorySourceDeps): ApiSource | undefined {
  if (origin === undefined) return undefined;
  const { data, language, buildInfo } = historyData({ source, origin }, deps);
  return { data, buildInfo, parse: language.parse, semantics: language.semantics };
}
