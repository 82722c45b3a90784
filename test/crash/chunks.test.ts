import { describe, expect, it } from 'vitest';
import { decodeChunk, encodeChunk } from '../../shared/chunks/chunk.ts';
import { ChunkError } from '../../shared/chunks/chunk-error.ts';
import { crc32c } from '../../shared/chunks/crc32c.ts';
import { decodeTimes, encodeTimes } from '../../shared/chunks/times.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../fuzz/random.ts';
import { allBits, plainSamples, randomSamples, randomTimes } from '../support/chunk-samples.ts';

const seed = 20_261_129;

/** @returns the bytes with a checksum that fits them. */
function sealed(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - 4;
  new DataView(bytes.buffer, bytes.byteOffset).setInt32(end, crc32c(bytes, 0, end), true);
  return bytes;
}

/** Changes a few bytes, cuts some off, or puts some in. */
function damaged(bytes: Uint8Array, random: () => number): Uint8Array {
  const copy = [...bytes];
  for (let changes = 1 + (random() % 3); changes > 0; changes -= 1) {
    const at = random() % (copy.length + 1);
    const kind = random() % 6;
    if (kind < 2) copy[at] = (copy[at] ?? 0) ^ (1 << (random() % 8));
    else if (kind === 2) copy[at] = random() % 256;
    else if (kind === 3) copy.splice(at, 1 + (random() % 4));
    else if (kind === 4) copy.splice(at, 0, random() % 256);
    else copy.fill(255, at, at + (random() % 9));
  }
  return Uint8Array.from(copy.length < 5 ? bytes : copy);
}

/** @returns what a decoder made of the bytes: anything it returns is good, a ChunkError too, and nothing else. */
function outcome(decode: () => unknown): 'decoded' | 'refused' {
  try {
    decode();
    return 'decoded';
  } catch (error) {
    if (error instanceof ChunkError) return 'refused';
    throw error;
  }
}

describe('chunks', () => {
  it(
    'come back bit for bit, whatever the samples',
    () => {
      const random = seededRandom(seed);
      const kinds = new Set<number>();
      for (let round = 0; round < 3000 * fuzzFactor; round += 1) {
        const { timesCount, samples } = randomSamples(random);
        const bytes = encodeChunk(round, timesCount, samples);
        kinds.add(bytes[1] ?? 0);
        const decoded = decodeChunk(bytes, (number) => (number === round ? timesCount : -1));
        expect({ round, ...allBits(decoded) }).toEqual({ round, ...allBits(plainSamples(samples)) });
      }
      // Every way to tell samples, stale ones and histograms came up.
      expect(kinds.size).toBeGreaterThan(30);
    },
    fuzzTimeoutMs,
  );

  it(
    'that were damaged are refused',
    () => {
      const random = seededRandom(seed + 1);
      const accepted: number[] = [];
      for (let round = 0; round < 3000 * fuzzFactor; round += 1) {
        const { timesCount, samples } = randomSamples(random);
        const bytes = encodeChunk(1, timesCount, samples);
        const wrong = damaged(bytes, random);
        if (Buffer.from(wrong).equals(bytes)) continue;
        if (outcome(() => decodeChunk(wrong, () => timesCount)) === 'decoded') accepted.push(round);
      }
      expect(accepted).toEqual([]);
    },
    fuzzTimeoutMs,
  );

  it(
    'that were damaged and have a right checksum are refused, or have no more samples than their times',
    () => {
      const random = seededRandom(seed + 2);
      const outcomes = { decoded: 0, refused: 0 };
      for (let round = 0; round < 5000 * fuzzFactor; round += 1) {
        const { timesCount, samples } = randomSamples(random);
        const wrong = sealed(damaged(new Uint8Array([...encodeChunk(1, timesCount, samples), 0]), random));
        outcomes[
          outcome(() => {
            const decoded = decodeChunk(wrong, () => timesCount);
            expect(decoded.values.length).toBeLessThanOrEqual(timesCount);
            expect(decoded.at?.length ?? timesCount).toBe(decoded.values.length);
            expect(decoded.histograms?.length ?? decoded.values.length).toBe(decoded.values.length);
          })
        ] += 1;
      }
      expect(Math.min(outcomes.decoded, outcomes.refused)).toBeGreaterThan(100);
    },
    fuzzTimeoutMs,
  );

  it(
    'of arbitrary bytes are refused',
    () => {
      const random = seededRandom(seed + 3);
      for (let round = 0; round < 20_000 * fuzzFactor; round += 1) {
        const bytes = Uint8Array.from({ length: random() % 80 }, () => random() % 256);
        if (bytes.length > 4 && round % 4 !== 0) {
          bytes[0] = 1;
          bytes[1] = (bytes[1] ?? 0) & (round % 2 === 0 ? 0 : 63);
          sealed(bytes);
        }
        outcome(() => decodeChunk(bytes, () => 2 + (bytes[3] ?? 0)));
        outcome(() => decodeTimes(bytes));
      }
    },
    fuzzTimeoutMs,
  );

  it('that are cut off anywhere are refused', () => {
    const random = seededRandom(seed + 4);
    const accepted: string[] = [];
    for (let round = 0; round < 60; round += 1) {
      const { timesCount, samples } = randomSamples(random);
      const bytes = encodeChunk(1, timesCount, samples);
      for (let length = 0; length < bytes.length; length += 1 + (bytes.length >> 8)) {
        const cut = bytes.slice(0, length);
        if (outcome(() => decodeChunk(cut, () => timesCount)) === 'decoded') accepted.push(`${round} ${length}`);
        if (length > 4 && outcome(() => decodeChunk(sealed(cut), () => timesCount)) === 'decoded')
          accepted.push('sealed');
      }
    }
    expect(accepted).toEqual([]);
  });
});

describe('shared times', () => {
  it(
    'come back, and are refused where they were damaged',
    () => {
      const random = seededRandom(seed + 5);
      for (let round = 0; round < 2000 * fuzzFactor; round += 1) {
        const timesMs = randomTimes(random);
        const bytes = encodeTimes(timesMs);
        expect(decodeTimes(bytes)).toEqual(timesMs);
        const wrong = damaged(bytes, random);
        if (!Buffer.from(wrong).equals(bytes)) expect(outcome(() => decodeTimes(wrong))).toBe('refused');
        if (wrong.length > 4) outcome(() => expectRising(decodeTimes(sealed(wrong))));
      }
    },
    fuzzTimeoutMs,
  );
});

function expectRising(timesMs: Float64Array): void {
  for (const [i, time] of timesMs.entries()) {
    if (!(Number.isSafeInteger(time) && time > (timesMs[i - 1] ?? -1))) throw new Error(`${time} does not rise`);
  }
}
