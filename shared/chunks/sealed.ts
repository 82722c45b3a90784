/** What all byte formats of this folder share: a version byte in front, a checksum (CRC-32C, little-endian) behind. */
import { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { ChunkError } from './chunk-error.ts';
import { crc32c } from './crc32c.ts';

/** Any two hours have fewer milliseconds, so whatever a slot has can be encoded. */
export const maxTimes = 2 ** 23;

/** The position of a bit is a number of 32 bits. */
const longest = 2 ** 28;

/** @returns a copy of what the writer holds, with its checksum. */
export function seal(writer: ByteWriter): Uint8Array<ArrayBuffer> {
  writer.word(crc32c(writer.bytes, 0, writer.length));
  return writer.copy();
}

/** Checks version and checksum. @returns a reader that stands after the version byte. @throws ChunkError */
export function unseal(bytes: Uint8Array, version: number, what: string): ByteReader {
  const end = bytes.length - 4;
  if (bytes.length > longest) throw new ChunkError(`${bytes.length} bytes are too long for ${what}`, longest);
  if (end < 1) throw new ChunkError(`${bytes.length} bytes are no ${what}`, 0);
  const found = bytes[0] as number;
  if (found !== version) throw new ChunkError(`${what} version ${found} is not known, only ${version}`, 0);
  const reader = new ByteReader(bytes, 1, end);
  if (crc32c(bytes, 0, end) !== reader.view.getInt32(end, true)) throw new ChunkError('the checksum is wrong', end);
  return reader;
}
