/** Where the coverage timeline's window is and where it goes. */
import { describe, expect, it } from 'vitest';
import {
  areaPath,
  atFirst,
  atLast,
  grouped,
  isAtLast,
  jump,
  moved,
  resized,
  scaled,
  stepOf,
  stretchFor,
  timeSpanOf,
  xOf,
} from '../../../renderer/app/record/timeline-geometry.ts';
import type { Gap } from '../../../renderer/charts/graph-model.ts';

const hour = 3_600_000;
const day = 24 * hour;
const record = { startMs: 0, endMs: 30 * day };
const at = (startMs: number, lengthMs: number) => ({ startMs, endMs: startMs + lengthMs });
const last = (lengthMs: number) => at(record.endMs - lengthMs, lengthMs);

describe('what the timeline shows', () => {
  const shown = (window: { startMs: number; endMs: number }, before?: { startMs: number; endMs: number }) =>
    stretchFor({ record, window, nowMs: 100 * day, before });

  it('is about six windows, with a little beyond the last sample', () => {
    expect(shown(last(day))).toEqual({ startMs: 24 * day, endMs: 30 * day + 0.36 * day });
    expect(shown(at(10 * day, day))).toEqual({ startMs: 7.5 * day, endMs: 13.5 * day });
  });

  it('is all of a record that is shorter, and of a window that is longer', () => {
    const short = { startMs: 29 * day, endMs: 30 * day };
    expect(stretchFor({ record: short, window: last(hour * 12), nowMs: 100 * day, before: undefined }).startMs).toBe(
      29 * day,
    );
    expect(stretchFor({ record: short, window: last(3 * day), nowMs: 100 * day, before: undefined }).startMs).toBe(
      27 * day,
    );
  });

  it('reaches to now where that is near', () => {
    const nowMs = 30 * day + 20 * hour;
    expect(stretchFor({ record, window: last(day), nowMs, before: undefined }).endMs).toBe(nowMs);
  });

  it('stays while the window is in it and can be seen, and follows it else', () => {
    const before = shown(last(day));
    expect(shown(at(26 * day, day), before)).toBe(before);
    expect(shown(at(26 * day, 3 * day), before)).toBe(before);
    expect(shown(at(23 * day, day), before)).not.toBe(before);
    expect(shown(at(25 * day, hour), before)).not.toBe(before);
    expect(shown(at(24.1 * day, 5.5 * day), before)).not.toBe(before);
  });

  it('is laid out evenly', () => {
    const stretch = at(10 * day, 10 * day);
    expect([xOf(stretch, 15 * day, 1000), timeSpanOf(stretch, 100, 1000)]).toEqual([500, day]);
  });
});

describe('the window', () => {
  it('moves within the record, and keeps its length at its ends', () => {
    expect([
      moved(at(5 * day, day), day, record),
      moved(at(5 * day, day), 90 * day, record),
      moved(at(5 * day, day), -90 * day, record),
    ]).toEqual([at(6 * day, day), last(day), at(0, day)]);
    // One that is longer than the record ends with it.
    expect(moved(at(-20 * day, 40 * day), day, record)).toEqual(at(-10 * day, 40 * day));
  });

  it('is resized at one end, and keeps a second', () => {
    const window = at(5 * day, day);
    expect(resized(window, 'start', -day, record)).toEqual({ startMs: 4 * day, endMs: 6 * day });
    expect(resized(window, 'end', day, record)).toEqual({ startMs: 5 * day, endMs: 7 * day });
    expect(resized(window, 'start', 9 * day, record)).toEqual({ startMs: 6 * day - 1000, endMs: 6 * day });
    expect(resized(window, 'end', 90 * day, record)).toEqual({ startMs: 5 * day, endMs: 30 * day });
    expect(resized(window, 'start', -90 * day, record)).toEqual({ startMs: 0, endMs: 6 * day });
  });

  it('grows and shrinks around its middle, and stays at the last sample', () => {
    expect([
      scaled(at(5 * day, day), 2, record),
      scaled(at(5 * day, day), 0.5, record),
      scaled(last(day), 2, record),
    ]).toEqual([at(4.5 * day, 2 * day), at(5.25 * day, day / 2), last(2 * day)]);
    expect(scaled(last(day), 0.5, record)).toEqual(last(day / 2));
    expect(scaled(at(0, 1000), 0.5, record)).toEqual(at(0, 1000));
  });

  it('goes past the last sample up to what can be shown, and is scaled there around its middle', () => {
    const reach = { startMs: 0, endMs: 32 * day };
    expect([moved(last(day), day, reach), moved(last(day), 9 * day, reach)]).toEqual([
      at(30 * day, day),
      at(31 * day, day),
    ]);
    expect(resized(last(day), 'end', 9 * day, reach)).toEqual(at(29 * day, 3 * day));
    expect(scaled(at(30 * day, day), 2, record, reach.endMs)).toEqual(at(29.5 * day, 2 * day));
    expect(scaled(last(day), 2, record, reach.endMs)).toEqual(last(2 * day));
    expect([isAtLast(last(day), record), isAtLast(at(29.5 * day, day), record)]).toEqual([true, false]);
  });

  it('goes to the first and to the last sample', () => {
    expect([atFirst(at(5 * day, day), record), atLast(at(5 * day, day), record)]).toEqual([at(0, day), last(day)]);
  });

  it('goes by a twentieth, or by its own length', () => {
    expect([stepOf(at(0, 20 * hour), false), stepOf(at(0, 20 * hour), true), stepOf(at(0, 5000), false)]).toEqual([
      hour,
      20 * hour,
      1000,
    ]);
  });
});

describe('a jump', () => {
  const gap = (startMs: number, endMs: number): Gap => ({ startMs, endMs, kind: 'asleep' });
  const gaps = [gap(2 * day, 2 * day + hour), gap(10 * day, 15 * day), gap(29.9 * day, 30 * day)];
  const starts = (from: number, direction: -1 | 1) => jump(gaps, at(from, day), direction, record)?.window.startMs;

  it('goes to the next gap, whose middle it shows, or whose begin where it is longer than the window', () => {
    expect([starts(0, 1), starts(3 * day, 1), starts(16 * day, 1)]).toEqual([
      1.5 * day + hour / 2,
      9.5 * day,
      29 * day,
    ]);
  });

  it('goes back, and goes nowhere where there is none', () => {
    expect([
      starts(29 * day, -1),
      starts(9.5 * day, -1),
      starts(1.5 * day + hour / 2, -1),
      starts(29 * day, 1),
    ]).toEqual([9.5 * day, 1.5 * day + hour / 2, undefined, undefined]);
  });
});

describe('the drawing', () => {
  it('joins marks that would lie on each other', () => {
    expect(grouped([1, 5, 9, 30, 38], (time) => time, 9)).toEqual([
      [1, 5, 9],
      [30, 38],
    ]);
    expect(grouped([1, 10], (time) => time, 9)).toEqual([[1], [10]]);
  });

  it('is as high as there were series', () => {
    const place = { left: 0, right: 30, bottom: 50, height: 40 };
    expect(areaPath([10, 5, 0], place)).toBe('M0 50L0 10L10 10L10 30L20 30L20 50L30 50L30 50Z');
    expect(areaPath([0, 0], place)).toBe('');
  });
});
