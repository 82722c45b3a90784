/** The query and status surface that every view stands on: a remote Prometheus now; the history with its issue. */
import type { Dispatcher } from 'undici';
import type { QueryItem, QueryRequest } from '../../../shared/model/query.ts';

export interface QueryOptions {
  readonly signal: AbortSignal;
  /** The whole query's deadline, and what the server is told as its own. */
  readonly timeoutMs: number;
}

export interface Source {
  /**
   * Yields progress*, head, part*, done (shared/model/query.ts). Ends by throwing AppError prometheus.*, query.deadline, or
   * CancelledError when the signal aborts, which also closes the request's socket.
   */
  query(request: QueryRequest, options: QueryOptions): AsyncIterable<QueryItem>;
  /** /api/v1/status/buildinfo. */
  buildInfo(options: QueryOptions): Promise<{ readonly version: string }>;
}

export type RequestOptions = Omit<Dispatcher.RequestOptions, 'signal'> & { readonly signal?: AbortSignal };

/** What is asked of a pool of connections; undici's dispatchers have it. */
export interface Requester {
  request(options: RequestOptions): Promise<Dispatcher.ResponseData>;
}

/** Where a Prometheus answers: a pool of connections (through a tunnel or not) and the path before `/api/v1`. */
export interface HttpEndpoint {
  readonly dispatcher: Requester;
  /** As undici wants it, `http://HOST:PORT`. Over a tunnel the host is only what the `Host` header says. */
  readonly origin: string;
  /** '' or '/prometheus', never with a slash at the end. */
  readonly pathPrefix: string;
}
