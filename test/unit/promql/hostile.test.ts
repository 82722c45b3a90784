import { describe, expect, it } from 'vitest';
import { walk } from '../../../shared/promql/ast.ts';
import { injectMatchers, parseMatchers } from '../../../shared/promql/inject-matchers.ts';
import { parseExpr, parseUnchecked } from '../../../shared/promql/parser.ts';
import { printExpr } from '../../../shared/promql/print.ts';
import { PromqlError } from '../../../shared/promql/promql-error.ts';
import { valueType } from '../../../shared/promql/type-check.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../../fuzz/random.ts';
import { damage, oneOf, randomExpr } from './random-promql.ts';

const everything = {
  experimentalFunctions: true,
  durationExpressions: true,
  extendedRangeSelectors: true,
  fillModifiers: true,
};

const forced = parseMatchers('cluster="a"');

/** The complaint, or undefined. */
function complaintOf(text: string): string | undefined {
  try {
    parseExpr(text, everything);
    return undefined;
  } catch (error) {
    if (error instanceof PromqlError) return error.reason;
    throw error;
  }
}

/** Does all there is to do with a text. @returns the complaint, or undefined. Anything thrown but a PromqlError is a bug. */
function handle(text: string): string | undefined {
  try {
    const expr = parseExpr(text, everything);
    walk(expr, () => {});
    valueType(expr);
    parseExpr(printExpr(expr), everything);
    injectMatchers(text, forced);
    return undefined;
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    expect(error.start).toBeGreaterThanOrEqual(0);
    expect(error.end).toBeLessThanOrEqual(text.length);
    return error.reason;
  }
}

const characters = [
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '`',
  '\\',
  '#',
  '\n',
  ' ',
  ',',
  '=',
  '!',
  '~',
  '@',
  '-',
  ':',
];
const more = [
  'a',
  '5',
  'm',
  '.',
  '_',
  '\0',
  '\x7f',
  'é',
  '😀',
  '\ud800',
  '\udfff',
  '\ufffd',
  '\u2028',
  '\u{10ffff}',
  'x',
];

const megabyte = 1_000_000;

/** The whole of it is at most a megabyte. */
const repeated = (part: string, before = '', after = '') =>
  before + part.repeat(Math.floor((megabyte - before.length - after.length) / part.length)) + after;

const tooDeep = (levels: number) => `expression is nested too deeply: more than ${levels} levels`;

describe('a hostile text', () => {
  it(
    'of random characters gives an error of PromQL, or nothing',
    () => {
      for (let seed = 1; seed <= 8000 * fuzzFactor; seed++) {
        const random = seededRandom(seed);
        const length = random() % 40;
        handle(Array.from({ length }, () => oneOf(random, [...characters, ...more])).join(''));
      }
    },
    fuzzTimeoutMs,
  );

  it(
    'that was an expression gives an error of PromQL, or nothing',
    () => {
      for (let seed = 1; seed <= 2000 * fuzzFactor; seed++) {
        const random = seededRandom(seed);
        handle(damage(random, printExpr(randomExpr(random, 3))));
      }
    },
    fuzzTimeoutMs,
  );

  it('of any character of Unicode gives an error of PromQL, or nothing', { timeout: fuzzTimeoutMs }, () => {
    const points = Array.from({ length: 0x110000 / 256 }, (_, i) => i * 256);
    for (const first of points) {
      const chars = Array.from({ length: 64 }, (_, i) => String.fromCodePoint(first + i));
      // All of them within a string and a pattern, and one by itself.
      handle(`"${chars.filter((char) => char !== '"' && char !== '\\' && char !== '\n').join('')}"`);
      handle(`{a=~\`[${chars[first % 61]}]${chars[first % 59]}\`}`);
      handle(chars[first % 53] ?? '');
    }
    for (let code = 0; code < 0x300; code++) handle(String.fromCodePoint(code));
  });

  it('that is nested too deeply says so', () => {
    expect(handle(`${'('.repeat(10_000)}1${')'.repeat(10_000)}`)).toBe(tooDeep(500));
    expect(handle(`${'('.repeat(499)}1${')'.repeat(499)}`)).toBeUndefined();
    expect(handle(repeated('-', '', 'up'))).toBe(tooDeep(500));
    expect(handle(repeated('sum('))).toBe(tooDeep(500));
    expect(handle(repeated('abs('))).toBe(tooDeep(500));
    expect(handle(repeated('up ^ '))).toBe(tooDeep(500));
    expect(handle(repeated('(', 'up[5m + '))).toBe(tooDeep(500));
    expect(handle(repeated('-', 'up[', '5m]'))).toBe(tooDeep(500));
    expect(handle(repeated('min_of(', 'up['))).toBe(tooDeep(500));
  });

  it('that is a long chain says so, and up to there the chain is parsed', () => {
    expect(handle(repeated('up + ', '', '1'))).toBe(tooDeep(2000));
    expect(handle(`${'up + '.repeat(1999)}1`)).toBeUndefined();
    expect(handle(repeated('[5m:]', 'up'))).toBe(tooDeep(2000));
    expect(handle(repeated('5m + ', 'up[', '5m]'))).toBe(tooDeep(2000));
    expect(handle(`up[${'5m + '.repeat(1990)}5m]`)).toBeUndefined();
  });

  it('of a megabyte gets an answer', { timeout: fuzzTimeoutMs }, () => {
    const answers: readonly (readonly [string, string | undefined])[] = [
      [repeated('x', '"', '"'), undefined],
      [repeated('\\xff', '"', '"'), undefined],
      [repeated('a="b",', 'up{', '}'), undefined],
      [repeated('a'), undefined],
      [repeated(' ', '1'), undefined],
      [repeated('#\n', '1'), undefined],
      [
        repeated('1,', 'label_join(up, "a", "b", "c",', '1)'),
        'expected type string in call to function "label_join", got scalar',
      ],
      [repeated('(a|b)*', 'up{a=~"', '"}'), undefined],
      [repeated('[[:x', 'up{a=~"'), 'unterminated quoted string'],
      [repeated(' @ 5', 'up'), '@ <timestamp> may not be set multiple times'],
      [repeated('fill ', 'up + '), 'unexpected identifier "fill"'],
      [repeated('x,', 'up + on (', `) group_left (${'y,'.repeat(1000)}) up`), undefined],
    ];
    expect(answers.map(([text]) => complaintOf(text))).toEqual(answers.map(([, answer]) => answer));
    expect(complaintOf(repeated('(', 'up{a=~"', '"}'))).toMatch(/^error parsing regexp: expression nests too deeply/);
    expect(complaintOf(repeated('[[:x', 'up{a=~"', '"}'))).toMatch(/^error parsing regexp: missing closing \]/);
  });

  it('is no matcher', () => {
    for (let seed = 1; seed <= 5000; seed++) {
      const random = seededRandom(seed);
      const text = damage(random, 'cluster="a", env=~"prod|stage"');
      try {
        // What is taken is what stands between the braces of a selector, and nothing else.
        const matchers = parseMatchers(text);
        if (matchers.length > 0) expect(parseUnchecked(injectMatchers('up', matchers)).kind).toBe('vectorSelector');
      } catch (error) {
        if (!(error instanceof PromqlError)) throw error;
      }
    }
  });
});
