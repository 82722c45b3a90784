/** The escapes and character classes of RE2's syntax: where one ends, and what is wrong with it. */

/** `error`: what is wrong, `text` being the part of the pattern that Go names. */
export type ClassFacts =
  | { readonly error: undefined; readonly end: number; readonly matchesEmpty: boolean }
  | { readonly error: string; readonly text: string };

interface Char {
  readonly code: number;
  readonly end: number;
}

const ends = (end: number, matchesEmpty = false): ClassFacts => ({ error: undefined, end, matchesEmpty });
const wrong = (error: string, text: string): ClassFacts => ({ error, text });

const posixNames: ReadonlySet<string> = new Set(
  'alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit'.split(' '),
);

/** At the beginning and end of the text, and where no word ends: all true of the empty text, `\b` is not. */
const assertions: ReadonlyMap<string, boolean> = new Map([
  ['A', true],
  ['z', true],
  ['B', true],
  ['b', false],
]);

/** Reads what begins with `[` or a backslash at `at`. */
export function describeClass(pattern: string, at: number): ClassFacts {
  if (pattern[at] === '[') return readBrackets(pattern, at);
  const next = pattern.charAt(at + 1);
  const assertion = assertions.get(next);
  if (assertion !== undefined) return ends(at + 2, assertion);
  return readPerlClass(pattern, at) ?? readEscape(pattern, at);
}

/** `\d` and its like, `\pL`, `\p{Greek}`. */
function readPerlClass(pattern: string, at: number): ClassFacts | undefined {
  const next = pattern.charAt(at + 1);
  if (next !== '' && 'dDsSwW'.includes(next)) return ends(at + 2);
  if (next !== 'p' && next !== 'P') return undefined;
  const rest = pattern.slice(at);
  const name = /^\\[pP](?:\{(\^?[^}]*)\}|([^{]))/su.exec(rest);
  if (name === null) return wrong('invalid character class range', rest);
  const known = isUnicodeClass((name[1] ?? name[2] ?? '').replace(/^\^/, ''));
  return known ? ends(at + name[0].length) : wrong('invalid character class range', name[0]);
}

/** The platform knows the names of scripts and categories; only a name of letters reaches it. */
function isUnicodeClass(name: string): boolean {
  if (name === 'Any') return true;
  if (!/^[A-Za-z_]+$/.test(name)) return false;
  const property = name.length <= 2 ? 'General_Category' : 'Script';
  try {
    new RegExp(`\\p{${property}=${name}}`, 'u');
    return true;
  } catch {
    return false;
  }
}

const escapeShape =
  /\\(?:(0[0-7]{0,2}|[1-7][0-7]{1,2})|x(?:\{([\da-fA-F]+)\}|([\da-fA-F]{2}))|([afnrtv])|([!-/:-@[-`{-~]))/y;

function readEscapedChar(pattern: string, at: number): Char | undefined {
  escapeShape.lastIndex = at;
  const found = escapeShape.exec(pattern);
  if (found === null) return undefined;
  const [whole, octal, braced, hex, named, sign] = found;
  const digits = braced ?? hex;
  let code: number;
  if (octal !== undefined) code = Number.parseInt(octal, 8);
  else if (digits !== undefined) code = Number.parseInt(digits, 16);
  else if (named !== undefined) code = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }[named] ?? 0;
  else code = sign?.charCodeAt(0) ?? 0;
  return code > 0x10ffff ? undefined : { code, end: at + whole.length };
}

function badEscape(pattern: string, at: number): ClassFacts {
  const next = pattern.codePointAt(at + 1);
  if (next === undefined) return wrong('trailing backslash at end of expression', '');
  const shown = /^\\x(?:\{[\da-fA-F]*|[\da-fA-F]?[\s\S]?)/u.exec(pattern.slice(at))?.[0];
  return wrong('invalid escape sequence', shown ?? `\\${String.fromCodePoint(next)}`);
}

function readEscape(pattern: string, at: number): ClassFacts {
  const char = readEscapedChar(pattern, at);
  return char === undefined ? badEscape(pattern, at) : ends(char.end);
}

/** `[…]`: the first `]` and a `-` at an end stand for themselves. */
function readBrackets(pattern: string, start: number): ClassFacts {
  let at = pattern[start + 1] === '^' ? start + 2 : start + 1;
  for (let first = true; first || pattern[at] !== ']'; first = false) {
    if (at >= pattern.length) return wrong('missing closing ]', pattern.slice(start));
    const named = readClassWithin(pattern, at);
    if (named !== undefined) {
      if (named.error !== undefined) return named;
      at = named.end;
      continue;
    }
    const low = readClassChar(pattern, at, start);
    if ('error' in low) return low;
    if (pattern[low.end] !== '-' || pattern[low.end + 1] === ']' || low.end + 1 >= pattern.length) {
      at = low.end;
      continue;
    }
    const high = readClassChar(pattern, low.end + 1, start);
    if ('error' in high) return high;
    if (high.code < low.code) return wrong('invalid character class range', pattern.slice(at, high.end));
    at = high.end;
  }
  return ends(at + 1);
}

/** `[:alpha:]`, `\d` or `\pL` within brackets. */
function readClassWithin(pattern: string, at: number): ClassFacts | undefined {
  if (pattern.startsWith('[:', at)) {
    // Not looked for further than any name is long: a search to the end at every bracket would take quadratic time.
    const found = pattern.slice(at + 2, at + 64).indexOf(':]');
    if (found === -1) return undefined;
    const close = at + 2 + found;
    const name = pattern.slice(at + 2, close).replace(/^\^/, '');
    return posixNames.has(name)
      ? ends(close + 2)
      : wrong('invalid character class range', pattern.slice(at, close + 2));
  }
  return pattern[at] === '\\' ? readPerlClass(pattern, at) : undefined;
}

function readClassChar(
  pattern: string,
  at: number,
  start: number,
): Char | Extract<ClassFacts, { readonly text: string }> {
  const code = pattern.codePointAt(at);
  if (code === undefined) return { error: 'missing closing ]', text: pattern.slice(start) };
  if (pattern[at] !== '\\') return { code, end: at + (code > 0xffff ? 2 : 1) };
  const escaped = readEscapedChar(pattern, at);
  if (escaped !== undefined) return escaped;
  const bad = badEscape(pattern, at);
  if (bad.error === undefined) throw new Error('an escape is bad and is not');
  return bad;
}
