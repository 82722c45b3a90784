import { describe, expect, test } from 'vitest';
import { drawnSeries } from '../../../renderer/charts/drawn-series.ts';
import { createLookBook } from '../../../renderer/charts/looks.ts';
import { nearestSeries } from '../../../renderer/charts/nearest.ts';
import { seriesStats } from '../../../renderer/charts/series-stats.ts';
import {
  everythingVisible,
  isolate,
  isolateAll,
  isVisible,
  showAll,
  toggleHidden,
  toggleIsolated,
  togglePinned,
  visibleSeries,
  within,
} from '../../../renderer/charts/visibility.ts';
import { labelsKey } from '../../../shared/model/labels.ts';
import { columnsOf } from './columns-of.ts';

const grid = { startMs: 0, stepMs: 1, count: 1 };

function draw(count: number, limit: number, visibility = everythingVisible) {
  // The later ones are the higher ones.
  const columns = columnsOf(Array.from({ length: count }, (_, i) => [`s${i}`, [0, i]] as const));
  const keyOf = (series: number) => labelsKey(columns.labels[series] ?? []);
  const visible = visibleSeries(visibility, { count, keyOf });
  const stats = seriesStats(columns);
  const book = createLookBook();
  return drawnSeries({ columns, visible, keyOf, stats, grid, visibility, limit, book, dashesEarly: false });
}

const key = (i: number) => labelsKey(['name', `s${i}`]);

describe('the drawn series', () => {
  test('are all of a few, the first colours to the highest', () => {
    const { lines, visibleCount } = draw(3, 200);
    expect(lines.map(({ series, look }) => [series, look?.colour])).toEqual([
      [0, 2],
      [1, 1],
      [2, 0],
    ]);
    expect(visibleCount).toBe(3);
  });

  test('are those with the highest average where there are too many', () => {
    const { lines, visibleCount } = draw(1000, 5);
    expect(lines.map(({ series }) => series)).toEqual([995, 996, 997, 998, 999]);
    expect(visibleCount).toBe(1000);
  });

  test('say how far they reach: gaps and infinities aside', () => {
    const columns = columnsOf([
      ['a', [0, 3]],
      ['b', [0, Number.POSITIVE_INFINITY]],
      ['c', [0, -1]],
      ['d', [0, Number.NaN]],
    ]);
    const request = { columns, stats: seriesStats(columns), grid, visibility: everythingVisible, limit: 10 };
    const keyOf = (series: number) => `${series}`;
    const extentOf = (...visible: number[]) =>
      drawnSeries({ ...request, visible, keyOf, book: createLookBook(), dashesEarly: false }).extent;
    expect([extentOf(0, 1, 2, 3), extentOf(0), extentOf(1, 3)]).toEqual([[-1, 3], [3, 3], undefined]);
  });

  test('are the pinned ones always, however low they lie', () => {
    const { lines } = draw(1000, 5, togglePinned(everythingVisible, key(3)));
    expect(lines.map(({ series }) => series)).toEqual([3, 996, 997, 998, 999]);
  });

  test('are hairlines beyond 36, but for those that are pinned', () => {
    const { lines } = draw(40, 200, togglePinned(everythingVisible, key(7)));
    expect(lines.filter(({ look }) => look !== undefined).map(({ series }) => series)).toEqual([7]);
    // Over the hairlines.
    expect(lines.at(-1)?.series).toBe(7);
  });

  test('keep their colours when others are hidden', () => {
    const { lines } = draw(3, 200, toggleHidden(everythingVisible, key(0)));
    expect(lines.map(({ series, look }) => [series, look?.colour])).toEqual([
      [1, 1],
      [2, 0],
    ]);
  });

  test('have colours again when few are left of many', () => {
    const { lines } = draw(100, 200, isolate(everythingVisible, key(50)));
    expect(lines.map(({ series, look }) => [series, look?.colour])).toEqual([[50, 0]]);
  });
});

describe('what is visible', () => {
  test('is one alone when isolated, and all when isolated again', () => {
    const one = isolate(everythingVisible, 'a');
    expect([isVisible(one, 'a'), isVisible(one, 'b')]).toEqual([true, false]);
    expect(isVisible(isolate(one, 'a'), 'b')).toBe(true);
  });

  test('is everything where the isolated series is not in the result', () => {
    const result = { count: 2, keyOf: (series: number) => ['b', 'c'][series] ?? '' };
    expect(isVisible(within(isolate(everythingVisible, 'a'), result), 'b')).toBe(true);
    expect(visibleSeries(within(isolate(everythingVisible, 'c'), result), result)).toEqual([1]);
  });

  test('is several alone, and everything again once the last of them is taken out', () => {
    const two = toggleIsolated(isolate(everythingVisible, 'a'), 'b');
    expect(['a', 'b', 'c'].map((one) => isVisible(two, one))).toEqual([true, true, false]);
    const none = toggleIsolated(toggleIsolated(two, 'a'), 'b');
    expect(['a', 'b', 'c'].map((one) => isVisible(none, one))).toEqual([true, true, true]);
  });

  test('is what a filter left, and everything where it left nothing', () => {
    const some = isolateAll(everythingVisible, ['b', 'c']);
    expect(['a', 'b', 'c'].map((one) => isVisible(some, one))).toEqual([false, true, true]);
    expect(isVisible(isolateAll(some, []), 'a')).toBe(true);
  });

  test('is everything when all are to be shown, and what is pinned stays pinned', () => {
    const shown = showAll(toggleHidden(togglePinned(everythingVisible, 'p'), 'a'));
    expect([isVisible(shown, 'a'), shown.pinned]).toEqual([true, new Set(['p'])]);
  });

  test('is everything but the hidden ones, and hiding ends isolation', () => {
    const hidden = toggleHidden(isolate(everythingVisible, 'a'), 'b');
    expect(['a', 'b', 'c'].map((one) => isVisible(hidden, one))).toEqual([true, false, true]);
    expect(isVisible(toggleHidden(hidden, 'b'), 'b')).toBe(true);
  });
});

describe('the line that the pointer means', () => {
  const lines = [
    { series: 4, values: Float64Array.of(10, Number.NaN), look: undefined },
    { series: 7, values: Float64Array.of(30, 30), look: undefined },
  ];

  test('is the nearest one at that time', () => {
    expect([nearestSeries(lines, 0, 12, (value) => value), nearestSeries(lines, 0, 25, (value) => value)]).toEqual([
      4, 7,
    ]);
  });

  test('is none that has a gap there, and none that is far away', () => {
    expect(nearestSeries(lines, 1, 10, (value) => value)).toBe(7);
    expect(nearestSeries(lines, 0, 300, (value) => value)).toBeUndefined();
  });
});
