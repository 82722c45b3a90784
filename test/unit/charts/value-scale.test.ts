import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  extentOf,
  placeOn,
  type ScaleRequest,
  smallestPositiveOf,
  valueAt,
  valueScale,
} from '../../../renderer/charts/value-scale.ts';
import { unitNames } from '../../../shared/format/unit.ts';

const plain: ScaleRequest = {
  extent: undefined,
  smallestPositive: undefined,
  kind: 'linear',
  yFrom: 'auto',
  yMin: undefined,
  yMax: undefined,
  unit: 'none',
  locale: 'en',
};

const scaleOf = (low: number, high: number, more: Partial<ScaleRequest> = {}) =>
  valueScale({ ...plain, extent: [low, high], ...more });
const logOf = (low: number, high: number, more: Partial<ScaleRequest> = {}) =>
  scaleOf(low, high, { kind: 'log', smallestPositive: low > 0 ? low : undefined, ...more });
const labels = (low: number, high: number, more: Partial<ScaleRequest> = {}) =>
  scaleOf(low, high, more).ticks.map(({ label }) => label);
const places = ({ ticks }: ReturnType<typeof valueScale>) => ticks.map(({ value }) => value);

describe('the vertical scale', () => {
  test('begins at zero where values are far apart', () => {
    const scale = scaleOf(0.3, 8.26);
    expect([scale.min, places(scale)]).toEqual([0, [0, 2, 4, 6, 8]]);
  });

  test('shows a constant between zero and itself', () => {
    expect(places(scaleOf(1, 1))).toEqual([0, 0.5, 1]);
  });

  test('shows what moves a little as moving, unless zero is asked for', () => {
    const { min, max } = scaleOf(14.1e9, 14.3e9);
    expect(min).toBeGreaterThan(14e9);
    expect(max).toBeLessThan(14.4e9);
    expect(scaleOf(14.1e9, 14.3e9, { yFrom: 'zero' }).min).toBe(0);
  });

  test('has room below for values below zero, and zero among its ticks', () => {
    const scale = scaleOf(-1.6, 7);
    expect(scale.min).toBeLessThan(-1.6);
    expect(places(scale)).toContain(0);
  });

  test('is about 0 to 1 without values and for nothing but zeros', () => {
    expect([places(valueScale(plain)), places(scaleOf(0, 0))]).toEqual([
      [0, 0.5, 1],
      [0, 0.5, 1],
    ]);
  });

  test('keeps limits of the person to the letter, also where nothing lies between them', () => {
    expect(scaleOf(0, 5, { yMin: 2, yMax: 3 })).toMatchObject({ min: 2, max: 3 });
    expect(scaleOf(0, 5, { yMin: 70, yMax: 80 })).toMatchObject({ min: 70, max: 80 });
    expect(scaleOf(0, 5, { yMin: 7 })).toMatchObject({ min: 7 });
    expect(scaleOf(0, 5, { yMax: -1 })).toMatchObject({ max: -1 });
  });

  test('is as without limits where they contradict each other', () => {
    expect(scaleOf(0, 5, { yMin: 3, yMax: 2 })).toEqual(scaleOf(0, 5));
  });

  test('has 3 to 5 rising ticks within its limits and holds every value, whatever the values and their unit', () => {
    const value = fc.double({ min: -1e15, max: 1e15, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-12);
    fc.assert(
      fc.property(value, value, fc.constantFrom(...unitNames), (a, b, unit) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const scale = scaleOf(low, high, { unit });
        const ticks = places(scale);
        expect(scale.min).toBeLessThanOrEqual(low);
        expect(scale.max).toBeGreaterThanOrEqual(high);
        expect(ticks.length).toBeGreaterThanOrEqual(3);
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(ticks.toSorted((x, y) => x - y)).toEqual(ticks);
        expect(new Set(scale.ticks.map(({ label }) => label)).size).toBe(ticks.length);
      }),
      { seed: 4711, numRuns: 4000 },
    );
  });

  test('has finite limits and a place for the largest doubles', () => {
    const scale = scaleOf(-Number.MAX_VALUE, Number.MAX_VALUE);
    expect([placeOn(scale, -Number.MAX_VALUE), placeOn(scale, 0), placeOn(scale, Number.MAX_VALUE)]).toEqual([
      0, 0.5, 1,
    ]);
  });
});

