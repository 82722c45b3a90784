import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ServedConnection, serve } from '../../../electron/backend/rpc/serve.ts';
import {
  type Link,
  type LinkState,
  type OpenTransport,
  openLink,
  RefusedError,
} from '../../../renderer/client/link.ts';
import { subscribe } from '../../../renderer/client/subscribe.ts';
import type { Transport } from '../../../shared/rpc/transport.ts';
import { memoryPair } from '../rpc/memory-transport.ts';
import { memoryLog, type TestContract, testContract, testHandlers } from '../rpc/test-contract.ts';

/** A backend that can be taken away and brought back, and a link to it whose clock is the test's. */
class Setup {
  readonly test = testHandlers();
  readonly states: LinkState[] = [];
  readonly served: ServedConnection[] = [];
  readonly attempts: (() => void)[] = [];
  answer: 'accept' | 'refuse' | 'fail' | 'hang' = 'accept';
  readonly link: Link<TestContract>;

  constructor(answer: Setup['answer'] = 'accept') {
    this.answer = answer;
    const open: OpenTransport = (signal) => this.#open(signal);
    this.link = openLink(testContract, open, { now: () => Date.now(), random: () => 1, onMalformed: () => {} });
    this.link.onState((state) => this.states.push(state));
  }

  #open(signal: AbortSignal): Promise<Transport> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')));
      const go = () => {
        if (this.answer === 'refuse') reject(new RefusedError('wrongToken'));
        if (this.answer === 'fail') reject(new Error('nobody there'));
        if (this.answer !== 'accept') return;
        const pair = memoryPair((deliver) => queueMicrotask(deliver));
        this.served.push(serve(testContract, this.test.handlers, pair.server, memoryLog()));
        resolve(pair.client);
      };
      this.attempts.push(go);
    });
  }

  /** Lets the attempt that waits come to its end. */
  async settle(): Promise<void> {
    this.attempts.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
  }

  async loseConnection(): Promise<void> {
    this.served.at(-1)?.dispose();
    await vi.advanceTimersByTimeAsync(0);
  }
}

let setup: Setup;
beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  setup.link.dispose();
  vi.useRealTimers();
});

test('calls made while the first connection is on its way wait for it', async () => {
  setup = new Setup();
  const sum = setup.link.client.numbers.add({ a: 1, b: 2 });
  expect(setup.link.state()).toEqual({ kind: 'connecting' });
  await setup.settle();
  expect(await sum).toBe(3);
  expect(setup.states).toEqual([{ kind: 'open' }]);
});

test('where the first connection fails they fail with it, and the link goes on trying', async () => {
  setup = new Setup('fail');
  const call = expect(setup.link.client.numbers.add({ a: 1, b: 2 })).rejects.toMatchObject({
    code: 'rpc.disconnected',
  });
  await setup.settle();
  await call;
  expect(setup.states).toEqual([{ kind: 'lost', sinceMs: 1_000_000, retryAtMs: 1_000_250 }]);
  setup.answer = 'accept';
  await vi.advanceTimersByTimeAsync(250);
  await setup.settle();
  expect(setup.states.at(-1)).toEqual({ kind: 'open' });
  expect(await setup.link.client.numbers.add({ a: 1, b: 2 })).toBe(3);
});

test('attempts come at doubled distances up to ten seconds, and the loss keeps its time', async () => {
  setup = new Setup();
  await setup.settle();
  setup.answer = 'fail';
  await setup.loseConnection();
  const delays: number[] = [];
  for (let i = 0; i < 8; i++) {
    const state = setup.link.state();
    if (state.kind !== 'lost') throw new Error(state.kind);
    expect(state.sinceMs).toBe(1_000_000);
    delays.push(state.retryAtMs - Date.now());
    await vi.advanceTimersByTimeAsync(delays.at(-1) ?? 0);
    await setup.settle();
  }
  expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  setup.answer = 'accept';
  setup.link.retry();
  await setup.settle();
  setup.answer = 'fail';
  await setup.loseConnection();
  expect(setup.link.state()).toMatchObject({ kind: 'lost', retryAtMs: Date.now() + 250 });
});

