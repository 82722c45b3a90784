/** One JSON call to an API server over a pool of connections: deadline, bounded body, typed errors. */
import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import { AppError } from '../../../shared/base/errors.ts';
import { abortable, withDeadline } from '../base/deadline.ts';
import type { ApiAccess } from './api-access.ts';
import { answerError, type CallFacts, networkError, notJsonError, timeoutError } from './api-errors.ts';

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

/** @throws AppError api.*, auth.badCredentials; CancelledError */
export function callApi<T>(pool: Dispatcher, access: ApiAccess, call: ApiCall<T>): Promise<T> {
  const facts: CallFacts = { server: access.server, user: access.user, method: call.method, path: call.path };
  return withDeadline(
    call.signal,
    call.timeoutMs,
    () => timeoutError(access.server, call.timeoutMs),
    async (signal) => {
      const answer = await send(pool, access, facts, call, signal);
      const status = answer.statusCode;
      const contentType = headerText(answer.headers['content-type']);
      if (status < 200 || status > 299) {
        const body = await readText(facts, answer.body, maxErrorBodyBytes, 'cut');
        throw answerError(facts, { status, contentType, body });
      }
      const text = await readText(facts, answer.body, maxBodyBytes, 'refuse');
      return parseAnswer(facts, status, contentType, text, call.schema);
    },
  );
}

async function send(
  pool: Dispatcher,
  access: ApiAccess,
  facts: CallFacts,
  call: ApiCall<unknown>,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  const headers = await abortable(signal, access.headers());
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const options: Dispatcher.RequestOptions = {
    origin: access.url.origin,
    path: access.fullPath(call.path),
    method: call.method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    body: body ?? null,
    signal,
  };
  // undici looks at the signal only once there is a connection.
  const request = () =>
    abortable(signal, pool.request(options), ({ body: late }) => void late.on('error', () => undefined).destroy());
  try {
    // A kept-alive connection that the server closes as we write is no failure. Every call is a read (reviews too), so it may go out twice.
    return await request().catch((error: unknown) => (closedUnderWay(error) ? request() : Promise.reject(error)));
  } catch (error) {
    throw networkError(facts, error);
  }
}

function closedUnderWay(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET');
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

function headerText(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}
