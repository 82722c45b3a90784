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
    const sizes = [0, 1, 3, 4, 4096, 4097, 21_845].map((count) => {
      const container = containerOfIds(range(count));
      const stored = encodeContainer(container);
      expect(decodeContainer(stored)).toEqual(container);
      return [container.kind, typeof stored === 'number' ? stored : stored.length];
    });
    expect(sizes).toEqual([
      ['array', 5],
      ['array', 0],
      ['array', 3 * 2 ** 16 + 6 * 2 ** 32],
      ['array', 13],
      ['array', 8197],
      ['bitmap', 8197],
      ['bitmap', 8197],
    ]);
  });

  it('is a few bytes where its ids are runs', () => {
    const sizes = [
      [0, 3],
      [7, 8],
      [100, 5000],
      [0, 65_535],
    ].map(([first = 0, last = 0]) => {
      const container = containerOfIds(Array.from({ length: last - first + 1 }, (_, i) => first + i));
      const stored = encodeContainer(container);
      expect(decodeContainer(stored)).toEqual(container);
      return typeof stored === 'number' ? stored : Buffer.from(stored).toString('hex');
    });
    expect(sizes).toEqual(['13000381952878', 7 + 8 * 2 ** 16, '1364a42681b85034', '1300ffff036a82d755']);
  });

  it('comes back as it was, whatever its ids are', { timeout: fuzzTimeoutMs }, () => {
    for (let seed = 1; seed <= 200 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const ids = new Set<number>();
      for (let runs = random() % 8; runs >= 0; runs -= 1) {
        const first = random() % 65_536;
        const length = 1 + (random() % ([1, 3, 40, 20_000][random() % 4] ?? 1));
        for (let id = first; id < Math.min(first + length, 65_536); id += 1) ids.add(id);
      }
      const container = containerOfIds([...ids].sort((a, b) => a - b));
      expect(decodeContainer(encodeContainer(container)), `seed ${seed}`).toEqual(container);
    }
  });

  it('is written as it was in the first version', () => {
    expect(Buffer.from(encodedBytes([0, 1, 258, 65_535])).toString('hex')).toBe('11000001000201ffff7a210383');
    const many = encodedBytes(range(21_845));
    expect(createHash('sha256').update(many).digest('hex')).toBe(
      '7fdcb180346a9b88c1831f06a631f1f5a490fcfb531915bea416febebe90a4ab',
    );
  });

  it('is read as the first version wrote it, too', () => {
    const ids = (hex: string) => [...idsIn(decodeContainer(sealed(Buffer.from(hex, 'hex'))))];
    expect([ids('110700'), ids('1107000800ffff'), ids('110000010002000300')]).toEqual([
      [7],
      [7, 8, 65_535],
      [0, 1, 2, 3],
    ]);
  });

  it('refuses whatever is no container, and nothing else', { timeout: fuzzTimeoutMs }, () => {
    let refused = 0;
    for (let seed = 1; seed <= 3000 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const bytes = encodedBytes(
        seed % 20 === 0 ? range(5000) : [...new Set([1, 9, 10, ...randomIds(random, 50), 60])],
      );
      const hostile = seed % 2 === 0 ? bytes.slice(0, random() % bytes.length) : bytes.slice();
      if (seed % 2 === 1) hostile[random() % hostile.length] = random();
      // Of right checksum, so that what is behind it is looked at.
      const isSealed = seed % 3 === 0 && hostile.length >= 5;
      const given = isSealed ? sealed(hostile.subarray(0, -4)) : hostile;
      try {
        const container = decodeContainer(given);
        // An array of the first version may be shorter otherwise today.
        expect(decodeContainer(encodeContainer(container)), `seed ${seed}`).toEqual(container);
      } catch (error) {
        expect(error, `seed ${seed}`).toBeInstanceOf(ContainerError);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });

  it('says what is wrong with bytes', () => {
    const reasonOf = (stored: Uint8Array | number) => {
      try {
        return decodeContainer(stored).kind;
      } catch (error) {
        return (error as Error).message.replace('no container of series ids: ', '');
      }
    };
    const arrayOf = (...lows: number[]) => [0x11, ...new Uint8Array(Uint16Array.from(lows).buffer)];
    const flipped = encodedBytes([7, 9, 11, 13]);
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
      cut: reasonOf(sealed([0x13, 0])),
      cutInside: reasonOf(sealed([0x13, 0, 0x80])),
      tooLong: reasonOf(sealed([0x13, 0x80, 0x80, 0x80, 0])),
      tooFar: reasonOf(sealed([0x13, 0xff, 0xff, 3, 1])),
      below: reasonOf(-1),
      part: reasonOf(1.5),
      endless: reasonOf(Number.POSITIVE_INFINITY),
      same: reasonOf(7 + 7 * 2 ** 16),
      fallingNumber: reasonOf(7 + 8 * 2 ** 16 + 5 * 2 ** 32),
      four: reasonOf(2 ** 48),
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
      cut: 'a run without an end',
      cutInside: 'a run without an end',
      tooLong: 'a run of a number that is too long',
      tooFar: 'a run up to 65536',
      below: 'the number -1',
      part: 'the number 1.5',
      endless: 'the number Infinity',
      same: `the number ${7 + 7 * 2 ** 16}`,
      fallingNumber: `the number ${7 + 8 * 2 ** 16 + 5 * 2 ** 32}`,
      four: `the number ${2 ** 48}`,
    });
  });
});

/** Of more ids than a number has. */
function encodedBytes(ids: readonly number[]): Uint8Array {
  const stored = encodeContainer(containerOfIds(ids));
  if (typeof stored === 'number') throw new Error(`${ids} are a number`);
  return stored;
}

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
