/** CRC-32 (as in zip) of a few bytes: a call of zlib's takes longer than they do. */
import { crcOf, crcTables } from '../../../../shared/chunks/crc.ts';

const tables = crcTables(0xedb88320);

/** @param before of the bytes before these, as zlib's takes it @returns as zlib's, without a sign */
export function shortCrc32(bytes: Uint8Array, start: number, end: number, before = 0): number {
  return crcOf(tables, bytes, start, end, before) >>> 0;
}
