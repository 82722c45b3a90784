/** The labels of a series as they are stored: the ids of its labels, as varints, in the order of the labels' names. */

/** Of a varint, so that a number is exact: 2^49. */
const mostBytes = 7;

export function encodeLabelIds(ids: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const id of ids) {
    let rest = id;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}

/** @returns undefined where the bytes are no such thing */
export function decodeLabelIds(bytes: Uint8Array): readonly number[] | undefined {
  const ids: number[] = [];
  let id = 0;
  let factor = 1;
  let length = 0;
  for (const byte of bytes) {
    id += (byte & 127) * factor;
    factor *= 128;
    length += 1;
    if (length > mostBytes) return undefined;
    if (byte >= 128) continue;
    ids.push(id);
    [id, factor, length] = [0, 1, 0];
  }
  return length === 0 ? ids : undefined;
}

/** FNV-1a, its bits mixed once more; 32 bits with a sign, which SQLite stores in four bytes. */
export function hashOfLabelIds(encoded: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of encoded) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
