/** Texts in frames: their length in bytes, then UTF-8. */
import type { ByteReader } from '../../../../shared/chunks/byte-reader.ts';
import type { ByteWriter } from '../../../../shared/chunks/byte-writer.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @param text without half characters: an encoder would make something else of them */
export function writeText(writer: ByteWriter, text: string): void {
  const bytes = encoder.encode(text);
  writer.varint(bytes.length);
  writeBytes(writer, bytes);
}

export function writeBytes(writer: ByteWriter, bytes: Uint8Array): void {
  writer.reserve(bytes.length);
  writer.bytes.set(bytes, writer.length);
  writer.advance(bytes.length);
}

/** @throws ChunkError where it is longer than `mostBytes`, or no UTF-8 */
export function readText(reader: ByteReader, mostBytes: number, what: string): string {
  const length = reader.count(mostBytes, `the length of ${what}`);
  const start = reader.take(length);
  try {
    return decoder.decode(reader.bytes.subarray(start, start + length));
  } catch {
    return reader.fail(`${what} is no valid UTF-8`);
  }
}

/** How many bytes it is in UTF-8; without making them. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) bytes += 1;
    // A half of a pair: both together are four.
    if (code >= 0x800 && (code < 0xd800 || code > 0xdfff)) bytes += 1;
  }
  return bytes;
}
