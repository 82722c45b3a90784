import { expect, test } from 'vitest';
import { seriesByPart } from '../../../electron/backend/record-marks.ts';

const slotMs = 7_200_000;
const slot = (n: number, series: number) => ({ startMs: n * slotMs, series });

test('a part within two hours has their number, and one that has none has nothing', () => {
  const window = { startMs: 0, endMs: 3 * slotMs - 1, parts: 6 };
  expect(seriesByPart(window, [slot(0, 4), slot(2, 7)])).toEqual([4, 4, 0, 0, 7, 7]);
});

test('a part over several has the largest', () => {
  const window = { startMs: 0, endMs: 4 * slotMs - 1, parts: 2 };
  expect(seriesByPart(window, [slot(0, 4), slot(1, 9), slot(3, 2)])).toEqual([9, 2]);
  expect(seriesByPart({ ...window, parts: 1 }, [slot(0, 4), slot(3, 2)])).toEqual([4]);
});

test('a window that begins and ends within two hours has those that reach into it, and no others', () => {
  const window = { startMs: slotMs / 2, endMs: slotMs + slotMs / 2 - 1, parts: 4 };
  expect(seriesByPart(window, [slot(0, 1), slot(1, 2), slot(2, 3)])).toEqual([1, 1, 2, 2]);
  expect(seriesByPart({ startMs: 5, endMs: 5, parts: 3 }, [slot(0, 6)])).toEqual([6, 6, 6]);
});
