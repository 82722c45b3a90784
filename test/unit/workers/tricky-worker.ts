/** A worker for the tests of the pool: does what its messages say. */
import { parentPort, threadId } from 'node:worker_threads';
import { serveWorkerTasks } from '../../../electron/backend/base/worker-tasks.ts';

export type Trick =
  | { readonly kind: 'echo'; readonly value: unknown }
  | { readonly kind: 'thread' }
  /** Computes until it is cancelled. */
  | { readonly kind: 'spin' }
  /** Computes until somebody else sets the flag. */
  | { readonly kind: 'work'; readonly until: Int32Array<SharedArrayBuffer> }
  /** Computes and never looks up. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'throw' }
  | { readonly kind: 'exit' }
  /** Takes memory until there is no more. */
  | { readonly kind: 'eat' }
  /** How many tasks were disposed. */
  | { readonly kind: 'disposed' };

let disposed = 0;

if (parentPort === null) throw new Error('runs as a worker');
serveWorkerTasks<Trick, unknown>(parentPort, (link) => ({
  async receive(trick) {
    switch (trick.kind) {
      case 'echo':
        return link.send(trick.value, trick.value instanceof Float64Array ? [trick.value.buffer as ArrayBuffer] : []);
      case 'thread':
        return link.send(threadId);
      case 'disposed':
        return link.send(disposed);
      case 'spin':
        link.send('spinning');
        while (!link.isCancelled());
        return;
      case 'work':
        link.send('working');
        while (Atomics.load(trick.until, 0) === 0);
        return link.send('worked');
      case 'hang':
        link.send('hanging');
        for (;;);
      case 'throw':
        throw new Error('a bug in the worker');
      case 'exit':
        return process.exit(3);
      case 'eat': {
        const kept: string[][] = [];
        for (;;) kept.push(Array.from({ length: 100_000 }, () => String(Math.random())));
      }
    }
  },
  dispose() {
    disposed += 1;
  },
}));
