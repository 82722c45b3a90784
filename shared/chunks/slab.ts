/** Small arrays cut from large buffers: the platform takes some microseconds for a buffer, which is as long as decoding a chunk. */

/** The values of 17 chunks of 480; who keeps one of them keeps so much. */
const slabBytes = 2 ** 16;

let slab = new ArrayBuffer(slabBytes);
let used = 0;

/** @returns where in `slab` so many bytes are free, from a multiple of 8 on. */
function cut(bytes: number): number {
  if (used + bytes > slabBytes) {
    slab = new ArrayBuffer(slabBytes);
    used = 0;
  }
  const start = used;
  used = (start + bytes + 7) & ~7;
  return start;
}

/** All 0. Its buffer has others too: it is copied, not transferred, and cloned only as a `slice`. */
export function newDoubles(count: number): Float64Array<ArrayBuffer> {
  const bytes = 8 * count;
  if (bytes > slabBytes / 8) return new Float64Array(count);
  const start = cut(bytes);
  return new Float64Array(slab, start, count);
}

/** All 0; as `newDoubles`. */
export function newBytes(count: number): Uint8Array<ArrayBuffer> {
  if (count > slabBytes / 8) return new Uint8Array(count);
  const start = cut(count);
  return new Uint8Array(slab, start, count);
}
