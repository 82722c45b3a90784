import { afterEach, describe, expect, it } from 'vitest';
import {
  createWorkerPool,
  outOfMemoryCode,
  type WorkerPool,
  type WorkerPoolOptions,
} from '../../../electron/backend/base/worker-pool.ts';
import type { LogSink } from '../../../electron/backend/ports.ts';
import { CancelledError } from '../../../shared/base/errors.ts';
import type { Trick } from './tricky-worker.ts';

const pools: WorkerPool[] = [];
let logged: string[] = [];
const log: LogSink = { write: (level, scope, message) => logged.push(`${level} ${scope}: ${message.split('\n')[0]}`) };

function open(options: Partial<WorkerPoolOptions> = {}): WorkerPool {
  const pool = createWorkerPool({ url: new URL('./tricky-worker.ts', import.meta.url), log, ...options });
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  logged = [];
});

/** A task whose messages can be awaited. */
function start(pool: WorkerPool, signal?: AbortSignal) {
  const messages: unknown[] = [];
  let failure: Error | undefined;
  let wake: () => void = () => undefined;
  const task = pool.open<Trick, unknown>(
    {
      onMessage(message) {
        messages.push(message);
        wake();
      },
      onFailure(error) {
        expect(failure).toBeUndefined();
        failure = error;
        wake();
      },
    },
    signal,
  );
  const next = async (): Promise<unknown> => {
    while (messages.length === 0 && failure === undefined) await new Promise<void>((resolve) => (wake = resolve));
    if (messages.length === 0) throw failure;
    return messages.shift();
  };
  const ask = (trick: Trick) => {
    task.post(trick);
    return next();
  };
  return { ...task, next, ask };
}

