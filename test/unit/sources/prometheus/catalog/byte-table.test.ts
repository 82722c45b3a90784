import { expect, test } from 'vitest';
import { createByteTable } from '../../../../../electron/backend/sources/prometheus/catalog/byte-table.ts';

const bytes = (text: string) => Buffer.from(text);

test('equal bytes under one salt have one number, from 0 on', () => {
  const table = createByteTable();
  const whole = bytes('..alpha..beta');
  const numbers = [
    table.intern(whole, 2, 7, 0),
    table.intern(whole, 9, 13, 0),
    table.intern(bytes('alpha'), 0, 5, 0),
    table.intern(bytes('alpha'), 0, 5, 1),
    table.intern(bytes(''), 0, 0, 0),
    table.intern(bytes('alphabet'), 0, 5, 0),
    table.intern(bytes('alphabet'), 0, 8, 0),
  ];
  expect(numbers).toEqual([0, 1, 0, 2, 3, 0, 4]);
  expect([0, 1, 2, 3, 4].map((entry) => [table.textOf(entry), table.saltOf(entry)])).toEqual([
    ['alpha', 0],
    ['beta', 0],
    ['alpha', 1],
    ['', 0],
    ['alphabet', 0],
  ]);
  expect([table.count, table.sizeBytes]).toEqual([5, 22]);
});

test('it grows, and forgets nothing: many short ones, and some very long', () => {
  const table = createByteTable();
  const texts = Array.from({ length: 50_000 }, (_, i) => `value-${i}${i % 9999 === 0 ? 'x'.repeat(200_000) : ''}`);
  const intern = (text: string) => table.intern(bytes(text), 0, bytes(text).length, 7);
  const first = texts.map(intern);
  expect(first).toEqual(texts.map((_, i) => i));
  expect(texts.map(intern)).toEqual(first);
  expect(first.every((entry) => table.textOf(entry) === texts[entry])).toBe(true);
});

test('it keeps a copy: the bytes are the caller’s again', () => {
  const table = createByteTable();
  const buffer = bytes('mine');
  const entry = table.intern(buffer, 0, 4, 0);
  buffer.fill(0);
  expect(table.textOf(entry)).toBe('mine');
});

test('bytes that are no text are told apart all the same', () => {
  const table = createByteTable();
  const entries = [0xff, 0xfe, 0x00].map((byte) => table.intern(Uint8Array.of(byte), 0, 1, 0));
  expect([entries, table.textOf(0), table.textOf(2)]).toEqual([[0, 1, 2], '\ufffd', '\u0000']);
});
