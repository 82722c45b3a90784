import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatExact, formatFixed, formatShort } from '../../../shared/format/number.ts';

describe('numbers', () => {
  it('are written exactly as Prometheus writes them', () => {
    expect([0, -0, 0.1, 1e21, Number.NaN, Infinity, -Infinity, 5e-324].map(formatExact)).toEqual([
      '0',
      '-0',
      '0.1',
      '1e+21',
      'NaN',
      '+Inf',
      '-Inf',
      '5e-324',
    ]);
  });

  it('count bytes in powers of 1024', () => {
    expect([0, 0.5, 512, 1023, 1024, 1_048_500, 1_572_864, 15_258_060_554].map((v) => formatBytes(v))).toEqual([
      '0 B',
      '0.5 B',
      '512 B',
      '1,020 B',
      '1 KiB',
      '1 MiB',
      '1.5 MiB',
      '14.2 GiB',
    ]);
  });

  it('have at most so many decimals, and no zeros at their end', () => {
    expect([1.5, 2, 0.12345, Number.NaN, -Infinity].map((value) => formatShort(value, 3))).toEqual([
      '1.5',
      '2',
      '0.123',
      'NaN',
      '-Inf',
    ]);
  });

  it('follow the locale in their signs only', () => {
    expect([formatCount(4812.4, 'en'), formatCount(4812.4, 'ko'), formatFixed(1234.5, 2, 'de')]).toEqual([
      '4,812',
      '4,812',
      '1.234,50',
    ]);
  });
});
