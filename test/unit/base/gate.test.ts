import { expect, test } from 'vitest';
import { createGate } from '../../../electron/backend/base/gate.ts';

test('a gate lets so many in, the others in their order, and leaving twice counts once', async () => {
  const gate = createGate(2);
  const order: string[] = [];
  const enter = async (name: string) => {
    const leave = await gate.enter(undefined);
    order.push(name);
    return leave;
  };
  const [first, second] = await Promise.all([enter('a'), enter('b')]);
  const [third, fourth] = [enter('c'), enter('d')];
  expect(order).toEqual(['a', 'b']);
  first?.();
  first?.();
  await third;
  expect(order).toEqual(['a', 'b', 'c']);
  second?.();
  await fourth;
  expect(order).toEqual(['a', 'b', 'c', 'd']);
});

test('who gives up while waiting takes no place, and leaves no listener', async () => {
  const gate = createGate(1);
  const leave = await gate.enter(undefined);
  const controller = new AbortController();
  const givenUp = expect(gate.enter(controller.signal)).rejects.toMatchObject({ name: 'CancelledError' });
  const next = gate.enter(undefined);
  controller.abort();
  await givenUp;
  leave();
  (await next)();
  await expect(gate.enter(AbortSignal.abort())).rejects.toMatchObject({ name: 'CancelledError' });
  (await gate.enter(undefined))();
});
