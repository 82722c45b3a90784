/** How high the rows of what differs are where long lines go on below. */
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../renderer/components/slices.ts';
import type { DiffRow } from '../../../renderer/views/configuration/diff-rows.ts';
import { diffScreenLines, hangIn } from '../../../renderer/views/configuration/diff-wrapping.ts';
import { sizesOf } from '../../../renderer/views/configuration/line-sizes.ts';

const short = 'x: 1';
const long = `  y: ${'z'.repeat(195)}`;
const sizes = { a: atOnce(sizesOf([short, long])), b: atOnce(sizesOf([long, short])) };

describe('a row of what differs', () => {
  it('is as high as its line, and side by side as the higher of its halves, each with half of the columns', () => {
    const rows: readonly DiffRow[] = [
      { kind: 'gap', a: 0, b: 0, count: 9 },
      { kind: 'removed', a: 1, pair: undefined },
      { kind: 'added', b: 0, pair: undefined },
      { kind: 'added', b: 1, pair: undefined },
      { kind: 'same', a: 0, b: 1 },
    ];
    expect(rows.map((row) => diffScreenLines(row, sizes, false, 100))).toEqual([1, 3, 3, 1, 1]);
    const halves: readonly DiffRow[] = [
      { kind: 'changed', a: 0, b: 0 },
      { kind: 'changed', a: 1, b: undefined },
      { kind: 'changed', a: undefined, b: 1 },
      { kind: 'gap', a: 0, b: 0, count: 9 },
    ];
    expect(halves.map((row) => diffScreenLines(row, sizes, true, 100))).toEqual([5, 5, 1, 1]);
  });

  it('is reckoned with no less than the fewest columns, however narrow a half is', () => {
    expect(diffScreenLines({ kind: 'changed', a: 1, b: 1 }, sizes, true, 40)).toBe(
      diffScreenLines({ kind: 'removed', a: 1, pair: 1 }, sizes, false, 40),
    );
  });

  it('goes on further in than its line begins', () => {
    expect([hangIn(sizes.a, 0), hangIn(sizes.a, 1)]).toEqual([2, 4]);
  });
});
