/**
 * One request to an Alertmanager or a Pushgateway: deadline, bounded body, typed errors. What changes something is sent once: where its answer
 * is lost, that is said, and nothing is sent again.
 */
import type { Dispatcher } from 'undici';
import { AppError, errorText, isCancellation } from '../../../../shared/base/errors.ts';
import { type CompanionKind, companionNames } from '../../../../shared/model/companion.ts';
import { abortable, withDeadline } from '../../base/deadline.ts';
import { isUnsent } from '../../base/unsent.ts';
import type { Requester } from '../../sources/source.ts';

export interface CompanionRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the path prefix. */
  readonly path: string;
  /** JSON. */
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Of the answer. */
  readonly mostBytes: number;
}

export interface CompanionAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Of a redirect. */
  readonly location: string;
  /** Fills its buffer. */
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface CompanionEndpoint {
  /** How messages name it: `NAMESPACE/SERVICE:PORT`. */
  readonly target: string;
  readonly requester: Requester;
  readonly origin: string;
  readonly pathPrefix: string;
}

const bytesPerMiB = 2 ** 20;

/** Any answer is one. @throws AppError companion.timeout, companion.lost, companion.tooLarge, companion.unsure, and the way's own; CancelledError */
export async function callCompanion(endpoint: CompanionEndpoint, request: CompanionRequest): Promise<CompanionAnswer> {
  const { target } = endpoint;
  const { method, signal, timeoutMs } = request;
  const seconds = timeoutMs / 1000;
  const late = () =>
    new AppError('companion.timeout', `${target} did not answer within ${seconds} s.`, {
      details: { target, seconds },
      retryable: true,
    });
  try {
    return await withDeadline(signal, timeoutMs, late, (limited) => send(endpoint, request, limited));
  } catch (error) {
    const isClosed = isCancellation(error);
    if (isClosed && (signal.aborted || method === 'GET')) throw error;
    // Nobody gave it up: its connection was closed, and it may have been written by then.
    const known = isClosed ? lost(target, new Error('it was closed')) : knownOf(target, error);
    throw method === 'GET' || isUnsent(known) ? known : unsure(target, known);
  }
}

async function send(
  { target, requester, origin, pathPrefix }: CompanionEndpoint,
  { method, path, body, mostBytes }: CompanionRequest,
  signal: AbortSignal,
): Promise<CompanionAnswer> {
  const asked = requester.request({
    ...{ origin, method, path: pathPrefix + path, signal },
    headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body }),
    ...(method !== 'GET' && { idempotent: false }),
    // The call's own deadline ends it.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  // undici looks at the signal only once there is a connection, and a tunnel may be long in coming.
  const response = await abortable(signal, asked, ({ body: late }) => void late.on('error', () => undefined).destroy());
  return {
    status: response.statusCode,
    contentType: headerOf(response, 'content-type'),
    location: response.statusCode >= 300 && response.statusCode < 400 ? headerOf(response, 'location') : '',
    body: await readBody(response.body, target, mostBytes),
  };
}

function headerOf({ headers }: Dispatcher.ResponseData, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

async function readBody(
  body: Dispatcher.ResponseData['body'],
  target: string,
  mostBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  body.on('error', () => undefined);
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > mostBytes) throw tooLarge(target, mostBytes);
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function tooLarge(target: string, mostBytes: number): AppError {
  const limitMiB = mostBytes / bytesPerMiB;
  return new AppError('companion.tooLarge', `An answer of ${target} is larger than ${limitMiB} MiB.`, {
    details: { target, limitMiB },
  });
}

function knownOf(target: string, error: unknown): AppError {
  return error instanceof AppError ? error : lost(target, error);
}

/** What a tunnel or the API server knows about itself stands behind what the connection says. */
function lost(target: string, error: unknown): AppError {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof AppError) return cause;
  const reason = errorText(error);
  return new AppError('companion.lost', `The connection to ${target} was lost: ${reason}.`, {
    details: { target, reason },
    retryable: true,
    cause: error,
  });
}

function unsure(target: string, cause: AppError): AppError {
  const reason = cause.message.replace(/\.$/, '');
  return new AppError('companion.unsure', `Whether ${target} did it is not known: ${reason}.`, {
    details: { target, reason },
    cause,
  });
}

const mostWords = 4096;

/** An answer that is none of those that were wanted, with its own words: a text in JSON, an object with one, or plain. */
export function failedAnswer(kind: CompanionKind, target: string, { status, body }: CompanionAnswer): AppError {
  const what = companionNames[kind];
  const serverMessage = wordsOf(new TextDecoder().decode(body).slice(0, mostWords).trim());
  return new AppError('companion.http', `${target} answered with status ${status}.`, {
    details: { what, target, status, ...(serverMessage !== '' && { serverMessage }) },
    retryable: status >= 500,
  });
}

function wordsOf(text: string): string {
  try {
    const said: unknown = JSON.parse(text);
    if (typeof said === 'string') return said;
    const { message, error } = said as { readonly message?: unknown; readonly error?: unknown };
    return typeof message === 'string' ? message : typeof error === 'string' ? error : text;
  } catch {
    return text;
  }
}
