/**
 * What chunks and head have of one series, joined to one column. They follow each other in time, but for samples that came late or twice: those
 * are sorted in, and of equal times the chunk's counts, then the one that was written first, as a fold would have it.
 */
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import type { ChunkColumn } from './chunk-reader.ts';
import { type HeadColumn, pickedValues } from './head-columns.ts';
import type { PooledTimes, TimesPool } from './times-pool.ts';

export interface JoinedSamples {
  /** Rising, no time twice; the same array for series that have the same times. */
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  readonly stale: readonly number[] | undefined;
  readonly histograms: readonly (FloatHistogram | undefined)[] | undefined;
}

interface Piece {
  readonly times: PooledTimes;
  readonly rises: boolean;
  readonly values: Float64Array;
  readonly stale: readonly number[] | undefined;
  readonly histograms: readonly (FloatHistogram | undefined)[] | undefined;
  /** Beside each time: of equal times that with the lowest counts. Undefined for chunks, which come before all. */
  readonly ranks: Float64Array | undefined;
}

/** The stale marker's words, the low one first. */
const staleLow = 2;
const staleHigh = 0x7ff00000;

/** @param chunks rising by slot @returns undefined where there is no sample */
export function joinSamples(
  chunks: readonly ChunkColumn[],
  head: readonly HeadColumn[],
  pool: TimesPool,
): JoinedSamples | undefined {
  const pieces = [...chunks.map(pieceOfChunk), ...head.map((column) => pieceOfHead(column, pool))].filter(
    ({ times }) => times.timesMs.length > 0,
  );
  const [first] = pieces;
  if (first === undefined) return undefined;
  if (!followEachOther(pieces)) return merged(pieces, pool);
  const { timesMs } = pool.joined(pieces.map(({ times }) => times));
  if (pieces.length === 1) {
    const { values, stale, histograms } = first;
    return { timesMs, values, stale, histograms };
  }
  return { timesMs, values: concatenated(pieces, timesMs.length), ...marksOf(pieces) };
}

function pieceOfChunk({ times, values, stale, histograms }: ChunkColumn): Piece {
  return { times, rises: true, values, stale, histograms, ranks: undefined };
}

function pieceOfHead({ rows, values, present, histograms }: HeadColumn, pool: TimesPool): Piece {
  const all = pool.ofObject(rows, () => rows.timesMs);
  if (present === undefined) {
    const stale = staleIn(values, histograms);
    return { times: all, rises: rows.rises, values, histograms, stale, ranks: rows.ids };
  }
  const at = Int32Array.from(present.keys()).filter((row) => present[row] === 1);
  const some = pickedValues(values, at);
  const someHistograms = histograms === undefined ? undefined : Array.from(at, (row) => histograms[row]);
  return {
    times: pool.picked(all, at),
    rises: rows.rises,
    values: some,
    stale: staleIn(some, someHistograms),
    histograms: someHistograms,
    ranks: Float64Array.from(at, (row) => rows.ids[row] as number),
  };
}

/** Who appends says that a histogram is stale by the marker of a number: the sum's bits would not survive as a number. */
function staleIn(
  values: Float64Array,
  histograms: readonly (FloatHistogram | undefined)[] | undefined,
): readonly number[] | undefined {
  const words = wordsOf(values);
  let stale: number[] | undefined;
  for (let i = 0; i < values.length; i += 1) {
    if (words[2 * i] !== staleLow || words[2 * i + 1] !== staleHigh || histograms?.[i] !== undefined) continue;
    stale ??= [];
    stale.push(i);
  }
  return stale;
}

function followEachOther(pieces: readonly Piece[]): boolean {
  let lastMs = -1;
  for (const { times, rises } of pieces) {
    if (!rises || (times.timesMs[0] as number) <= lastMs) return false;
    lastMs = times.timesMs[times.timesMs.length - 1] as number;
  }
  return true;
}

function concatenated(pieces: readonly Piece[], length: number): Float64Array {
  const values = new Float64Array(length);
  let at = 0;
  for (const piece of pieces) {
    // As bytes are copied: a typed array of the same type keeps every bit.
    values.set(piece.values, at);
    at += piece.values.length;
  }
  return values;
}

/** Stale markers and histograms of pieces that follow each other. */
function marksOf(pieces: readonly Piece[]): Pick<JoinedSamples, 'stale' | 'histograms'> {
  const stale: number[] = [];
  const histograms: (FloatHistogram | undefined)[] = [];
  const hasHistograms = pieces.some((piece) => piece.histograms !== undefined);
  let at = 0;
  for (const piece of pieces) {
    for (const index of piece.stale ?? []) stale.push(at + index);
    at += piece.values.length;
    if (!hasHistograms) continue;
    for (const histogram of piece.histograms ?? []) histograms.push(histogram);
    histograms.length = at;
  }
  return { stale: stale.length === 0 ? undefined : stale, histograms: hasHistograms ? histograms : undefined };
}

function merged(pieces: readonly Piece[], pool: TimesPool): JoinedSamples {
  const length = pieces.reduce((sum, { values }) => sum + values.length, 0);
  const timesMs = new Float64Array(length);
  const ranks = new Float64Array(length);
  let at = 0;
  for (const piece of pieces) {
    timesMs.set(piece.times.timesMs, at);
    ranks.fill(-1, at, at + piece.values.length);
    if (piece.ranks !== undefined) ranks.set(piece.ranks, at);
    at += piece.values.length;
  }
  const order = Int32Array.from(timesMs.keys()).sort(
    (a, b) => (timesMs[a] as number) - (timesMs[b] as number) || (ranks[a] as number) - (ranks[b] as number) || a - b,
  );
  const kept = order.filter((i, n) => n === 0 || timesMs[i] !== timesMs[order[n - 1] as number]);
  const marks = marksOf(pieces);
  const isStale = new Set(marks.stale);
  const stale = Array.from(kept.keys()).filter((n) => isStale.has(kept[n] as number));
  return {
    timesMs: pool.equal(Float64Array.from(kept, (i) => timesMs[i] as number)).timesMs,
    values: pickedValues(concatenated(pieces, length), kept),
    stale: stale.length === 0 ? undefined : stale,
    histograms: marks.histograms === undefined ? undefined : Array.from(kept, (i) => marks.histograms?.[i]),
  };
}

function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
}
