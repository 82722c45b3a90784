import { describe, expect, it } from 'vitest';
import { plainLines, plainText, shortened } from '../../../shared/format/plain-text.ts';

describe('foreign text', () => {
  it('shows every character that would not be seen, and leaves all others as they are', () => {
    expect(plainText('a\u0000b\u200bc\ud800d')).toBe('a⟨U+0000⟩b⟨U+200B⟩c⟨U+D800⟩d');
    expect(plainText('클러스터 🚢 إنتاج ~!')).toBe('클러스터 🚢 إنتاج ~!');
  });

  it('keeps its lines and tabs where it may have some, however they end', () => {
    expect([plainText('a\nb'), plainLines('a\r\nb\rc\td\u202e')]).toEqual(['a⟨U+000A⟩b', 'a\nb\nc\td⟨U+202E⟩']);
  });

  it('is shortened by whole characters', () => {
    expect([shortened('🚢🚢🚢', 3), shortened('🚢🚢🚢', 2)]).toEqual(['🚢🚢🚢', '🚢…']);
  });
});
