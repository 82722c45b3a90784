/** What a handler gets: one authenticated and authorized request. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cluster } from './cluster.ts';
import { readProtobufReview } from './protobuf-body.ts';
import type { ResourceType } from './resource-types.ts';
import { badRequest, StatusError } from './responses.ts';
import type { Attributes, Requester, ResourceAttributes } from './users.ts';

export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly attributes: Attributes;
  readonly requester: Requester;
  readonly cluster: Cluster;
  readonly watches: { serve(call: ResourceCall): void };
  /** How many requests there were so far, by method. */
  readonly requestCounts: ReadonlyMap<string, number>;
  /** host:port of the double. */
  readonly address: string;
}

export interface ResourceCall extends Call {
  readonly attributes: ResourceAttributes;
  readonly type: ResourceType;
}

const bodyLimitBytes = 3 * 1024 * 1024;

/** @throws StatusError 400 or 413 */
export async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimitBytes) {
      const message = `Request entity too large: limit is ${bodyLimitBytes}`;
      throw new StatusError({ code: 413, reason: 'RequestEntityTooLarge', message });
    }
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const review = readProtobufReview(bytes);
  if (review !== undefined) return review;
  try {
    const body: unknown = JSON.parse(bytes.toString());
    if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  } catch {
    // Answered below: the same for no JSON and for JSON that is no object.
  }
  throw new StatusError(badRequest('the object provided is unrecognized (must be of type JSON)'));
}
