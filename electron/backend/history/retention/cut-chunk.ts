/** Takes the samples of a window out of one chunk. */
import { decodeChunk, encodeChunk } from '../../../../shared/chunks/chunk.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import type { TimeWindow } from '../coverage/spans.ts';
import { wordsOf } from '../store/merge-samples.ts';
import type { SharedTimes } from '../store/shared-times.ts';
import { damagedError } from '../store/sqlite-failure.ts';

/** Where a chunk is, for reading it and for what is said where it cannot be read. */
export interface StoredChunk {
  readonly path: string;
  readonly slot: number;
  readonly series: number;
  readonly data: Uint8Array;
}

/**
 * In a transaction: what is left gets times of its own.
 * @returns 'same' where the window has nothing of it, 'gone' where it has all
 * @throws AppError history.damaged
 */
export function cutChunk(stored: StoredChunk, window: TimeWindow, times: SharedTimes): Uint8Array | 'same' | 'gone' {
  const { slot } = stored;
  const chunk = decoded(stored, times);
  const shared = times.read(slot, chunk.timesNumber);
  const kept: number[] = [];
  const count = chunk.values.length;
  for (let i = 0; i < count; i += 1) {
    const timeMs = shared[chunk.at === undefined ? i : (chunk.at[i] as number)] as number;
    if (timeMs < window.startMs || timeMs > window.endMs) kept.push(i);
  }
  if (kept.length === count) return 'same';
  if (kept.length === 0) return 'gone';
  const timesMs = Float64Array.from(
    kept,
    (i) => shared[chunk.at === undefined ? i : (chunk.at[i] as number)] as number,
  );
  const values = new Float64Array(kept.length);
  const [from, to] = [wordsOf(chunk.values), wordsOf(values)];
  kept.forEach((i, n) => {
    to[2 * n] = from[2 * i] as number;
    to[2 * n + 1] = from[2 * i + 1] as number;
  });
  const histograms = chunk.histograms === undefined ? undefined : kept.map((i) => chunk.histograms?.[i]);
  const placed = times.place(slot, timesMs, true);
  times.loose.note(slot, 0);
  return encodeChunk(placed.number, placed.count, { values, histograms, at: placed.at });
}

function decoded({ path, slot, series, data }: StoredChunk, times: SharedTimes) {
  try {
    return decodeChunk(data, (number) => times.read(slot, number).length);
  } catch (error) {
    if (!(error instanceof ChunkError)) throw error;
    throw damagedError(path, `the chunk of series ${series} in slot ${slot}: ${error.message}`, error);
  }
}
