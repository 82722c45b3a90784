/** Writes answers: JSON in pieces, as fast as the client reads them, and plain texts for what is no answer of the API. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { type ApiError, statusOf } from './api-error.ts';
import type { Dialect } from './dialect.ts';
import type { Refusal } from './guard.ts';
import { jsonText } from './json-text.ts';

const jsonType = { 'Content-Type': 'application/json' };

/** @throws where the client goes away, which the signal tells */
export async function sendJson(response: ServerResponse, chunks: Iterable<string>, signal: AbortSignal): Promise<void> {
  response.writeHead(200, jsonType);
  for (const chunk of chunks) {
    if (chunk === '') continue;
    if (!response.write(chunk)) await once(response, 'drain', { signal });
    // Others get their turn between two pieces.
    else await setImmediate(undefined, { signal });
  }
  response.end();
}

export function sendNothing(response: ServerResponse): void {
  response.writeHead(204);
  response.end();
}

export function sendError(response: ServerResponse, { type, message }: ApiError, dialect: Dialect): void {
  response.writeHead(statusOf(type, dialect), jsonType);
  response.end(`{"status":"error","errorType":"${type}","error":${jsonText(message)}}`);
}

export function sendRefusal(response: ServerResponse, { status, text, headers = {} }: Refusal): void {
  // What else is on the connection, a long body perhaps, is not waited for.
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close', ...headers });
  response.end(`${text}\n`);
}
