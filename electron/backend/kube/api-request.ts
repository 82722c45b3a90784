/** One JSON call to an API server over a pool of connections: deadline, bounded body, typed errors. */
import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import { AppError, CancelledError } from '../../../shared/base/errors.ts';
import { abortable, withDeadline } from '../base/deadline.ts';
import type { ApiAccess, ApiIdentity } from './api-access.ts';
import {
  answerError,
  type CallFacts,
  networkError,
  notJsonError,
  parseRetryAfter,
  timeoutError,
} from './api-errors.ts';
import type { ApiPools } from './api-pools.ts';
import { authorized } from './authorized.ts';

/** A page of 500 objects with their managed fields is 2 MiB; more than this is no answer that Binnacle asks for. */
const maxBodyBytes = 32 * 1024 * 1024;

/** Of an error's body, no more than this is looked at. */
const maxErrorBodyBytes = 64 * 1024;

const bytesPerMiB = 1024 * 1024;

export interface ApiCall<T> {
  readonly method: 'GET' | 'POST';
  /** From `/api` or `/apis` on, encoded, with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly schema: z.ZodType<T>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** The sign-in, which may be a person's, takes its own time; each of at most two requests has the deadline. @throws AppError api.*, auth.*; CancelledError */
export async function callApi<T>(pools: ApiPools, access: ApiAccess, call: ApiCall<T>): Promise<T> {
  const facts: CallFacts = { server: access.server, user: access.user, method: call.method, path: call.path };
  const late = () => timeoutError(access.server, call.timeoutMs);
  const answer = await authorized(access, call.signal, {
    send: (identity) =>
      withDeadline(call.signal, call.timeoutMs, late, (signal) =>
        exchange(pools, access, facts, call, identity, signal),
      ),
    isRefused: ({ status }) => status === 401,
  });
  const { status, contentType, text } = answer;
  if (status < 200 || status > 299) throw answerError(facts, { ...answer, body: text });
  return parseAnswer(facts, status, contentType, text, call.schema);
}

interface ReadAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfterSeconds: number | undefined;
  readonly text: string;
}

async function exchange(
  pools: ApiPools,
  access: ApiAccess,
  facts: CallFacts,
  call: ApiCall<unknown>,
  identity: ApiIdentity,
  signal: AbortSignal,
): Promise<ReadAnswer> {
  const body = call.body === undefined ? null : JSON.stringify(call.body);
  const {
    statusCode: status,
    headers,
    body: stream,
  } = await send(pools.of(identity.tls).calls, access, {
    origin: access.url.origin,
    path: access.fullPath(call.path),
    method: call.method,
    headers: { ...identity.headers, ...(body !== null && { 'content-type': 'application/json' }) },
    body,
    signal,
  });
  const isGood = status >= 200 && status <= 299;
  return {
    status,
    contentType: headerText(headers['content-type']) ?? '',
    retryAfterSeconds: parseRetryAfter(headerText(headers['retry-after']), headerText(headers.date)),
    text: isGood ? await readText(facts, stream, maxBodyBytes, 'refuse') : await readRefusal(facts, stream),
  };
}

type SendOptions = Dispatcher.RequestOptions & { readonly signal: AbortSignal };

/**
 * One request. A kept-alive connection that the server closes as we write is no failure: it goes out again, since calls are reads (reviews and
 * queries too), unless its body is a stream, or it says that it is no read (`idempotent: false`).
 * @throws AppError api.*; CancelledError
 */
export async function send(
  pool: Dispatcher,
  access: ApiAccess,
  options: SendOptions,
): Promise<Dispatcher.ResponseData> {
  const { signal, body } = options;
  const isBytes = body === null || body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const isReplayable = isBytes && options.idempotent !== false;
  // undici looks at the signal only once there is a connection.
  const request = () =>
    abortable(signal, pool.request(options), ({ body: late }) => void late.on('error', () => undefined).destroy());
  try {
    return await request().catch((error: unknown) =>
      isReplayable && closedUnderWay(error) ? request() : Promise.reject(error),
    );
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    throw networkError(access, error);
  }
}

function closedUnderWay(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET');
}

/** The beginning of the body of an answer that is no success. @throws AppError api.* */
export function readRefusal(facts: CallFacts, body: Dispatcher.ResponseData['body']): Promise<string> {
  return readText(facts, body, maxErrorBodyBytes, 'cut');
}

/** @param beyond what happens where the body is longer than `limit`: it is refused, or its beginning is enough. */
async function readText(
  facts: CallFacts,
  body: Dispatcher.ResponseData['body'],
  limit: number,
  beyond: 'refuse' | 'cut',
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      chunks.push(chunk);
      // Leaving the loop destroys the body, and with it the connection.
      if (size > limit) break;
    }
  } catch (error) {
    throw networkError(facts, error);
  }
  if (size > limit && beyond === 'refuse') throw tooLarge(facts, limit);
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(facts: CallFacts, limit: number): AppError {
  const limitMiB = limit / bytesPerMiB;
  return new AppError('api.tooLarge', `${facts.server} answered ${facts.path} with more than ${limitMiB} MiB.`, {
    details: { server: facts.server, limitMiB },
  });
}

function parseAnswer<T>(facts: CallFacts, status: number, contentType: string, text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw notJsonError(facts, status, contentType); // the parser's message would quote the page
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new AppError(
    'api.failed',
    `${facts.server} answered ${facts.path} with JSON that is not what Kubernetes answers (${issue?.path.join('.')}: ${issue?.message}).`,
    { details: { server: facts.server, status, path: facts.path } },
  );
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