describe('a log scale', () => {
  test('shows every power with as much room', () => {
    const scale = logOf(0.1, 1000);
    expect(placeOn(scale, 10) - placeOn(scale, 1)).toBeCloseTo(placeOn(scale, 100) - placeOn(scale, 10), 12);
    expect(places(scale)).toEqual([0.1, 1, 10, 100, 1000]);
  });

  test('begins at the smallest number above zero; zero and what is below are nowhere', () => {
    const scale = valueScale({ ...plain, kind: 'log', extent: [-5, 100], smallestPositive: 0.5 });
    expect(scale.kind).toBe('log');
    expect(scale.min).toBeGreaterThan(0);
    expect(scale.min).toBeLessThanOrEqual(0.5);
    expect([placeOn(scale, 0), placeOn(scale, -1)]).toEqual([Number.NaN, Number.NaN]);
  });

  test('is a linear one where nothing lies above zero, and for times', () => {
    expect(logOf(-5, -1).kind).toBe('linear');
    expect(logOf(1_763_800_000, 1_763_803_600, { unit: 'timestamp' }).kind).toBe('linear');
  });

  test('has powers of two for bytes, and what a clock has for seconds', () => {
    expect(logOf(1024, 2 ** 40, { unit: 'bytes' }).ticks.map(({ label }) => label)).toEqual([
      '1 KiB',
      '1 MiB',
      '1 GiB',
      '1 TiB',
    ]);
    expect(logOf(0.5, 1200, { unit: 'seconds' }).ticks.map(({ label }) => label)).toEqual([
      '1 s',
      '10 s',
      '1 min',
      '10 min',
    ]);
  });

  test('leaves out limits that it cannot have', () => {
    expect(logOf(0.2, 2, { yMin: 0, yMax: -3 })).toEqual(logOf(0.2, 2));
  });

  test('has 3 to 6 rising ticks (8 within a decade) within its limits, all named apart, and holds every value', () => {
    const value = fc.double({ min: 1e-12, max: 1e15, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.constantFrom(...unitNames), (a, b, unit) => {
        if (unit === 'timestamp') return;
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const scale = logOf(low, high, { unit });
        const ticks = places(scale);
        expect(scale.min).toBeLessThanOrEqual(low);
        expect(scale.max).toBeGreaterThanOrEqual(high);
        expect(ticks.length).toBeGreaterThanOrEqual(3);
        expect(ticks.length).toBeLessThanOrEqual(scale.max / scale.min > 10 ? 6 : 8);
        expect(ticks.every((tick) => tick >= scale.min && tick <= scale.max)).toBe(true);
        expect(ticks.toSorted((x, y) => x - y)).toEqual(ticks);
        expect(new Set(scale.ticks.map(({ label }) => label)).size).toBe(ticks.length);
      }),
      { seed: 4711, numRuns: 4000 },
    );
  });
});

test('a place on a scale is a value again, on every scale', () => {
  for (const scale of [scaleOf(-3, 8), logOf(0.01, 300)]) {
    for (const place of [0, 0.25, 1]) expect(placeOn(scale, valueAt(scale, place))).toBeCloseTo(place, 12);
  }
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

  test('are all different, also for large numbers that are close together', () => {
    const names = labels(1_763_800_000, 1_763_803_600);
    expect(new Set(names).size).toBe(names.length);
  });

  test('leave the unit to the head of the axis', () => {
    const { ticks, unitLabel } = scaleOf(0, 12.4 * 2 ** 30, { unit: 'bytes' });
    expect([ticks, unitLabel]).toEqual([
      [
        { value: 0, label: '0' },
        { value: 5 * 2 ** 30, label: '5' },
        { value: 10 * 2 ** 30, label: '10' },
      ],
      'GiB',
    ]);
    expect(scaleOf(0, 0.25, { unit: 'seconds' }).unitLabel).toBe('ms');
    expect(scaleOf(0, 0.93, { unit: 'ratio' })).toMatchObject({ unitLabel: '%' });
    expect(labels(0, 0.93, { unit: 'ratio' })).toEqual(['0', '20', '40', '60', '80']);
  });

  test('are clock times where the values are times, in the zone that is shown', () => {
    const times = { unit: 'timestamp' } as const;
    expect(labels(1_763_800_000, 1_763_803_600, times)).toEqual(['08:30', '08:45', '09:00', '09:15', '09:30']);
    const offsetMs = -new Date(1_763_800_000_000).getTimezoneOffset() * 60_000;
    const local = labels(1_763_800_000, 1_763_803_600, { ...times, zone: 'local' });
    const shifted = labels(1_763_800_000 + offsetMs / 1000, 1_763_803_600 + offsetMs / 1000, times);
    expect(local).toEqual(shifted);
  });
});

test('the extent is that of all lines, gaps left out', () => {
  expect(extentOf([Float64Array.of(Number.NaN, 3), Float64Array.of(-1, Number.NaN)])).toEqual([-1, 3]);
  expect(extentOf([Float64Array.of(Number.NaN)])).toBeUndefined();
});

test('the smallest number above zero is found among zeros, gaps and what is below', () => {
  expect(smallestPositiveOf([Float64Array.of(0, -2, Number.NaN), Float64Array.of(0.5, 3)])).toBe(0.5);
  expect(smallestPositiveOf([Float64Array.of(0, -1, Number.NaN)])).toBeUndefined();
});
