/** Requests to any path of the API server as its user, answers streamed: what the API server's proxies are asked with. */
import type { Dispatcher } from 'undici';
import { CancelledError } from '../../../shared/base/errors.ts';
import { plainHeaders } from '../base/plain-headers.ts';
import type { Requester } from '../sources/source.ts';
import type { ApiAccess } from './api-access.ts';
import { answerError, type CallFacts } from './api-errors.ts';
import type { ApiPools } from './api-pools.ts';
import { readRefusal, send } from './api-request.ts';
import { authorized } from './authorized.ts';

/** @param closing aborts when the client closes. */
export function apiRequester(pools: ApiPools, access: ApiAccess, closing: AbortSignal): Requester {
  return {
    async request(options) {
      const signal = options.signal === undefined ? closing : AbortSignal.any([options.signal, closing]);
      const path = String(options.path);
      const answer = await authorized<Dispatcher.ResponseData>(access, signal, {
        send: ({ headers: { accept, 'user-agent': agent, ...proof }, tls }) =>
          send(pools.of(tls).streams, access, {
            ...options,
            origin: access.url.origin,
            path: access.fullPath(path),
            // What is wanted of who is behind the proxy is the caller's to say; who asks is not.
            headers: plainHeaders({ accept, 'user-agent': agent, ...plainHeaders(options.headers), ...proof }),
            signal,
          }),
        isRefused: isOfApiServer,
        discard: ({ body }) => void body.on('error', () => undefined).destroy(),
      });
      if (!isOfApiServer(answer)) return answer;
      const facts: CallFacts = {
        server: access.server,
        user: access.user,
        method: options.method === 'GET' ? 'GET' : 'POST',
        path,
      };
      const body = await readRefusal(facts, answer.body).catch((error: unknown) => {
        throw signal.aborted ? new CancelledError() : error;
      });
      throw answerError(facts, { status: 401, contentType: 'application/json', body, retryAfterSeconds: undefined });
    },
  };
}

/**
 * Whether a 401 is the API server's own, and not of what lies behind its proxy: HTTP wants a WWW-Authenticate with every 401, and the API
 * server alone sends its Status object without one.
 */
function isOfApiServer({ statusCode, headers }: Dispatcher.ResponseData): boolean {
  return (
    statusCode === 401 &&
    headers['www-authenticate'] === undefined &&
    String(headers['content-type'] ?? '').startsWith('application/json')
  );
}
