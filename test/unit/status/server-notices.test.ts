/** What is followed of a server's warnings where readings and the stream meet, and where a connection takes another's place. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Source, SourceStatus } from '../../../electron/backend/sources/source.ts';
import {
  createServerNotices,
  type NoticesTiming,
  usualNoticesTiming,
} from '../../../electron/backend/status/server-notices.ts';
import { watchServerNotices } from '../../../electron/backend/watch-server-notices.ts';
import { AppError } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { ServerNoticesItem } from '../../../shared/model/server-status.ts';

const timing: NoticesTiming = { ...usualNoticesTiming, leastMs: 1 };
const said = (text: string, active = true) => ({ text, date: '2026-11-22T10:57:00Z', active });
const listOf = (...texts: readonly string[]) => JSON.stringify(texts.map((text) => said(text)));
const lost = () => new AppError('prometheus.connectionLost', 'It was lost.', { details: { reason: 'it was closed' } });

/** Answers when it is told to: readings in their order, and events of the one stream. */
function server() {
  const asked: PromiseWithResolvers<string>[] = [];
  const events: string[][] = [];
  let wake: () => void = () => undefined;
  let open = 0;
  async function* stream(signal: AbortSignal): AsyncGenerator<readonly string[]> {
    open += 1;
    try {
      while (!signal.aborted) {
        yield* events.splice(0);
        const next = new Promise<void>((resolve) => (wake = resolve));
        signal.addEventListener('abort', () => wake(), { once: true });
        await next;
      }
    } finally {
      open -= 1;
    }
  }
  const status: SourceStatus = {
    async read(kind) {
      const answer = Promise.withResolvers<string>();
      asked.push(answer);
      return { kind, text: await answer.promise, atMs: 0, seenUntilMs: 0 };
    },
    noticeEvents: async (signal) => stream(signal),
  };
  return {
    status,
    open: () => open,
    asked: () => asked.length,
    async answer(reading: number, text: string) {
      await expect.poll(() => asked.length).toBeGreaterThan(reading);
      asked[reading]?.resolve(text);
    },
    async fail(reading: number, error: Error) {
      await expect.poll(() => asked.length).toBeGreaterThan(reading);
      asked[reading]?.reject(error);
    },
    say(...changes: readonly object[]) {
      events.push(changes.map((change) => JSON.stringify(change)));
      wake();
    },
  };
}

const controllers: AbortController[] = [];
afterEach(() => {
  for (const controller of controllers.splice(0)) controller.abort();
});

function take(open: (signal: AbortSignal) => AsyncIterable<ServerNoticesItem>) {
  const controller = new AbortController();
  controllers.push(controller);
  const items: (readonly string[] | string)[] = [];
  let end: unknown;
  void (async () => {
    try {
      for await (const item of open(controller.signal)) {
        items.push(item.kind === 'told' ? item.notices.map(({ text }) => text) : item.kind);
      }
      end = 'ended';
    } catch (error) {
      end = error;
    }
  })();
  return { items, end: () => end, stop: () => controller.abort() };
}

describe("following a server's notices", () => {
  const notices = createServerNotices({ random: () => 0.5, timing });

  it('holds what the stream says above a reading that was under way meanwhile', async () => {
    const one = server();
    const { items } = take((signal) => notices.watch(one.status, signal));
    await one.answer(0, listOf('old'));
    await expect.poll(one.open).toBe(1);
    await expect.poll(one.asked).toBe(2);
    one.say(said('new'), said('old', false));
    await expect.poll(() => items).toEqual([['old'], ['new']]);
    await one.answer(1, listOf('old', 'other'));
    await expect.poll(() => items).toEqual([['old'], ['new'], ['new', 'other']]);
  });

  it('tells nothing twice', async () => {
    const one = server();
    const { items } = take((signal) => notices.watch(one.status, signal));
    await one.answer(0, listOf('a', 'b'));
    await expect.poll(one.open).toBe(1);
    one.say(said('b'), said('a'));
    await one.answer(1, listOf('b', 'a'));
    one.say(said('c'));
    await expect
      .poll(() => items)
      .toEqual([
        ['a', 'b'],
        ['a', 'b', 'c'],
      ]);
  });

  it('takes what pours out of a stream no faster than is of use, be it nothing at all', async () => {
    const one = server();
    let taken = 0;
    async function* pour(signal: AbortSignal): AsyncGenerator<readonly string[]> {
      for (; !signal.aborted; taken += 1) yield taken % 2 === 0 ? [] : ['no JSON', '{"text":7}'];
    }
    const status = { ...one.status, noticeEvents: async (signal: AbortSignal) => pour(signal) };
    const slow = createServerNotices({ random: () => 0.5, timing: { ...timing, leastMs: 10 } });
    const begunMs = performance.now();
    const { items } = take((signal) => slow.watch(status, signal));
    await one.answer(0, listOf('a'));
    await expect.poll(() => taken).toBeGreaterThan(5);
    expect(taken).toBeLessThanOrEqual((performance.now() - begunMs) / 10 + 2);
    expect(items).toEqual([['a']]);
  });

  it('tells who comes later what is known, and ends all with the last who goes', async () => {
    const one = server();
    const first = take((signal) => notices.watch(one.status, signal));
    await one.answer(0, listOf('a'));
    await expect.poll(one.open).toBe(1);
    const second = take((signal) => notices.watch(one.status, signal));
    await expect.poll(() => second.items).toEqual([['a']]);
    first.stop();
    await expect.poll(first.end).toBe('ended');
    expect(one.open()).toBe(1);
    second.stop();
    await expect.poll(() => [second.end(), one.open()]).toEqual(['ended', 0]);
  });

  it('throws what is a bug at who listens, and begins anew for who comes after', async () => {
    const one = server();
    const first = take((signal) => notices.watch(one.status, signal));
    await one.fail(0, new TypeError('a bug'));
    await expect.poll(first.end).toEqual(new TypeError('a bug'));
    const second = take((signal) => notices.watch(one.status, signal));
    await one.answer(1, listOf('a'));
    await expect.poll(() => second.items).toEqual([['a']]);
  });

  it('goes over to the connection that takes the place of a closed one', async () => {
    const [one, two] = [server(), server()];
    let current = one.status;
    const connections = {
      state: () => ({ kind: 'idle' }) as const,
      source: () => ({ status: current }) as Partial<Source> as Source,
    };
    const context = 'file::harbor' as ContextId;
    const { items, end } = take((signal) => watchServerNotices(connections, notices, context, signal));
    await one.answer(0, listOf('a'));
    await expect.poll(() => items).toEqual([['a']]);
    current = two.status;
    await one.fail(1, lost());
    await two.answer(0, listOf('b'));
    await expect.poll(() => [items, one.open()]).toEqual([[['a'], ['b']], 0]);
    await two.fail(1, lost());
    await expect.poll(() => items).toEqual([['a'], ['b'], 'failed']);
    expect(end()).toBeUndefined();
  });
});
