import { describe, expect, it } from 'vitest';
import { readRegexp } from '../../../shared/promql/regexp-syntax.ts';
import { fuzzFactor, seededRandom } from '../../fuzz/random.ts';
import { oneOf } from './random-promql.ts';

function outcome(pattern: string): boolean | string {
  const facts = readRegexp(pattern);
  return 'error' in facts ? facts.error.replace('error parsing regexp: ', '') : facts.matchesEmpty;
}

describe('RE2’s syntax', () => {
  it('says whether a pattern matches the empty text', () => {
    const empty = [
      '',
      '.*',
      'a*',
      'a?',
      'a|',
      '|a',
      '(a*)+',
      '^$',
      '\\A\\z',
      '\\B',
      'a{0}',
      'a{0,3}',
      '(?i)',
      '(?:)',
      '(?:a|b*)',
    ];
    const never = [
      '.+',
      'a',
      'a|b',
      'a+',
      '\\b',
      'a{1,3}',
      'a{2}',
      'a*b',
      '(a)',
      '[a]',
      '\\d',
      '\\pL',
      '\\Qa*\\E',
      'a{,5}',
      '^a',
    ];
    const quoted = ['\\Q\\E', '\\Qa\\E*', '\\Qab\\E*', '\\Qab', '\\Q'];
    expect(empty.filter((pattern) => outcome(pattern) !== true)).toEqual([]);
    expect(never.filter((pattern) => outcome(pattern) !== false)).toEqual([]);
    expect(quoted.map(outcome)).toEqual([true, true, false, false, true]);
  });

  it('refuses in the words of Go', () => {
    const wrong = [
      ['(a', 'missing closing ): `(a`'],
      ['a)', 'unexpected ): `a)`'],
      ['[a', 'missing closing ]: `[a`'],
      ['x[z-a]', 'invalid character class range: `z-a`'],
      ['[[:foo:]]', 'invalid character class range: `[:foo:]`'],
      ['\\p{Foo}', 'invalid character class range: `\\p{Foo}`'],
      ['\\pX', 'invalid character class range: `\\pX`'],
      ['*', 'missing argument to repetition operator: `*`'],
      ['a|+?', 'missing argument to repetition operator: `+?`'],
      ['({2})', 'missing argument to repetition operator: `{2}`'],
      ['a**', 'invalid nested repetition operator: `**`'],
      ['a{2}{3}', 'invalid nested repetition operator: `{2}{3}`'],
      ['a+??', 'invalid nested repetition operator: `+??`'],
      ['a{1001}', 'invalid repeat count: `{1001}`'],
      ['a{3,1}', 'invalid repeat count: `{3,1}`'],
      ['(a{100}){11}', 'invalid repeat count: `{11}`'],
      ['a\\', 'trailing backslash at end of expression: ``'],
      ['\\y', 'invalid escape sequence: `\\y`'],
      ['\\1', 'invalid escape sequence: `\\1`'],
      ['[\\1]', 'invalid escape sequence: `\\1`'],
      ['\\x{110000}', 'invalid escape sequence: `\\x{110000`'],
      ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
      ['(?i-)a', 'invalid or unsupported Perl syntax: `(?i-)`'],
      ['(?<=a)', 'invalid named capture: `(?<=a)`'],
      ['(?P<1-2>a)', 'invalid named capture: `(?P<1-2>`'],
      ['(?', 'missing closing ): `(?`'],
      ['\udcff', 'invalid UTF-8: `\ufffd`'],
    ];
    expect(wrong.map(([pattern = '']) => [pattern, outcome(pattern)])).toEqual(wrong);
  });

  it('takes what RE2 has and others have not', () => {
    const fine = [
      '(?P<n>x)',
      '(?<n>x)',
      '[[:^alpha:]_]',
      '\\pL\\p{Greek}\\P{^Lu}\\p{Any}',
      '(?U)a*',
      '(?s-i:a)',
      '\\x{10FFFF}\\12\\0',
      '[]a]',
      '[^]a]',
      '[a-]',
      '[-a]',
      '\\C'.replace('C', '_'),
      '(a{10}){100}',
      '^*',
      '{',
      'a{x}',
      '\\Q[(*\\E',
      '[\\d\\pL]',
    ];
    expect(fine.filter((pattern) => typeof outcome(pattern) === 'string')).toEqual([]);
  });

  it('finds the empty text in random patterns where another engine finds it', () => {
    const parts = [
      'a',
      'b',
      '.',
      '(',
      ')',
      '(?:',
      '|',
      '*',
      '+',
      '?',
      '{0}',
      '{1,2}',
      '^',
      '$',
      '\\b',
      '\\B',
      '[ab]',
      '\\d',
      '\\.',
      '(a|)',
    ];
    let compared = 0;
    for (let seed = 1; seed <= 6000 * fuzzFactor; seed++) {
      const random = seededRandom(seed);
      const pattern = Array.from({ length: 1 + (random() % 8) }, () => oneOf(random, parts)).join('');
      const ours = outcome(pattern);
      let theirs: RegExp;
      try {
        theirs = new RegExp(`^(?:${pattern})$`, 'su');
      } catch {
        continue;
      }
      // RE2 repeats what the other takes for a lazy operator, and refuses what the other repeats twice.
      if (typeof ours === 'string') continue;
      compared += 1;
      expect(ours, pattern).toBe(theirs.test(''));
    }
    expect(compared).toBeGreaterThan(1000);
  });
});
