import { expect, test } from 'vitest';
import { WholeBody } from '../../../electron/backend/recorder/append/whole-body.ts';

const mebibyte = 2 ** 20;

test.each([0, 1, 3, 9])('%i pieces of a mebibyte are one body, with zeros behind it', (count) => {
  const body = new WholeBody(8);
  for (let i = 1; i <= count; i += 1) body.add(new Uint8Array(mebibyte).fill(i));
  const whole = body.take();
  expect([body.length, whole.length]).toEqual([count * mebibyte, count * mebibyte + 8]);
  const firsts = Array.from({ length: count }, (_, i) => [whole[i * mebibyte], whole[(i + 1) * mebibyte - 1]]);
  expect(firsts).toEqual(Array.from({ length: count }, (_, i) => [i + 1, i + 1]));
  expect([...whole.subarray(-8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

test('a large body is one memory from early on: its pieces are not held beside it', () => {
  const body = new WholeBody(0);
  const pieces = Array.from({ length: 9 }, () => new Uint8Array(mebibyte).fill(1));
  for (const piece of pieces) {
    body.add(piece);
    // Who gave it away may write over it once it is copied: nothing but the beginning is held as it came.
    if (body.length > 4 * mebibyte) piece.fill(2);
  }
  expect(body.take().every((byte) => byte === 1)).toBe(true);
});

test('more than 64 MiB is too much', () => {
  const body = new WholeBody(0);
  for (let i = 0; i < 64; i += 1) body.add(new Uint8Array(mebibyte));
  expect(() => body.add(new Uint8Array(1))).toThrowError(expect.objectContaining({ code: 'recorder.tooMuch' }));
});
