/** A range selector's answer in JSON: its samples, and the ends of series that it hides. */
import { AppError } from '../../../../shared/base/errors.ts';
import { type Labels, labelsKey } from '../../../../shared/model/labels.ts';
import type { HistogramSample } from '../../../../shared/model/query.ts';
import { badAnswer } from './answer-errors.ts';
import { inferEnds } from './infer-ends.ts';
import { histogramOfSample } from './matrix-histogram.ts';
import { mixedSeries, nothingMixed } from './mixed-histograms.ts';
import type { ReadInput, ReadOutcome } from './read-calls.ts';
import type { ReadSink } from './read-sink.ts';
import { staleHigh, staleLow } from './sample-batch.ts';
import { noteOrder } from './sample-window.ts';

/** Series i has the samples ends[i - 1] (0 for the first) … ends[i] - 1; histograms are in the order of the series. */
interface MatrixColumns {
  readonly labels: readonly Labels[];
  readonly ends: readonly number[];
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  readonly histograms: readonly HistogramSample[];
}

interface MatrixAnswer {
  readonly columns: MatrixColumns;
  /** Of a server that asks others, what it could not ask: then the samples are not all there are. */
  readonly warnings: readonly string[];
}

interface MatrixRead extends Pick<ReadOutcome, 'inferredEnds' | 'mixed'> {
  readonly warnings: readonly string[];
}

/** Reads the API's JSON; whoever makes the worker supplies it, as queries have one. */
export interface MatrixReader {
  /** Zeros that are to be behind the text. */
  readonly paddingBytes: number;
  /** @throws AppError prometheus.malformed, prometheus.truncated; what the API refused */
  read(padded: Uint8Array<ArrayBuffer>, length: number): MatrixAnswer;
}

/** All NaN of JSON are one; Go's has this bit, and V8's has not. */
const [nanLow, nanHigh] = [1, 0x7ff8_0000];

interface MatrixBody extends Pick<Required<ReadInput>, 'mixesHistograms'> {
  /** As the reader wants it. */
  readonly padded: Uint8Array<ArrayBuffer>;
  readonly length: number;
}

/** @throws AppError recorder.badAnswer */
export function readMatrix(
  reader: MatrixReader,
  { padded, length, mixesHistograms }: MatrixBody,
  sink: ReadSink,
): MatrixRead {
  const { columns, warnings } = matrixOf(reader, padded, length);
  const { labels } = columns;
  const histograms = histogramsBySeries(columns);
  const mixed = mixesHistograms ? mixedSeries(labels, new Set(histograms.keys())) : nothingMixed;
  const isLeft = (i: number) => mixed.alone.length > 0 && histograms.has(i);
  const timed = labels.map((of, i) => ({
    labels: of,
    timesMs: isLeft(i) ? new Float64Array() : timesOf(columns, i, histograms.get(i)),
  }));
  // What is missing may be with whom could not be asked.
  const ends = warnings.length > 0 ? [] : inferEnds(timed);
  let inferredEnds = 0;
  for (const [i, its] of labels.entries()) {
    if (isLeft(i)) continue;
    sink.open(labelsKey(its), () => its);
    addSamples(columns, i, sink);
    addHistograms(histograms.get(i) ?? [], sink);
    inferredEnds += addEnds(ends[i] ?? [], sink);
  }
  return { inferredEnds, warnings, mixed };
}

function matrixOf(reader: MatrixReader, padded: Uint8Array<ArrayBuffer>, length: number): MatrixAnswer {
  try {
    return reader.read(padded, length);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { reason = error.message, byte = length } = error.details;
    throw badAnswer(String(reason), Number(byte));
  }
}

function histogramsBySeries({ histograms }: MatrixColumns): ReadonlyMap<number, readonly HistogramSample[]> {
  const bySeries = new Map<number, HistogramSample[]>();
  for (const one of histograms) {
    const its = bySeries.get(one.series);
    if (its === undefined) bySeries.set(one.series, [one]);
    else its.push(one);
  }
  return bySeries;
}

function timesOf(
  { ends, timesMs }: MatrixColumns,
  i: number,
  histograms: readonly HistogramSample[] = [],
): Float64Array {
  const numbers = timesMs.subarray(ends[i - 1] ?? 0, ends[i]);
  if (histograms.length === 0) return numbers;
  return Float64Array.from([...numbers, ...histograms.map(({ timeMs }) => timeMs)]).sort();
}

function addSamples({ ends, timesMs, values }: MatrixColumns, i: number, sink: ReadSink): void {
  const { batch, startMs, endMs } = sink;
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const [from, to] = [ends[i - 1] ?? 0, ends[i] as number];
  batch.reserve(to - from);
  for (let k = from; k < to; k += 1) {
    const timeMs = timesMs[k] as number;
    if (k > from && timeMs <= (timesMs[k - 1] as number)) throw badAnswer('times of a series do not rise', 0);
    if (timeMs < startMs || timeMs > endMs) continue;
    if (Number.isNaN(values[k])) batch.add(timeMs, nanLow, nanHigh);
    else batch.add(timeMs, words[2 * k] as number, words[2 * k + 1] as number);
  }
}

function addHistograms(histograms: readonly HistogramSample[], sink: ReadSink): void {
  const { batch, startMs, endMs } = sink;
  batch.reserve(histograms.length);
  for (const histogram of histograms) {
    const { timeMs } = histogram;
    if (timeMs < startMs || timeMs > endMs) continue;
    const from = batch.count;
    batch.addHistogram(timeMs, histogramOfSample(histogram));
    noteOrder(sink, from);
  }
}

function addEnds(ends: readonly number[], sink: ReadSink): number {
  const { batch, startMs, endMs } = sink;
  const within = ends.filter((timeMs) => timeMs >= startMs && timeMs <= endMs);
  batch.reserve(within.length);
  for (const timeMs of within) {
    const from = batch.count;
    batch.add(timeMs, staleLow, staleHigh);
    noteOrder(sink, from);
  }
  return within.length;
}
