import { describe, expect, test } from 'vitest';
import { timeTicks } from '../../../renderer/charts/time-ticks.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const ticks = (from: string, to: string, px = 640) => timeTicks(at(from), at(to), px, 'utc', 'en');

describe('the ticks of time', () => {
  test('stand every half an hour in three hours', () => {
    const { major } = ticks('2026-11-22T08:32:00', '2026-11-22T11:32:00');
    expect(major.map(({ label }) => label)).toEqual(['09:00', '09:30', '10:00', '10:30', '11:00', '11:30']);
  });

  test('have four bars between two of them, every second one filled', () => {
    const { bars } = ticks('2026-11-22T09:00:00', '2026-11-22T12:00:00');
    const minutes = bars.map(({ fromMs, toMs }) =>
      [fromMs, toMs].map((ms) => (ms - at('2026-11-22T09:00:00')) / 60_000),
    );
    expect(minutes.slice(0, 3)).toEqual([
      [0, 7.5],
      [15, 22.5],
      [30, 37.5],
    ]);
  });

  test('say the date where a day begins', () => {
    const { major } = ticks('2026-11-21T18:00:00', '2026-11-22T06:00:00');
    expect(major.filter(({ newDay }) => newDay).map(({ label }) => label)).toEqual(['22 Nov']);
  });

  test('say only dates over weeks', () => {
    const { major } = ticks('2026-11-01T05:00:00', '2026-11-08T05:00:00', 900);
    expect(major.map(({ label, newDay }) => [label, newDay]).slice(0, 2)).toEqual([
      ['2 Nov', false],
      ['3 Nov', false],
    ]);
  });

  test('say seconds where they are needed', () => {
    const { major } = ticks('2026-11-22T08:32:00', '2026-11-22T08:32:30');
    expect(major[1]?.label).toBe('08:32:05');
  });

  test('never stand closer than their labels are wide', () => {
    for (const hours of [0.01, 0.25, 1, 3, 12, 24, 168, 5000]) {
      const start = at('2026-11-22T00:00:00');
      const { major } = timeTicks(start, start + hours * 3_600_000, 640, 'utc', 'en');
      const gaps = major
        .slice(1)
        .map(({ timeMs }, i) => ((timeMs - (major[i]?.timeMs ?? 0)) / (hours * 3_600_000)) * 640);
      expect(Math.min(...gaps, 640)).toBeGreaterThanOrEqual(80);
    }
  });

  test('keep to the window, bars included', () => {
    const from = at('2026-11-22T08:32:11');
    const to = at('2026-11-22T08:58:47');
    const { major, bars } = timeTicks(from, to, 640, 'utc', 'en');
    const times = [...major.map(({ timeMs }) => timeMs), ...bars.flatMap(({ fromMs, toMs }) => [fromMs, toMs])];
    expect(times.every((timeMs) => timeMs >= from && timeMs <= to)).toBe(true);
  });
});
