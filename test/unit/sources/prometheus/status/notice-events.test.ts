/** How long a stream of notices is waited for, how long it may be silent, and what is none. */
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BytesResponse, StreamClient } from '../../../../../electron/backend/sources/prometheus/api-client.ts';
import { openNoticeEvents } from '../../../../../electron/backend/sources/prometheus/status/notice-events.ts';
import { AppError } from '../../../../../shared/base/errors.ts';

const minuteMs = 60_000;
const unavailable = () => new AppError('prometheus.unavailable', 'Not ready.', { details: { status: 503 } });

function answer(head: Partial<BytesResponse> = {}) {
  const body = new PassThrough();
  const response: BytesResponse = {
    ...{ status: 200, contentType: 'text/event-stream', contentEncoding: '', body },
    failure: async () => unavailable(),
    ...head,
  };
  const client: StreamClient = { stream: async () => response };
  return { body, client };
}

describe('a stream of notices', () => {
  const { signal } = new AbortController();
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it.each([
    ['an event stream', 200, 'text/event-stream', '', true],
    ['one with a character set', 200, 'Text/Event-Stream; charset=utf-8', 'identity', true],
    ['none left', 204, 'text/event-stream', '', false],
    ['something else', 200, 'text/event-streams', '', false],
    ['something compressed', 200, 'text/event-stream', 'gzip', false],
    ['a redirect to elsewhere', 302, '', '', false],
    ['a refusal', 403, 'text/event-stream', '', false],
    ['no such path', 404, 'text/plain', '', false],
  ])('is %s', async (_name, status, contentType, contentEncoding, isOne) => {
    const { body, client } = answer({ status, contentType, contentEncoding });
    const events = await openNoticeEvents(client, signal);
    expect([events !== undefined, body.destroyed]).toEqual([isOne, !isOne]);
    body.destroy();
  });

  it('is none where the way has no connection for it', async () => {
    expect(await openNoticeEvents({ stream: undefined }, signal)).toBeUndefined();
  });

  it.each([429, 500, 502, 503, 504])('fails with what may pass: %d', async (status) => {
    const { client } = answer({ status });
    await expect(openNoticeEvents(client, signal)).rejects.toEqual(unavailable());
  });

  it('is none where its head does not come in time, and is not asked for any more', async () => {
    let asked: AbortSignal | undefined;
    const stream: StreamClient['stream'] = (_request, call) => {
      asked = call.signal;
      return new Promise((_resolve, reject) => {
        call.signal.addEventListener('abort', () => reject(new Error('it was given up')));
      });
    };
    const opening = openNoticeEvents({ stream }, signal);
    await vi.advanceTimersByTimeAsync(14_000);
    expect(asked?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(2000);
    expect([await opening, asked?.aborted]).toEqual([undefined, true]);
    const controller = new AbortController();
    const given = openNoticeEvents({ stream }, controller.signal);
    controller.abort();
    await expect(given).rejects.toThrow('it was given up');
  });

  it('ends in order when nothing came for a quarter of an hour, whatever else it has of comments', async () => {
    const { body, client } = answer();
    const events = (await openNoticeEvents(client, signal))?.[Symbol.asyncIterator]();
    const comment = events?.next();
    await vi.advanceTimersByTimeAsync(14 * minuteMs);
    body.write(': still here\n');
    expect(await comment).toEqual({ done: false, value: [] });
    const first = events?.next();
    await vi.advanceTimersByTimeAsync(14 * minuteMs);
    body.write('data: a\n\nevent: other\ndata: b\n\ndata: c\n\n');
    expect(await first).toEqual({ done: false, value: ['a', 'c'] });
    const last = events?.next();
    await vi.advanceTimersByTimeAsync(16 * minuteMs);
    expect([await last, body.destroyed]).toEqual([{ done: true, value: undefined }, true]);
  });

  it('fails where it breaks, and where it is no event stream by its lines', async () => {
    const broken = answer();
    const first = (await openNoticeEvents(broken.client, signal))?.[Symbol.asyncIterator]().next();
    broken.body.destroy(new Error('cut'));
    await expect(first).rejects.toMatchObject({ code: 'prometheus.connectionLost' });
    const endless = answer();
    const second = (await openNoticeEvents(endless.client, signal))?.[Symbol.asyncIterator]().next();
    endless.body.write('x'.repeat(100_000));
    await expect(second).rejects.toMatchObject({ code: 'status.malformed', details: { kind: 'notifications' } });
    expect(endless.body.destroyed).toBe(true);
  });
});
