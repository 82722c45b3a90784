import { describe, expect, it } from 'vitest';
import { inAscii } from '../../../scripts/lib/ascii-output.mjs';

/** What a script evaluates to. */
const evaluated = (code: string): unknown => new Function(`return ${code}`)();

describe('scripts in ASCII', () => {
  const codes = [
    '"…and 한국어"',
    '`a$' + '{1}😀`',
    '/[…]+/.exec("a……")[0]',
    '/^[😀-😂]$/u.test("😁")',
    '{ "é": 1 }.é',
    '"\\\\é"',
  ];

  it('mean what they meant', () => {
    for (const code of codes) {
      const ascii = inAscii(`(${code})`);
      expect(ascii).toMatch(/^[\0-\x7f]*$/);
      expect(evaluated(ascii)).toEqual(evaluated(`(${code})`));
    }
  });

  it('are left as they are where they are in ASCII', () => {
    expect(inAscii('"\\n" + /\\d/.source')).toBe('"\\n" + /\\d/.source');
  });

  it('are refused where a backslash would become part of the escape', () => {
    expect(() => inAscii('/\\é/')).toThrow('a backslash before "é"');
  });
});
