/** Texts out of bytes: decoded, checked, unescaped, and quoted as Go's %q does it. */

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A decoder costs more than the few characters of most labels. */
const shortText = 48;

/** What is no UTF-8 becomes U+FFFD. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > shortText) return utf8.decode(bytes.subarray(from, to));
  let text = '';
  for (let i = from; i < to; i += 1) {
    const byte = bytes[i] as number;
    if (byte >= 0x80) return utf8.decode(bytes.subarray(from, to));
    text += String.fromCharCode(byte);
  }
  return text;
}

/** As Go's utf8.Valid: no surrogates, nothing overlong. */
export function isUtf8(bytes: Uint8Array, from: number, to: number): boolean {
  let i = from;
  while (i < to && (bytes[i] as number) < 0x80) i += 1;
  if (i === to) return true;
  try {
    strictUtf8.decode(bytes.subarray(i, to));
    return true;
  } catch {
    return false;
  }
}

const inLabel: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };

/** Of label values, names in quotes and OpenMetrics's help. The backslash of any other escape stays, as in Prometheus. */
export function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\[\\"n]/g, (all) => inLabel[all] ?? all) : text;
}

/** Of the text format's help, which knows no escaped quote. */
export function unescapedHelp(text: string): string {
  return text.includes('\\') ? text.replace(/\\[\\n]/g, (all) => inLabel[all] ?? all) : text;
}

const goEscapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

/** https://pkg.go.dev/strconv#Quote */
export function goQuoted(bytes: Uint8Array, from: number, to: number): string {
  let quoted = '';
  for (let i = from; i < to; ) {
    const length = sequenceLength(bytes, i, to);
    quoted += length === 0 ? `\\x${hex(bytes[i] as number, 2)}` : goCharacter(textOf(bytes, i, i + length));
    i += Math.max(1, length);
  }
  return `"${quoted}"`;
}

export function goQuotedText(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return goQuoted(bytes, 0, bytes.length);
}

/** @returns 0 where no valid character begins. */
function sequenceLength(bytes: Uint8Array, at: number, to: number): number {
  const first = bytes[at] as number;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return at + length <= to && isUtf8(bytes, at, at + length) ? length : 0;
}

function goCharacter(character: string): string {
  const short = goEscapes[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  if (code === 0x20 || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character)) return character;
  return code < 0x1_0000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
