/** Answers in the words of a real API server: Status bodies, JSON, plain text; nothing here decides what is answered. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, gzipSync } from 'node:zlib';

interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly retryAfterSeconds?: number;
}

export interface StatusAnswer {
  readonly code: number;
  /** '' where the real server gives none. */
  readonly reason: string;
  readonly message: string;
  readonly details?: StatusDetails;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Thrown by a handler where the answer is a Status. */
export class StatusError extends Error {
  readonly answer: StatusAnswer;

  constructor(answer: StatusAnswer) {
    super(answer.message);
    this.answer = answer;
  }
}

export function statusBody(answer: StatusAnswer): Readonly<Record<string, unknown>> {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: answer.metadata ?? {},
    status: 'Failure',
    message: answer.message,
    ...(answer.reason === '' ? {} : { reason: answer.reason }),
    ...(answer.details === undefined ? {} : { details: answer.details }),
    code: answer.code,
  };
}

export const badRequest = (message: string): StatusAnswer => ({ code: 400, reason: 'BadRequest', message });

export const unauthorized: StatusAnswer = { code: 401, reason: 'Unauthorized', message: 'Unauthorized' };

/** On every answer, proxied ones included. */
export const commonHeaders = () => ({ 'Audit-Id': randomUUID(), 'Cache-Control': 'no-cache, private' });

/** A real API server compresses answers of more than 128 KiB. */
const gzipAboveBytes = 128 * 1024;

export function sendJson(request: IncomingMessage, response: ServerResponse, code: number, body: unknown): void {
  const text = Buffer.from(`${JSON.stringify(body)}\n`);
  const headers: Record<string, string | number> = { ...commonHeaders(), 'Content-Type': 'application/json' };
  if (code === 403) headers['X-Content-Type-Options'] = 'nosniff';
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const compress = text.length > gzipAboveBytes && accepted.includes('gzip');
  const bytes = compress ? gzipSync(text, { level: constants.Z_BEST_SPEED }) : text;
  if (compress) Object.assign(headers, { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' });
  response.writeHead(code, { ...headers, 'Content-Length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

export function sendStatus(request: IncomingMessage, response: ServerResponse, answer: StatusAnswer): void {
  sendJson(request, response, answer.code, statusBody(answer));
}

export function sendText(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, {
    ...commonHeaders(),
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** What the router says to a path that nothing serves. */
export function sendNotServed(response: ServerResponse): void {
  sendText(response, 404, '404 page not found\n');
}

/** An answer written by hand on the socket of a refused upgrade. */
export function rawResponse(
  code: number,
  statusText: string,
  contentType: string,
  body: string,
  headers: readonly string[] = [],
): string {
  return [
    `HTTP/1.1 ${code} ${statusText}`,
    ...headers,
    `Audit-Id: ${randomUUID()}`,
    'Cache-Control: no-cache, private',
    `Content-Type: ${contentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Date: ${new Date().toUTCString()}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

/** A Status by hand. */
export function rawStatus(answer: StatusAnswer): string {
  const seconds = answer.details?.retryAfterSeconds;
  const headers = seconds === undefined ? [] : [`Retry-After: ${seconds}`];
  return rawResponse(
    answer.code,
    answer.reason,
    'application/json',
    `${JSON.stringify(statusBody(answer))}\n`,
    headers,
  );
}
