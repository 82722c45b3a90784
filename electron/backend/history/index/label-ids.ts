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

/** Of the bytes of a set's label ids: FNV-1a. @returns as `mixed` */
export function hashOfLabelIds(encoded: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of encoded) hash = Math.imul(hash ^ byte, 0x01000193);
  return mixed(hash);
}

/** Of a label: FNV-1a of its name's id, then of its value's UTF-16 units, each taken as one. @returns as `mixed` */
export function hashOfLabel(name: number, value: string): number {
  let hash = Math.imul(0x811c9dc5 ^ name, 0x01000193);
  for (let i = 0; i < value.length; i += 1) hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
  return mixed(hash);
}

/** 24 bits with a sign, which SQLite stores in three bytes: of 100,000 others, one look-up in 170 meets one that is not the one. */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  const twice = Math.imul(once ^ (once >>> 12), 0x297a2d39);
  return (twice ^ (twice >>> 15)) >> 8;
}
