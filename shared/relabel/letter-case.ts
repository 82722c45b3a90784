/**
 * Lower and upper case as Go's strings package has them: character by character, each becoming one character, whatever stands beside it.
 * JavaScript's own conversion makes two of some (ß is SS), and looks at the word for a sigma.
 */

export function toLower(text: string): string {
  return ascii.test(text) ? text.toLowerCase() : mapped(text, lowerOf);
}

export function toUpper(text: string): string {
  return ascii.test(text) ? text.toUpperCase() : mapped(text, upperOf);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ascii = /^[\x00-\x7f]*$/;

function mapped(text: string, of: (char: string) => string): string {
  let result = '';
  for (const char of text) result += of(char);
  return result;
}

const isOne = (text: string): boolean => [...text].length === 1;

/** İ is the only letter whose small form JavaScript writes with two characters. */
function lowerOf(char: string): string {
  const lower = char.toLowerCase();
  return isOne(lower) ? lower : 'i';
}

/** Small Greek letters with an iota below have one character with the iota beside; all others that grow (ß, ŉ, ﬁ) have none. */
function upperOf(char: string): string {
  const upper = char.toUpperCase();
  if (isOne(upper)) return upper;
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCodePoint(code | 8);
  return code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3 ? String.fromCodePoint(code + 9) : char;
}
