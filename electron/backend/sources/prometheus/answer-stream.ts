/** One answer on its way through the parse worker, from this side: takes the body's bytes, gives the head and the parts. */
import { AppError, CancelledError } from '../../../../shared/base/errors.ts';
import { Inbox } from '../../base/inbox.ts';
import { outOfMemoryCode, type WorkerPool } from '../../base/worker-pool.ts';
import { tooLarge } from './parse/parse-errors.ts';
import { type BodyEncoding, type FromParser, slotBytes, slotCount, type ToParser } from './parse/parse-protocol.ts';

type Head = Extract<FromParser, { kind: 'head' | 'refusal' }>;
type ExemplarEnd = Extract<FromParser, { kind: 'exemplars' | 'refusal' }>;
type PartOrDone = Extract<FromParser, { kind: 'part' | 'done' }>;

export interface AnswerStream {
  /** Copies the bytes; waits where the worker is too far behind. @throws what the worker found wrong, as soon as it does */
  add(bytes: Uint8Array): Promise<void>;
  /** The body is complete: parses it. @throws the same */
  finish(): Promise<Head>;
  /** The same, for an answer of exemplars, which has no parts. */
  finishExemplars(): Promise<ExemplarEnd>;
  /** After a head. @throws the same */
  next(): Promise<PartOrDone>;
  /** What the worker found wrong, if it did. */
  failure(): Error | undefined;
  dispose(): void;
}

/** Asked for before it is wanted, so that the worker cuts one part while the other travels. */
const partsAhead = 2;

export interface AnswerBody {
  readonly encoding: BodyEncoding;
  /** As it comes, compressed or not; undefined where the server did not say. */
  readonly contentLength: number | undefined;
  /** Of the decompressed body, and of what `usedBytes` counts: the bodies before it that are one answer with it. */
  readonly limitBytes: number;
  readonly usedBytes: number;
}

/** @param onFailure called at once when the worker finds something wrong, so that the body can be dropped. */
export function openAnswerStream(
  pool: Pick<WorkerPool, 'open'>,
  { encoding, contentLength, limitBytes, usedBytes }: AnswerBody,
  signal: AbortSignal,
  onFailure: (error: Error) => void,
): AnswerStream {
  const inbox = new Inbox<Head | PartOrDone | ExemplarEnd>();
  /** Slots that are ours to fill. */
  const free = new Inbox<number>();
  const count = slotsFor(contentLength);
  for (let slot = 0; slot < count; slot += 1) free.put(slot);
  const fail = (error: Error) => {
    inbox.fail(error);
    free.fail(error);
    onFailure(error);
  };
  const task = pool.open<ToParser, FromParser>(
    {
      onMessage(message) {
        if (message.kind === 'taken') free.put(message.slot);
        else if (message.kind === 'failure') fail(AppError.fromData(message.error));
        else inbox.put(message);
      },
      onFailure: (error) => fail(isOutOfMemory(error) ? tooLarge(limitBytes) : error),
    },
    signal,
  );
  const slots = new SharedArrayBuffer(count * slotBytes);
  const memory = new Uint8Array(slots);
  task.post({ kind: 'start', encoding, limitBytes, usedBytes, slots });

  /** The slot that is being filled: small chunks go together. */
  let slot: number | undefined;
  let filled = 0;
  const flush = () => {
    if (slot !== undefined) task.post({ kind: 'chunk', slot, length: filled });
    slot = undefined;
    filled = 0;
  };

  const end = (of: 'query' | 'exemplars') => {
    flush();
    task.post({ kind: 'end', of });
    return inbox.take();
  };

  return {
    async add(bytes) {
      for (let at = 0; at < bytes.length; ) {
        slot ??= await free.take();
        const length = Math.min(bytes.length - at, slotBytes - filled);
        memory.set(bytes.subarray(at, at + length), slot * slotBytes + filled);
        filled += length;
        at += length;
        if (filled === slotBytes) flush();
      }
    },
    async finish() {
      const head = await end('query');
      if (head.kind !== 'head' && head.kind !== 'refusal')
        throw new Error(`the parser sent ${head.kind} before the head`);
      if (head.kind === 'head') for (let i = 0; i < partsAhead; i += 1) task.post({ kind: 'more' });
      return head;
    },
    async finishExemplars() {
      const answer = await end('exemplars');
      if (answer.kind === 'exemplars' || answer.kind === 'refusal') return answer;
      throw new Error(`the parser sent ${answer.kind} for exemplars`);
    },
    async next() {
      const message = await inbox.take();
      if (message.kind !== 'part' && message.kind !== 'done')
        throw new Error(`the parser sent ${message.kind} after the head`);
      if (message.kind === 'part') task.post({ kind: 'more' });
      return message;
    },
    failure: () => inbox.failure,
    dispose() {
      task.dispose();
      // Nobody waits any more; whoever does, by mistake, must not wait for ever.
      inbox.fail(new CancelledError());
      free.fail(new CancelledError());
    },
  };
}

/** Most answers, the heartbeats' above all, are far smaller than all slots, which would lie about until the next collection. */
function slotsFor(contentLength: number | undefined): number {
  return contentLength === undefined ? slotCount : Math.min(slotCount, Math.ceil(contentLength / slotBytes) || 1);
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === outOfMemoryCode;
}
