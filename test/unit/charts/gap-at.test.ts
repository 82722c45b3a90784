/** Which gap a chart tells the reason of. */
import { expect, it } from 'vitest';
import { gapAt } from '../../../renderer/charts/gap-at.ts';
import { gridOf } from '../../../renderer/charts/grid.ts';

const grid = gridOf({ startMs: 0, endMs: 60_000, stepMs: 15_000 });
const gaps = [{ startMs: 32_000, endMs: 43_000, kind: 'asleep' }] as const;
const line = (...values: number[]) => ({ series: 0, values: Float64Array.from(values), look: undefined });

it('is the one within half a step, as short ones lie between two times', () => {
  const lines = [line(1, 1, Number.NaN, Number.NaN, Number.NaN)];
  expect([0, 1, 2, 3, 4].map((index) => gapAt({ gaps, grid, lines }, index)?.kind)).toEqual([
    ...[undefined, undefined, 'asleep', 'asleep', undefined],
  ]);
});

it('is none where a line has a value', () => {
  const lines = [line(1, 1, 1, Number.NaN, 1), line(1, 1, Number.NaN, Number.NaN, 1)];
  expect([2, 3].map((index) => gapAt({ gaps, grid, lines }, index)?.kind)).toEqual([undefined, 'asleep']);
});
