/** Calls that a writer's worker has not answered yet: so many, and so many bytes of samples, and no more. */
import { AppError } from '../../../../shared/base/errors.ts';
import { UnknownSeriesError } from '../store/append-scrape.ts';
import type { FromWriter, WriterCall } from './writer-protocol.ts';

export interface WaitingCalls {
  readonly size: number;
  /** @param post of the call with its number; what it throws is what the promise is rejected with */
  add(call: WriterCall, post: (id: number) => void): Promise<unknown>;
  settle(message: Extract<FromWriter, { readonly id: number | undefined }>): void;
  fail(error: Error): void;
  /** Resolves when none is left, or so much later. */
  whenNone(deadlineMs: number): Promise<void>;
}

interface Waiting {
  readonly bytes: number;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Whoever makes more calls is told to wait for those. */
const mostCalls = 1000;
/** They are copied for the worker, and wait in memory. */
const mostMiB = 256;

/** @param path of the source, for those who are told to wait */
export function createWaitingCalls(path: string): WaitingCalls {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let bytesWaiting = 0;
  let onNone: (() => void) | undefined;

  function take(id: number | undefined): Waiting | undefined {
    const one = id === undefined ? undefined : waiting.get(id);
    if (one === undefined || id === undefined) return undefined;
    waiting.delete(id);
    bytesWaiting -= one.bytes;
    if (waiting.size === 0) onNone?.();
    return one;
  }

  return {
    get size() {
      return waiting.size;
    },
    add(call, post) {
      const bytes = sampleBytes(call);
      if (waiting.size >= mostCalls)
        return Promise.reject(behind(path, `${mostCalls} writes are waiting for the disk`));
      // One that is larger than all that may wait is taken alone.
      if (waiting.size > 0 && bytesWaiting + bytes > mostMiB * 2 ** 20)
        return Promise.reject(behind(path, `${mostMiB} MiB are waiting for the disk`));
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { bytes, resolve, reject });
        bytesWaiting += bytes;
        try {
          post(id);
        } catch (error) {
          take(id);
          reject(error);
        }
      });
    },
    settle(message) {
      const one = take(message.id);
      if (message.kind === 'result') one?.resolve(message.result);
      else if (message.kind === 'failed') one?.reject(AppError.fromData(message.error));
      else one?.reject(new UnknownSeriesError(message.ids));
    },
    fail(error) {
      for (const id of [...waiting.keys()]) take(id)?.reject(error);
    },
    async whenNone(deadlineMs) {
      if (waiting.size === 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadlineMs);
        onNone = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}

/** What weighs something: the numbers of samples, eight bytes each, bodies, answers, and texts of documents. */
function sampleBytes(call: WriterCall): number {
  switch (call.name) {
    case 'appendScrape': {
      const [{ series, values }] = call.args;
      return values.byteLength + 4 * series.length;
    }
    case 'appendColumns':
      return call.args[0].reduce((sum, { timesMs, values }) => sum + timesMs.byteLength + values.byteLength, 0);
    case 'scrape': {
      const [{ answer }] = call.args;
      return answer.kind === 'body' ? answer.bytes.byteLength : 0;
    }
    case 'feedRead':
      return call.args[1].byteLength;
    case 'putDocument':
      return 2 * call.args[1].length;
    default:
      return 0;
  }
}

function behind(path: string, reason: string): AppError {
  const message = `the history ${path} takes nothing more for now (${reason}): try again when they are done`;
  return new AppError('history.behind', message, { details: { path, reason }, retryable: true });
}
