import { expect, test } from 'vitest';
import { thinned } from '../../../renderer/views/explorer/use-exemplars.ts';
import type { Exemplar } from '../../../shared/model/exemplar.ts';

const exemplar = (timeMs: number, value: number): Exemplar => ({ labels: [], series: [], timeMs, value });

test('a thousand exemplars are shown as they are', () => {
  const list = Array.from({ length: 1000 }, (_, i) => exemplar(i, i % 7));
  expect(thinned(list)).toBe(list);
});

test('of more the highest 500 stay, and of the rest 500 spread over the whole time', () => {
  const list = Array.from({ length: 5000 }, (_, i) => exemplar(i, i % 10 === 0 ? 1000 + i : i % 10));
  const shown = thinned(list);
  const highest = list.toSorted((a, b) => b.value - a.value).slice(0, 500);
  expect([shown.length, new Set(shown).size]).toEqual([1000, 1000]);
  expect(highest.every((one) => shown.includes(one))).toBe(true);
  const others = shown.filter((one) => !highest.includes(one)).map(({ timeMs }) => timeMs);
  expect([Math.min(...others) < 50, Math.max(...others) > 4950]).toEqual([true, true]);
});
