/**
 * The event stream of what a Prometheus warns of (3.0 and later). https://prometheus.io/docs/prometheus/latest/querying/api/#notifications
 * As the server's own page does, only events without a name are taken.
 */
import { AppError } from '../../../../../shared/base/errors.ts';
import { createEventStream, EventTooLargeError } from '../../../base/event-stream.ts';
import type { BytesResponse, StreamClient } from '../api-client.ts';
import { connectionFailure } from '../failures.ts';

/** Prometheus sends the head of its answer at once. Without it in this time the stream does not come through: some proxies wait for an answer's end. */
const headMs = 15_000;

/** A connection that somebody between has forgotten looks like one on which there is nothing to say; Prometheus sends nothing else to tell by. */
const silentMs = 15 * 60_000;

/** A notice is a sentence. */
const mostCharacters = 64 * 1024;

/** @returns undefined where there is no such stream, none left (204), or where none comes through. @throws AppError prometheus.*, and a tunnel's own */
export async function openNoticeEvents(
  { stream }: StreamClient,
  signal: AbortSignal,
): Promise<AsyncGenerator<readonly string[], void> | undefined> {
  if (stream === undefined) return undefined;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), headMs);
  try {
    const request = { path: '/api/v1/notifications/live', params: new URLSearchParams(), accept: 'text/event-stream' };
    const call = { signal: AbortSignal.any([signal, late.signal]), elapsedSeconds: () => 0 };
    const response = await stream(request, call);
    if (isEventStream(response)) return eventsOf(response);
    if (response.status >= 500 || response.status === 429) throw await response.failure();
    response.body.destroy();
    return undefined;
  } catch (error) {
    if (late.signal.aborted && !signal.aborted) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function isEventStream({ status, contentType, contentEncoding }: BytesResponse): boolean {
  const isPlain = contentEncoding === '' || contentEncoding === 'identity';
  return status === 200 && isPlain && /^text\/event-stream\s*(;|$)/i.test(contentType);
}

async function* eventsOf({ body }: BytesResponse): AsyncGenerator<readonly string[], void> {
  const reader = createEventStream(mostCharacters);
  let isSilent = false;
  const silence = setTimeout(() => {
    isSilent = true;
    body.destroy();
  }, silentMs);
  try {
    for await (const bytes of body as AsyncIterable<Uint8Array>) {
      silence.refresh();
      yield reader.read(bytes).flatMap(({ type, data }) => (type === 'message' ? [data] : []));
    }
  } catch (error) {
    if (isSilent) return;
    throw error instanceof EventTooLargeError ? noNotices(error) : connectionFailure(error);
  } finally {
    clearTimeout(silence);
    body.destroy();
  }
}

function noNotices(cause: EventTooLargeError): AppError {
  const reason = cause.message;
  const text = `What the server says of itself (notifications) cannot be read: ${reason}.`;
  return new AppError('status.malformed', text, { details: { kind: 'notifications', reason }, cause });
}
