import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  columnsAtFirst,
  columnsInSight,
  columnWidths,
  numberWidth,
  textWidth,
} from '../../../renderer/views/explorer/result/column-layout.ts';
import { nextSort } from '../../../renderer/views/explorer/result/grid-head.tsx';
import { rowPlaces } from '../../../renderer/views/explorer/result/row-places.ts';

const runs = { seed: 20_261_129, numRuns: 500 };
const rowPx = 26;

describe('where rows stand', () => {
  const tables = fc.integer({ min: 1, max: 200 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      open: fc.uniqueArray(fc.integer({ min: 0, max: count - 1 }), { maxLength: 6 }).chain((indices) =>
        fc.tuple(
          ...indices
            .sort((a, b) => a - b)
            .map((index) =>
              fc.record({
                index: fc.constant(index),
                heightPx: fc.integer({ min: 0, max: 900 }),
              }),
            ),
        ),
      ),
    }),
  );

  test('is found back from every height within them', () => {
    fc.assert(
      fc.property(tables, fc.double({ min: 0, max: 0.999, noNaN: true }), ({ count, open }, share) => {
        const { topOf, indexAt, totalPx } = rowPlaces(count, rowPx, open);
        for (let index = 0; index < count; index += 1) {
          const heightPx = rowPx + (open.find((row) => row.index === index)?.heightPx ?? 0);
          expect(indexAt(topOf(index))).toBe(index);
          expect(indexAt(topOf(index) + share * heightPx)).toBe(index);
          expect(topOf(index) + heightPx).toBe(index + 1 < count ? topOf(index + 1) : totalPx);
        }
      }),
      runs,
    );
  });

  test('is within the table also above and below it', () => {
    const places = rowPlaces(3, rowPx, [{ index: 1, heightPx: 100 }]);
    expect([places.indexAt(-50), places.indexAt(10_000), places.totalPx]).toEqual([0, 2, 178]);
  });

  test('takes no time for a million of them', () => {
    const places = rowPlaces(1_000_000, rowPx, [{ index: 999_998, heightPx: 40 }]);
    expect([places.topOf(999_999), places.indexAt(places.totalPx - 1)]).toEqual([999_999 * rowPx + 40, 999_999]);
  });
});

describe('how wide columns are', () => {
  const needs = fc.array(
    fc.record({ minPx: fc.integer({ min: 8, max: 300 }), grows: fc.integer({ min: 0, max: 2 }) }),
    {
      minLength: 1,
      maxLength: 20,
    },
  );

  test('is at least what each needs, and all of the room where one of them can grow', () => {
    fc.assert(
      fc.property(needs, fc.integer({ min: 0, max: 3000 }), (columns, roomPx) => {
        const widths = columnWidths(columns, roomPx);
        const least = columns.reduce((sum, { minPx }) => sum + minPx, 0);
        const total = widths.reduce((sum, px) => sum + px, 0);
        expect(widths.every((px, i) => px >= (columns[i]?.minPx ?? 0))).toBe(true);
        expect(total).toBeLessThanOrEqual(Math.max(roomPx, least));
        if (columns.some(({ grows }) => grows > 0)) {
          expect(total).toBeGreaterThan(Math.max(roomPx, least) - columns.length);
        }
      }),
      runs,
    );
  });

  test('those in sight are all that reach into it, and no other', () => {
    fc.assert(
      fc.property(
        needs,
        fc.integer({ min: 0, max: 2000 }),
        fc.integer({ min: 1, max: 800 }),
        (columns, fromPx, viewPx) => {
          const widths = columns.map(({ minPx }) => minPx);
          const { first, end } = columnsInSight(widths, fromPx, fromPx + viewPx);
          const seen = widths.flatMap((px, i) => {
            const leftPx = widths.slice(0, i).reduce((sum, one) => sum + one, 0);
            return leftPx + px > fromPx && leftPx < fromPx + viewPx ? [i] : [];
          });
          expect(Array.from({ length: end - first }, (_, i) => first + i)).toEqual(seen);
        },
      ),
      runs,
    );
  });

  test('has room for every digit of a number, but not for all of a long name', () => {
    expect(numberWidth(400, 1)).toBeGreaterThan(2900);
    expect(textWidth(400, 1)).toBe(textWidth(4000, 1));
    expect(textWidth(1, 30)).toBeGreaterThan(textWidth(1, 10));
  });
});

describe('the labels that have a column at first', () => {
  const column = (name: string, present = 1, longest = 4) => ({ name, present, longest });

  test('are all of them where they are few', () => {
    const names = Array.from({ length: 12 }, (_, i) => `l${i}`);
    expect([...columnsAtFirst(names.map((name) => column(name)))]).toEqual(names);
  });

  test('of many are those that one looks for first, then those that most series have, then the shorter ones', () => {
    const others = Array.from({ length: 40 }, (_, i) => column(`label_${i}`, 40 - i));
    const chosen = columnsAtFirst([
      column('uid', 41, 40),
      column('alpha', 41, 9),
      ...others,
      column('pod'),
      column('le'),
    ]);
    expect([...chosen].slice(0, 5)).toEqual(['pod', 'le', 'alpha', 'uid', 'label_0']);
    expect(chosen.size).toBe(12);
  });
});

test('a head sorts numbers from their largest, words from the beginning, and with the third click not at all', () => {
  const clicks = (numeric: boolean) => {
    const first = nextSort(undefined, 'value', numeric);
    const second = nextSort(first, 'value', numeric);
    return [first?.descending, second?.descending, nextSort(second, 'value', numeric)];
  };
  expect([clicks(true), clicks(false)]).toEqual([
    [true, false, undefined],
    [false, true, undefined],
  ]);
  expect(nextSort({ key: 'value', descending: false }, 'time', true)).toEqual({ key: 'time', descending: true });
});
