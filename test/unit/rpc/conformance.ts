/** What every transport is held to, from both its ends: run by one test file for each. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ServedConnection, serve } from '../../../electron/backend/rpc/serve.ts';
import { AppError, CancelledError } from '../../../shared/base/errors.ts';
import type { Client } from '../../../shared/contract/define.ts';
import { createClient } from '../../../shared/rpc/client.ts';
import { initialCredit, maxFrameBytes } from '../../../shared/rpc/frames.ts';
import type { Transport } from '../../../shared/rpc/transport.ts';
import {
  type MemoryLog,
  memoryLog,
  type TestContract,
  type TestHandlers,
  testContract,
  testHandlers,
} from './test-contract.ts';

export interface TransportPair {
  readonly client: Transport;
  readonly server: Transport;
  /** Of both ends and whatever carries them. */
  close(): Promise<void> | void;
}

export interface TransportTraits {
  /** It measures frames, and refuses one that is too large. */
  readonly measures: boolean;
  /** A view into a larger buffer arrives with a buffer of its own size. */
  readonly ownBuffers: boolean;
}

interface Setup extends TestHandlers {
  readonly client: Client<TestContract>;
  readonly transports: TransportPair;
  readonly served: ServedConnection;
  readonly log: MemoryLog;
  readonly malformed: string[];
}

/** Runs the whole suite over pairs that `open` makes. */
export function describeConformance(name: string, open: () => Promise<TransportPair>, traits: TransportTraits): void {
  const opened: TransportPair[] = [];
  afterEach(async () => {
    for (const pair of opened.splice(0)) await pair.close();
  });
  const openRaw = async () => {
    const pair = await open();
    opened.push(pair);
    return pair;
  };
  const setUp = async (): Promise<Setup> => {
    const transports = await openRaw();
    const test = testHandlers();
    const log = memoryLog();
    const malformed: string[] = [];
    const served = serve(testContract, test.handlers, transports.server, log);
    const client = createClient(testContract, transports.client, { onMalformed: (reason) => malformed.push(reason) });
    return { ...test, client, transports, served, log, malformed };
  };
  describe(`over ${name}`, () => {
    describeCalls(setUp);
    describeStreams(setUp);
    describeWire(setUp, openRaw);
    describeDisconnects(setUp);
    describeData(setUp, traits);
  });
}

type SetUp = () => Promise<Setup>;

function describeCalls(setUp: SetUp): void {
  test('a call answers with its result', async () => {
    const { client } = await setUp();
    expect(await client.numbers.add({ a: 2, b: 3 })).toBe(5);
  });

  test('answers find their own calls', async () => {
    const { client } = await setUp();
    const sums = await Promise.all(Array.from({ length: 100 }, (_, i) => client.numbers.add({ a: i, b: 1000 })));
    expect(sums).toEqual(Array.from({ length: 100 }, (_, i) => i + 1000));
  });

  test('an expected failure arrives whole', async () => {
    const { client, log } = await setUp();
    const error = await client.numbers.refuse({}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).toData()).toEqual({
      code: 'api.forbidden',
      message: 'The user may not.',
      details: { user: 'u', verb: 'get' },
      retryable: true,
    });
    expect(log.lines).toEqual([]);
  });

  test('a bug is told without its words, which are in the log', async () => {
    const { client, log } = await setUp();
    await expect(client.numbers.crash({})).rejects.toMatchObject({
      code: 'rpc.internal',
      message: expect.not.stringContaining('secret'),
    });
    expect(log.lines).toEqual([
      expect.stringMatching(/^error rpc: numbers.crash failed by a bug .*secret detail.*at /),
    ]);
  });

  test('an input that the schema refuses never reaches the handler', async () => {
    const { client } = await setUp();
    const input = { a: 'two' } as unknown as { a: number; b: number };
    await expect(client.numbers.add(input)).rejects.toMatchObject({
      code: 'rpc.badInput',
      details: { method: 'numbers.add', reason: expect.stringMatching(/^a: .*; b: /) },
    });
  });

  test('cancelling a call rejects it at once and aborts the handler, and nobody logs it', async () => {
    const { client, events, log } = await setUp();
    const controller = new AbortController();
    const call = client.numbers.hang({}, { signal: controller.signal });
    await vi.waitFor(() => expect(events).toEqual(['hanging']));
    controller.abort();
    await expect(call).rejects.toBeInstanceOf(CancelledError);
    await vi.waitFor(() => expect(events).toEqual(['hanging', 'aborted']));
    expect(await client.numbers.add({ a: 1, b: 1 })).toBe(2);
    expect(log.lines).toEqual([]);
  });

  test('a call with an aborted signal is not made', async () => {
    const { client, events } = await setUp();
    await expect(client.numbers.hang({}, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CancelledError);
    expect(await client.numbers.add({ a: 1, b: 1 })).toBe(2);
    expect(events).toEqual([]);
  });

  test('the 257th call under way is refused, and there is room again when one has ended', async () => {
    const { client, events, release } = await setUp();
    const hanging = Array.from({ length: 256 }, () => client.numbers.hang({}));
    await expect(client.numbers.add({ a: 1, b: 1 })).rejects.toMatchObject({
      code: 'rpc.tooMany',
      details: { method: 'numbers.add', limit: 256 },
      retryable: true,
    });
    expect(events.length).toBe(256);
    release();
    expect(new Set(await Promise.all(hanging))).toEqual(new Set(['released']));
    expect(await client.numbers.add({ a: 1, b: 1 })).toBe(2);
  });
}

