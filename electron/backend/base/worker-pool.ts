/**
 * A few workers of one kind, started when they are needed and ended when they have been idle. A task is a conversation with one of
 * them; several share a worker, so that a task that waits (for bytes, for its reader) holds up no other. A worker that dies fails its
 * tasks, and the next task gets a new one.
 */
import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../../shared/base/disposable.ts';
import { CancelledError, errorText } from '../../../shared/base/errors.ts';
import type { LogSink } from '../ports.ts';
import type { FromWorker, ToWorker, WorkerStart } from './worker-tasks.ts';

interface TaskEvents<Out> {
  onMessage(message: Out): void;
  /** Once, and nothing after it: the worker died (a bug, or out of memory), the pool closed, or the task's signal aborted (CancelledError). */
  onFailure(error: Error): void;
}

/** Disposing ends the task on both sides; it may be done at any time, and nothing is heard of the task after it. */
interface WorkerTask<In> extends Disposable {
  /** @param transfer buffers that become the worker's. After the task's end, does nothing. */
  post(message: In, transfer?: readonly ArrayBuffer[]): void;
}

export interface WorkerPool {
  /** Starts a worker where there is none, for the task that is about to come: a thread takes some 100 ms to begin. */
  warmUp(): void;
  /** Begins a task on the worker with the fewest. Never throws: a worker that cannot start fails the task. */
  open<In, Out>(events: TaskEvents<Out>, signal?: AbortSignal): WorkerTask<In>;
  /** Fails the open tasks and ends every worker; resolves when they are gone. */
  close(): Promise<void>;
}

export interface WorkerPoolOptions {
  readonly url: URL;
  readonly log: LogSink;
  /** How many workers at most. Default 2: one can parse while the other answers. */
  readonly size?: number;
  /** After this long without a task a worker ends, and gives its memory back. Default 30,000. */
  readonly idleMs?: number;
  /** A worker's heap at most; buffers are not in it. A worker that needs more dies with `outOfMemoryCode`. Default: as much as Node gives. */
  readonly heapMiB?: number;
  /** Of a worker that lives long: its memory for what is new at most, which it never gives back. Default: as Node does, some 50. */
  readonly youngMiB?: number;
  /** A worker that has not let go of a cancelled task after this long, and is not at work for another one, is stuck, and is ended. Default 5,000. */
  readonly stuckMs?: number;
}

/** A worker's error code where its heap was too small for its work. */
export const outOfMemoryCode = 'ERR_WORKER_OUT_OF_MEMORY';

export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const size = options.size ?? 2;
  const members = new Set<Member>();
  /** Ended but not yet gone. */
  const leaving = new Set<Promise<void>>();
  let closed = false;

  function leave(member: Member): void {
    members.delete(member);
    const gone = member.end().finally(() => leaving.delete(gone));
    leaving.add(gone);
  }

  function pick(): Member {
    const least = [...members].sort((a, b) => a.taskCount - b.taskCount)[0];
    if (least !== undefined && (least.taskCount === 0 || members.size >= size)) return least;
    const member = new Member(options, leave);
    members.add(member);
    return member;
  }

  return {
    warmUp() {
      if (closed || members.size > 0) return;
      const member = new Member(options, leave);
      members.add(member);
      member.waitIdle();
    },
    open(events, signal) {
      if (closed || signal?.aborted) {
        queueMicrotask(() => events.onFailure(closed ? new Error('the worker pool is closed') : new CancelledError()));
        return { post: () => undefined, dispose: () => undefined };
      }
      return pick().open(events, signal);
    },
    async close() {
      closed = true;
      for (const member of [...members]) {
        member.fail(new Error('the worker pool is closed'));
        leave(member);
      }
      await Promise.all(leaving);
    },
  };
}

interface Task {
  readonly onMessage: (message: unknown) => void;
  /** Called where the task ends otherwise than by its own disposal. */
  readonly onFailure: (error: Error) => void;
}

