/** How often the API over the histories asks which there are, however long that takes. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ListedSource } from '../../../electron/backend/history/service/history-service.ts';
import { type HistoryApi, startHistoryApi } from '../../../electron/backend/history-api.ts';

let api: HistoryApi;
let nowMs: number;
/** Of each list that was asked for. */
let lists: PromiseWithResolvers<readonly ListedSource[]>[];

beforeEach(async () => {
  nowMs = 0;
  lists = [];
  const pool = { open: () => ({ post: () => undefined, dispose: () => undefined }), warmUp: () => undefined };
  const list = () => {
    const asked = Promise.withResolvers<readonly ListedSource[]>();
    lists.push(asked);
    return asked.promise;
  };
  api = await startHistoryApi(
    { port: 0 },
    {
      history: { readers: pool, folderOf: (source) => source, list },
      catalogPool: { ...pool, close: () => Promise.resolve() },
      clock: { now: () => nowMs, monotonic: () => nowMs },
      log: { write: () => undefined },
      version: '0.1.0',
    },
  );
});

afterEach(() => api.close());

test('a list that takes long is waited for by all, and is kept for a second from its end', async () => {
  const first = api.addresses();
  nowMs += 5000;
  const second = api.addresses();
  expect(lists).toHaveLength(1);
  lists[0]?.resolve([]);
  expect(await Promise.all([first, second])).toEqual([[], []]);
  nowMs += 1000;
  expect(await api.addresses()).toEqual([]);
  expect(lists).toHaveLength(1);
  nowMs += 1;
  const third = api.addresses();
  expect(lists).toHaveLength(2);
  lists[1]?.resolve([]);
  await third;
});

test('one that fails is asked for anew', async () => {
  const first = api.addresses();
  lists[0]?.reject(new Error('no time is left'));
  await expect(first).rejects.toThrow('no time is left');
  const second = api.addresses();
  lists[1]?.resolve([]);
  expect(await second).toEqual([]);
});
