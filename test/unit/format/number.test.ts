import { describe, expect, it } from 'vitest';
import {
  binaryScale,
  formatBytes,
  formatCount,
  formatExact,
  formatFixed,
  formatSi,
  siScale,
} from '../../../shared/format/number.ts';

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

  it('are shortened with an SI prefix and three digits', () => {
    expect(
      [0, 7, 999, 999.4, 999.6, 12_345, 1e9, -4200, 1e22, 0.0412, 3.2e-7, Number.NaN].map((v) => formatSi(v)),
    ).toEqual(['0', '7', '999', '999', '1 k', '12.3 k', '1 G', '-4.2 k', '10,000 E', '41.2 m', '320 n', 'NaN']);
    expect(formatSi(0.0412, { unit: 's' })).toBe('41.2 ms');
    expect(formatSi(3.4567, { unit: 'cores', digits: 2 })).toBe('3.5 cores');
  });

  it('count bytes in powers of 1024', () => {
    expect([0, 0.5, 512, 1023, 1024, 1_572_864, 15_258_060_554].map((v) => formatBytes(v))).toEqual([
      '0 B',
      '0.5 B',
      '512 B',
      '1,020 B',
      '1 KiB',
      '1.5 MiB',
      '14.2 GiB',
    ]);
  });

  it('share one prefix on an axis', () => {
    expect([siScale(8_000_000), siScale(0), siScale(Infinity), binaryScale(4096)]).toEqual([
      { factor: 1e6, prefix: 'M' },
      { factor: 1, prefix: '' },
      { factor: 1, prefix: '' },
      { factor: 1024, prefix: 'Ki' },
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
