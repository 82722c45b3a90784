import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnFormat } from '../../../renderer/charts/value-format.ts';
import { type UnitName, unitNames } from '../../../shared/format/unit.ts';

const formatOf = (unit: UnitName, values: readonly number[]) => columnFormat([Float64Array.from(values)], unit, 'en');
const texts = (...values: number[]) => values.map(formatOf('none', values).text);

describe('the numbers of a column', () => {
  test('have the same decimals', () => {
    expect(texts(5.37, 14.205, 0.3)).toEqual(['5.37', '14.21', '0.30']);
    expect(texts(312.44, 0.5)).toEqual(['312.4', '0.5']);
  });

  test('stay whole where they are', () => {
    expect(texts(1, 0, 4812)).toEqual(['1', '0', '4,812']);
  });

  test('have the mean of counts beside them in few digits', () => {
    const { text } = formatOf('none', [121, 79]);
    expect([121, 79, 2 / 3, 160.407_407_4].map(text)).toEqual(['121', '79', '0.667', '160.4']);
  });

  test('share a prefix where they are large', () => {
    expect(texts(15_410_045_522.4, 2_652_000_000.5)).toEqual(['15.41 G', '2.65 G']);
  });

  test('keep their digits where they are small beside large ones: none is written as zero', () => {
    expect(texts(14.2, 0.00012, 0)).toEqual(['14.20', '120 µ', '0']);
  });

  test('are written as Prometheus writes them where they are no numbers', () => {
    expect(texts(1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toEqual([
      '1.50',
      'NaN',
      '+Inf',
      '-Inf',
    ]);
  });

  test('have three digits where they are small', () => {
    expect(texts(0.0416, 0.0123)).toEqual(['0.0416', '0.0123']);
  });

  test('are told apart where they are close together', () => {
    expect(texts(1_763_800_000, 1_763_803_600)).toEqual(['1.763800 G', '1.763804 G']);
  });

  test('are looked at in all columns together', () => {
    const { text } = columnFormat([Float64Array.of(5), Float64Array.of(14.205)], 'none', 'en');
    expect([text(5), text(14.205)]).toEqual(['5.00', '14.21']);
  });
});

describe('the unit of a column', () => {
  test('is said once, and each number is without it', () => {
    const values = [14.21 * 2 ** 30, 2 ** 29, 0];
    const { text, unitLabel } = formatOf('bytes', values);
    expect([values.map(text), unitLabel]).toEqual([['14.21', '0.50', '0'], 'GiB']);
  });

  test('stands with a number that has a magnitude of its own', () => {
    expect(formatOf('seconds', [7980, 0.5]).text(0.5)).toBe('500 ms');
  });

  test('stands with every number that is alone: in a tip, or read aloud', () => {
    expect([14.21 * 2 ** 30, 2 ** 29].map(formatOf('bytes', [14.21 * 2 ** 30]).full)).toEqual(['14.21 GiB', '0.5 GiB']);
    expect([7980, 60].map(formatOf('seconds', [7980, 60]).full)).toEqual(['2 h 13 min', '1 min']);
    expect([0.27, 0.031].map(formatOf('ratio', [0.27, 0.031]).full)).toEqual(['27 %', '3.1 %']);
  });

  test('is a time of the zone where the numbers are times', () => {
    const { text, unitLabel } = formatOf('timestamp', [1_763_800_000]);
    expect([text(1_763_800_000), text(Number.NaN), unitLabel]).toEqual(['2025-11-22 08:26:40', 'NaN', '']);
  });

  test('makes no number zero and no zero a number, whatever the numbers', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), fc.constantFrom(...unitNames), (values, unit) => {
        if (unit === 'timestamp') return;
        const { text, full } = formatOf(unit, values);
        for (const one of values) {
          expect([unit, one, /[1-9]/.test(text(one)), /[1-9]/.test(full(one))]).toEqual([
            unit,
            one,
            one !== 0,
            one !== 0,
          ]);
        }
      }),
      { seed: 4711, numRuns: 3000 },
    );
  });
});
