import { expect, test } from 'vitest';
import { overlapOf, planLook } from '../../../electron/backend/recorder/look-plan.ts';

const options = { overlapMs: 60_000, catchUpMs: 300_000 };
const nowMs = 10_000_000;

const plan = (ends: Readonly<Record<string, number>>, rules = Object.keys(ends)) =>
  planLook(rules, new Map(Object.entries(ends)), nowMs, options);

test('a look begins a minute before the end of the last one', () => {
  expect(plan({ a: nowMs - 30_000 })).toEqual({ startMs: nowMs - 90_000, endMs: nowMs, gaps: [] });
});

test('a rule that is new begins now, together with the others', () => {
  expect(plan({ a: nowMs - 30_000 }, ['a', 'new'])).toEqual({ startMs: nowMs - 90_000, endMs: nowMs, gaps: [] });
  expect(plan({}, ['new'])).toEqual({ startMs: nowMs - 60_000, endMs: nowMs, gaps: [] });
});

test('what is a little behind is read along; what is far behind goes on from now, and has a gap', () => {
  expect(plan({ a: nowMs - 300_000 })).toEqual({ startMs: nowMs - 360_000, endMs: nowMs, gaps: [] });
  expect(plan({ a: nowMs - 300_001 })).toEqual({
    startMs: nowMs - 60_000,
    endMs: nowMs,
    gaps: [{ rule: 'a', startMs: nowMs - 300_000, endMs: nowMs - 60_001 }],
  });
});

test('one that is far behind makes no gap of the others', () => {
  expect(plan({ a: nowMs - 30_000, far: nowMs - 900_000 })).toEqual({
    startMs: nowMs - 90_000,
    endMs: nowMs,
    gaps: [{ rule: 'far', startMs: nowMs - 899_999, endMs: nowMs - 90_001 }],
  });
});

test('a server whose clock was set back is asked for what it has now, and nothing is a gap', () => {
  expect(plan({ a: nowMs + 3_600_000 })).toEqual({ startMs: nowMs - 60_000, endMs: nowMs, gaps: [] });
});

const reach = { overlapMs: 60_000, mostOverlapMs: 600_000 };

test('a look reaches back over the time in which a slow scrape is committed, and with JSON over three scrapes; both are bounded', () => {
  const minutes = [undefined, 0.25, 0.5, 1, 2, 5, 30].map((one) => (one === undefined ? undefined : one * 60_000));
  expect(minutes.map((interval) => overlapOf(reach, 'chunks', interval) / 60_000)).toEqual([
    1, 1, 1, 1.25, 2.5, 6.25, 10,
  ]);
  expect(minutes.map((interval) => overlapOf(reach, 'matrix', interval) / 60_000)).toEqual([1, 1, 1.5, 3, 6, 10, 10]);
});
