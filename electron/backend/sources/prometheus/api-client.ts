/** Requests to Prometheus's API over a pool of connections: headers, POST with its fallback, and answers that are no success. */
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { inflate, unzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { AppError } from '../../../../shared/base/errors.ts';
import { abortable } from '../../base/deadline.ts';
import type { LogSink } from '../../ports.ts';
import type { HttpEndpoint, RequestOptions } from '../source.ts';
import { connectionFailure, httpFailure, notJson, refusal } from './failures.ts';
import type { BodyEncoding } from './parse/parse-protocol.ts';
import type { ApiRequest } from './request-params.ts';

export interface ApiCall {
  readonly signal: AbortSignal;
  /** How long it has taken so far, for messages. */
  readonly elapsedSeconds: () => number;
  /** As RequestOptions has it. */
  readonly onlyTo?: string | undefined;
}

/** An answer with status 200 and JSON in it. Whoever has it must read the body to its end or destroy it. */
export interface ApiResponse {
  readonly status: number;
  readonly statusText: string;
  readonly encoding: BodyEncoding;
  /** As sent, so of the compressed body; undefined where the server did not say. */
  readonly contentLength: number | undefined;
  readonly body: Readable;
}

/** What is sent as it is, and not as parameters. */
export interface BytesRequest {
  /** Under the endpoint's prefix. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Any answer. Whoever has it must read the body to its end or destroy it, or have the failure made of it. */
export interface BytesResponse {
  readonly status: number;
  /** '' where there is none. */
  readonly contentType: string;
  readonly contentEncoding: string;
  readonly body: Readable;
  /** What the answer says went wrong. */
  failure(): Promise<AppError>;
}

export interface ApiClient {
  /** By POST, so that an expression of any length fits; by GET where the server refuses that. @throws AppError prometheus.* and a tunnel's own */
  query(request: ApiRequest, call: ApiCall): Promise<ApiResponse>;
  /** By GET, for what has no POST. @throws the same */
  read(request: ApiRequest, call: ApiCall): Promise<ApiResponse>;
  /** By GET, for small answers: the whole body as text. @throws the same */
  get(request: ApiRequest, call: ApiCall): Promise<string>;
}

export interface BytesClient {
  /** By POST only. Asks nothing of the answer. @throws AppError prometheus.connectionLost and a tunnel's own */
  post(request: BytesRequest, call: ApiCall): Promise<BytesResponse>;
  /** What changes something: sent once. @throws the same */
  change(request: ApiRequest, call: ApiCall): Promise<BytesResponse>;
}

export interface StreamClient {
  /**
   * By GET, for an answer that goes on for hours: over a connection that no other request waits for. Asks nothing of the answer. Undefined where the
   * way to the server has no such connection. @throws as BytesClient.post
   */
  readonly stream: ((request: StreamRequest, call: ApiCall) => Promise<BytesResponse>) | undefined;
}

interface StreamRequest extends ApiRequest {
  /** The type that it is to be of. */
  readonly accept: string;
}

/** Of an answer that is read on the main thread: an error, a status document. */
const smallBodyBytes = 1024 * 1024;

/** Statuses by which a server or a proxy says that it takes no POST here. */
const refusesPost = new Set([403, 405, 501]);

export function createApiClient(endpoint: HttpEndpoint, log: LogSink): ApiClient & BytesClient & StreamClient {
  /** Known after the first refused POST whose GET went through. */
  let getOnly = false;

  async function query(request: ApiRequest, call: ApiCall): Promise<ApiResponse> {
    if (getOnly) return accepted(await send(endpoint, 'GET', request, call), call);
    const response = await send(endpoint, 'POST', request, call);
    if (!refusesPost.has(response.statusCode)) return accepted(response, call);
    response.body.destroy();
    const again = await send(endpoint, 'GET', request, call);
    if (!refusesPost.has(again.statusCode)) {
      getOnly = true;
      log.write('info', 'prometheus', 'POST is refused, queries go by GET', { status: response.statusCode });
    }
    return accepted(again, call);
  }

  async function read(request: ApiRequest, call: ApiCall): Promise<ApiResponse> {
    return accepted(await send(endpoint, 'GET', request, call), call);
  }

  return {
    query,
    read,
    async get(request, call) {
      const { body, encoding } = await read(request, call);
      return readSmallBody(body, encoding);
    },
    async change(request, call) {
      return bytesResponse(await send(endpoint, 'POST', { ...request, once: true }, call), call);
    },
    async post({ path, headers, body }, call) {
      const sent = { path, params: new URLSearchParams(), content: { headers, body } };
      return bytesResponse(await send(endpoint, 'POST', sent, call), call);
    },
    stream: streamOver(endpoint),
  };
}

function streamOver({ lasting: dispatcher, ...endpoint }: HttpEndpoint): StreamClient['stream'] {
  if (dispatcher === undefined) return undefined;
  return async ({ accept, ...request }, call) => {
    // What compresses holds back.
    const headers = { accept, 'accept-encoding': 'identity' };
    return bytesResponse(await send({ ...endpoint, dispatcher }, 'GET', { ...request, headers }, call), call);
  };
}

function bytesResponse(response: Dispatcher.ResponseData, call: ApiCall): BytesResponse {
  const { statusCode: status, statusText, body } = response;
  const contentType = header(response, 'content-type') ?? '';
  return {
    ...{ status, contentType, body },
    contentEncoding: (header(response, 'content-encoding') ?? '').trim().toLowerCase(),
    async failure() {
      if (status >= 200 && status < 400) {
        body.destroy();
        return httpFailure({ status, statusText }, '', header(response, 'location'));
      }
      const text = await readSmallBody(body, encodingOf(header(response, 'content-encoding')) ?? 'identity');
      return failureOf({ status, statusText }, contentType, text, call.elapsedSeconds());
    },
  };
}

interface SentRequest extends ApiRequest {
  /** In place of the parameters. */
  readonly content?: Pick<BytesRequest, 'headers' | 'body'>;
  /** It changes something: neither this nor what is below asks again, nor elsewhere. */
  readonly once?: boolean;
  /** In place of the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A proxy that moved the path says so once or twice; more is a loop. */
const maxRedirects = 3;

/**
 * Goes after redirects that keep method and body (307, 308), and of a GET any, inside the origin. A POST that is to become a GET (301,
 * 302, 303) would lose its expression: where it would go is then said.
 */
async function send(
  endpoint: HttpEndpoint,
  method: 'GET' | 'POST',
  request: SentRequest,
  call: ApiCall,
): Promise<Dispatcher.ResponseData> {
  let whole = endpoint.pathPrefix + request.path;
  for (let redirects = 0; ; redirects += 1) {
    const response = await sendTo(endpoint, method, whole, request, call);
    const next =
      !request.once && redirects < maxRedirects ? redirectInside(endpoint.origin, whole, method, response) : undefined;
    if (next === undefined) return response;
    response.body.destroy();
    whole = next;
  }
}

/** @returns the path to ask instead; its query, where there is one, is the request's own. */
function redirectInside(
  origin: string,
  whole: string,
  method: 'GET' | 'POST',
  response: Dispatcher.ResponseData,
): string | undefined {
  const { statusCode } = response;
  const keeps = statusCode === 307 || statusCode === 308;
  const gets = method === 'GET' && (statusCode === 301 || statusCode === 302 || statusCode === 303);
  const location = header(response, 'location');
  const base = new URL(whole, origin);
  if (!(keeps || gets) || location === undefined || !URL.canParse(location, base.href)) return undefined;
  const target = new URL(location, base);
  return target.origin === base.origin ? target.pathname : undefined;
}

const usualHeaders = { accept: 'application/json', 'accept-encoding': 'gzip, deflate' };

async function sendTo(
  endpoint: HttpEndpoint,
  method: 'GET' | 'POST',
  whole: string,
  { params, content, headers = usualHeaders, once = false }: SentRequest,
  { signal, elapsedSeconds, onlyTo }: ApiCall,
): Promise<Dispatcher.ResponseData> {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const options: RequestOptions = {
    origin: endpoint.origin,
    signal,
    // The query's own deadline ends it.
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(once && { idempotent: false, onlyTo }),
    ...(method === 'POST'
      ? { method, path: whole, ...(content ?? { headers: { ...headers, ...form }, body: params.toString() }) }
      : { method, path: params.size === 0 ? whole : `${whole}?${params}`, headers }),
  };
  const attempt = async () => {
    const asked = endpoint.dispatcher.request(options);
    // undici looks at the signal only once there is a connection, and a tunnel may be long in coming.
    const response = await abortable(signal, asked, ({ body }) => ignoreErrors(body).destroy());
    ignoreErrors(response.body);
    return response;
  };
  const before = elapsedSeconds();
  try {
    return await attempt().catch((error: unknown) => {
      if (once || signal.aborted || elapsedSeconds() - before > staleSeconds || !isConnectionEnd(error)) throw error;
      return attempt();
    });
  } catch (error) {
    throw signal.aborted ? error : connectionFailure(error);
  }
}

/** Destroyed, a body may say so after the last one who listened has gone. */
function ignoreErrors<T extends Readable>(body: T): T {
  return body.on('error', () => undefined);
}

/**
 * A kept connection that the server closed at the moment of the request says so at once. A query changes nothing, so it is asked again,
 * once; but not where the server worked on it before it went: the query may be what ended it.
 */
const staleSeconds = 1;
const endCodes = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

function isConnectionEnd(error: unknown): boolean {
  return error instanceof Error && 'code' in error && endCodes.has(String(error.code));
}

/** @throws AppError for whatever is no answer of the API; the body has been read or destroyed then. */
async function accepted(response: Dispatcher.ResponseData, call: ApiCall): Promise<ApiResponse> {
  const { statusCode: status, statusText, body } = response;
  const contentType = header(response, 'content-type') ?? '';
  const encoding = encodingOf(header(response, 'content-encoding'));
  const isJson = /json/i.test(contentType) || contentType === '';
  if (status >= 200 && status < 300 && isJson && encoding !== undefined) {
    const length = Number(header(response, 'content-length') ?? Number.NaN);
    return { status, statusText, encoding, contentLength: Number.isNaN(length) ? undefined : length, body };
  }
  if (status >= 300 && status < 400) {
    body.destroy();
    throw httpFailure({ status, statusText }, '', header(response, 'location'));
  }
  if (encoding === undefined || (status < 300 && !isJson)) {
    body.destroy();
    throw notJson(
      status,
      encoding === undefined ? `content-encoding ${header(response, 'content-encoding')}` : contentType,
    );
  }
  const text = await readSmallBody(body, encoding);
  throw failureOf({ status, statusText }, contentType, text, call.elapsedSeconds());
}

const errorBody = z.object({ errorType: z.string(), error: z.string() });

function failureOf(
  http: { status: number; statusText: string },
  contentType: string,
  text: string,
  seconds: number,
): AppError {
  const parsed = errorBody.safeParse(parseJson(text));
  if (parsed.success) return refusal(parsed.data.errorType, parsed.data.error, http, seconds);
  return httpFailure(http, /^text\/plain/i.test(contentType) ? text : '', undefined);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function header(response: Dispatcher.ResponseData, name: string): string | undefined {
  const value = response.headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

function encodingOf(value: string | undefined): BodyEncoding | undefined {
  const name = (value ?? 'identity').trim().toLowerCase();
  if (name === 'gzip' || name === 'x-gzip') return 'gzip';
  return name === 'deflate' || name === 'identity' ? name : undefined;
}

const unzipAsync = promisify(unzip);
const inflateAsync = promisify(inflate);

/** What is longer than the limit is cut off, and the connection closed. */
async function readSmallBody(body: Readable, encoding: BodyEncoding): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > smallBodyBytes) break;
    }
  } catch (error) {
    throw connectionFailure(error);
  }
  const bytes = Buffer.concat(chunks);
  if (encoding === 'identity') return bytes.toString('utf8', 0, smallBodyBytes);
  const decompress = encoding === 'gzip' ? unzipAsync : inflateAsync;
  // An error's text that cannot be decompressed is no text; what matters is its status.
  return decompress(bytes, { maxOutputLength: smallBodyBytes }).then(
    (plain) => plain.toString('utf8'),
    () => '',
  );
}
