import { expect, test } from 'vitest';
import {
  beginsWord,
  foldText,
  openTexts,
  packTexts,
  sortedTexts,
  textAt,
} from '../../../../../electron/backend/sources/prometheus/catalog/text-list.ts';

const all = (texts: readonly string[]) => {
  const list = openTexts(packTexts(texts).memory);
  return Array.from({ length: list.count }, (_, id) => textAt(list, id));
};

test.each([
  ['none', []],
  ['empty ones', ['', '', '']],
  ['names', ['go_goroutines', 'http_requests_total', 'up']],
  ['capitals', ['HTTPServer_readBytes', 'ABC', 'aBc']],
  ['other scripts and pictures', ['', '온도_섭씨', 'a😀b', 'É', '\u0000\u0001', 'ﬃ']],
  ['an object’s own names', ['__proto__', 'constructor', 'hasOwnProperty']],
  ['a very long one', ['x'.repeat(1_000_000), 'y']],
])('texts (%s) come out of the memory as they went in', (_name, texts) => {
  expect(all(texts)).toEqual(texts);
});

test('half a surrogate pair becomes the replacement character, and moves no other text', () => {
  expect(all(['a\ud800', '\udc00b', 'c'])).toEqual(['a\ufffd', '\ufffdb', 'c']);
});

test('the bytes are folded, from A to Z only, and as long as those of the text', () => {
  const list = packTexts(['Ab_ÀZ']);
  expect(Buffer.from(list.bytes).toString()).toBe('ab_Àz');
  expect(Buffer.from(foldText('Ab_ÀZ'))).toEqual(Buffer.from(list.bytes));
});

test.each([
  ['node_cpu_seconds', 'node|_|cpu|_|seconds'],
  ['job:up:sum5m', 'job|:|up|:|sum5m'],
  ['readBytes', 'read|Bytes'],
  ['HTTPServerErrors', 'HTTP|Server|Errors'],
  ['utf8Decode', 'utf8|Decode'],
  ['a.b/c', 'a|.|b|/|c'],
  ['온도_섭씨', '온도|_|섭씨'],
])('in %s words begin so: %s', (text, wanted) => {
  const list = packTexts([text]);
  const bytes = Buffer.from(text);
  let found = '';
  for (const [at, byte] of bytes.entries())
    found += `${at > 0 && beginsWord(list, at) ? '|' : ''}${String.fromCharCode(byte)}`;
  expect(Buffer.from(found, 'latin1').toString()).toBe(wanted);
});

test('sorted by what JavaScript compares, without doubles; what comes so is not copied', () => {
  const sorted = ['B', 'a', 'b', 'é'];
  expect(sortedTexts(sorted)).toBe(sorted);
  expect(sortedTexts(['b', 'B', 'é', 'a', 'b'])).toEqual(sorted);
  expect(sortedTexts(['a', 'a'])).toEqual(['a']);
});
