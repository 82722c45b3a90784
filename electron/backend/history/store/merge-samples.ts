/** Puts samples of one series between others of it. At equal times the one that was there first stays, whatever the other is. */
import { ByteWriter } from '../../../../shared/chunks/byte-writer.ts';
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import { writeHistogram } from './head-histogram.ts';
import type { MutableCounts } from './sample-counts.ts';

export interface Samples {
  /** Rising, no time twice. */
  readonly timesMs: Float64Array;
  /** Beside each time; of a histogram anything. */
  readonly values: Float64Array;
  /** Beside each time where the sample is a native histogram; undefined for numbers only. */
  readonly histograms?: readonly (FloatHistogram | undefined)[] | undefined;
}

/** Takes the room for a histogram. @returns false where there is none */
export type TakeRoom = (histogram: FloatHistogram) => boolean;

const nothing: Samples = { timesMs: new Float64Array(0), values: new Float64Array(0) };

/** Where none is there yet. @returns those that have room; undefined where none has */
export function addedSamples(samples: Samples, counts: MutableCounts, take: TakeRoom): Samples | undefined {
  if (samples.histograms !== undefined) return mergeSamples(nothing, samples, counts, take);
  counts.added += samples.timesMs.length;
  return samples;
}

/** @returns all of them; undefined where none was added. */
export function mergeSamples(
  there: Samples,
  more: Samples,
  counts: MutableCounts,
  take: TakeRoom,
): Samples | undefined {
  const { taken: fresh, equal } = newOnes(there.timesMs, more.timesMs);
  const { histograms } = more;
  const taken = histograms === undefined ? fresh : fresh.filter((i) => hasRoom(histograms[i], take));
  counts.refused += fresh.length - taken.length;
  for (let i = 0; i < equal.length; i += 2) {
    const same = sameSample(there, equal[i] as number, more, equal[i + 1] as number);
    counts[same ? 'duplicate' : 'conflicting'] += 1;
  }
  if (taken.length === 0) return undefined;
  counts.added += taken.length;
  const lastMs = there.timesMs[there.timesMs.length - 1] ?? -1;
  for (const i of taken) if ((more.timesMs[i] as number) < lastMs) counts.outOfOrder += 1;
  return interleaved(there, more, taken);
}

/** @returns indices of those whose time is new, and pairs of indices of those whose time is there. */
function newOnes(there: Float64Array, more: Float64Array): { readonly taken: number[]; readonly equal: number[] } {
  const taken: number[] = [];
  const equal: number[] = [];
  let t = 0;
  for (let i = 0; i < more.length; i += 1) {
    const time = more[i] as number;
    while (t < there.length && (there[t] as number) < time) t += 1;
    if (there[t] === time) equal.push(t, i);
    else taken.push(i);
  }
  return { taken, equal };
}

function hasRoom(histogram: FloatHistogram | undefined, take: TakeRoom): boolean {
  return histogram === undefined || take(histogram);
}

function interleaved(there: Samples, more: Samples, taken: readonly number[]): Samples {
  const length = there.timesMs.length + taken.length;
  const timesMs = new Float64Array(length);
  const values = new Float64Array(length);
  const words = new Uint32Array(values.buffer);
  const thereWords = wordsOf(there.values);
  const moreWords = wordsOf(more.values);
  const hasHistograms = there.histograms !== undefined || more.histograms !== undefined;
  const histograms: (FloatHistogram | undefined)[] = [];
  let t = 0;
  let m = 0;
  for (let i = 0; i < length; i += 1) {
    const candidate = taken[m];
    const old = candidate === undefined || (there.timesMs[t] ?? Infinity) < (more.timesMs[candidate] as number);
    const from = old ? t : candidate;
    const source = old ? thereWords : moreWords;
    timesMs[i] = (old ? there : more).timesMs[from] as number;
    words[2 * i] = source[2 * from] as number;
    words[2 * i + 1] = source[2 * from + 1] as number;
    if (hasHistograms) histograms.push((old ? there : more).histograms?.[from]);
    if (old) t += 1;
    else m += 1;
  }
  return { timesMs, values, histograms: hasHistograms ? histograms : undefined };
}

function sameSample(a: Samples, i: number, b: Samples, j: number): boolean {
  return sameBits(wordsOf(a.values), i, a.histograms?.[i], wordsOf(b.values), j, b.histograms?.[j]);
}

/** Whether two samples are one: all bits of their numbers, or all of their histograms. */
export function sameBits(
  aWords: Uint32Array,
  i: number,
  aHistogram: FloatHistogram | undefined,
  bWords: Uint32Array,
  j: number,
  bHistogram: FloatHistogram | undefined,
): boolean {
  if (aHistogram !== undefined && bHistogram !== undefined) return sameHistogram(aHistogram, bHistogram);
  if (aHistogram !== undefined || bHistogram !== undefined) return false;
  return aWords[2 * i] === bWords[2 * j] && aWords[2 * i + 1] === bWords[2 * j + 1];
}

function sameHistogram(a: FloatHistogram, b: FloatHistogram): boolean {
  const [x, y] = [bytesOf(a), bytesOf(b)];
  return x.length === y.length && x.every((byte, i) => byte === y[i]);
}

function bytesOf(histogram: FloatHistogram): Uint8Array {
  const writer = new ByteWriter();
  writeHistogram(writer, histogram);
  return writer.copy();
}

/** The same memory as words, two a value, the low one first. */
export function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
}
