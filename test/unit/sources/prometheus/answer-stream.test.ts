import { expect, test } from 'vitest';
import type { WorkerPool } from '../../../../electron/backend/base/worker-pool.ts';
import { openAnswerStream } from '../../../../electron/backend/sources/prometheus/answer-stream.ts';
import {
  slotBytes,
  slotCount,
  type ToParser,
} from '../../../../electron/backend/sources/prometheus/parse/parse-protocol.ts';

/** A worker that takes every chunk, as late as the test wants. */
function setUp(contentLength: number | undefined) {
  const posted: ToParser[] = [];
  let tell: (message: unknown) => void = () => {};
  const pool: Pick<WorkerPool, 'open'> = {
    open<In, Out>(events: { onMessage(message: Out): void }) {
      tell = (message) => events.onMessage(message as Out);
      return { post: (message: In) => void posted.push(message as ToParser), dispose: () => {} };
    },
  };
  const { signal } = new AbortController();
  const stream = openAnswerStream(
    pool,
    { encoding: 'identity', limitBytes: 1e9, usedBytes: 0, contentLength },
    signal,
    () => {},
  );
  const start = posted[0];
  return { stream, posted, take: (slot: number) => tell({ kind: 'taken', slot }), start };
}

test.each([
  [undefined, slotCount],
  [0, 1],
  [300, 1],
  [slotBytes, 1],
  [slotBytes + 1, 2],
  [1e9, slotCount],
])('a body of %s bytes is given memory for it, not more: %s slots', (contentLength, slots) => {
  const { start, stream } = setUp(contentLength);
  expect(start?.kind === 'start' && start.slots.byteLength).toBe(slots * slotBytes);
  stream.dispose();
});

test('bytes go out slot by slot, and wait where none is free', async () => {
  const { stream, posted, take } = setUp(slotBytes * 1.5);
  await stream.add(new Uint8Array(slotBytes * 1.5));
  let added = false;
  // More than was announced is no reason to fail: the slots are used again.
  const more = stream.add(new Uint8Array(slotBytes)).then(() => {
    added = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect([added, posted.slice(1)]).toEqual([
    false,
    [
      { kind: 'chunk', slot: 0, length: slotBytes },
      { kind: 'chunk', slot: 1, length: slotBytes },
    ],
  ]);
  take(1);
  await more;
  stream.dispose();
});
