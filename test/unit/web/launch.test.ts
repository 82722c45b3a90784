import { expect, test } from 'vitest';
import { createLaunch } from '../../../electron/web/launch.ts';

test('an address of the launch is good once, for a minute, and until there is a newer one', () => {
  let nowMs = 0;
  const launch = createLaunch(() => nowMs);
  expect(launch.take('/launch/')).toBe(false);
  const first = launch.create();
  const second = launch.create();
  expect([first === second, launch.take(first), launch.take(`${second}x`)]).toEqual([false, false, false]);
  expect([launch.take(second), launch.take(second)]).toEqual([true, false]);
  const third = launch.create();
  nowMs = 60_001;
  expect(launch.take(third)).toBe(false);
});
