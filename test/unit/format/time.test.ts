import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDateTime, formatDay, formatHourMinute, formatTime, zoneName } from '../../../shared/format/time.ts';

const noon = Date.UTC(2026, 10, 22, 11, 32, 8);

describe('times', () => {
  const before = process.env.TZ;
  beforeAll(() => {
    process.env.TZ = 'Asia/Kolkata';
  });
  afterAll(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  it('are written in UTC or in the zone of the machine', () => {
    expect([formatTime(noon, 'utc'), formatTime(noon, 'local'), formatHourMinute(noon, 'utc')]).toEqual([
      '11:32:08',
      '17:02:08',
      '11:32',
    ]);
    expect([formatDateTime(noon, 'utc'), formatDateTime(noon + 5, 'local')]).toEqual([
      '2026-11-22 11:32:08',
      '2026-11-22 17:02:08.005',
    ]);
  });

  it('name their zone by its offset', () => {
    expect([zoneName(noon, 'utc'), zoneName(noon, 'local')]).toEqual(['UTC', 'UTC+5:30']);
  });

  it('name the day in the language of the page', () => {
    expect([formatDay(noon, 'utc', 'en'), formatDay(noon, 'utc', 'ko')]).toEqual(['22 Nov', '11월 22일']);
  });

  it('are a dash where no date can hold them', () => {
    expect([formatTime(Number.NaN, 'utc'), formatDateTime(1e20, 'local'), formatDay(1e20, 'utc', 'en')]).toEqual([
      '–',
      '–',
      '–',
    ]);
  });
});
