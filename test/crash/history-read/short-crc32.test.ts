import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { shortCrc32 } from '../../../electron/backend/history/store/short-crc32.ts';
import { seededRandom } from '../../fuzz/random.ts';

it("is zlib's, of any bytes, and over parts of them", () => {
  const random = seededRandom(6);
  for (let length = 0; length < 300; length += 1) {
    const bytes = Uint8Array.from({ length }, () => random());
    const cut = random() % (length + 1);
    expect(shortCrc32(bytes, 0, length)).toBe(crc32(bytes));
    expect(shortCrc32(bytes, cut, length, shortCrc32(bytes, 0, cut))).toBe(crc32(bytes));
  }
});
