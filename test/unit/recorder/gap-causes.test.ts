import { expect, test } from 'vitest';
import { GapCauses } from '../../../electron/backend/recorder/gap-causes.ts';

const minute = 60_000;
const gap = { startMs: 100 * minute, endMs: 200 * minute };
const unreachable = (detail = 'no way') => ({ state: 'unreachable', detail }) as const;
const asleep = { state: 'asleep', detail: '' } as const;

test('a gap has the cause that was there when it began, in the words of the first', () => {
  const causes = new GapCauses();
  causes.note(100.5 * minute, unreachable('first'));
  causes.note(150 * minute, unreachable('second'));
  expect(causes.spansOf(gap, 0)).toEqual([{ ...gap, ...unreachable('first') }]);
});

test('causes follow each other, brought to the clock of the server', () => {
  const causes = new GapCauses();
  causes.note(40 * minute, unreachable());
  causes.note(70 * minute, asleep);
  expect(causes.spansOf(gap, 60 * minute)).toEqual([
    { startMs: gap.startMs, endMs: 130 * minute - 1, ...unreachable() },
    { startMs: 130 * minute, endMs: gap.endMs, ...asleep },
  ]);
});

test('the moments before and after sleep are the sleep', () => {
  const causes = new GapCauses();
  causes.note(100.2 * minute, unreachable());
  causes.note(100.4 * minute, asleep);
  causes.note(199.5 * minute, unreachable());
  expect(causes.spansOf(gap, 0)).toEqual([{ ...gap, ...asleep }]);
});

test('that it slept is noted when it woke up, and still comes first', () => {
  const causes = new GapCauses();
  causes.note(190 * minute, unreachable());
  causes.note(101 * minute, asleep);
  expect(causes.spansOf(gap, 0)).toEqual([
    { startMs: gap.startMs, endMs: 190 * minute - 1, ...asleep },
    { startMs: 190 * minute, endMs: gap.endMs, ...unreachable() },
  ]);
});

test('while nobody wanted to record, nothing is told of the gap', () => {
  const causes = new GapCauses();
  expect(causes.spansOf(gap, 0)).toEqual([]);
  causes.note(101 * minute, undefined);
  expect(causes.spansOf(gap, 0)).toEqual([]);
  causes.note(150 * minute, unreachable());
  expect(causes.spansOf(gap, 0)).toEqual([{ startMs: 150 * minute, endMs: gap.endMs, ...unreachable() }]);
});

test('a clock that is far off moves borders, and never the gap', () => {
  const causes = new GapCauses();
  causes.note(5000 * minute, unreachable());
  causes.note(5010 * minute, asleep);
  expect(causes.spansOf(gap, 0)).toEqual([{ ...gap, ...unreachable() }]);
  expect(causes.spansOf(gap, -9000 * minute)).toEqual([{ ...gap, ...asleep }]);
});

test('what is recorded again has no cause', () => {
  const causes = new GapCauses();
  causes.note(100 * minute, unreachable());
  causes.clear();
  expect(causes.spansOf(gap, 0)).toEqual([]);
});