/** One worker and the tasks on it. */
class Member {
  readonly #worker: Worker;
  readonly #options: WorkerPoolOptions;
  /** Called when the worker can take no more tasks. */
  readonly #onUseless: (member: Member) => void;
  readonly #tasks = new Map<number, Task>();
  /** Tasks that were cancelled, and the timers that wait for the worker to say so. */
  readonly #closing = new Map<number, NodeJS.Timeout>();
  /** The task that the worker is in the middle of. */
  readonly #atWork = new Int32Array(new SharedArrayBuffer(4));
  #nextTask = 1;
  #idleTimer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(options: WorkerPoolOptions, onUseless: (member: Member) => void) {
    this.#options = options;
    this.#onUseless = onUseless;
    // The flags of this process are not the worker's: a test runner's would start a test run in it.
    const { heapMiB, youngMiB } = options;
    this.#worker = new Worker(options.url, {
      execArgv: [],
      workerData: { atWork: this.#atWork } satisfies WorkerStart,
      resourceLimits: {
        ...(heapMiB === undefined ? {} : { maxOldGenerationSizeMb: heapMiB }),
        ...(youngMiB === undefined ? {} : { maxYoungGenerationSizeMb: youngMiB }),
      },
    });
    this.#worker.on('message', (frame: FromWorker) => this.#receive(frame));
    this.#worker.on('error', (error) => this.#crash(error instanceof Error ? error : new Error(errorText(error))));
    this.#worker.on('exit', (code) => this.#crash(new Error(`the worker ended with code ${code}`)));
  }

  /** Those that were cancelled count until the worker has let go of them. */
  get taskCount(): number {
    return this.#tasks.size + this.#closing.size;
  }

  open<In, Out>(events: TaskEvents<Out>, signal?: AbortSignal): WorkerTask<In> {
    clearTimeout(this.#idleTimer);
    const id = this.#nextTask;
    this.#nextTask += 1;
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const onAbort = () => {
      this.#closeTask(id, flag);
      events.onFailure(new CancelledError());
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#tasks.set(id, {
      onMessage: (message) => events.onMessage(message as Out),
      onFailure: (error) => {
        signal?.removeEventListener('abort', onAbort);
        events.onFailure(error);
      },
    });
    this.#post({ kind: 'open', task: id, flag });
    return {
      post: (message, transfer) => {
        if (this.#tasks.has(id)) this.#post({ kind: 'message', task: id, message }, transfer);
      },
      dispose: () => {
        signal?.removeEventListener('abort', onAbort);
        this.#closeTask(id, flag);
      },
    };
  }

  /** Fails every task. */
  fail(error: Error): void {
    const failed = [...this.#tasks.values()];
    this.#tasks.clear();
    for (const task of failed) task.onFailure(error);
  }

  async end(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#idleTimer);
    for (const timer of this.#closing.values()) clearTimeout(timer);
    this.#closing.clear();
    await this.#worker.terminate();
  }

  /** Ends the worker in a while, unless it has tasks or gets one. */
  waitIdle(): void {
    if (this.taskCount > 0 || this.#ended) return;
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.#onUseless(this), this.#options.idleMs ?? 30_000);
    // An idle worker keeps no process alive; close() ends it all the same.
    this.#idleTimer.unref();
  }

  #post(frame: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(frame, [...transfer]);
  }

  #receive(frame: FromWorker): void {
    if (frame.kind === 'message') {
      this.#tasks.get(frame.task)?.onMessage(frame.message);
      return;
    }
    clearTimeout(this.#closing.get(frame.task));
    this.#closing.delete(frame.task);
    this.waitIdle();
  }

  #closeTask(id: number, flag: Int32Array<SharedArrayBuffer>): void {
    if (!this.#tasks.delete(id) || this.#ended) return;
    Atomics.store(flag, 0, 1);
    this.#post({ kind: 'close', task: id });
    this.#awaitClosing(id);
  }

  /** A worker that is in the middle of another task cannot say anything: that is waited for, and has its own timer once it is cancelled. */
  #awaitClosing(id: number): void {
    const stuckMs = this.#options.stuckMs ?? 5000;
    // In two halves: after the machine slept, a timer is over before the worker had its turn.
    const wait = (then: () => void) => this.#closing.set(id, setTimeout(then, stuckMs / 2));
    const look = () => {
      const atWork = Atomics.load(this.#atWork, 0);
      if (atWork !== 0 && atWork !== id) this.#awaitClosing(id);
      else this.#crash(new Error(`the worker did not let go of a task within ${stuckMs} ms`));
    };
    wait(() => wait(look));
  }

  #crash(error: Error): void {
    if (this.#ended) return;
    this.#options.log.write('error', 'workers', `a worker ended: ${error.stack ?? error.message}`, {
      tasks: this.#tasks.size,
    });
    this.#onUseless(this);
    this.fail(error);
  }
}
