/** How much memory SQLite may take for the pages of all readers of a thread: one of them has a large cache, however many there are. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openHistoryReader } from '../../../electron/backend/history/read/open-history-reader.ts';
import { createPageCaches, largeCacheKib, smallCacheKib } from '../../../electron/backend/history/read/page-caches.ts';
import type { ReadableDatabase } from '../../../electron/backend/history/store/open-database.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';

let fixtures: SourceFixture[];

beforeEach(() => {
  fixtures = ['a', 'b', 'c'].map((name) => createSourceFixture(name));
  for (const fixture of fixtures) fixture.open();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const fixture of fixtures) fixture.dispose();
});

const sizeOf = (db: Database.Database) => -Number(db.pragma('cache_size', { simple: true }));

it('the reader that was asked last has the large one, and gives it back when it rests for a while', () => {
  const opened = new Set<Database.Database>();
  const { pragma } = Database.prototype;
  vi.spyOn(Database.prototype, 'pragma').mockImplementation(function (this: Database.Database, ...args) {
    if (String(args[0]).startsWith('cache_size =')) opened.add(this);
    return pragma.apply(this, args);
  });
  const caches = createPageCaches();
  const readers = fixtures.map(({ files }) => openHistoryReader(files, caches));
  const sizes = () =>
    Object.fromEntries(
      [...opened].flatMap((db) => (db.open ? [[db.name.split('/').slice(-2).join('/'), sizeOf(db)]] : [])),
    );
  const small = Object.fromEntries(
    ['a', 'b', 'c'].flatMap((name) => [
      [`${name}/head.db`, smallCacheKib],
      [`${name}/history.db`, smallCacheKib],
    ]),
  );
  expect(sizes()).toEqual(small);
  readers[0]?.begin().end();
  expect(sizes()).toEqual({ ...small, 'a/head.db': largeCacheKib });
  readers[1]?.begin().end();
  vi.advanceTimersByTime(4000);
  expect(sizes()).toEqual({ ...small, 'b/head.db': largeCacheKib });
  // Asked again within that while, it keeps what it has.
  const snapshot = readers[1]?.begin();
  vi.advanceTimersByTime(60_000);
  expect(sizes()).toEqual({ ...small, 'b/head.db': largeCacheKib });
  snapshot?.end();
  vi.advanceTimersByTime(6000);
  expect(sizes()).toEqual(small);
  readers[2]?.begin().end();
  for (const reader of readers) reader.close();
  expect(vi.getTimerCount()).toBe(0);
});

it('one that is closed leaves the large one to nobody', () => {
  const caches = createPageCaches();
  const [one, other] = [new Database(':memory:'), new Database(':memory:')] as unknown as ReadableDatabase[];
  if (one === undefined || other === undefined) throw new Error('two are needed');
  const joined = caches.join(one);
  caches.join(other);
  caches.use(one);
  joined.dispose();
  one.close();
  caches.use(other);
  expect(sizeOf(other)).toBe(largeCacheKib);
  other.close();
});