function describeStreams(setUp: SetUp): void {
  test('a stream arrives in order and ends', async () => {
    const { client, events } = await setUp();
    expect(await collect(client.numbers.count({ upTo: 100 }))).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(events.at(-1)).toBe('returned');
  });

  test('nothing is pulled from the handler beyond the credit', async () => {
    const { client, events } = await setUp();
    const iterator = client.numbers.count({})[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: 0 });
    // A round trip later the server has done all it may.
    for (let i = 0; i < 3; i++) await client.numbers.add({ a: 1, b: 1 });
    expect(events.length).toBe(initialCredit);
    await iterator.return?.();
    await vi.waitFor(() => expect(events.at(-1)).toBe('returned'));
  });

  test('leaving the loop early returns the handler', async () => {
    const { client, events } = await setUp();
    for await (const item of client.numbers.count({})) {
      if (item === 20) break;
    }
    await vi.waitFor(() => expect(events.at(-1)).toBe('returned'));
    const count = events.length;
    for (let i = 0; i < 3; i++) await client.numbers.add({ a: 1, b: 1 });
    expect(events.length).toBe(count);
  });

  test('aborting a stream rejects the waiting reader, delivers nothing more, and returns the handler', async () => {
    const { client, events, log } = await setUp();
    const controller = new AbortController();
    const items: number[] = [];
    const reading = (async () => {
      for await (const item of client.numbers.count({}, { signal: controller.signal })) {
        items.push(item);
        if (item === 5) controller.abort();
      }
    })();
    await expect(reading).rejects.toBeInstanceOf(CancelledError);
    expect(items).toEqual([0, 1, 2, 3, 4, 5]);
    await vi.waitFor(() => expect(events.at(-1)).toBe('returned'));
    expect(log.lines).toEqual([]);
  });

  test('a failure comes after the items before it', async () => {
    const { client } = await setUp();
    const items: number[] = [];
    const reading = (async () => {
      for await (const item of client.numbers.countThenRefuse({ upTo: 20 })) items.push(item);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'query.deadline', details: { seconds: 1 } });
    expect(items.length).toBe(20);
  });

  test('each iteration is a stream of its own, and none is opened without one', async () => {
    const { client, events } = await setUp();
    const twice = client.numbers.count({ upTo: 2 });
    await client.numbers.add({ a: 1, b: 1 });
    expect(events).toEqual([]);
    expect([await collect(twice), await collect(twice)]).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  test('a reader that hangs on a silent handler is freed by its abort, and the handler is returned', async () => {
    const { client, events } = await setUp();
    const controller = new AbortController();
    const next = client.numbers.stubborn({}, { signal: controller.signal })[Symbol.asyncIterator]().next();
    await client.numbers.add({ a: 1, b: 1 });
    controller.abort();
    await expect(next).rejects.toBeInstanceOf(CancelledError);
    await vi.waitFor(() => expect(events).toEqual(['stubborn returned']));
  });
}

function describeWire(setUp: SetUp, openRaw: () => Promise<TransportPair>): void {
  test.each(['numbers.nothing', '__proto__.add', 'constructor.name', 'numbers.constructor', 'numbers.__proto__', ''])(
    'the method "%s" is unknown',
    async (method) => {
      const { transports } = await setUp();
      const reply = next(transports.client);
      transports.client.send({ kind: 'call', id: 900, method, input: {} });
      expect(await reply).toEqual({
        kind: 'fail',
        id: 900,
        error: { code: 'rpc.unknownMethod', message: expect.any(String), details: { method }, retryable: false },
      });
    },
  );

  test('a stream cannot be called, and a method cannot be streamed', async () => {
    const { transports } = await setUp();
    const replies = collectMessages(transports.client, 2);
    transports.client.send({ kind: 'call', id: 900, method: 'numbers.count', input: {} });
    transports.client.send({ kind: 'stream', id: 901, method: 'numbers.add', input: { a: 1, b: 1 }, credit: 1 });
    expect((await replies).map((frame) => (frame as { error: { code: string } }).error.code)).toEqual([
      'rpc.unknownMethod',
      'rpc.unknownMethod',
    ]);
  });

  test('an id that is in use is refused, and the first call goes on', async () => {
    const { transports, release } = await setUp();
    const refused = next(transports.client);
    transports.client.send({ kind: 'call', id: 900, method: 'numbers.hang', input: {} });
    transports.client.send({ kind: 'call', id: 900, method: 'numbers.hang', input: {} });
    expect(await refused).toMatchObject({ kind: 'fail', id: 900, error: { code: 'rpc.badInput' } });
    const answered = next(transports.client);
    release();
    expect(await answered).toEqual({ kind: 'ok', id: 900, result: 'released' });
  });

  test('malformed frames from a page are dropped and logged, and a page that goes on is cut off', async () => {
    const { client, transports, log } = await setUp();
    const bad = [
      null,
      7,
      'call',
      [],
      {},
      { kind: 'call' },
      { kind: 'cancel', id: -1 },
      { kind: 'cancel', id: 1, more: 1 },
    ];
    for (const frame of bad) transports.client.send(frame);
    expect(await client.numbers.add({ a: 1, b: 1 })).toBe(2);
    expect(log.lines.length).toBe(bad.length);
    const closed = new Promise<void>((resolve) => transports.client.onClose(() => resolve()));
    for (let i = 0; i < 20; i++) transports.client.send({ kind: 'nonsense' });
    await closed;
  });

  test('cancels and credits for ids that are not under way are nothing', async () => {
    const { client, transports, log } = await setUp();
    transports.client.send({ kind: 'cancel', id: 77 });
    transports.client.send({ kind: 'credit', id: 77, count: 3 });
    expect(await client.numbers.add({ a: 1, b: 1 })).toBe(2);
    expect(log.lines).toEqual([]);
  });

  test('malformed frames from a backend are dropped and told, and the call is answered', async () => {
    const { client: page, server } = await openRaw();
    const malformed: string[] = [];
    const client = createClient(testContract, page, { onMalformed: (reason) => malformed.push(reason) });
    server.onMessage((frame) => {
      const { id } = frame as { id: number };
      server.send(undefined);
      server.send({ kind: 'ok', id: 'x', result: 1 });
      server.send({ kind: 'fail', id, error: { code: 'no.such', message: '', details: {}, retryable: false } });
      server.send({ kind: 'item', id, item: 1 });
      server.send({ kind: 'ok', id: 1_000_000, result: 1 });
      server.send({ kind: 'ok', id, result: 42 });
    });
    expect(await client.numbers.add({ a: 1, b: 1 })).toBe(42);
    expect(malformed.length).toBe(5);
  });

  test('a backend that sends beyond the credit fails the stream', async () => {
    const { client: page, server } = await openRaw();
    const malformed: string[] = [];
    const client = createClient(testContract, page, { onMalformed: (reason) => malformed.push(reason) });
    const cancelled = new Promise<void>((resolve) => {
      server.onMessage((frame) => {
        const { id, kind } = frame as { id: number; kind: string };
        if (kind === 'stream') for (let i = 0; i <= initialCredit; i++) server.send({ kind: 'item', id, item: i });
        if (kind === 'cancel') resolve();
      });
    });
    const iterator = client.numbers.count({})[Symbol.asyncIterator]();
    await iterator.next();
    await cancelled;
    for (let i = 1; i < initialCredit; i++) expect(await iterator.next()).toEqual({ done: false, value: i });
    await expect(iterator.next()).rejects.toMatchObject({ code: 'rpc.internal' });
    expect(malformed).toEqual(['an item beyond the credit']);
  });
}

function describeDisconnects(setUp: SetUp): void {
  for (const side of ['client', 'server'] as const) {
    test(`when the ${side} closes, the page's work fails at once and the backend's is aborted and returned`, async () => {
      const { client, transports, events } = await setUp();
      const call = client.numbers.hang({});
      const iterator = client.numbers.count({})[Symbol.asyncIterator]();
      await iterator.next();
      const disconnected = expect(call).rejects.toMatchObject({ code: 'rpc.disconnected', retryable: true });
      transports[side].close();
      await disconnected;
      await expect(iterator.next()).rejects.toMatchObject({ code: 'rpc.disconnected' });
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
      await expect(client.numbers.add({ a: 1, b: 1 })).rejects.toMatchObject({ code: 'rpc.disconnected' });
      await expect(collect(client.numbers.count({}))).rejects.toMatchObject({ code: 'rpc.disconnected' });
      await vi.waitFor(() => expect(new Set(events.slice(-2))).toEqual(new Set(['aborted', 'returned'])));
    });
  }

  test('draining refuses new work, waits for calls, and ends streams', async () => {
    const { client, served, events, release } = await setUp();
    const hanging = client.numbers.hang({});
    const iterator = client.numbers.count({})[Symbol.asyncIterator]();
    await iterator.next();
    const drained = served.drain(10_000);
    await expect(client.numbers.add({ a: 1, b: 1 })).rejects.toMatchObject({ code: 'rpc.disconnected' });
    release();
    expect(await hanging).toBe('released');
    await drained;
    await vi.waitFor(() => expect(events.at(-1)).toBe('returned'));
  });

  test('draining has a deadline', async () => {
    const { client, served, events } = await setUp();
    const hanging = expect(client.numbers.hang({})).rejects.toMatchObject({ code: 'rpc.disconnected' });
    await vi.waitFor(() => expect(events).toEqual(['hanging']));
    await served.drain(20);
    await hanging;
    expect(events).toEqual(['hanging', 'aborted']);
  });
}

function describeData(setUp: SetUp, traits: TransportTraits): void {
  test('typed arrays arrive bit by bit, aligned, and with no more than their own bytes', async () => {
    const { client } = await setUp();
    const bits = new BigUint64Array([0x7ff0000000000002n, 0x7ff8dead0000beefn, 1n << 63n, 0x3ff0000000000000n]);
    const values = new Float64Array(bits.buffer);
    const large = new Float64Array(100_000);
    const input = { text: 'á', values, offsets: new Uint32Array([0, 4]), part: large.subarray(7, 9), gap: undefined };
    const result = (await client.numbers.echo(input)) as typeof input;
    expect(result).toEqual(input);
    expect(new BigUint64Array(result.values.buffer)).toEqual(bits);
    expect([result.values.byteOffset, result.values.buffer.byteLength]).toEqual([0, 32]);
    if (traits.ownBuffers) expect([result.part.byteOffset, result.part.buffer.byteLength]).toEqual([0, 16]);
    expect(result.offsets.buffer.byteLength).toBe(8);
    // The sender keeps what it sent.
    expect([values.length, large.length]).toEqual([4, 100_000]);
  });

  test('a result just below the largest frame passes', async () => {
    const { client } = await setUp();
    const blobs = await collect(client.numbers.blob({ sizeBytes: maxFrameBytes - 100 }));
    expect(blobs.map((blob) => blob.byteLength)).toEqual([maxFrameBytes - 100]);
  });

  test.runIf(traits.measures)(
    'what is larger than a frame is refused on either side, and the connection lives',
    async () => {
      const { client } = await setUp();
      const tooLarge = (method: string) => ({ code: 'rpc.tooLarge', details: { method, limitMiB: 1 } });
      await expect(collect(client.numbers.blob({ sizeBytes: maxFrameBytes + 1 }))).rejects.toMatchObject(
        tooLarge('numbers.blob'),
      );
      await expect(client.numbers.echo(new Uint8Array(maxFrameBytes + 1))).rejects.toMatchObject(
        tooLarge('numbers.echo'),
      );
      expect(await client.numbers.add({ a: 1, b: 1 })).toBe(2);
    },
  );
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function next(transport: Transport): Promise<unknown> {
  return (await collectMessages(transport, 1))[0];
}

function collectMessages(transport: Transport, count: number): Promise<unknown[]> {
  return new Promise((resolve) => {
    const messages: unknown[] = [];
    const listening = transport.onMessage((message) => {
      messages.push(message);
      if (messages.length < count) return;
      listening.dispose();
      resolve(messages);
    });
  });
}
