/** A small contract, and handlers that tell what happened to them: what every transport is held to. */
import { z } from 'zod';
import type { LogSink } from '../../../electron/backend/ports.ts';
import { AppError } from '../../../shared/base/errors.ts';
import { type Handlers, method, stream } from '../../../shared/contract/define.ts';

const nothing = z.strictObject({});

export const testContract = {
  numbers: {
    add: method<number>()(z.strictObject({ a: z.number(), b: z.number() })),
    echo: method<unknown>()(z.unknown()),
    refuse: method<void>()(nothing),
    crash: method<void>()(nothing),
    /** Answers only when it is aborted, or by `release`. */
    hang: method<string>()(nothing),
    /** `upTo` items 0, 1, 2, …; without it, for ever. */
    count: stream<number>()(z.strictObject({ upTo: z.number().optional() })),
    countThenRefuse: stream<number>()(z.strictObject({ upTo: z.number() })),
    /** Never yields and takes no notice of its signal. */
    stubborn: stream<number>()(nothing),
    blob: stream<Uint8Array>()(z.strictObject({ sizeBytes: z.number() })),
  },
} as const;

export type TestContract = typeof testContract;

export interface TestHandlers {
  readonly handlers: Handlers<TestContract>;
  /** What the handlers went through, in order. */
  readonly events: string[];
  /** Lets every hanging call answer. */
  readonly release: () => void;
}

export function testHandlers(): TestHandlers {
  const events: string[] = [];
  const waiting: (() => void)[] = [];
  async function* count(upTo: number) {
    try {
      for (let i = 0; i < upTo; i++) {
        events.push(`pulled ${i}`);
        // Some items take their time, so that a cancel can come in the middle of one.
        if (i % 3 === 2) await new Promise((resolve) => setImmediate(resolve));
        yield i;
      }
    } finally {
      events.push('returned');
    }
  }
  const handlers: Handlers<TestContract> = {
    numbers: {
      add: ({ a, b }) => a + b,
      echo: (input) => input,
      refuse: () => {
        throw new AppError('api.forbidden', 'The user may not.', {
          details: { user: 'u', verb: 'get' },
          retryable: true,
        });
      },
      crash: () => {
        throw new Error('secret detail');
      },
      hang: (_input, { signal }) => {
        events.push('hanging');
        return new Promise((resolve, reject) => {
          waiting.push(() => resolve('released'));
          signal.addEventListener('abort', () => {
            events.push('aborted');
            reject(signal.reason);
          });
        });
      },
      count: ({ upTo }) => count(upTo ?? Number.POSITIVE_INFINITY),
      async *countThenRefuse({ upTo }) {
        yield* count(upTo);
        throw new AppError('query.deadline', 'Too late.', { details: { seconds: 1 } });
      },
      stubborn: () => ({
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise<never>(() => undefined),
          return: async () => {
            events.push('stubborn returned');
            return { done: true, value: undefined };
          },
        }),
      }),
      async *blob({ sizeBytes }) {
        yield new Uint8Array(sizeBytes);
      },
    },
  };
  const release = () => {
    for (const answer of waiting.splice(0)) answer();
  };
  return { handlers, events, release };
}

export interface MemoryLog extends LogSink {
  readonly lines: string[];
}

export function memoryLog(): MemoryLog {
  const lines: string[] = [];
  return {
    lines,
    write: (level, scope, message, fields) =>
      lines.push(`${level} ${scope}: ${message} ${JSON.stringify(fields ?? {})}`),
  };
}
