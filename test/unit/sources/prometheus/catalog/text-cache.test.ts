import { expect, test, vi } from 'vitest';
import type { PackedList } from '../../../../../electron/backend/sources/prometheus/catalog/catalog-protocol.ts';
import { createTextCache } from '../../../../../electron/backend/sources/prometheus/catalog/text-cache.ts';
import { CancelledError } from '../../../../../shared/base/errors.ts';

const listOf = (bytes: number): PackedList => ({ list: new SharedArrayBuffer(bytes), count: 1, leftOut: 0 });

interface Read {
  readonly signal: AbortSignal;
  readonly resolve: (list: PackedList) => void;
  readonly reject: (error: Error) => void;
}

/** Reads that settle when the test says so, and a clock that it moves. */
function setUp({ mostLists = 3, mostBytes = 1000, graceMs = 20 } = {}) {
  const reads: Read[] = [];
  const clock = { nowMs: 0 };
  const cache = createTextCache({ now: () => clock.nowMs, keepMs: 100, mostLists, mostBytes, graceMs });
  const read = (signal: AbortSignal) =>
    new Promise<PackedList>((resolve, reject) => {
      reads.push({ signal, resolve, reject });
      signal.addEventListener('abort', () => reject(new CancelledError()));
    });
  const get = (key: string, signal = new AbortController().signal) => cache.get(key, read, signal);
  /** As it is read at once. */
  const fill = async (key: string, bytes = 10) => {
    const found = get(key);
    reads.at(-1)?.resolve(listOf(bytes));
    await found;
  };
  return { cache, reads, clock, get, fill };
}

test('a list is read once for all who want it at the same time, and for those who come soon after', async () => {
  const { reads, clock, get } = setUp();
  const both = Promise.all([get('a'), get('a')]);
  const list = listOf(10);
  reads[0]?.resolve(list);
  clock.nowMs = 99;
  expect([...(await both), await get('a')]).toEqual([list, list, list]);
  expect(reads.length).toBe(1);
});

test('an old list is read anew, another key’s at once', async () => {
  const { reads, clock, get, fill } = setUp();
  await fill('a');
  await fill('b');
  clock.nowMs = 100;
  void get('a');
  expect(reads.length).toBe(3);
  reads[2]?.resolve(listOf(1));
});

test('what failed is not kept, and fails all who waited', async () => {
  const { reads, get } = setUp();
  const both = Promise.allSettled([get('a'), get('a')]);
  reads[0]?.reject(new Error('no'));
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const again = get('a');
  reads[1]?.resolve(listOf(1));
  await again;
  expect(reads.length).toBe(2);
});

test('who goes is told at once, who stays gets the list', async () => {
  const { reads, get } = setUp();
  const gone = new AbortController();
  const first = get('a', gone.signal);
  const second = get('a');
  gone.abort();
  await expect(first).rejects.toThrow(CancelledError);
  reads[0]?.resolve(listOf(1));
  expect((await second).count).toBe(1);
});

test('a list that nobody waits for any more is read to its end for a moment: the next letter asks for it again', async () => {
  const { reads, get } = setUp({ graceMs: 1000 });
  const gone = new AbortController();
  const first = get('a', gone.signal);
  gone.abort();
  await expect(first).rejects.toThrow(CancelledError);
  const second = get('a');
  reads[0]?.resolve(listOf(1));
  await second;
  expect([reads.length, reads[0]?.signal.aborted]).toEqual([1, false]);
});

test('and then it is given up', async () => {
  const { reads, get } = setUp();
  const gone = new AbortController();
  const first = get('a', gone.signal);
  gone.abort();
  await expect(first).rejects.toThrow(CancelledError);
  await vi.waitFor(() => expect(reads[0]?.signal.aborted).toBe(true));
  const second = get('a');
  reads[1]?.resolve(listOf(1));
  await second;
  expect(reads.length).toBe(2);
});

test('who is gone before asking asks for nothing', async () => {
  const { reads, get } = setUp();
  await expect(get('a', AbortSignal.abort())).rejects.toThrow(CancelledError);
  expect(reads).toEqual([]);
});

test('of too many lists, or too long ones, those go that were not asked for longest', async () => {
  const { reads, get, fill } = setUp();
  await fill('a', 100);
  await fill('b', 100);
  await fill('c', 100);
  await get('a');
  await fill('d', 100);
  await get('a');
  expect(reads.length).toBe(4);
  // b is gone, and with e so are the others but a.
  await fill('e', 900);
  await get('a');
  await get('e');
  expect(reads.length).toBe(5);
  await fill('b');
  expect(reads.length).toBe(6);
});

test('one that is longer than all may be is given, and not kept', async () => {
  const { reads, get, fill } = setUp();
  await fill('a', 2000);
  void get('a');
  expect(reads.length).toBe(2);
  reads[1]?.resolve(listOf(1));
});

test('cleared, all are read anew, those on their way, too; who waits for one still gets it', async () => {
  const { cache, reads, get, fill } = setUp();
  await fill('a');
  const b = get('b');
  cache.clear();
  reads[1]?.resolve(listOf(7));
  expect((await b).list.byteLength).toBe(7);
  const again = Promise.all([get('a'), get('b')]);
  for (const { resolve } of reads.slice(2)) resolve(listOf(8));
  expect((await again).map(({ list }) => list.byteLength)).toEqual([8, 8]);
  expect(reads.length).toBe(4);
});
