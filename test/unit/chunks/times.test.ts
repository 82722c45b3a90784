import { describe, expect, it } from 'vitest';
import { decodeTimes, encodeTimes } from '../../../shared/chunks/times.ts';
import { seededRandom } from '../../fuzz/random.ts';

const startMs = 1_790_000_000_123;
const count = 480;
const random = seededRandom(5);

/** @returns how many bytes they take; checks that they come back. */
function bytesOf(time: (i: number) => number, length = count): number {
  const timesMs = Float64Array.from({ length }, (_, i) => time(i));
  const bytes = encodeTimes(timesMs);
  expect(decodeTimes(bytes)).toEqual(timesMs);
  return bytes.length;
}

const regular = (i: number) => startMs + 15_000 * i;

describe('shared times take', () => {
  it('some twenty bytes where they are regular, however many', () => {
    expect([bytesOf(regular), bytesOf(regular, 7200), bytesOf(regular, 1), bytesOf(regular, 0)]).toEqual([
      17, 17, 12, 6,
    ]);
  });

  it('as many bits as a jitter has', () => {
    expect(bytesOf((i) => regular(i) + (random() % 2))).toBeLessThan(20 + count / 8);
    expect(bytesOf((i) => regular(i) + (random() % 4) - 1)).toBeLessThan(20 + (2 * count) / 8);
  });

  it('little more where some were missed', () => {
    const at = Array.from({ length: count + 20 }, (_, i) => i).filter((i) => i % 24 !== 7);
    expect(bytesOf((i) => regular(at[i] ?? 0), count - 10)).toBeLessThan(90);
  });

  it('a few bits each where the interval drifts', () => {
    expect(bytesOf((i) => Math.round(startMs + 15_003.7 * i) + (random() % 3))).toBeLessThan(20 + (4 * count) / 8);
  });

  it('under two bytes each where they come at random', () => {
    let time = startMs;
    expect(
      bytesOf(() => {
        time += 1 + (random() % 15_000);
        return time;
      }),
    ).toBeLessThan(2 * count);
  });
});

describe('shared times may', () => {
  it('be more than a million, and from the epoch to the last there is', () => {
    expect(bytesOf((i) => i, 1_100_000)).toBeLessThan(30);
    const ends = Float64Array.of(0, 1, 2 ** 51 - 2, 2 ** 51 - 1);
    expect(decodeTimes(encodeTimes(ends))).toEqual(ends);
    expect(() => encodeTimes(new Float64Array(2 ** 23 + 1))).toThrow('8388609 times, where 8388608 is the most');
  });
});
