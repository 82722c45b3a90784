/** Switches that make the API server misbehave: what to answer instead, and to which requests. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { assertNever } from '../../../shared/base/assert-never.ts';
import { rawResponse, rawStatus, type StatusAnswer, sendStatus, unauthorized } from './responses.ts';
import { type Attributes, forbidden, type Requester } from './users.ts';

export interface FaultMatch {
  /** A prefix of the path, or an expression for the path with its query. Absent: every path. */
  readonly path?: string | RegExp;
  readonly method?: string;
  /** The user's name. */
  readonly user?: string;
  /** true: only upgrades; false: only plain requests. */
  readonly upgrade?: boolean;
  /** How many requests are answered so; then the fault goes by itself. */
  readonly times?: number;
}

export type FaultAnswer =
  /** A Status body; 401, 403, 410, 429, 500 and 503 have their own reason and message. */
  | {
      readonly kind: 'status';
      readonly code: number;
      readonly reason?: string;
      readonly message?: string;
      /** The header Retry-After and its like in the body. A 429 has 1 by default. */
      readonly retryAfterSeconds?: number;
    }
  /** A page of HTML, as of a login portal or a load balancer. */
  | { readonly kind: 'html'; readonly code?: number }
  | { readonly kind: 'body'; readonly code: number; readonly contentType: string; readonly body: string }
  /** Never answers; the connection stays open. */
  | { readonly kind: 'hang' }
  /** Cuts the connection without an answer. */
  | { readonly kind: 'reset' }
  /** Answers as usual, so many milliseconds later, or once something has happened. */
  | { readonly kind: 'delay'; readonly ms: number | Promise<unknown> }
  /** Says 1,000 bytes, sends half a JSON object, cuts the connection. */
  | { readonly kind: 'truncated' }
  /** A JSON list that never ends, as fast as it is read. */
  | { readonly kind: 'endless' }
  /** A well-formed list padded to about this size. */
  | { readonly kind: 'huge'; readonly sizeBytes: number };

interface ActiveFault {
  readonly answer: FaultAnswer;
  readonly match: FaultMatch;
  left: number;
}

export interface Tempted {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly isUpgrade: boolean;
  readonly requester: Requester | undefined;
}

const canned: Readonly<Record<number, StatusAnswer>> = {
  401: unauthorized,
  410: { code: 410, reason: 'Expired', message: 'The resourceVersion for the provided list is too old.' },
  429: {
    code: 429,
    reason: 'TooManyRequests',
    message: 'Too many requests, please try again later.',
    details: { retryAfterSeconds: 1 },
  },
  500: { code: 500, reason: 'InternalError', message: 'Internal error occurred: etcdserver: request timed out' },
  503: { code: 503, reason: 'ServiceUnavailable', message: 'the server is currently unable to handle the request' },
};

const portalPage =
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Sign in to continue</h1></body></html>\n';

export class Faults {
  /** Added to every request and upgrade, before any fault; for every byte see the gated double's `network.latencyMs`. */
  latencyMs = 0;
  #active: ActiveFault[] = [];
  #bytesPerSecond: number | undefined;

  /** The newest matching fault answers. @returns what takes it away again */
  add(answer: FaultAnswer, match: FaultMatch = {}): () => void {
    const fault: ActiveFault = { answer, match, left: match.times ?? Number.POSITIVE_INFINITY };
    this.#active.unshift(fault);
    return () => {
      this.#active = this.#active.filter((one) => one !== fault);
    };
  }

  /** Every port-forward is refused with this code, as by a proxy that knows no WebSockets. */
  refuseUpgrades(code = 503): () => void {
    return this.add({ kind: 'status', code }, { upgrade: true });
  }

  /** Limits what comes out of each tunnel; undefined: no limit. */
  slowTunnels(bytesPerSecond: number | undefined): void {
    this.#bytesPerSecond = bytesPerSecond;
  }

  get tunnelBytesPerSecond(): number | undefined {
    return this.#bytesPerSecond;
  }

  clear(): void {
    this.#active = [];
    this.latencyMs = 0;
    this.#bytesPerSecond = undefined;
  }

