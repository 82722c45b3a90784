/** The API without a socket: for our own code that knows how to ask a Prometheus, where what is asked is on this computer. */
import type { Clock, LogSink } from '../ports.ts';
import { statusOf } from './api-error.ts';
import type { ApiSource } from './api-server.ts';
import { dialectOf } from './dialect.ts';
import { readForm } from './form.ts';
import { jsonText } from './json-text.ts';
import { routeOf } from './routes.ts';
import { toldError } from './told-error.ts';

export interface InProcessOptions extends ApiSource {
  readonly clock: Clock;
  readonly log: LogSink;
  /** As Prometheus's default: two minutes. */
  readonly queryTimeoutMs?: number;
}

interface InProcessAnswer {
  readonly status: number;
  /** Of the JSON. */
  readonly chunks: Iterable<string>;
}

export interface InProcessApi {
  /** @param path `/api/v1/…` as in an address @throws what the signal says once it aborts */
  answer(path: string, params: URLSearchParams, signal: AbortSignal): Promise<InProcessAnswer>;
}

export function inProcessApi(options: InProcessOptions): InProcessApi {
  const { data, clock, parse, buildInfo, log, semantics, queryTimeoutMs = 120_000 } = options;
  const dialect = dialectOf(semantics);
  const services = { data, clock, parse, buildInfo, queryTimeoutMs, dialect };
  return {
    async answer(path, params, signal) {
      const found = routeOf(decodeURIComponent(path));
      if (found === undefined) return failed(404, 'not_found', `${path} is not served`);
      const { route, name } = found;
      try {
        return {
          status: 200,
          chunks: await route.endpoint({ form: readForm('', params.toString()), name, signal, services }),
        };
      } catch (error) {
        signal.throwIfAborted();
        const { type, message } = toldError(error, log);
        return failed(statusOf(type, dialect), type, message);
      }
    },
  };
}

function failed(status: number, type: string, message: string): InProcessAnswer {
  return { status, chunks: [`{"status":"error","errorType":"${type}","error":${jsonText(message)}}`] };
}