describe('a worker pool', () => {
  it('starts no worker before the first task', async () => {
    const pool = open({ url: new URL('./not-there.ts', import.meta.url) });
    await pool.close();
    expect(logged).toEqual([]);
  });

  it('starts one worker ahead of the first task where it is told that one comes', async () => {
    const pool = open({ url: new URL('./not-there.ts', import.meta.url) });
    pool.warmUp();
    pool.warmUp();
    await expect.poll(() => logged.length).toBe(1);
    await pool.close();
    expect(logged).toEqual([expect.stringMatching(/^error workers: a worker ended: /)]);
  });

  it('answers tasks in the order of their messages, and transfers buffers', async () => {
    const task = start(open());
    const numbers = Float64Array.of(1, 2, 3);
    task.post({ kind: 'echo', value: 'first' });
    task.post({ kind: 'echo', value: numbers }, [numbers.buffer]);
    expect(await task.next()).toBe('first');
    expect(await task.next()).toEqual(Float64Array.of(1, 2, 3));
    expect(numbers.byteLength).toBe(0);
  });

  it('uses as many workers as it may, and then lets tasks share them', async () => {
    const pool = open({ size: 2 });
    const tasks = [start(pool), start(pool), start(pool), start(pool)];
    const threads = await Promise.all(tasks.map((task) => task.ask({ kind: 'thread' })));
    expect(new Set(threads).size).toBe(2);
    expect(threads[2]).toBe(threads[0]);
    expect(threads[3]).toBe(threads[1]);
  });

  it('gives a worker that is free before it starts another', async () => {
    const pool = open();
    const first = start(pool);
    const thread = await first.ask({ kind: 'thread' });
    first.dispose();
    let again: unknown;
    // Its worker is free once it has said so.
    for (let i = 0; i < 100 && again !== thread; i += 1) {
      const second = start(pool);
      again = await second.ask({ kind: 'thread' });
      second.dispose();
    }
    expect(again).toBe(thread);
  });

  it('stops a computation when its task is disposed, and the worker goes on', async () => {
    const pool = open({ size: 1 });
    const busy = start(pool);
    const other = start(pool);
    expect(await busy.ask({ kind: 'spin' })).toBe('spinning');
    const answer = other.ask({ kind: 'disposed' });
    busy.dispose();
    expect(await answer).toBe(0);
    expect(await other.ask({ kind: 'disposed' })).toBe(1);
  });

  it('cancels by the signal: the task fails as cancelled, before and in the middle', async () => {
    const pool = open({ size: 1 });
    await expect(start(pool, AbortSignal.abort()).next()).rejects.toBeInstanceOf(CancelledError);
    const controller = new AbortController();
    const busy = start(pool, controller.signal);
    await busy.ask({ kind: 'spin' });
    controller.abort();
    await expect(busy.next()).rejects.toBeInstanceOf(CancelledError);
    expect(await start(pool).ask({ kind: 'echo', value: 1 })).toBe(1);
  });

  it('hears nothing more of a task that was disposed', async () => {
    const pool = open({ size: 1 });
    const task = start(pool);
    const other = start(pool);
    await task.ask({ kind: 'echo', value: 0 });
    task.post({ kind: 'echo', value: 'late' });
    task.dispose();
    task.post({ kind: 'throw' });
    await other.ask({ kind: 'disposed' });
    expect(await other.ask({ kind: 'disposed' })).toBe(1);
    expect(logged).toEqual([]);
  });

  it.each<[what: string, trick: Trick, message: string | RegExp]>([
    ['throws', { kind: 'throw' }, 'a bug in the worker'],
    ['exits', { kind: 'exit' }, 'the worker ended with code 3'],
  ])('fails every task of a worker that %s, and replaces it', async (_what, trick, message) => {
    const pool = open({ size: 1 });
    const tasks = [start(pool), start(pool)];
    await Promise.all(tasks.map((task) => task.ask({ kind: 'echo', value: 1 })));
    tasks[0]?.post(trick);
    for (const task of tasks) await expect(task.next()).rejects.toThrow(message);
    tasks[0]?.dispose();
    expect(await start(pool).ask({ kind: 'echo', value: 2 })).toBe(2);
    expect(logged).toEqual([`error workers: a worker ended: Error: ${message}`]);
  });

  it('ends a worker that does not let go of a cancelled task', async () => {
    const pool = open({ size: 1, stuckMs: 20 });
    const stuck = start(pool);
    const other = start(pool);
    await stuck.ask({ kind: 'hang' });
    stuck.dispose();
    await expect(other.next()).rejects.toThrow('did not let go of a task within 20 ms');
    expect(await start(pool).ask({ kind: 'echo', value: 1 })).toBe(1);
  });

  it('waits for a worker that is in the middle of another task, however long that takes', async () => {
    const pool = open({ size: 1, stuckMs: 20 });
    const [over, busy] = [start(pool), start(pool)];
    const until = new Int32Array(new SharedArrayBuffer(4));
    expect(await busy.ask({ kind: 'work', until })).toBe('working');
    over.dispose();
    await new Promise((resolve) => setTimeout(resolve, 200));
    Atomics.store(until, 0, 1);
    expect([await busy.next(), await busy.ask({ kind: 'echo', value: 1 })]).toEqual(['worked', 1]);
    expect(logged).toEqual([]);
  });

  it('ends a worker that has been idle', async () => {
    const pool = open({ size: 1, idleMs: 10 });
    const first = start(pool);
    const thread = await first.ask({ kind: 'thread' });
    first.dispose();
    await expect
      .poll(async () => {
        const task = start(pool);
        const now = await task.ask({ kind: 'thread' });
        task.dispose();
        await new Promise((resolve) => setTimeout(resolve, 30));
        return now;
      })
      .not.toBe(thread);
    expect(logged).toEqual([]);
  });

  it('fails the tasks of a worker that needs too much memory with a code of its own', async () => {
    const pool = open({ size: 1, heapMiB: 48 });
    await expect(start(pool).ask({ kind: 'eat' })).rejects.toMatchObject({ code: outOfMemoryCode });
    expect(await start(pool).ask({ kind: 'echo', value: 1 })).toBe(1);
  });

  it('fails a task whose worker cannot start', async () => {
    await expect(start(open({ url: new URL('./not-there.ts', import.meta.url) })).next()).rejects.toThrow('not-there');
  });

  it('fails its open tasks at its close, and every task after it', async () => {
    const pool = open();
    const task = start(pool);
    await task.ask({ kind: 'spin' });
    const closed = pool.close();
    await expect(task.next()).rejects.toThrow('the worker pool is closed');
    await closed;
    await expect(start(pool).next()).rejects.toThrow('the worker pool is closed');
  });
});
