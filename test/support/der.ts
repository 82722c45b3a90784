/** Just enough DER to write X.509 certificates: the tests need no `openssl` program and no package. */

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function tagged(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthBytes(body.length), body]);
}

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part % 128];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift(0x80 | (left % 128));
    }
    bytes.push(...groups);
  }
  return tagged(0x06, Buffer.from(bytes));
}

/** An INTEGER from its big-endian magnitude; a leading zero keeps it positive. */
function integer(magnitude: Uint8Array): Buffer {
  const negative = ((magnitude[0] ?? 0) & 0x80) !== 0;
  return tagged(0x02, negative ? Buffer.from([0]) : Buffer.alloc(0), magnitude);
}

export const der = {
  tagged,
  objectId,
  integer,
  sequence: (...content: readonly Uint8Array[]) => tagged(0x30, ...content),
  set: (...content: readonly Uint8Array[]) => tagged(0x31, ...content),
  octets: (content: Uint8Array) => tagged(0x04, content),
  boolean: (value: boolean) => tagged(0x01, Buffer.from([value ? 0xff : 0])),
  text: (value: string) => tagged(0x0c, Buffer.from(value, 'utf8')),
  bits: (content: Uint8Array, unusedBits = 0) => tagged(0x03, Buffer.from([unusedBits]), content),
  /** UTCTime: years 1950 to 2049. */
  time: (date: Date) => tagged(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`)),
};
