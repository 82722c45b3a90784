/**
 * The hash of a label set by which limit_ratio picks series: XXH64 with seed 0 over Prometheus's encoding of labels, so that here and
 * there the same series are picked. https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
import type { Labels } from '../../../model/labels.ts';

const prime1 = 0x9e3779b185ebca87n;
const prime2 = 0xc2b2ae3d27d4eb4fn;
const prime3 = 0x165667b19e3779f9n;
const prime4 = 0x85ebca77c2b2ae63n;
const prime5 = 0x27d4eb2f165667c5n;

const word = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotated = (value: bigint, bits: bigint): bigint => word((value << bits) | (value >> (64n - bits)));
const round = (lane: bigint, input: bigint): bigint => word(rotated(word(lane + input * prime2), 31n) * prime1);

/** From 0 to 1: where in the range of all hashes that of the labels lies. */
export function sampleOffset(labels: Labels): number {
  return Number(xxHash64(encoded(labels))) / 2 ** 64;
}

/** Names and values one after the other, each with its length before it: in one byte, or 255 and three bytes, the lowest first. */
function encoded(labels: Labels): Uint8Array {
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  for (const text of labels) {
    const written = encoder.encode(text);
    const size = written.length;
    if (size >= 255) bytes.push(255, size & 255, (size >> 8) & 255, (size >> 16) & 255);
    else bytes.push(size);
    for (const byte of written) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

export function xxHash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const total = bytes.length;
  let at = 0;
  let hash = prime5;
  if (total >= 32) {
    const lanes = [word(prime1 + prime2), prime2, 0n, word(-prime1)];
    for (; at + 32 <= total; at += 32) {
      lanes.forEach((lane, i) => {
        lanes[i] = round(lane, view.getBigUint64(at + 8 * i, true));
      });
    }
    hash = merged(lanes);
  }
  hash = word(hash + BigInt(total));
  for (; at + 8 <= total; at += 8) {
    hash = word(rotated(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * prime1 + prime4);
  }
  if (at + 4 <= total) {
    hash = word(rotated(hash ^ word(BigInt(view.getUint32(at, true)) * prime1), 23n) * prime2 + prime3);
    at += 4;
  }
  for (; at < total; at += 1) hash = word(rotated(hash ^ word(BigInt(view.getUint8(at)) * prime5), 11n) * prime1);
  return avalanche(hash);
}

function merged(lanes: readonly bigint[]): bigint {
  const turns = [1n, 7n, 12n, 18n];
  const start = word(lanes.reduce((sum, lane, i) => sum + rotated(lane, turns[i] ?? 0n), 0n));
  return lanes.reduce((hash, lane) => word((hash ^ round(0n, lane)) * prime1 + prime4), start);
}

function avalanche(hash: bigint): bigint {
  const first = word((hash ^ (hash >> 33n)) * prime2);
  const second = word((first ^ (first >> 29n)) * prime3);
  return second ^ (second >> 32n);
}
