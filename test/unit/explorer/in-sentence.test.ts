import { expect, test } from 'vitest';
import { inSentence } from '../../../renderer/views/explorer/in-sentence.ts';

test('what is short and seen stands as it is', () => {
  expect(['up', 'a "b" <i>', '한글 😀'].map(inSentence)).toEqual(['up', 'a "b" <i>', '한글 😀']);
});

test('what is long is cut, never within a character', () => {
  expect(inSentence('x'.repeat(10_000))).toBe(`${'x'.repeat(119)}…`);
  expect(inSentence('😀'.repeat(200))).toBe(`${'😀'.repeat(119)}…`);
});

test('nothing in it turns, hides or ends the sentence around it', () => {
  expect(inSentence('a\u202eb\u2069c\u0000d\ne')).toBe('a⟨U+202E⟩b⟨U+2069⟩c⟨U+0000⟩d⟨U+000A⟩e');
  expect(inSentence('שלום')).toBe('\u2068שלום\u2069');
});
