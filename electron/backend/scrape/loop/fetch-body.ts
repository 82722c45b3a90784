/**
 * Asks a target for what it exposes, as Prometheus asks, and reads the answer. Whoever answers may be slow, huge, endless or lying: it ends by
 * the deadline or by the limit, and the socket is free then.
 */
import { CancelledError } from '../../../../shared/base/errors.ts';
import { type AnswerHead, type AnswerSink, receiveAnswer } from '../../base/receive-answer.ts';
import type { WayToTarget } from '../scrape-plan.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { redirectedPath } from './redirect.ts';
import {
  askingFailure,
  isLostConnection,
  lateWords,
  readingFailure,
  ScrapeFailure,
  shortened,
  tooLargeWords,
} from './scrape-failure.ts';
import { unpacked } from './unpack.ts';

export interface BodyRequest {
  readonly way: WayToTarget;
  /** Of the target. */
  readonly url: URL;
  readonly shownUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** A body that comes to so many is refused, unpacked; and packed, too. */
  readonly mostBytes: number;
}

export interface FetchedBody {
  /** Unpacked; they fill their buffer. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** As they came. */
  readonly receivedBytes: number;
  /** The header, '' for none. */
  readonly contentType: string;
}

/** As Go's client: one that is redirected so often has failed. */
const mostRedirects = 10;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** @throws ScrapeFailure; CancelledError where `signal` aborts */
export async function fetchBody(request: BodyRequest, signal: AbortSignal): Promise<FetchedBody> {
  const deadline = startDeadline(request.timeoutMs, signal);
  try {
    const { headers, bytes: received } = await ask(request, deadline);
    const isPacked = textOf(headers['content-encoding']) === 'gzip';
    const bytes = isPacked ? await unpacked(received, request.mostBytes, deadline.signal) : received;
    if (deadline.isLate()) throw new ScrapeFailure(lateWords);
    return { bytes, receivedBytes: received.length, contentType: textOf(headers['content-type']) };
  } catch (error) {
    throw signal.aborted ? new CancelledError() : error;
  } finally {
    deadline.dispose();
  }
}

interface Deadline {
  readonly signal: AbortSignal;
  isLate(): boolean;
  dispose(): void;
}

function startDeadline(timeoutMs: number, outer: AbortSignal): Deadline {
  const controller = new AbortController();
  let isLate = false;
  const cancel = () => controller.abort();
  const timer = setTimeout(() => {
    isLate = true;
    controller.abort();
  }, timeoutMs);
  outer.addEventListener('abort', cancel, { once: true });
  if (outer.aborted) cancel();
  return {
    signal: controller.signal,
    isLate: () => isLate,
    dispose() {
      clearTimeout(timer);
      outer.removeEventListener('abort', cancel);
    },
  };
}

interface ReadAnswer extends AnswerHead {
  /** None unless it succeeded: nobody reads those of others. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Follows redirects that stay with the target. @returns an answer that succeeded */
async function ask(request: BodyRequest, deadline: Deadline): Promise<ReadAnswer> {
  const { way, shownUrl } = request;
  try {
    let { path } = way;
    for (let redirects = 1; ; redirects += 1) {
      const answer = await askOnce(request, path, deadline);
      const { statusCode, statusText, headers } = answer;
      if (statusCode === 200) return answer;
      const location = textOf(headers.location);
      if (!redirectStatuses.has(statusCode) || location === '') throw statusFailure(statusCode, statusText);
      if (redirects === mostRedirects) {
        throw new ScrapeFailure(`Get ${JSON.stringify(shownPlace(location))}: stopped after 10 redirects`);
      }
      path = nextPath(request, path, location);
    }
  } catch (error) {
    throw error instanceof ScrapeFailure ? error : askingFailure(error, shownUrl, deadline.isLate());
  }
}

/** @throws ScrapeFailure where it is not to be followed */
function nextPath({ way: { redirects, origin }, url }: BodyRequest, path: string, location: string): string {
  if (redirects === 'none') {
    throw new ScrapeFailure(`redirected, which is not followed on this way: ${shownPlace(location)}`);
  }
  const next = redirectedPath({ origin, path, url }, location);
  if (next !== undefined) return next;
  throw new ScrapeFailure(`redirected away from the target, which is not followed: ${shownPlace(location)}`);
}

async function askOnce(
  { way: { requester, origin }, headers, mostBytes }: BodyRequest,
  path: string,
  { signal, isLate }: Deadline,
): Promise<ReadAnswer> {
  const options = { origin, path, method: 'GET', headers, signal } as const;
  for (let isAgain = false; ; isAgain = true) {
    const reading = new Reading(mostBytes);
    try {
      await receiveAnswer(requester, options, reading);
      return reading.answer();
    } catch (error) {
      if (reading.hasBegun) throw readingFailure(error, isLate());
      if (isAgain || signal.aborted || !isLostConnection(error)) throw error;
    }
  }
}

class Reading implements AnswerSink {
  readonly #mostBytes: number;
  readonly #all = new GrowingBytes();
  #head: AnswerHead | undefined;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get hasBegun(): boolean {
    return this.#head !== undefined;
  }

  head(head: AnswerHead): boolean {
    this.#head = head;
    return head.statusCode === 200;
  }

  part(part: Uint8Array): Error | undefined {
    if (this.#all.length + part.length >= this.#mostBytes) return new ScrapeFailure(tooLargeWords);
    this.#all.add(part);
    return undefined;
  }

  answer(): ReadAnswer {
    // Whoever has an answer has told its head.
    return { ...(this.#head as AnswerHead), bytes: this.#all.take() };
  }
}

/** Without what may be a secret in it: a login, a query. */
function shownPlace(location: string): string {
  const url = URL.parse(location, 'http://target.invalid/');
  if (url === null) return 'to what is no URL';
  return shortened(url.hostname === 'target.invalid' ? url.pathname : `${url.origin}${url.pathname}`);
}

function statusFailure(code: number, text: string): ScrapeFailure {
  return new ScrapeFailure(shortened(`server returned HTTP status ${code} ${text}`.trimEnd()));
}

/** Of a header that came more than once, the first. */
function textOf(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header) ?? '';
}
