/** Numbers for byte strings, each with a salt: equal ones get equal numbers. Grows as it is used, without an object for each entry. */

/** FNV-1a. */
const hashSeed = 0x811c9dc5 | 0;

export interface ByteTable {
  readonly count: number;
  /** Of the bytes that it keeps. */
  readonly sizeBytes: number;
  /** The number of bytes[start] … bytes[end - 1] under this salt: from 0 on, in the order of their first use. */
  intern(bytes: Uint8Array, start: number, end: number, salt: number): number;
  textOf(entry: number): string;
  saltOf(entry: number): number;
}

export function createByteTable(): ByteTable {
  let kept = Buffer.alloc(64 * 1024);
  let keptBytes = 0;
  let count = 0;
  let hashes = new Int32Array(1024);
  let salts = new Int32Array(1024);
  /** Where each entry ends; it starts where the one before ends. */
  let ends = new Uint32Array(1024);
  let slots = new Int32Array(2048).fill(-1);

  const startOf = (entry: number) => (entry === 0 ? 0 : (ends[entry - 1] as number));

  function isAt(entry: number, bytes: Uint8Array, start: number, length: number): boolean {
    const from = startOf(entry);
    if ((ends[entry] as number) - from !== length) return false;
    for (let i = 0; i < length; i += 1) if (kept[from + i] !== bytes[start + i]) return false;
    return true;
  }

  function growEntries(): void {
    hashes = doubled(hashes);
    salts = doubled(salts);
    const grown = new Uint32Array(ends.length * 2);
    grown.set(ends);
    ends = grown;
    slots = new Int32Array(slots.length * 2).fill(-1);
    for (let entry = 0; entry < count; entry += 1) slots[freeSlot(hashes[entry] as number)] = entry;
  }

  function freeSlot(hash: number): number {
    let slot = spread(hash) & (slots.length - 1);
    while (slots[slot] !== -1) slot = (slot + 1) & (slots.length - 1);
    return slot;
  }

  function add(bytes: Uint8Array, start: number, end: number, hash: number, salt: number): number {
    if (count === hashes.length) growEntries();
    if (keptBytes + end - start > kept.length) {
      const grown = Buffer.alloc(Math.max(kept.length * 2, keptBytes + end - start));
      kept.copy(grown, 0, 0, keptBytes);
      kept = grown;
    }
    kept.set(bytes.subarray(start, end), keptBytes);
    keptBytes += end - start;
    hashes[count] = hash;
    salts[count] = salt;
    ends[count] = keptBytes;
    slots[freeSlot(hash)] = count;
    count += 1;
    return count - 1;
  }

  return {
    get count() {
      return count;
    },
    get sizeBytes() {
      return keptBytes;
    },
    intern(bytes, start, end, salt) {
      let hash = hashSeed ^ Math.imul(salt + 1, 0x9e3779b1);
      for (let p = start; p < end; p += 1) hash = Math.imul(hash ^ (bytes[p] as number), 0x01000193);
      const mask = slots.length - 1;
      let slot = spread(hash) & mask;
      for (let entry = slots[slot] as number; entry !== -1; entry = slots[slot] as number) {
        const isIt = hashes[entry] === hash && salts[entry] === salt && isAt(entry, bytes, start, end - start);
        if (isIt) return entry;
        slot = (slot + 1) & mask;
      }
      return add(bytes, start, end, hash, salt);
    },
    textOf: (entry) => kept.toString('utf8', startOf(entry), ends[entry]),
    saltOf: (entry) => salts[entry] as number,
  };
}

/** FNV's low bits are weak where texts differ in their last byte only. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(array.length * 2);
  grown.set(array);
  return grown;
}
