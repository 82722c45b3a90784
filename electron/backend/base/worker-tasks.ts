/** The worker's end of a worker pool: several tasks share one worker, each with its own messages (worker-pool.ts is the other end). */
import { type MessagePort, workerData } from 'node:worker_threads';

/** A task's way back to the one who opened it. */
export interface TaskLink<Out> {
  /** Sends nothing once the task is cancelled. */
  send(message: Out, transfer?: readonly ArrayBuffer[]): void;
  /** True at once when the task is disposed on the other side, in the middle of a computation too: ask now and then, and stop. */
  isCancelled(): boolean;
}

export interface TaskHandler<In> {
  /**
   * What is to be waited for before a message is handled, while the thread does other tasks' work; undefined for nothing. The task may be over
   * when it has settled: then the message is dropped. It does not reject.
   */
  ready?(message: In): Promise<void> | undefined;
  /** Called with one message after the other, the next when the one before has settled. What it throws ends the worker: a bug. */
  receive(message: In): void | Promise<void>;
  /** The task is over: let go of everything. Called once. */
  dispose(): void;
}

/** Frames between the pool and a worker. `flag` is set to 1 by the pool to cancel; memory that both share, as no message gets through to a busy worker. */
export type ToWorker =
  | { readonly kind: 'open'; readonly task: number; readonly flag: Int32Array<SharedArrayBuffer> }
  | { readonly kind: 'message'; readonly task: number; readonly message: unknown }
  | { readonly kind: 'close'; readonly task: number };

export type FromWorker =
  | { readonly kind: 'message'; readonly task: number; readonly message: unknown }
  | { readonly kind: 'closed'; readonly task: number };

/** What a pool hands to each of its workers, as they start. */
export interface WorkerStart {
  /** The task whose message is being handled; 0 for none. Memory that both share, so that a pool sees which task a busy worker is busy with. */
  readonly atWork: Int32Array<SharedArrayBuffer>;
}

interface OpenTask {
  readonly handler: TaskHandler<unknown>;
  readonly flag: Int32Array<SharedArrayBuffer>;
  /** Settles when all messages until now have been handled. */
  tail: Promise<void>;
}

/** Serves tasks on this worker's port until the worker ends. @param open makes the handler of one task. */
export function serveWorkerTasks<In, Out>(port: MessagePort, open: (link: TaskLink<Out>) => TaskHandler<In>): void {
  const tasks = new Map<number, OpenTask>();
  const { atWork } = (workerData ?? {}) as Partial<WorkerStart>;
  const send = (frame: FromWorker, transfer: readonly ArrayBuffer[] = []) => port.postMessage(frame, [...transfer]);

  function openTask(task: number, flag: Int32Array<SharedArrayBuffer>): void {
    const isCancelled = () => Atomics.load(flag, 0) !== 0;
    const link: TaskLink<Out> = {
      isCancelled,
      send: (message, transfer) => {
        if (!isCancelled()) send({ kind: 'message', task, message }, transfer);
      },
    };
    tasks.set(task, { handler: open(link) as TaskHandler<unknown>, flag, tail: Promise.resolve() });
  }

  async function deliver(task: number, one: OpenTask, before: Promise<void>, message: unknown): Promise<void> {
    await before;
    if (Atomics.load(one.flag, 0) !== 0) return;
    await one.handler.ready?.(message);
    if (Atomics.load(one.flag, 0) !== 0) return;
    // Only until the handler gives way: what it goes on with later is nobody's in particular.
    if (atWork !== undefined) Atomics.store(atWork, 0, task);
    const done = one.handler.receive(message);
    if (atWork !== undefined) Atomics.store(atWork, 0, 0);
    await done;
  }

  port.on('message', (frame: ToWorker) => {
    if (frame.kind === 'open') return openTask(frame.task, frame.flag);
    const one = tasks.get(frame.task);
    if (one === undefined) return;
    if (frame.kind === 'message') {
      one.tail = deliver(frame.task, one, one.tail, frame.message);
      return;
    }
    tasks.delete(frame.task);
    one.handler.dispose();
    send({ kind: 'closed', task: frame.task });
  });
}
