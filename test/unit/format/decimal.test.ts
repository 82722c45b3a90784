import { describe, expect, it } from 'vitest';
import { readDecimal } from '../../../shared/format/decimal.ts';
import { largestPower, powerHigh, powerLow, powerLower, powerUpper } from '../../../shared/format/powers-of-ten.ts';

const bytes = new Uint8Array(600);
const view = new DataView(bytes.buffer);
const out = new Float64Array(1);

/** @returns what was read and where it ended; undefined where the caller is to ask Number. */
function read(text: string): { readonly value: number; readonly end: number } | undefined {
  bytes.fill(0);
  new TextEncoder().encodeInto(text, bytes);
  out[0] = 0;
  const end = readDecimal(bytes, view, 0, out, 0);
  return end < 0 ? undefined : { value: out[0], end };
}

describe('a decimal', () => {
  const exact = [
    '0',
    '-0',
    '0.0',
    '-0.000',
    '1',
    '-1',
    '42',
    '123456789',
    '1234567890',
    '999999999999999',
    '0.1',
    '0.3',
    '1.5',
    '-2.25',
    '100.',
    '0.26666666666666666',
    '0.06666666666666667',
    '123.45678901234567',
    '98765.4321098765',
    '0.30000000000000004',
    '1e3',
    '1E3',
    '1e+3',
    '1.5e-7',
    '1.2345678901234567e-7',
    '1.7976931348623157e+200',
    '4.9e-200',
    '1e22',
    '8.5e22',
    '0e999',
    '5.551115123125783e-17',
    '00.5',
    '007',
    '0.000000000000000012345',
    '12345678901234.25',
    '99999999999999.5',
  ];

  it.each(exact)('%s is read to its end with the value that Number gives', (text) => {
    expect(read(text)).toEqual({ value: Number(text), end: text.length });
    expect(Object.is(read(text)?.value, Number(text))).toBe(true);
  });

  it('ends at the first byte that is not its own', () => {
    expect(read('12.5"],[')).toEqual({ value: 12.5, end: 4 });
    expect(read('7,')).toEqual({ value: 7, end: 1 });
  });

  it.each(['', '-', '.5', 'NaN', '+Inf', '+1', '1e', '1e+', '1.5e-', '1e12345'])('%s is left to Number', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it.each([
    ['more digits than are exact', '0.12345678901234567890123'],
    ['a whole part of 16 digits', '1234567890123456.5'],
    ['a value exactly between two doubles', '0.000000000000000222044604925031336'],
    ['a value too close to the middle of two doubles', '1e23'],
    ['a denormal', '4.9406564584124654e-324'],
    ['a power outside of the table', '1.2345678901234567e-300'],
  ])('%s is left to Number', (_what, text) => {
    expect(read(text)).toBeUndefined();
  });
});

/** A double as a fraction of whole numbers. */
function fraction(value: number): readonly [numerator: bigint, denominator: bigint] {
  let shift = 0n;
  let whole = value;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    shift += 1n;
  }
  return [BigInt(whole), 1n << shift];
}

const distance = (a: bigint) => (a < 0n ? -a : a);

describe('the table of powers', () => {
  it('holds every power within 2^-105 of itself, and its halves add up', () => {
    const wrong: number[] = [];
    for (let i = 0; i < powerHigh.length; i += 1) {
      const exponent = BigInt(i - largestPower);
      const [high, highOf] = fraction(powerHigh[i] ?? 0);
      const [low, lowOf] = fraction(powerLow[i] ?? 0);
      const [upper, upperOf] = fraction(powerUpper[i] ?? 0);
      const [lower, lowerOf] = fraction(powerLower[i] ?? 0);
      const [power, powerOf] = exponent < 0n ? [1n, 10n ** -exponent] : [10n ** exponent, 1n];
      const error = distance(power * highOf * lowOf - (high * lowOf + low * highOf) * powerOf);
      const isClose = error << 105n <= power * highOf * lowOf;
      const isWhole = (upper * lowerOf + lower * upperOf) * highOf === high * upperOf * lowerOf;
      if (!isClose || !isWhole) wrong.push(Number(exponent));
    }
    expect(wrong).toEqual([]);
  });
});
