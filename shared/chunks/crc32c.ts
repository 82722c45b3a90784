/** CRC-32C (Castagnoli, reflected polynomial 0x82f63b78): https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4 */
import { crcOf, crcTables } from './crc.ts';

const tables = crcTables(0x82f63b78);

/** @returns the checksum of bytes[start] … bytes[end - 1], as a signed whole number of 32 bits. */
export function crc32c(bytes: Uint8Array, start: number, end: number): number {
  return crcOf(tables, bytes, start, end, 0);
}
