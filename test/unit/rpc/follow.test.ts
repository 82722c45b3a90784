import { expect, test } from 'vitest';
import { follow, followState } from '../../../electron/backend/rpc/follow.ts';
import { Emitter } from '../../../shared/base/event.ts';

interface Change {
  readonly key: string;
  readonly value: number;
}

function setUp(first: () => Iterable<Change> = () => []) {
  const changes = new Emitter<Change>();
  const controller = new AbortController();
  const items = follow(changes.event, first, ({ key }) => key, controller.signal);
  return { changes, controller, items };
}

test('the first values come first, and then what happens', async () => {
  const { changes, controller, items } = setUp(() => [{ key: 'a', value: 1 }]);
  expect(await items.next()).toEqual({ done: false, value: { key: 'a', value: 1 } });
  const waiting = items.next();
  changes.fire({ key: 'a', value: 2 });
  expect(await waiting).toEqual({ done: false, value: { key: 'a', value: 2 } });
  controller.abort();
  expect(await items.next()).toEqual({ done: true, value: undefined });
  expect(changes.listenerCount).toBe(0);
});

test('a slow reader gets the newest of each key, in the order in which the keys came', async () => {
  const { changes, items } = setUp();
  const first = items.next();
  for (const [key, value] of [
    ['a', 1],
    ['b', 1],
    ['a', 2],
    ['c', 1],
    ['b', 2],
  ] as const)
    changes.fire({ key, value });
  const read = [await first, await items.next(), await items.next()].map(({ value }) => value);
  expect(read).toEqual([
    { key: 'a', value: 2 },
    { key: 'b', value: 2 },
    { key: 'c', value: 1 },
  ]);
  await items.return();
});

test('what happens while the first values are taken is not lost', async () => {
  const setup = setUp(() => {
    setup.changes.fire({ key: 'a', value: 2 });
    return [{ key: 'b', value: 1 }];
  });
  expect((await setup.items.next()).value).toEqual({ key: 'a', value: 2 });
  expect((await setup.items.next()).value).toEqual({ key: 'b', value: 1 });
  await setup.items.return();
});

test('an abort ends a reader that waits, and one that has not begun', async () => {
  const { changes, controller, items } = setUp();
  const waiting = items.next();
  controller.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });
  const late = follow(
    changes.event,
    () => [{ key: 'a', value: 1 }],
    ({ key }) => key,
    controller.signal,
  );
  expect(await late.next()).toEqual({ done: true, value: undefined });
  expect(changes.listenerCount).toBe(0);
});

test('leaving stops listening', async () => {
  const { changes, items } = setUp(() => [{ key: 'a', value: 1 }]);
  await items.next();
  expect(changes.listenerCount).toBe(1);
  await items.return();
  expect(changes.listenerCount).toBe(0);
});

test('a state is told as it is now, and at its newest after changes', async () => {
  const changes = new Emitter<number>();
  let state = 1;
  const items = followState(changes.event, () => state, new AbortController().signal);
  expect((await items.next()).value).toBe(1);
  for (state of [2, 3]) changes.fire(state);
  expect((await items.next()).value).toBe(3);
  await items.return();
});
