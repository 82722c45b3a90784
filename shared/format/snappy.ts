/** Snappy's block format. https://github.com/google/snappy/blob/main/format_description.txt */

/** What a literal may have with its length in two bytes. */
const longestLiteral = 65_536;

/** Packed without any compression: for what is short. */
export function snappyOf(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const out: number[] = [];
  for (let rest = data.length; ; rest = Math.floor(rest / 0x80)) {
    out.push(rest < 0x80 ? rest : (rest % 0x80) + 0x80);
    if (rest < 0x80) break;
  }
  const literals = Math.ceil(data.length / longestLiteral);
  const packed = new Uint8Array(out.length + 3 * literals + data.length);
  packed.set(out);
  let to = out.length;
  for (let at = 0; at < data.length; at += longestLiteral) {
    const literal = data.subarray(at, at + longestLiteral);
    packed.set([61 << 2, (literal.length - 1) & 0xff, (literal.length - 1) >> 8], to);
    packed.set(literal, to + 3);
    to += 3 + literal.length;
  }
  return packed;
}

/** How long it is unpacked, and where what is packed begins. @throws RangeError where it does not say */
export function snappyLength(packed: Uint8Array): { readonly length: number; readonly from: number } {
  let length = 0;
  for (let at = 0; at < 5; at += 1) {
    const byte = packed[at];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { length, from: at + 1 };
  }
  throw new RangeError('snappy: no length at its beginning');
}

/** @param mostBytes that are made room for @throws RangeError for what is longer, or no snappy: with the byte */
export function unsnappy(packed: Uint8Array, mostBytes: number): Uint8Array<ArrayBuffer> {
  const { length, from } = snappyLength(packed);
  if (length > mostBytes) throw new RangeError(`snappy: ${length} bytes, where ${mostBytes} are the most`);
  const out = new Uint8Array(length);
  let at = from;
  let to = 0;
  while (at < packed.length) {
    const start = at;
    const tag = packed[at] as number;
    const more = bytesAfter(tag);
    if (at + 1 + more > packed.length) throw wrong('ends in a tag', start);
    const number = littleEndian(packed, at + 1, more);
    at += 1 + more;
    if ((tag & 3) === 0) {
      const count = (more === 0 ? tag >> 2 : number) + 1;
      if (at + count > packed.length || to + count > length) throw wrong('a literal beyond the end', start);
      out.set(packed.subarray(at, at + count), to);
      at += count;
      to += count;
      continue;
    }
    const isShort = (tag & 3) === 1;
    const count = isShort ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const back = isShort ? (tag >> 5) * 256 + number : number;
    if (back === 0 || back > to || to + count > length) throw wrong('a copy of what is not there', start);
    if (back >= count) out.copyWithin(to, to - back, to - back + count);
    // Byte by byte: it repeats what it is just writing.
    else for (let i = to; i < to + count; i += 1) out[i] = out[i - back] as number;
    to += count;
  }
  if (to !== length) throw wrong(`ends after ${to} of ${length} bytes`, at);
  return out;
}

function bytesAfter(tag: number): number {
  const upper = tag >> 2;
  if ((tag & 3) === 0) return upper < 60 ? 0 : upper - 59;
  return (tag & 3) === 3 ? 4 : tag & 3;
}

function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i += 1) value += (bytes[at + i] as number) * 2 ** (8 * i);
  return value;
}

function wrong(what: string, at: number): RangeError {
  return new RangeError(`snappy: ${what}, at byte ${at}`);
}
