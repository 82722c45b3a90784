/** The times of a slot that series share: what is even about them costs nothing. The format is in FORMAT.md. */
import { ByteWriter } from './byte-writer.ts';
import { ChunkError } from './chunk-error.ts';
import { decodeIntegers, encodeIntegers } from './integers.ts';
import { maxTimes, seal, unseal } from './sealed.ts';

const version = 1;

/** Some 70,000 years. */
const latestMs = 2 ** 51 - 1;

const writer = new ByteWriter();

/** @param timesMs whole numbers from 0 to 2^51 - 1, rising; 2^23 at most @throws ChunkError where they are not */
export function encodeTimes(timesMs: Float64Array): Uint8Array<ArrayBuffer> {
  const count = timesMs.length;
  if (count > maxTimes) throw new ChunkError(`${count} times, where ${maxTimes} is the most`);
  checkRising(timesMs);
  writer.truncate(0);
  writer.byte(version);
  writer.varint(count);
  if (count > 0) writer.varint(timesMs[0] as number);
  if (count > 1) {
    const intervalMs = usualInterval(timesMs);
    writer.varint(intervalMs);
    encodeIntegers(writer, offTheBeat(timesMs, intervalMs), count);
  }
  return seal(writer);
}

function checkRising(timesMs: Float64Array): void {
  let before = -1;
  for (let i = 0; i < timesMs.length; i += 1) {
    const time = timesMs[i] as number;
    if (!(time > before && time <= latestMs && Math.floor(time) === time)) {
      throw new ChunkError(`times have to be whole and to rise: ${before} is followed by ${time}`);
    }
    before = time;
  }
}

/** The median: one that was missed or came late does not change it. */
function usualInterval(timesMs: Float64Array): number {
  const intervals = new Float64Array(timesMs.length - 1);
  for (let i = 0; i < intervals.length; i += 1) {
    intervals[i] = (timesMs[i + 1] as number) - (timesMs[i] as number);
  }
  return intervals.sort()[intervals.length >> 1] as number;
}

/** How far each is from where it would be if all intervals were the usual one. At most twice the whole span, as half of them are as long. */
function offTheBeat(timesMs: Float64Array, intervalMs: number): Float64Array {
  const first = timesMs[0] as number;
  return timesMs.map((time, i) => time - first - i * intervalMs);
}

/** @returns rising whole numbers from 0 to 2^51 - 1 @throws ChunkError for bytes that are no times */
export function decodeTimes(bytes: Uint8Array): Float64Array<ArrayBuffer> {
  const reader = unseal(bytes, version, 'times');
  const count = reader.count(maxTimes, 'the number of times');
  const timesMs = new Float64Array(count);
  const first = count > 0 ? reader.count(latestMs, 'the first time') : 0;
  if (count > 0) timesMs[0] = first;
  if (count > 1) {
    const intervalMs = reader.count(latestMs, 'the interval');
    decodeIntegers(reader, timesMs, count, 1);
    let before = -1;
    for (let i = 0; i < count; i += 1) {
      const time = first + i * intervalMs + (timesMs[i] as number);
      if (!(time > before && time <= latestMs)) reader.fail('the times do not rise');
      timesMs[i] = time;
      before = time;
    }
  }
  reader.expectEnd();
  return timesMs;
}
