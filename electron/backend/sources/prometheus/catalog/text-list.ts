/**
 * Many short texts in one piece of memory that all threads share: for each its bytes, which letters it has, and where its words begin.
 * 150,000 metric names take some 10 MB, of which the collector sees one object. Letters are folded, A to Z only, so that no offset moves.
 */

/** Views of the memory of `packTexts`. */
export interface TextList {
  readonly memory: SharedArrayBuffer;
  readonly count: number;
  /** Where each text starts in `bytes`; one more at the end. */
  readonly starts: Uint32Array;
  /** A bit for each letter or pair of digits in the text: what lacks one of a word's cannot hold the word. */
  readonly letters: Uint32Array;
  /** UTF-8, with A to Z as a to z. */
  readonly bytes: Uint8Array;
  /** A bit for each byte that was A to Z. */
  readonly uppers: Uint8Array;
  /** A bit for each byte with which a word begins, or which is none of a word (`_`, `:`, `.`). */
  readonly begins: Uint8Array;
}

/** Count of texts and of bytes. */
const headerBytes = 8;

function layout(count: number, byteCount: number) {
  const letters = headerBytes + 4 * (count + 1);
  const bytes = letters + 4 * count;
  const bits = Math.ceil(byteCount / 8);
  const uppers = bytes + byteCount;
  return { letters, bytes, uppers, begins: uppers + bits, bits, end: uppers + 2 * bits };
}

/** @param memory of `packTexts` */
export function openTexts(memory: SharedArrayBuffer): TextList {
  const [count = 0, byteCount = 0] = new Uint32Array(memory, 0, 2);
  const at = layout(count, byteCount);
  return {
    memory,
    count,
    starts: new Uint32Array(memory, headerBytes, count + 1),
    letters: new Uint32Array(memory, at.letters, count),
    bytes: new Uint8Array(memory, at.bytes, byteCount),
    uppers: new Uint8Array(memory, at.uppers, at.bits),
    begins: new Uint8Array(memory, at.begins, at.bits),
  };
}

/** Sorted by UTF-16 units, without doubles. What comes so already is not copied. */
export function sortedTexts(texts: readonly string[]): readonly string[] {
  for (let i = 1; i < texts.length; i += 1) {
    if ((texts[i - 1] as string) >= (texts[i] as string)) return [...new Set(texts)].sort();
  }
  return texts;
}

/** In the order given. */
export function packTexts(texts: readonly string[]): TextList {
  const joined = texts.join('');
  const isAscii = Buffer.byteLength(joined) === joined.length;
  const byteCount = isAscii ? joined.length : texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const memory = new SharedArrayBuffer(layout(texts.length, byteCount).end);
  new Uint32Array(memory, 0, 2).set([texts.length, byteCount]);
  const list = openTexts(memory);
  const buffer = bufferOf(list);
  if (isAscii) buffer.write(joined, 'latin1');
  let at = 0;
  for (let i = 0; i < texts.length; i += 1) {
    const text = texts[i] as string;
    list.starts[i] = at;
    at += isAscii ? text.length : buffer.write(text, at);
  }
  list.starts[texts.length] = at;
  for (let i = 0; i < texts.length; i += 1) fold(list, i);
  return list;
}

const isUpper = (byte: number) => byte >= 65 && byte <= 90;
const isLowerOrDigit = (byte: number) => (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57);
/** Beyond ASCII everything is taken for a letter. */
const isOfWord = (byte: number) => isLowerOrDigit(byte) || isUpper(byte) || byte >= 128;

/** What has no bit, a separator above all, is in so many texts that it would not tell them apart. */
export function letterBit(byte: number): number {
  if (byte >= 97 && byte <= 122) return 1 << (byte - 97);
  if (byte >= 48 && byte <= 57) return 1 << (26 + ((byte - 48) >> 1));
  return byte >= 128 ? 1 << 31 : 0;
}

function fold({ starts, letters, bytes, uppers, begins }: TextList, id: number): void {
  const start = starts[id] as number;
  const end = starts[id + 1] as number;
  let seen = 0;
  let before = 0;
  for (let p = start; p < end; p += 1) {
    const byte = bytes[p] as number;
    let folded = byte;
    let isBegin = p === start || !isOfWord(before) || !isOfWord(byte);
    if (isUpper(byte)) {
      // readBytes, HTTPServer: a word begins behind a small letter, and with the last of several capitals.
      const next = p + 1 < end ? (bytes[p + 1] as number) : 0;
      isBegin ||= isLowerOrDigit(before) || (isUpper(before) && next >= 97 && next <= 122);
      folded = byte + 32;
      uppers[p >> 3] = (uppers[p >> 3] as number) | (1 << (p & 7));
      bytes[p] = folded;
    }
    if (isBegin) begins[p >> 3] = (begins[p >> 3] as number) | (1 << (p & 7));
    seen |= letterBit(folded);
    before = byte;
  }
  letters[id] = seen;
}

export function beginsWord({ begins }: TextList, position: number): boolean {
  return ((begins[position >> 3] as number) & (1 << (position & 7))) !== 0;
}

/** As it was packed; a lone surrogate is U+FFFD. */
export function textAt(list: TextList, id: number): string {
  const { starts, bytes, uppers } = list;
  const start = starts[id] as number;
  const end = starts[id + 1] as number;
  const copy = Buffer.allocUnsafe(end - start);
  for (let p = start; p < end; p += 1) {
    const isFolded = (uppers[p >> 3] as number) & (1 << (p & 7));
    copy[p - start] = isFolded === 0 ? (bytes[p] as number) : (bytes[p] as number) - 32;
  }
  return copy.toString('utf8');
}

/** Folded as the texts are: to be compared with their bytes. */
export function foldText(text: string): Uint8Array {
  return Buffer.from(
    text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
    'utf8',
  );
}

function bufferOf({ bytes }: TextList): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
