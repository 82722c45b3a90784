import { expect, test } from 'vitest';
import { searchTexts } from '../../../../../electron/backend/sources/prometheus/catalog/search-texts.ts';
import { packTexts, sortedTexts } from '../../../../../electron/backend/sources/prometheus/catalog/text-list.ts';
import { CancelledError } from '../../../../../shared/base/errors.ts';

const never = () => undefined;
const search = (texts: readonly string[], text: string, limit = 10) =>
  searchTexts(packTexts(sortedTexts(texts)), text, limit, never);

test('nothing typed is everything, in its order', () => {
  expect(search(['b', '', 'a'], '')).toEqual({ texts: ['', 'a', 'b'], total: 3 });
  expect(search([], '')).toEqual({ texts: [], total: 0 });
});

test('what begins with it comes first, then what holds it; capitals count as small letters', () => {
  expect(search(['node-1', 'Node-2', 'my-node', 'other', 'NODE'], 'node')).toEqual({
    texts: ['NODE', 'Node-2', 'node-1', 'my-node'],
    total: 4,
  });
});

test('spaces and any other characters are part of it', () => {
  const texts = ['a b', 'ab', 'a  b', '온도 {"x"}', 'tab\t'];
  expect([search(texts, 'a b').texts, search(texts, '도 {"').texts, search(texts, '\t').texts]).toEqual([
    ['a b'],
    ['온도 {"x"}'],
    ['tab\t'],
  ]);
});

test('a limit cuts the texts and not the count: those that begin with it go before those that come earlier', () => {
  const texts = Array.from({ length: 100 }, (_, i) => (i < 90 ? `a${100 + i}z` : `z${i}`));
  expect(search(texts, 'z', 12)).toEqual({
    texts: ['z90', 'z91', 'z92', 'z93', 'z94', 'z95', 'z96', 'z97', 'z98', 'z99', 'a100z', 'a101z'],
    total: 100,
  });
});

test('a text of a megabyte is counted and not shown; it takes no other’s place', () => {
  expect(search(['a'.repeat(1_000_000), 'ab', 'ac'], 'a', 2)).toEqual({ texts: ['ab', 'ac'], total: 3 });
});

test('however long the texts, they fit into a frame', () => {
  const texts = Array.from({ length: 500 }, (_, i) => `${String(i).padStart(3, '0')}${'나'.repeat(20_000)}`);
  const { texts: shown, total } = search(texts, '나', 500);
  expect([total, shown.length > 5]).toEqual([500, true]);
  expect(Buffer.byteLength(JSON.stringify(shown))).toBeLessThan(1024 * 1024);
});

test('it stops in the middle where nobody waits', () => {
  const list = packTexts(Array.from({ length: 20_000 }, (_, i) => `v${i}`));
  let looks = 0;
  const check = () => {
    looks += 1;
    if (looks === 2) throw new CancelledError();
  };
  expect(() => searchTexts(list, 'v', 10, check)).toThrow(CancelledError);
});
