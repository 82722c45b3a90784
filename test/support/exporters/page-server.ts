/** HTTP servers that answer as exporters do: pages of the text format by path, made anew at each request. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';

/** @returns the body; undefined: there is no such page */
export type Page = (path: string, request: IncomingMessage) => string | undefined;

export interface PageServer {
  readonly port: number;
  /** Requests so far. */
  readonly asked: number;
  stop(): Promise<void>;
}

export async function startPageServer(page: Page): Promise<PageServer> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    const body = page((request.url ?? '').replace(/\?.*$/, ''), request);
    response.writeHead(body === undefined ? 404 : 200, {
      'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
    });
    response.end(body ?? '');
  });
  // Longer than any interval of a scrape: what ends a connection is to be who scrapes.
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get asked() {
      return asked;
    },
    stop,
  };
}
