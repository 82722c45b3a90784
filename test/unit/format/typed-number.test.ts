import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTypedNumber } from '../../../shared/format/typed-number.ts';
import { unitNames } from '../../../shared/format/unit.ts';

test('numbers are typed with the prefixes and units that people use', () => {
  const typed: readonly (readonly [string, Parameters<typeof parseTypedNumber>[1], number])[] = [
    ['12', 'none', 12],
    [' -1.5e3 ', 'none', -1500],
    ['.5', 'cores', 0.5],
    ['200m', 'cores', 0.2],
    ['2GiB', 'bytes', 2 * 1024 ** 3],
    ['2 Gi', 'bytes', 2 * 1024 ** 3],
    ['3MB', 'bytes', 3_000_000],
    ['5 MiB/s', 'bytesPerSecond', 5 * 1024 ** 2],
    ['200ms', 'seconds', 0.2],
    ['4 µs', 'seconds', 4e-6],
    ['2h', 'seconds', 7200],
    ['80%', 'ratio', 0.8],
    ['80%', 'percent', 80],
    ['20°C', 'celsius', 20],
    ['5m', 'meters', 5],
    ['+Inf', 'none', Number.POSITIVE_INFINITY],
    ['-inf', 'none', Number.NEGATIVE_INFINITY],
  ];
  expect(typed.map(([text, unit]) => [text, unit, parseTypedNumber(text, unit)])).toEqual(typed);
});

test('what is no number is none', () => {
  const texts = ['', ' ', 'abc', '1 2', '1,5', '--1', '2 parsecs', 'GiB', '1e', '0x10'];
  expect(texts.map((text) => parseTypedNumber(text, 'bytes'))).toEqual(texts.map(() => undefined));
});

test('a bare number is itself in every unit', () => {
  const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(numbers, fc.constantFrom(...unitNames), (value, unit) => {
      expect(parseTypedNumber(String(value), unit)).toBe(value + 0);
    }),
    { seed: 20_261_129 },
  );
});