test('while the connection is lost calls and streams fail at once', async () => {
  setup = new Setup();
  await setup.settle();
  const { client } = setup.link;
  const hanging = expect(client.numbers.hang({})).rejects.toMatchObject({ code: 'rpc.disconnected' });
  await setup.loseConnection();
  await hanging;
  await expect(client.numbers.add({ a: 1, b: 2 })).rejects.toMatchObject({ code: 'rpc.disconnected' });
  const next = client.numbers.count({})[Symbol.asyncIterator]().next();
  await expect(next).rejects.toMatchObject({ code: 'rpc.disconnected' });
});

test('an attempt that hangs is given up after five seconds', async () => {
  setup = new Setup('hang');
  await vi.advanceTimersByTimeAsync(5000);
  expect(setup.states).toEqual([{ kind: 'lost', sinceMs: 1_005_000, retryAtMs: 1_005_250 }]);
});

test('a refusal is told and nothing is tried again until it is asked for', async () => {
  setup = new Setup('refuse');
  await setup.settle();
  expect(setup.states).toEqual([{ kind: 'refused', reason: 'wrongToken' }]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(setup.attempts).toEqual([]);
  setup.answer = 'accept';
  setup.link.retry();
  await setup.settle();
  expect(setup.states.at(-1)).toEqual({ kind: 'open' });
});

test('a subscription hears a start, its items, the loss, and a new start with items from the beginning', async () => {
  setup = new Setup();
  const heard: string[] = [];
  const following = subscribe(setup.link, (client, options) => client.numbers.count({ upTo: 3 }, options), {
    onStart: () => heard.push('start'),
    onItem: (item) => heard.push(`item ${item}`),
    onLost: () => heard.push('lost'),
    onFail: (error) => heard.push(error.code),
    onEnd: () => heard.push('end'),
  });
  const forever = subscribe(setup.link, (client, options) => client.numbers.stubborn({}, options), {
    onStart: () => heard.push('silent start'),
    onItem: () => heard.push('never'),
    onLost: () => heard.push('silent lost'),
  });
  await setup.settle();
  await vi.waitFor(() => expect(heard.at(-1)).toBe('end'));
  await setup.loseConnection();
  await vi.advanceTimersByTimeAsync(250);
  await setup.settle();
  expect(heard).toEqual(['start', 'silent start', 'item 0', 'item 1', 'item 2', 'end', 'silent lost', 'silent start']);
  forever.dispose();
  following.dispose();
  await vi.waitFor(() => expect(setup.test.events.at(-1)).toBe('stubborn returned'));
});

test('a subscription that fails says so and is not tried again', async () => {
  setup = new Setup();
  const heard: string[] = [];
  subscribe(setup.link, (client, options) => client.numbers.countThenRefuse({ upTo: 1 }, options), {
    onItem: (item) => heard.push(`item ${item}`),
    onFail: (error) => heard.push(error.code),
  });
  await setup.settle();
  await vi.waitFor(() => expect(heard).toEqual(['item 0', 'query.deadline']));
  await setup.loseConnection();
  await vi.advanceTimersByTimeAsync(250);
  await setup.settle();
  expect(heard).toEqual(['item 0', 'query.deadline']);
});

test('after its disposal a subscription hears nothing and its stream is cancelled', async () => {
  setup = new Setup();
  const heard: number[] = [];
  const following = subscribe(setup.link, (client, options) => client.numbers.count({}, options), {
    onItem: (item) => {
      heard.push(item);
      if (item === 4) following.dispose();
    },
  });
  await setup.settle();
  await vi.waitFor(() => expect(setup.test.events.at(-1)).toBe('returned'));
  expect(heard).toEqual([0, 1, 2, 3, 4]);
});

test('a link that is disposed while it connects closes what it gets', async () => {
  setup = new Setup();
  const call = expect(setup.link.client.numbers.add({ a: 1, b: 2 })).rejects.toMatchObject({
    code: 'rpc.disconnected',
  });
  setup.link.dispose();
  await setup.settle();
  await call;
  expect(setup.states).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(setup.attempts).toEqual([]);
});
