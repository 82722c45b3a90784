import { afterEach, describe, expect, test } from 'vitest';
import { windowBetween } from '../../../renderer/views/explorer/window-picker.tsx';
import { formatDateTime, type TimeZone } from '../../../shared/format/time.ts';
import { parseTypedTime } from '../../../shared/format/typed-time.ts';
import { seededRandom } from '../../fuzz/random.ts';

const zoneBefore = process.env.TZ;

function inZone(name: string): void {
  process.env.TZ = name;
}

afterEach(() => {
  if (zoneBefore === undefined) delete process.env.TZ;
  else process.env.TZ = zoneBefore;
});

/** 22 November 2026, 11:32:08 UTC. */
const now = Date.UTC(2026, 10, 22, 11, 32, 8);

/** As UTC has it; 'none' for what is no time. */
function read(text: string, zone: TimeZone = 'utc', nowMs = now): string {
  const typed = parseTypedTime(text, nowMs, zone);
  if (typed === undefined) return 'none';
  return typed.kind === 'now' ? 'now' : new Date(typed.timeMs).toISOString();
}

describe('a time that is typed', () => {
  test('is now, or before now', () => {
    expect(
      ['now', ' NOW ', 'now-3h', 'now - 1h30m', '-90m', '- 5m', 'now-0', 'now-1y'].map((text) => read(text)),
    ).toEqual([
      'now',
      'now',
      '2026-11-22T08:32:08.000Z',
      '2026-11-22T10:02:08.000Z',
      '2026-11-22T10:02:08.000Z',
      '2026-11-22T11:27:08.000Z',
      '2026-11-22T11:32:08.000Z',
      '2025-11-22T11:32:08.000Z',
    ]);
  });

  test('is a time of the clock: the last one that has been', () => {
    expect(['10:30', '9:05', '11:32:08', '11:32:09', '23:59:59.5', '0:00'].map((text) => read(text))).toEqual([
      '2026-11-22T10:30:00.000Z',
      '2026-11-22T09:05:00.000Z',
      '2026-11-22T11:32:08.000Z',
      '2026-11-21T11:32:09.000Z',
      '2026-11-21T23:59:59.500Z',
      '2026-11-22T00:00:00.000Z',
    ]);
    expect(read('23:00', 'utc', Date.UTC(2026, 0, 1, 5))).toBe('2025-12-31T23:00:00.000Z');
  });

  test('is a day, with a time of the clock or from its begin; without a year, the last one that has been', () => {
    expect(
      [
        '2026-11-22',
        '2026-11-22 10:30',
        '2026-11-22T10:30:15',
        '2026-1-2  3:04',
        '2026-11-22 10:30:15.25',
        '11-20',
        '11-20 23:00',
        '12-31',
        '2027-01-01 00:00',
        '2024-02-29',
      ].map((text) => read(text)),
    ).toEqual([
      '2026-11-22T00:00:00.000Z',
      '2026-11-22T10:30:00.000Z',
      '2026-11-22T10:30:15.000Z',
      '2026-01-02T03:04:00.000Z',
      '2026-11-22T10:30:15.250Z',
      '2026-11-20T00:00:00.000Z',
      '2026-11-20T23:00:00.000Z',
      '2025-12-31T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
      '2024-02-29T00:00:00.000Z',
    ]);
  });

  test('is a number of seconds or milliseconds since 1970', () => {
    expect(['1795000000', '1795000000.25', '1795000000250', '999999999'].map((text) => read(text))).toEqual([
      '2026-11-18T11:06:40.000Z',
      '2026-11-18T11:06:40.250Z',
      '2026-11-18T11:06:40.250Z',
      '2001-09-09T01:46:39.000Z',
    ]);
  });

  test('may name its zone', () => {
    inZone('Asia/Seoul');
    expect(
      [
        '2026-11-22T10:30Z',
        '2026-11-22T10:30:00.5z',
        '2026-11-22 10:30+09:00',
        '2026-11-22T10:30:15-0330',
        '2026-11-22T25:30Z',
      ].map((text) => read(text, 'local')),
    ).toEqual([
      '2026-11-22T10:30:00.000Z',
      '2026-11-22T10:30:00.500Z',
      '2026-11-22T01:30:00.000Z',
      '2026-11-22T14:00:15.000Z',
      'none',
    ]);
  });

  test('is none where it is no time', () => {
    const wrong = [
      '',
      'soon',
      'now+1h',
      'now-',
      'now-3x',
      'now-1.5h',
      '24:00',
      '10:60',
      '10:30:60',
      '10:3',
      '2026-02-30',
      '2025-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-11-00',
      '0026-11-22',
      '2026-11-22 24:00',
      '2026-11-22 10',
      '22.11.2026',
      '12345',
      '99999999999999',
      '1e9',
      '__proto__',
    ];
    expect(wrong.map((text) => `${read(text)} ${text}`)).toEqual(wrong.map((text) => `none ${text}`));
  });

  test('is meant in the zone of the machine where that is shown', () => {
    inZone('Asia/Kolkata');
    expect([read('17:02', 'local'), read('17:03', 'local'), read('2026-11-22 00:00', 'local')]).toEqual([
      '2026-11-22T11:32:00.000Z',
      '2026-11-21T11:33:00.000Z',
      '2026-11-21T18:30:00.000Z',
    ]);
  });

  test('that the clock leaves out or shows twice is one that there is', () => {
    inZone('Europe/Berlin');
    expect(
      [
        // At 02:00 it becomes 03:00.
        '2026-03-29 01:59:59',
        '2026-03-29 02:30',
        '2026-03-29 03:00',
        // At 03:00 it becomes 02:00.
        '2026-10-25 01:59',
        '2026-10-25 02:30',
        '2026-10-25 03:00',
      ].map((text) => read(text, 'local')),
    ).toEqual([
      '2026-03-29T00:59:59.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-10-24T23:59:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T02:00:00.000Z',
    ]);
  });

  test('was yesterday, however long today is', () => {
    inZone('Europe/Berlin');
    // 23:30 of a day of 25 hours, and of one of 23.
    const long = Date.parse('2026-10-25T22:30:00Z');
    const short = Date.parse('2026-03-29T21:30:00Z');
    expect([read('23:45', 'local', long), read('23:45', 'local', short), read('0:10', 'local', long)]).toEqual([
      '2026-10-24T21:45:00.000Z',
      '2026-03-28T22:45:00.000Z',
      '2026-10-24T22:10:00.000Z',
    ]);
    // Where clocks change at midnight, a day may have no 0:00.
    inZone('America/Santiago');
    expect(read('2026-09-06', 'local')).toBe('2026-09-06T04:00:00.000Z');
    // Half an hour.
    inZone('Australia/Lord_Howe');
    expect(read('2026-10-04 02:15', 'local')).toBe('2026-10-03T15:45:00.000Z');
  });

  test('is read as it was written, in any zone', () => {
    for (const name of ['UTC', 'Asia/Seoul', 'Asia/Kathmandu', 'America/New_York', 'Pacific/Apia']) {
      inZone(name);
      const random = seededRandom(name.length);
      for (let i = 0; i < 500; i++) {
        const timeMs = (random() % 2_000_000_000) * 1000 + (i % 2 === 0 ? 0 : random() % 1000);
        const text = formatDateTime(timeMs, 'local');
        const typed = parseTypedTime(text, now, 'local');
        const back = typed?.kind === 'time' ? typed.timeMs : Number.NaN;
        // Of an hour that is shown twice, the first is read.
        expect([0, 3_600_000], `${name} ${text}`).toContain(timeMs - back);
        expect(formatDateTime(back, 'local')).toBe(text);
        const utc = parseTypedTime(formatDateTime(timeMs, 'utc'), now, 'utc');
        expect(utc).toEqual({ kind: 'time', timeMs });
      }
    }
  });
});

describe('a window between two times', () => {
  test('ends now where that is said, and is as long as between them', () => {
    expect([
      windowBetween('now-3h', 'now', now, 'utc'),
      windowBetween('10:30', '11:00', now, 'utc'),
      windowBetween('2026-11-22 10:30', 'now-30m', now, 'utc'),
      windowBetween('2020-01-01', '2026-01-01', now, 'utc'),
    ]).toEqual([
      { rangeMs: 10_800_000, endMs: undefined },
      { rangeMs: 1_800_000, endMs: Date.UTC(2026, 10, 22, 11) },
      { rangeMs: 1_928_000, endMs: Date.UTC(2026, 10, 22, 11, 2, 8) },
      { rangeMs: 730 * 86_400_000, endMs: Date.UTC(2026, 0, 1) },
    ]);
  });

  test('that is none says which end is wrong', () => {
    expect([
      windowBetween('soon', 'now', now, 'utc'),
      windowBetween('now', 'now', now, 'utc'),
      windowBetween('10:30', 'later', now, 'utc'),
      windowBetween('11:00', '10:30', now, 'utc'),
      windowBetween('10:30', '10:30', now, 'utc'),
    ]).toEqual(['from', 'from', 'to', 'order', 'order']);
  });
});