  /** The fault for this request, counted as used. */
  take(tempted: Tempted): FaultAnswer | undefined {
    const fault = this.#active.find((one) => isMatch(one.match, tempted));
    if (fault === undefined) return undefined;
    fault.left -= 1;
    if (fault.left <= 0) this.#active = this.#active.filter((one) => one !== fault);
    return fault.answer;
  }
}

function isMatch(match: FaultMatch, { request, url, isUpgrade, requester }: Tempted): boolean {
  const { path, method, user, upgrade } = match;
  const pathMatches =
    path === undefined ||
    (typeof path === 'string' ? url.pathname.startsWith(path) : path.test(url.pathname + url.search));
  return (
    pathMatches &&
    (method === undefined || request.method === method) &&
    (user === undefined || requester?.name === user) &&
    (upgrade === undefined || upgrade === isUpgrade)
  );
}

export function statusOfFault(
  answer: Extract<FaultAnswer, { kind: 'status' }>,
  requester: Requester | undefined,
  attributes: Attributes,
): StatusAnswer {
  const { retryAfterSeconds } = answer;
  const own = answer.code === 403 && requester !== undefined ? forbidden(requester, attributes) : canned[answer.code];
  return {
    code: answer.code,
    reason: answer.reason ?? own?.reason ?? 'InternalError',
    message: answer.message ?? own?.message ?? `the server answers ${answer.code} because a test asked for it`,
    ...(own?.details === undefined && retryAfterSeconds === undefined
      ? {}
      : { details: { ...own?.details, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) } }),
  };
}

/** Writes the same chunk until the reader goes, never more than the reader takes. */
function pour(response: ServerResponse, chunk: Buffer, totalBytes: number, tail: string): void {
  let left = totalBytes;
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) {
        response.once('drain', more);
        return;
      }
    }
    if (!response.destroyed) response.end(tail);
  };
  more();
}

function sendRefusal(response: ServerResponse, status: StatusAnswer): void {
  const seconds = status.details?.retryAfterSeconds;
  if (seconds !== undefined) response.setHeader('Retry-After', String(seconds));
  sendStatus(response.req, response, status);
}

const listHead =
  '{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"p","annotations":{"x":"';
const listTail = '"}}}]}\n';
const padding = Buffer.alloc(64 * 1024, 'x');

/** Answers a plain request by a fault other than a delay. */
export function answerFault(
  answer: Exclude<FaultAnswer, { kind: 'delay' }>,
  response: ServerResponse,
  statusAnswer: (answer: Extract<FaultAnswer, { kind: 'status' }>) => StatusAnswer,
): void {
  const json = { 'Content-Type': 'application/json' };
  switch (answer.kind) {
    case 'status':
      sendRefusal(response, statusAnswer(answer));
      break;
    case 'html':
      response.writeHead(answer.code ?? 200, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end(portalPage);
      break;
    case 'body':
      response.writeHead(answer.code, { 'Content-Type': answer.contentType });
      response.end(answer.body);
      break;
    case 'hang':
      break;
    case 'reset':
      response.destroy();
      break;
    case 'truncated':
      response.writeHead(200, { ...json, 'Content-Length': 1000 });
      response.write(listHead, () => response.destroy());
      break;
    case 'endless':
      response.writeHead(200, json);
      response.write(listHead);
      pour(response, padding, Number.POSITIVE_INFINITY, '');
      break;
    case 'huge':
      response.writeHead(200, json);
      response.write(listHead);
      pour(response, padding, answer.sizeBytes, listTail);
      break;
    default:
      assertNever(answer);
  }
}

/** What a refused upgrade reads on its socket, for the faults that answer at all. */
export function upgradeRefusal(
  answer: FaultAnswer,
  statusAnswer: (answer: Extract<FaultAnswer, { kind: 'status' }>) => StatusAnswer,
): string | undefined {
  if (answer.kind === 'status') {
    return rawStatus(statusAnswer(answer));
  }
  if (answer.kind === 'html') return rawResponse(answer.code ?? 200, 'OK', 'text/html; charset=utf-8', portalPage);
  if (answer.kind === 'body') return rawResponse(answer.code, 'Answer', answer.contentType, answer.body);
  return undefined;
}
