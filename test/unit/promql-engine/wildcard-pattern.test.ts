import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { wildcardPattern } from '../../../shared/promql/engine/wildcard-pattern.ts';
import { seeded } from './range-fixture.ts';

const never = () => {
  throw new Error('asked otherwise');
};
const parts = [
  '.*',
  '.+',
  'a',
  'b',
  'ab',
  '.',
  '[ab]',
  '[a-c1]',
  '\\.',
  '\\d',
  '\\w',
  '-',
  '[b-a]',
  '(a)',
  'a*',
  '^',
  '.*?',
  '.{2}',
  '|',
];
const letters = [...'abc1.-é'];

describe('a pattern of pieces between wildcards', () => {
  it('says what RE2 says, whatever the pieces are', () => {
    const random = seeded(6);
    const below = (end: number) => Math.floor(random() * end);
    const joined = (of: readonly string[], count: number) =>
      Array.from({ length: count }, () => of[below(of.length)]).join('');
    const seen = { patterns: 0, fitting: 0, failing: 0 };
    for (let i = 0; i < 4000; i += 1) {
      const pattern = joined(parts, 1 + below(6));
      const matches = wildcardPattern(pattern, never);
      if (matches === undefined) continue;
      seen.patterns += 1;
      const compiled = RE2JS.compile(pattern, RE2JS.DOTALL);
      for (let k = 0; k < 20; k += 1) {
        const text = joined(letters, below(8));
        const isFitting = matches(text);
        if (isFitting !== compiled.testExact(text))
          throw new Error(`${pattern} on ${JSON.stringify(text)}: ${isFitting}`);
        seen[isFitting ? 'fitting' : 'failing'] += 1;
      }
    }
    expect(Object.values(seen).every((count) => count > 500)).toBe(true);
  });

  it('leaves line breaks and surrogates to others', () => {
    const matches = wildcardPattern('a.+b', (text) => text.length === 4);
    expect(['a\nb', 'a\n\nb', 'a💡b', 'axb'].map((text) => matches?.(text))).toEqual([false, true, true, true]);
  });

  it('is none where it has anything else, or is no pattern', () => {
    const patterns = [
      'a|b.*',
      '(a.*)',
      'a.*?b',
      'a**',
      '.*+',
      'a+.*',
      '[^a].*',
      '[[:alpha:]].*',
      '[b-a].*',
      '.{3}',
      '^a.*',
      '\\s.*',
      '\\',
      '[a',
      '💡.*.',
    ];
    expect(patterns.filter((pattern) => wildcardPattern(pattern, never) !== undefined)).toEqual([]);
  });

  it('takes no longer where a text nearly fits many times', () => {
    const matches = wildcardPattern('.*a.*a.*a.*a.*a.*a.*a.*a.*b', never);
    expect(matches?.('a'.repeat(20_000))).toBe(false);
  });
});
