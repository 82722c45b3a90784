import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  ContainerError,
  containerHas,
  containerOf,
  containersMeet,
  countIn,
  decodeContainer,
  encodeContainer,
  idsIn,
  intersect,
  subtract,
  unite,
} from '../../../electron/backend/history/index/id-container.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../../fuzz/random.ts';
import { randomIds } from './random-ids.ts';

const containerOfIds = (ids: readonly number[]) => containerOf(Uint16Array.from(ids));
const range = (count: number) => Array.from({ length: count }, (_, i) => i * 3);

describe('a container of ids', () => {
  it('does with sets what sets do', { timeout: fuzzTimeoutMs }, () => {
    for (let seed = 1; seed <= 200 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const below = [20, 5000, 65_536][seed % 3] ?? 0;
      const [a, b] = [randomIds(random, below), randomIds(random, below)];
      const [left, right] = [containerOfIds(a), containerOfIds(b)];
      const [inA, inB] = [new Set(a), new Set(b)];
      const probe = random() % below;
      const found = {
        union: [...idsIn(unite(left, right))],
        both: [...idsIn(intersect(left, right))],
        rest: [...idsIn(subtract(left, right))],
        meet: containersMeet(left, right),
        has: containerHas(left, probe),
        counts: [countIn(left), countIn(right)],
      };
      expect(found, `seed ${seed}`).toEqual({
        union: [...new Set([...a, ...b])].sort((x, y) => x - y),
        both: a.filter((id) => inB.has(id)),
        rest: a.filter((id) => !inB.has(id)),
        meet: a.some((id) => inB.has(id)),
        has: inA.has(probe),
        counts: [a.length, b.length],
      });
    }
  });

  it('is on the disk whichever is smaller, and comes back as it was', () => {
    const sizes = [0, 1, 4096, 4097, 21_845].map((count) => {
      const container = containerOfIds(range(count));
      const bytes = encodeContainer(container);
      expect(decodeContainer(bytes)).toEqual(container);
      return [container.kind, bytes.length];
    });
    expect(sizes).toEqual([
      ['array', 5],
      ['array', 7],
      ['array', 8197],
      ['bitmap', 8197],
      ['bitmap', 8197],
    ]);
  });

  it('is written as it was in the first version', () => {
    expect(Buffer.from(encodeContainer(containerOfIds([0, 1, 258, 65_535]))).toString('hex')).toBe(
      '11000001000201ffff7a210383',
    );
    const many = encodeContainer(containerOfIds(range(21_845)));
    expect(createHash('sha256').update(many).digest('hex')).toBe(
      '7fdcb180346a9b88c1831f06a631f1f5a490fcfb531915bea416febebe90a4ab',
    );
  });

  it('refuses whatever it does not write, and nothing else', { timeout: fuzzTimeoutMs }, () => {
    let refused = 0;
    for (let seed = 1; seed <= 3000 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const bytes = encodeContainer(containerOfIds(seed % 20 === 0 ? range(5000) : randomIds(random, 50)));
      const hostile = seed % 2 === 0 ? bytes.slice(0, random() % bytes.length) : bytes.slice();
      if (seed % 2 === 1) hostile[random() % hostile.length] = random();
      // Of right checksum, so that what is behind it is looked at.
      const isSealed = seed % 3 === 0 && hostile.length >= 5;
      const given = isSealed ? sealed(hostile.subarray(0, -4)) : hostile;
      try {
        const container = decodeContainer(given);
        expect(encodeContainer(container), `seed ${seed}`).toEqual(given);
      } catch (error) {
        expect(error, `seed ${seed}`).toBeInstanceOf(ContainerError);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });

  it('says what is wrong with bytes', () => {
    const reasonOf = (bytes: Uint8Array) => {
      try {
        return decodeContainer(bytes).kind;
      } catch (error) {
        return (error as Error).message.replace('no container of series ids: ', '');
      }
    };
    const arrayOf = (...lows: number[]) => [0x11, ...new Uint8Array(Uint16Array.from(lows).buffer)];
    const flipped = encodeContainer(containerOfIds([7]));
    flipped[1] = 8;
    expect({
      nothing: reasonOf(new Uint8Array(0)),
      flipped: reasonOf(flipped),
      another: reasonOf(sealed([0x21])),
      halves: reasonOf(sealed([0x11, 1])),
      falling: reasonOf(sealed(arrayOf(3, 2))),
      twice: reasonOf(sealed(arrayOf(3, 3))),
      tooMany: reasonOf(sealed(arrayOf(...range(4097)))),
      short: reasonOf(sealed([0x12, ...new Uint8Array(8191)])),
      sparse: reasonOf(sealed([0x12, 1, ...new Uint8Array(8191)])),
    }).toEqual({
      nothing: '0 bytes',
      flipped: 'its checksum is another',
      another: 'of kind 33',
      halves: 'an array of 1 bytes',
      falling: 'its id 1 does not rise',
      twice: 'its id 1 does not rise',
      tooMany: 'an array of 8194 bytes',
      short: 'a bitmap of 8191 bytes',
      sparse: 'a bitmap of 1 ids',
    });
  });
});

/** With the right checksum behind it. */
function sealed(content: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(content.length + 4);
  bytes.set(content);
  new DataView(bytes.buffer).setUint32(content.length, crcOf(bytes.subarray(0, content.length)), true);
  return bytes;
}

/** CRC-32 as zip files have it, bit by bit. */
function crcOf(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
