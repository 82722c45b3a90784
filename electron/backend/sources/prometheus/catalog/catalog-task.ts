/** One job in the catalog worker, from this side: some go by what the worker is told, others read a body that comes over the network. */
import { AppError, CancelledError, isCancellation } from '../../../../../shared/base/errors.ts';
import { outOfMemoryCode, type WorkerPool } from '../../../base/worker-pool.ts';
import type { ApiResponse } from '../api-client.ts';
import { connectionFailure, refusal } from '../failures.ts';
import { tooLarge } from '../parse/parse-errors.ts';
import { slotBytes, slotCount } from '../parse/parse-protocol.ts';
import type { BodyJob, FromCatalog, Job, JobKind, Jobs, ToCatalog } from './catalog-protocol.ts';

type Pool = Pick<WorkerPool, 'open'>;
type JobOf<Kind extends JobKind> = { readonly job: Kind } & Jobs[Kind]['input'];

/** Of an answer, compressed or not. */
const mostAnswerBytes = 64 * 1024 * 1024;

/** @throws CancelledError; an Error where the worker died over it: a bug */
export async function runJob<Kind extends Exclude<JobKind, BodyJob>>(
  pool: Pool,
  job: JobOf<Kind>,
  signal: AbortSignal,
): Promise<Jobs[Kind]['result']> {
  try {
    return await runOnce(pool, job, signal);
  } catch (error) {
    if (error instanceof AppError || isCancellation(error)) throw error;
    // It may have died over an answer that another was reading there.
    return runOnce(pool, job, signal);
  }
}

function runOnce<Kind extends Exclude<JobKind, BodyJob>>(
  pool: Pool,
  job: JobOf<Kind>,
  signal: AbortSignal,
): Promise<Jobs[Kind]['result']> {
  return new Promise((resolve, reject) => {
    const task = pool.open<ToCatalog, FromCatalog>(
      {
        onMessage(message) {
          task.dispose();
          if (message.kind === 'done') resolve(message.result as Jobs[Kind]['result']);
          else reject(message.kind === 'failure' ? AppError.fromData(message.error) : unexpected(message));
        },
        onFailure: reject,
      },
      signal,
    );
    task.post({ kind: 'start', job: job as Job, body: undefined });
  });
}

export interface BodyOptions {
  readonly signal: AbortSignal;
  readonly elapsedSeconds: () => number;
  /** Told how many bytes have come, as they came over the wire. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * Reads the response's body, and closes its socket where not all of it is wanted.
 * @throws AppError prometheus.*; CancelledError
 */
export async function runBodyJob<Kind extends BodyJob>(
  pool: Pool,
  job: JobOf<Kind>,
  response: ApiResponse,
  { signal, elapsedSeconds, onBytes }: BodyOptions,
): Promise<Jobs[Kind]['result']> {
  const { body, encoding, contentLength } = response;
  const exchange = openExchange(pool, signal, (error) => body.destroy(error));
  try {
    if (job.job !== 'series' && (contentLength ?? 0) > mostAnswerBytes) throw tooLarge(mostAnswerBytes);
    const slots = exchange.start(job as Job, { encoding, contentLength, limitBytes: mostAnswerBytes });
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      onBytes?.(bytes);
      await slots.add(chunk);
      if (exchange.answer() !== undefined) break;
    }
    slots.end();
    const message = await exchange.answered;
    if (message.kind === 'done') return message.result as Jobs[Kind]['result'];
    throw message.kind === 'refusal'
      ? refusal(message.errorType, message.error, response, elapsedSeconds())
      : unexpected(message);
  } catch (error) {
    throw exchange.failure() ?? (error instanceof AppError ? error : connectionFailure(error));
  } finally {
    body.destroy();
    exchange.dispose();
  }
}

function unexpected({ kind }: FromCatalog): Error {
  return new Error(`the catalog worker answered with ${kind}`);
}

interface SlotWriter {
  /** Copies the bytes; waits where the worker is too far behind. */
  add(bytes: Uint8Array): Promise<void>;
  end(): void;
}

interface Exchange {
  start(job: Job, body: Pick<ApiResponse, 'encoding' | 'contentLength'> & { readonly limitBytes: number }): SlotWriter;
  readonly answered: Promise<FromCatalog>;
  answer(): FromCatalog | undefined;
  failure(): Error | undefined;
  dispose(): void;
}

/** @param onFailure called at once where the worker finds something wrong, so that the body can be dropped. */
function openExchange(pool: Pool, signal: AbortSignal, onFailure: (error: Error) => void): Exchange {
  const { promise: answered, resolve, reject } = Promise.withResolvers<FromCatalog>();
  answered.catch(() => undefined);
  const free: number[] = [];
  let wake: () => void = () => undefined;
  let answer: FromCatalog | undefined;
  let failure: Error | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    reject(error);
    wake();
    onFailure(error);
  };
  const task = pool.open<ToCatalog, FromCatalog>(
    {
      onMessage(message) {
        if (message.kind === 'failure') return fail(AppError.fromData(message.error));
        if (message.kind === 'taken') free.push(message.slot);
        else {
          answer = message;
          resolve(message);
        }
        wake();
      },
      onFailure: (error) => fail('code' in error && error.code === outOfMemoryCode ? tooLarge(mostAnswerBytes) : error),
    },
    signal,
  );

  async function takeSlot(): Promise<number | undefined> {
    for (;;) {
      if (failure !== undefined) throw failure;
      // What comes after the answer is not wanted.
      if (answer !== undefined) return undefined;
      const slot = free.shift();
      if (slot !== undefined) return slot;
      await new Promise<void>((resume) => {
        wake = resume;
      });
    }
  }

  return {
    start(job, { encoding, contentLength, limitBytes }) {
      const count = Math.min(slotCount, Math.ceil((contentLength ?? Number.POSITIVE_INFINITY) / slotBytes) || 1);
      for (let slot = 0; slot < count; slot += 1) free.push(slot);
      const slots = new SharedArrayBuffer(count * slotBytes);
      task.post({ kind: 'start', job, body: { encoding, limitBytes, slots } });
      return slotWriter(new Uint8Array(slots), takeSlot, (message) => task.post(message));
    },
    answered,
    answer: () => answer,
    failure: () => failure,
    dispose() {
      task.dispose();
      // Nobody waits any more; whoever does, by mistake, must not wait for ever.
      reject(new CancelledError());
    },
  };
}

function slotWriter(
  memory: Uint8Array,
  takeSlot: () => Promise<number | undefined>,
  post: (message: ToCatalog) => void,
): SlotWriter {
  /** The slot that is being filled: small chunks go together. */
  let slot: number | undefined;
  let filled = 0;
  const flush = () => {
    if (slot !== undefined) post({ kind: 'chunk', slot, length: filled });
    slot = undefined;
    filled = 0;
  };
  return {
    async add(bytes) {
      for (let at = 0; at < bytes.length; ) {
        slot ??= await takeSlot();
        if (slot === undefined) return;
        const length = Math.min(bytes.length - at, slotBytes - filled);
        memory.set(bytes.subarray(at, at + length), slot * slotBytes + filled);
        filled += length;
        at += length;
        if (filled === slotBytes) flush();
      }
    },
    end() {
      flush();
      post({ kind: 'end' });
    },
  };
}
