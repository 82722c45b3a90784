import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extentOf, tickLabels, valueScale } from '../../../renderer/charts/value-scale.ts';

const labels = (low: number, high: number) => tickLabels(valueScale([low, high]), 'en');

describe('the vertical scale', () => {
  test('begins at zero where values are far apart', () => {
    const { min, ticks } = valueScale([0.3, 8.26]);
    expect({ min, ticks }).toEqual({ min: 0, ticks: [0, 2, 4, 6, 8] });
  });

  test('shows a constant between zero and itself', () => {
    expect(valueScale([1, 1]).ticks).toEqual([0, 0.5, 1]);
  });

  test('shows what moves a little as moving', () => {
    const { min, max } = valueScale([14.1e9, 14.3e9]);
    expect(min).toBeGreaterThan(14e9);
    expect(max).toBeLessThan(14.4e9);
  });

  test('has room below for values below zero, and zero among its ticks', () => {
    const { min, ticks } = valueScale([-1.6, 7]);
    expect(min).toBeLessThan(-1.6);
    expect(ticks).toContain(0);
  });

  test('is 0 to 1 without values and for nothing but zeros', () => {
    expect([valueScale(undefined).ticks, valueScale([0, 0]).ticks]).toEqual([
      valueScale(undefined).ticks,
      valueScale(undefined).ticks,
    ]);
    expect(valueScale(undefined).ticks[0]).toBe(0);
  });

  test('has 3 to 5 rising ticks within its limits and holds every value, whatever the values', () => {
    const value = fc.double({ min: -1e15, max: 1e15, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-12);
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const { min, max, ticks } = valueScale([low, high]);
        expect(min).toBeLessThanOrEqual(low);
        expect(max).toBeGreaterThanOrEqual(high);
        expect(ticks.length).toBeGreaterThanOrEqual(3);
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(ticks.toSorted((x, y) => x - y)).toEqual(ticks);
      }),
      { seed: 4711, numRuns: 2000 },
    );
  });
});

describe('the names of ticks', () => {
  test('have the decimals that tell them apart', () => {
    expect(labels(0, 9)).toEqual(['0', '2', '4', '6', '8']);
    expect(labels(0, 0.9)).toEqual(['0', '0.2', '0.4', '0.6', '0.8']);
  });

  test('share one prefix from ten thousand on, and below a thousandth', () => {
    expect(labels(0, 45_000)).toEqual(['0', '10 k', '20 k', '30 k', '40 k']);
    expect(labels(0, 4500)).toEqual(['0', '1,000', '2,000', '3,000', '4,000']);
    expect(labels(0, 0.00042)).toEqual(['0', '100 µ', '200 µ', '300 µ', '400 µ']);
  });

  test('are all different, also for times since 1970', () => {
    const names = labels(1_763_800_000, 1_763_803_600);
    expect(new Set(names).size).toBe(names.length);
  });
});

test('the extent is that of all lines, gaps left out', () => {
  expect(extentOf([Float64Array.of(Number.NaN, 3), Float64Array.of(-1, Number.NaN)])).toEqual([-1, 3]);
  expect(extentOf([Float64Array.of(Number.NaN)])).toBeUndefined();
});
