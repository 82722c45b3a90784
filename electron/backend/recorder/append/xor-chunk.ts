/** Chunks of numbers (tsdb/chunkenc/xor.go): times by the difference of their differences, values by XOR. */
import type { BitReader } from './bit-reader.ts';
import { noteOrder, type SampleTarget } from './sample-window.ts';
import { XorValue } from './xor-value.ts';

/** What ones before the first zero say about the bits of a time. */
const timeSizes = [0, 14, 17, 20, 64];
const value = new XorValue();

/** @param bits at the beginning of the chunk @throws Refusal */
export function readXorChunk(bits: BitReader, target: SampleTarget): void {
  const { batch, startMs, endMs } = target;
  const samples = bits.bits(16);
  const from = batch.count;
  batch.reserve(samples);
  let timeMs = 0;
  let deltaMs = 0;
  for (let i = 0; i < samples; i += 1) {
    const beforeMs = timeMs;
    if (i === 0) {
      timeMs = bits.varint();
      value.first(bits);
    } else {
      deltaMs = i === 1 ? bits.uvarint() : deltaMs + bits.signed(timeSizes[bits.ones(4)] as number);
      timeMs += deltaMs;
      value.next(bits);
      if (timeMs <= beforeMs) bits.fail('times of a chunk do not rise');
    }
    if (!Number.isSafeInteger(timeMs)) bits.fail('a time of a chunk is none');
    if (timeMs > endMs) break;
    if (timeMs >= startMs) batch.add(timeMs, value.low, value.high);
  }
  noteOrder(target, from);
}
