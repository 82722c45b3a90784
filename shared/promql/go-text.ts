/** Text as Go's fmt and strconv write it, which is how Prometheus quotes in its messages and prints its expressions. */

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const named = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
]);

/** Text that is quoted as it is: almost all of it. */
const plain = /^[ !#-[\]-~]*$/;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** U+FFFD is escaped, which Go does not do: the lexer takes it for a broken rune. */
function isPrintable(char: string): boolean {
  return char !== '\ufffd' && printable.test(char);
}

function quoteChar(char: string, quote: string): string {
  if (char === quote) return `\\${quote}`;
  const name = named.get(char);
  if (name !== undefined) return name;
  if (isPrintable(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  // How this project's strings hold a byte that is no UTF-8.
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

/** In double quotes, as a PromQL string that is read back as the same text. */
export function quoteText(text: string): string {
  if (plain.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const char of text) quoted += quoteChar(char, '"');
  return `${quoted}"`;
}

/** One character in single quotes; U+FFFD stands for the text's end and for half a surrogate pair. */
export function quoteRune(char: string): string {
  if (char === '' || isLoneSurrogate(char) || char === '\ufffd') return "'\ufffd'";
  return `'${quoteChar(char, "'")}'`;
}

/** `U+0079 'y'`; without the character where it cannot be shown. */
export function describeRune(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const name = `U+${hex(code, 4).toUpperCase()}`;
  return isPrintable(char) ? `${name} '${char}'` : name;
}

/** A character is half a pair where the text is no UTF-16. */
export function isLoneSurrogate(char: string): boolean {
  const code = char.charCodeAt(0);
  return char.length === 1 && code >= 0xd800 && code <= 0xdfff;
}
