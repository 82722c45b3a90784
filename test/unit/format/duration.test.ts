import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, formatLongSpan, formatSpan, parseDuration } from '../../../shared/format/duration.ts';

describe('durations as Prometheus writes them', () => {
  it('reads every unit, alone and together', () => {
    const texts = ['0', '0s', '1ms', '5m', '1h30m', '1d', '2w', '1y', '1y2w3d4h5m6s7ms', ' 15s '];
    expect(texts.map(parseDuration)).toEqual([
      0, 0, 1, 300_000, 5_400_000, 86_400_000, 1_209_600_000, 31_536_000_000, 33_019_506_007, 15_000,
    ]);
  });

  it('refuses what Prometheus refuses', () => {
    const texts = ['', ' ', '5', '5x', '1m1h', '1h1h', '-5m', '1.5h', '5 m', 'm', '1S', '300y'];
    expect(texts.map(parseDuration)).toEqual(texts.map(() => undefined));
  });

  it('writes days, weeks and years only where nothing remains', () => {
    const times = [0, 1, 1500, 15_000, 5_400_000, 86_400_000, 129_600_000, 604_800_000, 31_536_000_000, -300_000];
    expect(times.map(formatDuration)).toEqual(['0s', '1ms', '1s500ms', '15s', '1h30m', '1d', '36h', '1w', '1y', '-5m']);
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_223_372_036_854 }), (ms) => parseDuration(formatDuration(ms)) === ms),
      { seed: 20260101 },
    );
  });
});

describe('lengths of time for people', () => {
  it('uses one unit, and rounds down from a minute on', () => {
    const times = [-5, 0, 41.2, 999.4, 999.6, 1000, 2440, 9940, 9960, 59_999, 60_000, 119_000, 3_600_000, 172_800_000];
    expect(times.map((ms) => formatSpan(ms))).toEqual([
      '0 ms',
      '0 ms',
      '41 ms',
      '999 ms',
      '1 s',
      '1 s',
      '2.4 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min',
      '1 min',
      '1 h',
      '2 d',
    ]);
  });

  it('says whole seconds to a countdown', () => {
    expect([400, 1900, 12_000].map((ms) => formatSpan(ms, { wholeSeconds: true }))).toEqual(['0 s', '1 s', '12 s']);
  });

  it('writes long ones in two units, so that they can be compared', () => {
    const times = [400, 59_000, 3_599_000, 3_600_000, 5_700_000, 172_740_000, 172_800_000, 277_200_000, 2_592_000_000];
    expect(times.map(formatLongSpan)).toEqual([
      ...['0 s', '59 s', '59 min', '1 h', '1 h 35 min', '47 h 59 min', '2 d', '3 d 5 h', '30 d'],
    ]);
  });
});
