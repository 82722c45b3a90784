import { describe, expect, test } from 'vitest';
import type { PackedList } from '../../../../../electron/backend/sources/prometheus/catalog/catalog-protocol.ts';
import {
  type IndexTiming,
  MetricIndex,
} from '../../../../../electron/backend/sources/prometheus/catalog/metric-index.ts';
import type { MetadataMemory } from '../../../../../electron/backend/sources/prometheus/catalog/metric-metadata.ts';
import { AppError, CancelledError } from '../../../../../shared/base/errors.ts';
import { memoryLog } from '../../../rpc/test-contract.ts';

const timing: IndexTiming = {
  freshMs: 1000,
  doubtMs: 400,
  retryMs: 100,
  retryMetadataMs: 300,
  idleMs: 3_600_000,
  progressMs: 50,
};
const busy = new AppError('prometheus.unavailable', 'It is busy.', { retryable: true });
const never = new AbortController().signal;

interface Reading<T> {
  readonly onBytes: (bytes: number) => void;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** Readings that settle when the test says so, and a clock that it moves. */
function setUp(changes: Partial<IndexTiming> = {}) {
  const names: Reading<PackedList>[] = [];
  const metadata: Reading<MetadataMemory | undefined>[] = [];
  const clock = { nowMs: 5000 };
  const log = memoryLog();
  const reading =
    <T>(list: Reading<T>[]) =>
    (onBytes: (bytes: number) => void) =>
      new Promise<T>((resolve, reject) => list.push({ onBytes, resolve, reject }));
  const readMetadata = reading(metadata);
  const index = new MetricIndex({
    ...{ log, timing: { ...timing, ...changes } },
    clock: { now: () => 1_000_000 + clock.nowMs, monotonic: () => clock.nowMs },
    readNames: reading(names),
    readMetadata: (_names, onBytes) => readMetadata(onBytes),
  });
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  const give = async (count: number, of: MetadataMemory | undefined = someMetadata()) => {
    names.at(-1)?.resolve(listOf(count));
    await settled();
    metadata.at(-1)?.resolve(of);
    await settled();
  };
  /** The states from now on, one after the other. */
  const states: unknown[] = [];
  const watch = async () => {
    for (;;) {
      const { version } = index;
      states.push(index.state());
      if (!index.isLoading) return;
      await index.changedFrom(version, never);
    }
  };
  return { index, names, metadata, clock, log, give, settled, states, watch };
}

const listOf = (count: number): PackedList => ({ list: new SharedArrayBuffer(count), count, leftOut: 0 });
const someMetadata = (): MetadataMemory => ({ perName: new SharedArrayBuffer(0), texts: new SharedArrayBuffer(0) });
const ready = (names: number, atMs: number, withMetadata = true) => ({
  ...{ kind: 'ready', names, withMetadata },
  loadedAtMs: 1_000_000 + atMs,
});

describe('the index', () => {
  test('is read when it is first wanted, once: first its names can be searched, then it has their metadata', async () => {
    const { index, names, metadata, settled, give, states, watch } = setUp();
    expect([index.state(), names.length]).toEqual([{ kind: 'loading', receivedBytes: 0 }, 0]);
    index.want();
    index.want();
    const watched = watch();
    await settled();
    names[0]?.resolve(listOf(3));
    await settled();
    expect([index.current?.names, index.current?.loadedAtMs]).toEqual([3, undefined]);
    index.want();
    metadata[0]?.resolve(someMetadata());
    await watched;
    expect(states).toEqual([
      { kind: 'loading', receivedBytes: 0 },
      { kind: 'loading', receivedBytes: 0 },
      ready(3, 5000),
    ]);
    await give(9);
    expect([names.length, metadata.length, index.current?.names]).toEqual([1, 1, 3]);
  });

  test('tells how much has come, now and then', async () => {
    const { index, names, metadata, clock, settled, states, watch } = setUp();
    index.want();
    const watched = watch();
    for (const [atMs, bytes] of [
      [5000, 10],
      [5010, 20],
      [5060, 30],
      [5070, 40],
    ]) {
      clock.nowMs = atMs as number;
      names[0]?.onBytes(bytes as number);
      await settled();
    }
    names[0]?.resolve(listOf(1));
    await settled();
    metadata[0]?.onBytes(5);
    metadata[0]?.resolve(undefined);
    await watched;
    expect(states).toEqual([
      ...[0, 10, 30, 40].map((receivedBytes) => ({ kind: 'loading', receivedBytes })),
      ready(1, 5070, false),
    ]);
  });

  test('is read anew when it is old, and searched meanwhile', async () => {
    const { index, names, clock, give } = setUp();
    index.want();
    await give(3);
    clock.nowMs = 5999;
    index.want();
    expect(names.length).toBe(1);
    clock.nowMs = 6000;
    index.want();
    expect([names.length, index.current?.names, index.isLoading, index.state()]).toEqual([2, 3, true, ready(3, 5000)]);
    await give(4);
    expect(index.state()).toEqual(ready(4, 6000));
  });

  test('is read anew when that is asked for; who asks twice waits for the same', async () => {
    const { index, names, give } = setUp();
    index.want();
    await give(3);
    const both = Promise.all([index.reload(never), index.reload(never)]);
    await give(4);
    await both;
    expect([names.length, index.state()]).toEqual([2, ready(4, 5000)]);
  });

  test('is let go of where nobody searched it for long, and read when it is wanted again', async () => {
    const { index, names, clock, give } = setUp();
    index.want();
    await give(3);
    clock.nowMs += timing.idleMs - 1;
    index.letGo();
    expect(index.current?.names).toBe(3);
    clock.nowMs += 1;
    index.letGo();
    expect([index.current, index.state()]).toEqual([undefined, { kind: 'loading', receivedBytes: 0 }]);
    index.want();
    await give(4);
    expect([names.length, index.current?.names]).toEqual([2, 4]);
  });

  test('is let go of by itself', async () => {
    const { index, clock, give } = setUp({ idleMs: 10 });
    index.want();
    await give(3);
    clock.nowMs += 10;
    await expect.poll(() => index.current).toBeUndefined();
  });
});

describe('a server that fails', () => {
  test('is told, left alone for a while, and asked again', async () => {
    const { index, names, clock, settled, give } = setUp();
    index.want();
    names[0]?.reject(busy);
    await settled();
    expect(index.state()).toEqual({ kind: 'failed', names: 0, reason: 'It is busy.' });
    clock.nowMs += timing.retryMs - 1;
    index.want();
    await expect(index.loaded(never)).rejects.toBe(busy);
    expect(names.length).toBe(1);
    clock.nowMs += 1;
    index.want();
    expect(index.state()).toEqual({ kind: 'loading', receivedBytes: 0 });
    await give(3);
    expect(index.state()).toEqual(ready(3, 5100));
  });

  test('the second time leaves what was there', async () => {
    const { index, names, metadata, clock, settled, give } = setUp();
    index.want();
    await give(3);
    const before = index.current;
    const reloaded = index.reload(never);
    names[1]?.reject(busy);
    await expect(reloaded).rejects.toBe(busy);
    expect([index.state(), index.current]).toEqual([{ kind: 'failed', names: 3, reason: 'It is busy.' }, before]);
    expect(await index.loaded(never)).toBe(before);
    // Names alone do not take the place of names with metadata.
    clock.nowMs += timing.retryMs;
    index.want();
    names[2]?.resolve(listOf(4));
    await settled();
    metadata[1]?.reject(busy);
    await settled();
    expect([index.state(), index.current]).toEqual([{ kind: 'failed', names: 3, reason: 'It is busy.' }, before]);
  });

  test('over the metadata alone leaves the names; the metadata is asked for again before long', async () => {
    const { index, names, metadata, clock, log, settled, give } = setUp();
    index.want();
    names[0]?.resolve(listOf(3));
    await settled();
    metadata[0]?.reject(busy);
    await settled();
    expect([index.state(), log.lines]).toEqual([ready(3, 5000, false), [expect.stringContaining('unavailable')]]);
    clock.nowMs += timing.retryMetadataMs - 1;
    index.want();
    expect(names.length).toBe(1);
    clock.nowMs += 1;
    index.want();
    await give(3);
    expect(index.state()).toEqual(ready(3, 5300));
  });

  test('is read anew before it is old where something is not found in it, but not at every letter', async () => {
    const { index, names, give, clock } = setUp();
    index.want();
    await give(3);
    clock.nowMs += timing.doubtMs - 1;
    expect([index.doubt(), names.length]).toEqual([false, 1]);
    clock.nowMs += 1;
    expect([index.doubt(), index.doubt(), names.length]).toEqual([true, true, 2]);
    await give(4);
    expect([index.doubt(), index.state()]).toEqual([false, ready(4, clock.nowMs)]);
    clock.nowMs += timing.doubtMs;
    index.doubt();
    names.at(-1)?.reject(busy);
    await new Promise((resolve) => setImmediate(resolve));
    expect([index.doubt(), names.length]).toEqual([false, 3]);
  });

  test('and one that has none is not asked for it again', async () => {
    const { index, names, metadata, clock, settled } = setUp();
    index.want();
    names[0]?.resolve(listOf(3));
    await settled();
    metadata[0]?.resolve(undefined);
    await settled();
    clock.nowMs += timing.freshMs - 1;
    index.want();
    expect([index.state(), names.length]).toEqual([ready(3, 5000, false), 1]);
  });

  test('as its connection was closed lost it, and that is no cancellation of who waits', async () => {
    const { index, names } = setUp();
    const loaded = index.loaded(never);
    names[0]?.reject(new CancelledError());
    await expect(loaded).rejects.toMatchObject({ code: 'prometheus.connectionLost', retryable: true });
  });

  test('by a mistake of ours says so without its words, which are in the log', async () => {
    const { index, names, log } = setUp();
    const loaded = index.loaded(never);
    names[0]?.reject(new Error('undefined is not a function'));
    await expect(loaded).rejects.toMatchObject({ code: 'rpc.internal' });
    expect(log.lines).toEqual([expect.stringContaining('undefined is not a function')]);
  });
});

describe('who waits', () => {
  test('may go; the reading goes on', async () => {
    const { index, give } = setUp();
    const gone = new AbortController();
    const waits = [index.loaded(gone.signal), index.reload(gone.signal), index.changedFrom(index.version, gone.signal)];
    const outcome = Promise.allSettled(waits);
    gone.abort();
    for (const { status, reason } of (await outcome) as PromiseRejectedResult[]) {
      expect([status, reason]).toEqual(['rejected', expect.any(CancelledError)]);
    }
    await give(3);
    expect(index.current?.names).toBe(3);
  });

  test('for a version that is over is told at once', async () => {
    const { index, give } = setUp();
    const { version } = index;
    index.want();
    await give(3);
    await index.changedFrom(version, never);
    expect(index.version).not.toBe(version);
  });

  test('for the index gets it with its metadata', async () => {
    const { index, names, metadata, settled } = setUp();
    const loaded = index.loaded(never);
    names[0]?.resolve(listOf(3));
    await settled();
    const memory = someMetadata();
    metadata[0]?.resolve(memory);
    expect((await loaded).memory.metadata).toBe(memory);
  });
});
