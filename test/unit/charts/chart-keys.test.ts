import { describe, expect, test } from 'vitest';
import { crosshairAfter, lineAfter, spokenLines, windowAfter } from '../../../renderer/charts/chart-keys.ts';

const nan = Number.NaN;
const press = (key: string, held: { shiftKey?: boolean; altKey?: boolean } = {}) => ({
  key,
  shiftKey: false,
  altKey: false,
  ...held,
});
const grid = { count: 20 };

describe('the crosshair by the keys', () => {
  test('goes a step by an arrow, ten with Shift, and not over the ends', () => {
    expect(crosshairAfter(press('ArrowRight'), 5, grid)).toBe(6);
    expect(crosshairAfter(press('ArrowLeft'), 5, grid)).toBe(4);
    expect(crosshairAfter(press('ArrowRight', { shiftKey: true }), 5, grid)).toBe(15);
    expect(crosshairAfter(press('ArrowLeft', { shiftKey: true }), 5, grid)).toBe(0);
    expect(crosshairAfter(press('ArrowRight'), 19, grid)).toBe(19);
  });

  test('begins at the end that it comes from', () => {
    expect(crosshairAfter(press('ArrowRight'), undefined, grid)).toBe(0);
    expect(crosshairAfter(press('ArrowLeft'), undefined, grid)).toBe(19);
    expect([crosshairAfter(press('Home'), 5, grid), crosshairAfter(press('End'), 5, grid)]).toEqual([0, 19]);
  });

  test('stays with other keys, and while Alt is held', () => {
    expect(crosshairAfter(press('x'), 5, grid)).toBeUndefined();
    expect(crosshairAfter(press('ArrowRight', { altKey: true }), 5, grid)).toBeUndefined();
  });
});

describe('the line that is highlighted by the keys', () => {
  const lines = [
    { series: 0, values: Float64Array.of(1, 1), look: undefined },
    { series: 1, values: Float64Array.of(5, nan), look: undefined },
    { series: 2, values: Float64Array.of(3, 3), look: undefined },
  ];

  test('is the highest first, then the next below or above', () => {
    expect(lineAfter('ArrowDown', lines, 'lines', undefined, 0)).toBe(1);
    expect(lineAfter('ArrowDown', lines, 'lines', 1, 0)).toBe(2);
    expect(lineAfter('ArrowUp', lines, 'lines', 2, 0)).toBe(1);
    expect(lineAfter('ArrowDown', lines, 'lines', 0, 0)).toBe(0);
  });

  test('is none that has a gap there', () => {
    expect(lineAfter('ArrowDown', lines, 'lines', undefined, 1)).toBe(2);
  });

  test('is by its place in the pile where lines are stacked', () => {
    expect(lineAfter('ArrowDown', lines, 'stacked', undefined, 0)).toBe(2);
    expect(lineAfter('ArrowDown', lines, 'stacked', 2, 0)).toBe(1);
  });

  test('needs a crosshair, and an arrow up or down', () => {
    expect(lineAfter('ArrowDown', lines, 'lines', undefined, undefined)).toBeUndefined();
    expect(lineAfter('Enter', lines, 'lines', undefined, 0)).toBeUndefined();
  });

  test('is read aloud alone; without one, the highest three are', () => {
    expect(spokenLines(lines, 2, 0).map(({ series }) => series)).toEqual([2]);
    expect(spokenLines(lines, undefined, 0).map(({ series }) => series)).toEqual([1, 2, 0]);
    expect(spokenLines(lines, 1, 1).map(({ series }) => series)).toEqual([2, 0]);
  });
});

describe('the window by the keys', () => {
  const window = { startMs: 1000, endMs: 5000 };

  test('moves by a quarter with Alt', () => {
    expect(windowAfter(press('ArrowLeft', { altKey: true }), window)).toEqual({ startMs: 0, endMs: 4000 });
    expect(windowAfter(press('ArrowRight', { altKey: true }), window)).toEqual({ startMs: 2000, endMs: 6000 });
    expect(windowAfter(press('ArrowUp', { altKey: true }), window)).toBeUndefined();
  });

  test('is half or twice as long around its middle', () => {
    expect(windowAfter(press('+'), window)).toEqual({ startMs: 2000, endMs: 4000 });
    expect(windowAfter(press('-'), window)).toEqual({ startMs: -1000, endMs: 7000 });
    expect(windowAfter(press('ArrowLeft'), window)).toBeUndefined();
  });
});
