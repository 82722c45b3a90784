/** Properties of the wire under random interleavings of calls, cancels, readings and losses. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serve } from '../../../electron/backend/rpc/serve.ts';
import { AppError, CancelledError } from '../../../shared/base/errors.ts';
import type { Client } from '../../../shared/contract/define.ts';
import { createClient } from '../../../shared/rpc/client.ts';
import type { ClientFrame, ServerFrame } from '../../../shared/rpc/frames.ts';
import type { Transport } from '../../../shared/rpc/transport.ts';
import { memoryPair } from './memory-transport.ts';
import { memoryLog, type TestContract, testContract, testHandlers } from './test-contract.ts';

const step = fc.record({
  kind: fc.constantFrom('open', 'open', 'read', 'read', 'abort', 'leave', 'call', 'hang', 'abortCall', 'wait'),
  /** Of which stream or call. */
  which: fc.nat(3),
  count: fc.integer({ min: 1, max: 12 }),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Reader {
  readonly iterator: AsyncIterator<number, undefined>;
  readonly controller: AbortController;
  readonly received: number[];
  over: boolean;
}

/** Watches the wire from the server's end, and throws the rule that was broken into `broken`. */
function watchWire(transport: Transport, broken: string[]): Transport {
  const credit = new Map<number, number>();
  const over = new Set<number>();
  transport.onMessage((message) => {
    const frame = message as ClientFrame;
    if (frame.kind === 'stream') credit.set(frame.id, frame.credit);
    if (frame.kind === 'credit') credit.set(frame.id, (credit.get(frame.id) ?? 0) + frame.count);
    if (frame.kind === 'cancel') over.add(frame.id);
  });
  const send = (message: unknown) => {
    const frame = message as ServerFrame;
    if (over.has(frame.id)) broken.push(`${frame.kind} after the end or cancel of ${frame.id}`);
    if (frame.kind !== 'item') over.add(frame.id);
    else {
      const left = credit.get(frame.id) ?? 0;
      if (left === 0) broken.push(`an item beyond the credit of ${frame.id}`);
      credit.set(frame.id, left - 1);
    }
    transport.send(message);
  };
  return { ...transport, send };
}

/** A page that does as it is told and keeps what comes of it. */
class Page {
  readonly client: Client<TestContract>;
  readonly broken: string[];
  readonly readers: Reader[] = [];
  readonly calls: { readonly controller: AbortController; readonly outcome: Promise<string> }[] = [];
  readonly reads: Promise<void>[] = [];

  constructor(transport: Transport, broken: string[]) {
    this.client = createClient(testContract, transport, { onMalformed: (reason) => broken.push(reason) });
    this.broken = broken;
  }

  readonly actions: Readonly<Record<Step['kind'], (step: Step) => unknown>> = {
    open: ({ count }) => this.#open(count === 12 ? undefined : count * 3),
    read: ({ which, count }) => {
      const reader = this.readers[which];
      for (let i = 0; reader !== undefined && i < count; i++) this.reads.push(this.#read(reader));
    },
    abort: ({ which }) => this.readers[which]?.controller.abort(),
    leave: async ({ which }) => {
      const reader = this.readers[which];
      if (reader === undefined) return;
      await reader.iterator.return?.();
      reader.over = true;
    },
    call: () => this.#call((signal) => this.client.numbers.add({ a: 1, b: 1 }, { signal })),
    hang: () => this.#call((signal) => this.client.numbers.hang({}, { signal })),
    abortCall: ({ which }) => this.calls[which]?.controller.abort(),
    wait: ({ count }) => turns(count),
  };

  #open(upTo: number | undefined): void {
    const controller = new AbortController();
    const items = this.client.numbers.count({ upTo }, { signal: controller.signal });
    const iterator = items[Symbol.asyncIterator]() as AsyncIterator<number, undefined>;
    this.readers.push({ iterator, controller, received: [], over: false });
  }

  async #read(reader: Reader): Promise<void> {
    try {
      const result = await reader.iterator.next();
      if (result.done === true) reader.over = true;
      else if (reader.over) this.broken.push('an item after the end');
      else reader.received.push(result.value);
    } catch (error) {
      if (!(error instanceof CancelledError) && !(error instanceof AppError && error.code === 'rpc.disconnected'))
        throw error;
      reader.over = true;
    }
  }

  #call(make: (signal: AbortSignal) => Promise<unknown>): void {
    const controller = new AbortController();
    const answer = make(controller.signal);
    const outcome = answer.then(String, (error: unknown) => (error instanceof AppError ? error.code : String(error)));
    this.calls.push({ controller, outcome });
  }
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

async function play(steps: readonly Step[]): Promise<void> {
  const pair = memoryPair();
  const broken: string[] = [];
  const { handlers, events } = testHandlers();
  const log = memoryLog();
  // The watcher listens first, so that it knows of a cancel before the server can act on it.
  serve(testContract, handlers, watchWire(pair.server, broken), log);
  const page = new Page(pair.client, broken);
  for (const one of steps) await page.actions[one.kind](one);
  pair.client.close();
  await Promise.all([...page.reads, ...page.calls.map(({ outcome }) => outcome)]);
  await turns(5);
  const count = (event: string) => events.filter((one) => one === event).length;
  expect({ broken, logged: log.lines }).toEqual({ broken: [], logged: [] });
  for (const { received } of page.readers) expect(received).toEqual(received.map((_, i) => i));
  expect(count('returned')).toBe(count('pulled 0'));
  expect(count('aborted')).toBe(count('hanging'));
}

test('no interleaving sends beyond the credit, delivers after a cancel, or leaves a handler behind', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), play), { numRuns: 150 });
});
