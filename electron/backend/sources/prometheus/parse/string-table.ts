/**
 * One string object for each different text between quotes. Label names and most label values come thousands of times in one answer;
 * seen before, they cost a hash and a comparison of bytes, and no memory.
 */

export interface StringTable {
  /** The text of bytes[start] … bytes[end - 1], which has no escape in it. `hash` is what `hashByte` made of these bytes. */
  text(start: number, end: number, hash: number): string;
}

export const hashSeed = 0x811c9dc5 | 0;

/** FNV-1a. */
export function hashByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

/** Longer texts are unlikely to come again. */
const longestKept = 200;

/** @param bytes all texts are parts of it, so the table keeps positions and no copies. */
export function createStringTable(bytes: Buffer): StringTable {
  const texts: string[] = [];
  const starts: number[] = [];
  const hashes: number[] = [];
  let slots = new Int32Array(1024).fill(-1);
  let mask = slots.length - 1;

  function isAt(entry: number, start: number, length: number): boolean {
    const other = starts[entry] as number;
    for (let i = 0; i < length; i += 1) {
      if (bytes[other + i] !== bytes[start + i]) return false;
    }
    // Both end at a quote, so an equal prefix is not enough: the kept one must end here too.
    return bytes[other + length] === 34;
  }

  function grow(): void {
    slots = new Int32Array(slots.length * 2).fill(-1);
    mask = slots.length - 1;
    for (let entry = 0; entry < hashes.length; entry += 1) {
      let slot = spread(hashes[entry] as number) & mask;
      while (slots[slot] !== -1) slot = (slot + 1) & mask;
      slots[slot] = entry;
    }
  }

  return {
    text(start, end, hash) {
      if (end - start > longestKept) return bytes.toString('utf8', start, end);
      let slot = spread(hash) & mask;
      for (let entry = slots[slot] as number; entry !== -1; entry = slots[slot] as number) {
        if (hashes[entry] === hash && isAt(entry, start, end - start)) return texts[entry] as string;
        slot = (slot + 1) & mask;
      }
      const text = bytes.toString('utf8', start, end);
      slots[slot] = texts.length;
      texts.push(text);
      starts.push(start);
      hashes.push(hash);
      if (texts.length * 2 > slots.length) grow();
      return text;
    },
  };
}

/** FNV's low bits are weak where texts differ in their last byte only. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
