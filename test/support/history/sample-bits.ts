/** Values by their bits: a test that compares NaN with NaN proves nothing. */
import type { FloatHistogram } from '../../../shared/model/float-histogram.ts';

/** @param bits each of 16 hexadecimal digits, the highest first */
export function valuesOfBits(bits: readonly string[]): Float64Array {
  return new Float64Array(BigUint64Array.from(bits, (one) => BigInt(`0x${one}`)).buffer);
}

export function bitsOfValues(values: Float64Array): string[] {
  const whole = new BigUint64Array(values.buffer, values.byteOffset, values.length);
  return Array.from(whole, (bits) => bits.toString(16).padStart(16, '0'));
}

/** The stale marker, other NaNs, both zeros, denormals, infinities, the ends of the range. */
export const awkwardBits: readonly string[] = [
  '7ff0000000000002',
  '7ff8000000000000',
  '7ff8000000000001',
  '7ff0000000000001',
  'fff8dead0000beef',
  'ffffffffffffffff',
  '0000000000000000',
  '8000000000000000',
  '0000000000000001',
  '800fffffffffffff',
  '7ff0000000000000',
  'fff0000000000000',
  '7fefffffffffffff',
  '0010000000000000',
  '3ff0000000000000',
];

/** A native histogram that differs from that of every other seed. */
export function histogramOf(seed: number): FloatHistogram {
  return {
    schema: 3,
    count: 10 + seed,
    sum: 1.5 * seed,
    zeroThreshold: 1e-128,
    zeroCount: 2,
    positive: { indexes: Int32Array.of(-4, 0, 7 + (seed % 3)), counts: Float64Array.of(1, 2 + seed, 0.5) },
    negative: { indexes: Int32Array.of(3), counts: Float64Array.of(seed) },
    customValues: [],
    resetHint: 'unknown',
  };
}
