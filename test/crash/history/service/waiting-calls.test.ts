/** How much may wait for a writer's worker, and what becomes of it. */
import { expect, test } from 'vitest';
import { createWaitingCalls } from '../../../../electron/backend/history/service/waiting-calls.ts';
import type { WriterCall } from '../../../../electron/backend/history/service/writer-protocol.ts';

const columnsOf = (count: number): WriterCall => {
  const numbers = new Float64Array(count);
  return { name: 'appendColumns', args: [[{ labels: ['__name__', 'a'], timesMs: numbers, values: numbers }]] };
};
const small: WriterCall = { name: 'stats', args: [] };
const nothing = () => undefined;
const isBehind = { code: 'history.behind', retryable: true };

test('so many calls may wait, and no more until one is answered', async () => {
  const waiting = createWaitingCalls('source');
  const all = Array.from({ length: 1000 }, () => waiting.add(small, nothing));
  await expect(waiting.add(small, nothing)).rejects.toMatchObject(isBehind);
  waiting.settle({ kind: 'result', id: 1, result: 'it' });
  expect(await all[0]).toBe('it');
  const last = waiting.add(small, nothing);
  waiting.fail(new Error('over'));
  await expect(last).rejects.toThrow('over');
  expect((await Promise.allSettled(all)).filter(({ status }) => status === 'rejected')).toHaveLength(999);
  expect(waiting.size).toBe(0);
});

test('so many bytes of samples may wait; what is larger than that alone', async () => {
  const waiting = createWaitingCalls('source');
  const large = waiting.add(columnsOf(20 * 2 ** 20), nothing);
  await expect(waiting.add(columnsOf(1), nothing)).rejects.toMatchObject({
    ...isBehind,
    message: expect.stringContaining('256 MiB'),
  });
  waiting.settle({ kind: 'result', id: 1, result: undefined });
  await large;
  const more = [waiting.add(columnsOf(8 * 2 ** 20), nothing), waiting.add(columnsOf(8 * 2 ** 20), nothing)];
  await expect(waiting.add(columnsOf(1), nothing)).rejects.toMatchObject(isBehind);
  waiting.fail(new Error('over'));
  expect((await Promise.allSettled(more)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('a call that cannot be posted does not wait', async () => {
  const waiting = createWaitingCalls('source');
  const post = () => {
    throw new TypeError('cannot be cloned');
  };
  await expect(waiting.add(small, post)).rejects.toThrow('cannot be cloned');
  expect(waiting.size).toBe(0);
});

test('whoever waits for all of them waits until the last is answered, or for so long', async () => {
  const waiting = createWaitingCalls('source');
  await waiting.whenNone(60_000);
  const one = waiting.add(small, nothing);
  const ended = waiting.whenNone(60_000);
  waiting.settle({ kind: 'unknownSeries', id: 1, ids: [7] });
  await expect(one).rejects.toMatchObject({ ids: [7] });
  await ended;
  waiting.add(small, nothing).catch(nothing);
  await waiting.whenNone(1);
  expect(waiting.size).toBe(1);
});
