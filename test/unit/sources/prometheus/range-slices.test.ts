import { describe, expect, it } from 'vitest';
import {
  type RangeRequest,
  slicesOf as slicesWithin,
  usualSlices,
} from '../../../../electron/backend/sources/prometheus/range-slices.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import type { QueryRequest } from '../../../../shared/model/query.ts';
import { seededRandom } from '../../../fuzz/random.ts';

const slicesOf = (request: QueryRequest) => slicesWithin(request, usualSlices);

const range = (points: number, more: Partial<RangeRequest> = {}): RangeRequest => {
  const { startMs = 1_700_000_000_000, stepMs = 1000 } = more;
  return { kind: 'range', expr: 'up', startMs, stepMs, endMs: startMs + (points - 1) * stepMs, ...more };
};

function timesOf({ startMs, endMs, stepMs }: RangeRequest): readonly number[] {
  const times = [];
  for (let time = startMs; time <= endMs; time += stepMs) times.push(time);
  return times;
}

function rangesOf(request: RangeRequest): readonly RangeRequest[] {
  return slicesOf(request).slices.map((slice) => {
    if (slice.kind !== 'range') throw new Error('a slice that is no range');
    return slice;
  });
}

describe('a request', () => {
  it('that a server answers at once is one slice, and the very same', () => {
    const instant = { kind: 'instant', expr: 'up' } as const;
    for (const request of [instant, range(1), range(11_000)]) {
      const { slices, isRewritten } = slicesOf(request);
      expect(slices).toEqual([request]);
      expect(slices[0]).toBe(request);
      expect(isRewritten).toBe(false);
    }
  });

  it('of one point more is two, of about the same length', () => {
    expect(slicesOf(range(11_001)).slices).toEqual([range(5500), { ...range(5501, { startMs: 1_700_005_500_000 }) }]);
  });

  it('of any length has its points in the slices, in order, each once, and no slice too many or too short', () => {
    const random = seededRandom(11);
    for (let i = 0; i < 60; i += 1) {
      const points = 11_001 + (random() % 150_000);
      const stepMs = 1 + (random() % 90_000);
      const startMs = random() - 2 ** 31 + random() * 100;
      const whole = range(points, { startMs, stepMs });
      const request = { ...whole, endMs: whole.endMs + (random() % stepMs) };
      const slices = rangesOf(request);
      const times = slices.flatMap((slice) => timesOf(slice));
      expect(times.length).toBe(points);
      expect(times.every((time, at) => time === startMs + at * stepMs)).toBe(true);
      const lengths = slices.map((slice) => timesOf(slice).length);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(11_000);
      expect(Math.min(...lengths)).toBeGreaterThan(5000);
    }
  });

  it('with fractions of milliseconds is cut as it is sent, in whole ones', () => {
    const slices = rangesOf({ ...range(20_000), startMs: 1_700_000_000_000.4, stepMs: 1000.3 });
    expect(slices.map(({ startMs, stepMs }) => [startMs, stepMs])).toEqual([
      [1_700_000_000_000, 1000],
      [1_700_010_000_000, 1000],
    ]);
  });

  it('that makes no sense is the server’s to refuse', () => {
    for (const request of [range(20_000, { stepMs: 0.2 }), range(20_000, { endMs: 0 })])
      expect(slicesOf(request).slices).toEqual([request]);
  });

  it('of more points than all slices take fails', () => {
    expect(slicesOf(range(1_100_000)).slices.length).toBe(100);
    let failure: unknown;
    try {
      slicesOf(range(1_100_001));
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({
      code: 'query.tooManyPoints',
      details: { points: 1_100_001, limit: 1_100_000 },
      retryable: false,
    });
  });
});

describe('the expression of the slices', () => {
  it('is the one that was asked for, where it does not read its range', () => {
    const { slices, isRewritten } = slicesOf(range(30_000, { expr: ' sum( up )' }));
    expect([slices.length, isRewritten, new Set(slices.map(({ expr }) => expr))]).toEqual([
      3,
      false,
      new Set([' sum( up )']),
    ]);
  });

  it('has the whole range’s times, where it reads them', () => {
    const { slices, isRewritten } = slicesOf(range(30_000, { expr: 'up @ end()' }));
    expect([slices.length, isRewritten, new Set(slices.map(({ expr }) => expr))]).toEqual([
      3,
      true,
      new Set(['up @ 1700029999.000']),
    ]);
  });

  it('is asked for in one, where it cannot be told whether it does', () => {
    const request = range(30_000, { expr: 'range_median(up)' });
    expect(slicesOf(request)).toEqual({ slices: [request], isRewritten: false });
  });
});
