/** An exporter that a test changes between scrapes, and that knows who asked for what. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Asked {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly atMs: number;
}

export interface ChangingExporter {
  /** 127.0.0.1:PORT */
  readonly address: string;
  readonly asked: readonly Asked[];
  /** Requests that are not answered yet. */
  readonly open: number;
  /** What is answered from now on: a body as text, or whatever a handler does. */
  answer(with_: string | ((request: IncomingMessage, response: ServerResponse) => void)): void;
  /** Nobody listens any more. */
  stop(): Promise<void>;
}

export async function startChangingExporter(body = 'm 1\n'): Promise<ChangingExporter> {
  const asked: Asked[] = [];
  let answer: string | ((request: IncomingMessage, response: ServerResponse) => void) = body;
  let open = 0;
  const server = createServer((request, response) => {
    const { url = '', headers } = request;
    asked.push({ url, headers, atMs: Date.now() });
    open += 1;
    response.on('close', () => (open -= 1));
    if (typeof answer === 'function') return answer(request, response);
    response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' }).end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    asked,
    get open() {
      return open;
    },
    answer(next) {
      answer = next;
    },
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
