import { describe, expect, test } from 'vitest';
import {
  type Density,
  defaultResolution,
  goneLive,
  gridRange,
  movedTo,
  plotWindow,
  presetOf,
  rangePresets,
  shift,
  spanOf,
  stepFor,
  zoomOut,
  zoomTo,
} from '../../../renderer/views/explorer/time-window.ts';

const now = 1_000_000_000_000;
const hour = 3_600_000;
const live = { rangeMs: hour, endMs: undefined };
const here = { nowMs: now, mostMs: now };
const past = { rangeMs: hour, endMs: now - 10 * hour };

describe('the resolution', () => {
  test('is 15 s for one hour and for three, two minutes for a day, finer for a glance', () => {
    const names = ['15m', '1h', '3h', '1d'] as const;
    expect(names.map((name) => stepFor(rangePresets[name], defaultResolution))).toEqual([
      5000, 15_000, 15_000, 120_000,
    ]);
  });

  test('never asks for more points than its density allows, whatever the range', () => {
    const most: Readonly<Record<Density, number>> = { low: 200, medium: 750, high: 2000 };
    const densities = ['low', 'medium', 'high'] as const;
    for (const rangeMs of [1000, 60_000, hour, 7 * 24 * hour, 730 * 24 * hour]) {
      const points = densities.map((density) => rangeMs / stepFor(rangeMs, { kind: 'auto', density }));
      expect(points.map((count, i) => count <= most[densities[i] ?? 'low'])).toEqual([true, true, true]);
      expect(points.toSorted((a, b) => a - b)).toEqual(points);
    }
  });

  test('is a second at least, but what was asked for where that is less', () => {
    expect(stepFor(1000, defaultResolution)).toBe(1000);
    expect(stepFor(hour, { kind: 'fixed', stepMs: 250 })).toBe(250);
  });
});

describe('what is asked', () => {
  test('lies on multiples of the step, within the window', () => {
    expect(gridRange({ startMs: 1001, endMs: 9999 }, 1000)).toEqual({ startMs: 2000, endMs: 9000, stepMs: 1000 });
  });

  test('has one point where no multiple lies within', () => {
    expect(gridRange({ startMs: 1001, endMs: 1002 }, 1000)).toEqual({ startMs: 2000, endMs: 2000, stepMs: 1000 });
  });
});

describe('the axis', () => {
  test('runs 2 % past now where the window holds now', () => {
    expect(plotWindow(spanOf(live, now), now)).toEqual({ startMs: now - hour, endMs: now + 0.02 * hour, nowMs: now });
  });

  test('ends with the window where that is past', () => {
    expect(plotWindow(spanOf(past, now), now)).toEqual({
      startMs: now - 11 * hour,
      endMs: now - 10 * hour,
      nowMs: undefined,
    });
  });
});

describe('moving the window', () => {
  test('goes half a window back, and follows now again when it comes back', () => {
    const back = shift(live, -1, here);
    expect(back).toEqual({ rangeMs: hour, endMs: now - hour / 2 });
    expect(shift(back, 1, here)).toEqual(live);
  });

  test('doubles around its middle; one that ends now goes on ending now', () => {
    expect(zoomOut(past, here)).toEqual({ rangeMs: 2 * hour, endMs: now - 9.5 * hour });
    expect(zoomOut(live, here)).toEqual({ rangeMs: 2 * hour, endMs: undefined });
    expect(zoomOut({ rangeMs: hour, endMs: now - 1000 }, here)).toEqual({ rangeMs: 2 * hour, endMs: undefined });
  });

  test('zooms to whole seconds, one at least, never beyond now', () => {
    expect(zoomTo({ startMs: now - 10_400, endMs: now - 4600 }, here)).toEqual({ rangeMs: 7000, endMs: now - 4000 });
    expect(zoomTo({ startMs: now - 9900, endMs: now - 9800 }, here)).toEqual({ rangeMs: 1000, endMs: now - 9000 });
    expect(zoomTo({ startMs: now - 5000, endMs: now + 5000 }, here).endMs).toBe(now);
  });

  test('is moved and scaled by hand by whole seconds, and follows now again where it reaches it', () => {
    expect(movedTo({ startMs: now - 2 * hour - 400, endMs: now - hour }, here)).toEqual({
      rangeMs: hour,
      endMs: now - hour,
    });
    expect(movedTo({ startMs: now - hour, endMs: now + 5 }, here)).toEqual({ rangeMs: hour, endMs: undefined });
    // The end of a record that was seen last at .4 s.
    expect(movedTo({ startMs: now - hour + 400, endMs: now + 400 }, { nowMs: now + 400, mostMs: now + 400 })).toEqual({
      ...{ rangeMs: hour, endMs: undefined },
    });
    expect(movedTo({ startMs: now - 5000 * 24 * hour, endMs: now - hour }, here).rangeMs).toBe(730 * 24 * hour);
    expect(movedTo({ startMs: now - hour, endMs: now - hour }, here).rangeMs).toBe(1000);
  });

  test('of a record stops where it was seen last, and goes on from there up to this moment', () => {
    const reach = { nowMs: now, mostMs: now + 2 * hour };
    const before = { rangeMs: hour, endMs: now - hour / 4 };
    const ends = [shift(before, 1, reach)];
    for (let i = 0; i < 5; i += 1) ends.push(shift(ends.at(-1) ?? before, 1, reach));
    expect(ends.map(({ endMs }) => endMs)).toEqual([
      ...[undefined, now + hour / 2, now + hour, now + 1.5 * hour],
      ...[now + 2 * hour, now + 2 * hour],
    ]);
    const inGap = { rangeMs: hour, endMs: now + hour / 4 };
    expect([shift(inGap, -1, reach).endMs, shift(live, -1, reach).endMs]).toEqual([undefined, now - hour / 2]);
    expect(zoomOut(inGap, reach)).toEqual({ rangeMs: 2 * hour, endMs: now + 0.75 * hour });
    expect(zoomTo({ startMs: now, endMs: now + 9 * hour }, reach)).toEqual({
      rangeMs: 2 * hour,
      endMs: now + 2 * hour,
    });
    const moved = (endMs: number) => movedTo({ startMs: endMs - hour, endMs }, reach).endMs;
    expect([moved(now - 400), moved(now + 400), moved(now + hour), moved(now + 9 * hour)]).toEqual([
      ...[undefined, undefined, now + hour, now + 2 * hour],
    ]);
  });

  test('knows the presets', () => {
    expect([presetOf(3 * hour), presetOf(5 * hour)]).toEqual(['3h', undefined]);
  });
});

describe('a window of the record that is asked live', () => {
  const lastMs = 1_800_000_000_000;
  const at = (endMs: number | undefined, isChosen: boolean) =>
    goneLive({ rangeMs: 3_600_000, endMs }, lastMs, isChosen).endMs;

  test('follows now where it stood at the end, and stays where somebody looks at something older', () => {
    expect([at(undefined, false), at(lastMs - 2000, false)]).toEqual([undefined, undefined]);
    expect(at(lastMs - 3_600_000, false)).toBe(lastMs - 3_600_000);
  });

  test('is brought to now by who goes live', () => {
    expect(at(lastMs - 3_600_000, true)).toBeUndefined();
  });
});
