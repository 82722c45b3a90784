import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatWithUnit, magnitudeOf, type UnitName, unitNames } from '../../../shared/format/unit.ts';

const texts = (unit: UnitName, ...values: number[]) => values.map((value) => formatWithUnit(value, unit, 'en'));

describe('a number with its unit', () => {
  test('has bytes in powers of 1024, and what is sent by powers of 1000', () => {
    expect(texts('bytes', 0, 512, 14.21 * 2 ** 30, 2 ** 80)).toEqual(['0 B', '512 B', '14.21 GiB', '1.209e+24 B']);
    expect(texts('bytesPerSecond', 1536)).toEqual(['1.5 KiB/s']);
    expect(texts('bitsPerSecond', 1.5e9)).toEqual(['1.5 Gbit/s']);
  });

  test('has seconds as people say them', () => {
    expect(texts('seconds', 0.0412, 3e-6, 1, 59, 90, 7980, 86_400 * 3 + 4 * 3600, -90)).toEqual([
      '41.2 ms',
      '3 µs',
      '1 s',
      '59 s',
      '1 min 30 s',
      '2 h 13 min',
      '3 d 4 h',
      '-1 min 30 s',
    ]);
  });

  test('rounds up into the next magnitude, never to a thousand of the smaller', () => {
    expect(texts('seconds', 0.9998)).toEqual(['1 s']);
    expect(texts('hertz', 999_960)).toEqual(['1 MHz']);
  });

  test('knows shares as parts of one, and percent as parts of a hundred', () => {
    expect([...texts('ratio', 0.27, 1.5), ...texts('percent', 27)]).toEqual(['27 %', '150 %', '27 %']);
  });

  test('keeps cores whole until they are thousandths', () => {
    expect(texts('cores', 5.85, 0.25, 0.0042, 0.00042)).toEqual([
      '5.85 cores',
      '0.25 cores',
      '0.0042 cores',
      '0.42 mcores',
    ]);
  });

  test('is a date where it is a time, in the zone that is asked for', () => {
    expect(formatWithUnit(1_763_800_000, 'timestamp', 'en')).toBe('2025-11-22 08:26:40');
    // No date holds it: it stays a number.
    expect(formatWithUnit(1e300, 'timestamp', 'en')).toBe('1e+300');
  });

  test('is a bare number without a unit: whole counts to the digit', () => {
    expect(texts('none', 4812, 0, 12_345_678, 0.000_42)).toEqual(['4,812', '0', '12.35 M', '420 µ']);
  });

  test('is what Prometheus calls it where it is no number, in every unit', () => {
    for (const unit of unitNames) {
      expect(texts(unit, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toEqual([
        'NaN',
        '+Inf',
        '-Inf',
      ]);
    }
  });

  test('is never written as zero unless it is, whatever it is', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((one) => one !== 0);
    fc.assert(
      fc.property(value, fc.constantFrom(...unitNames.filter((unit) => unit !== 'timestamp')), (one, unit) => {
        expect(formatWithUnit(one, unit, 'en')).toMatch(/[1-9]/);
      }),
      { seed: 4711, numRuns: 3000 },
    );
  });
});

describe('the magnitude that values share', () => {
  test('is that of the largest, whatever its sign', () => {
    expect([magnitudeOf('bytes', -3 * 2 ** 20), magnitudeOf('seconds', 0.02), magnitudeOf('none', 9990)]).toEqual([
      { factor: 2 ** 20, label: 'MiB' },
      { factor: 1e-3, label: 'ms' },
      { factor: 1, label: '' },
    ]);
  });

  test('is the unit itself for zero, for what is no number, and beyond all prefixes', () => {
    for (const largest of [0, Number.NaN, Number.POSITIVE_INFINITY, 1e300]) {
      expect(magnitudeOf('bytes', largest)).toEqual({ factor: 1, label: 'B' });
    }
  });
});
