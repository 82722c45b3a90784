/**
 * A reverse proxy as companies put one before Prometheus: it demands what a test says, forwards the rest to a real server, and remembers
 * every request that came.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

interface GuardedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type GuardedAnswer =
  | { readonly kind: 'forward'; readonly path?: string }
  | { readonly kind: 'answer'; readonly status: number; readonly headers?: Readonly<Record<string, string>> };

export interface GuardedServer {
  readonly url: string;
  readonly requests: readonly GuardedRequest[];
  close(): Promise<void>;
}

export interface GuardedOptions {
  /** The real server, http://127.0.0.1:PORT. */
  readonly upstream: string;
  readonly decide: (request: GuardedRequest) => GuardedAnswer;
  readonly tls?: { readonly key: string; readonly cert: string; readonly clientCa?: string };
}

export async function startGuardedServer({ upstream, decide, tls }: GuardedOptions): Promise<GuardedServer> {
  const requests: GuardedRequest[] = [];
  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = incoming;
    const seen = { method, path, headers, body: Buffer.concat(chunks).toString() };
    requests.push(seen);
    const decision = decide(seen);
    if (decision.kind === 'answer') response.writeHead(decision.status, decision.headers).end();
    else forward(upstream + (decision.path ?? path), seen, response);
  };
  const listener = (incoming: IncomingMessage, response: ServerResponse) =>
    void handle(incoming, response).catch(() => response.destroy());
  const server =
    tls === undefined
      ? createServer(listener)
      : createSecureServer(
          {
            key: tls.key,
            cert: tls.cert,
            ...(tls.clientCa !== undefined && { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true }),
          },
          listener,
        );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(url: string, { method, headers, body }: GuardedRequest, response: ServerResponse): void {
  // What was for the guard is not passed on.
  const { authorization: _authorization, host: _host, ...rest } = headers;
  const onward = request(url, { method, headers: rest, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  onward.end(body);
}
