/** A whole answer, prompb.ReadResponse: series with their samples one by one. The format has no -0: it comes as 0. */
import { Refusal } from '../../../../shared/exposition/exposition-error.ts';
import { WireReader } from '../../../../shared/exposition/wire.ts';
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import { openSeries } from './chunked-series.ts';
import type { ReadSink } from './read-sink.ts';
import { staleHigh, staleLow } from './sample-batch.ts';
import { noteOrder } from './sample-window.ts';
import { type BucketSpan, doubleOf, spanIndexes, sparseBuckets } from './sparse-buckets.ts';

/** @throws Refusal */
export function readTimeSeries(bytes: Uint8Array, sink: ReadSink): void {
  const reader = new WireReader(bytes, 0, bytes.length, 'ReadResponse');
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) readResult(reader.message('Results', 'QueryResult'), sink);
    else reader.skip();
  }
}

function readResult(reader: WireReader, sink: ReadSink): void {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) readSeries(reader.message('Timeseries', 'TimeSeries'), sink);
    else reader.skip();
  }
}

function readSeries(reader: WireReader, sink: ReadSink): void {
  openSeries(reader, sink);
  const { batch } = sink;
  let [numberMs, histogramMs] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    const from = batch.count;
    if (field === 1) throw new Refusal(reader.at, 'a label behind the samples of its series');
    if (field === 2) {
      numberMs = readSample(reader.message('Samples', 'Sample'), sink, numberMs);
    } else if (field === 4) {
      histogramMs = readHistogram(reader.message('Histograms', 'Histogram'), sink, histogramMs);
    } else reader.skip();
    // Both kinds come one after the other, wherever they lie in time; each rises.
    noteOrder(sink, from);
  }
}

/** @param beforeMs of the one before @returns its time */
function readSample(reader: WireReader, { batch, startMs, endMs }: ReadSink, beforeMs: number): number {
  let [timeMs, low, high] = [0, 0, 0];
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) {
      reader.double('Value');
      low = reader.view.getUint32(reader.at - 8, true);
      high = reader.view.getUint32(reader.at - 4, true);
    } else if (field === 2) timeMs = reader.int64('Timestamp');
    else reader.skip();
  }
  checkTime(timeMs, beforeMs, reader.at);
  if (timeMs < startMs || timeMs > endMs) return timeMs;
  batch.reserve(1);
  batch.add(timeMs, low, high);
  return timeMs;
}

function checkTime(timeMs: number, beforeMs: number, at: number): void {
  if (!Number.isSafeInteger(timeMs)) throw new Refusal(at, 'a time is none');
  if (timeMs <= beforeMs) throw new Refusal(at, 'times of a series do not rise');
}

interface Side {
  readonly spans: BucketSpan[];
  /** Of whole numbers each is told by what it has more than the one before. */
  readonly deltas: bigint[];
  readonly counts: number[];
}

interface WireHistogram {
  timeMs: number;
  count: number;
  sumLow: number;
  sumHigh: number;
  schema: number;
  zeroThreshold: number;
  zeroCount: number;
  hint: number;
  readonly negative: Side;
  readonly positive: Side;
  readonly customValues: number[];
}

const newSide = (): Side => ({ spans: [], deltas: [], counts: [] });

/** With as many buckets as there may be it has less. What it tells is held as objects, many times its bytes. */
const mostHistogramBytes = 512 * 1024;

/** prompb.Histogram.ResetHint; what others say is not kept (histogram-chunk.ts). */
const gaugeHint = 3;

function readHistogram(reader: WireReader, { batch, startMs, endMs }: ReadSink, beforeMs: number): number {
  const bytes = reader.end - reader.at;
  if (bytes > mostHistogramBytes) throw new Refusal(reader.at, `a histogram of ${bytes} bytes`);
  const wire: WireHistogram = {
    ...{ timeMs: 0, count: 0, sumLow: 0, sumHigh: 0, schema: 0, zeroThreshold: 0, zeroCount: 0, hint: 0 },
    ...{ negative: newSide(), positive: newSide(), customValues: [] },
  };
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    const read = histogramFields[field];
    if (read === undefined) reader.skip();
    else read(reader, wire);
  }
  const { timeMs, sumLow, sumHigh } = wire;
  checkTime(timeMs, beforeMs, reader.at);
  const histogram = floatHistogramOf(wire, reader.at);
  if (timeMs < startMs || timeMs > endMs) return timeMs;
  batch.reserve(1);
  if (sumLow === staleLow && sumHigh === staleHigh) batch.add(timeMs, staleLow, staleHigh);
  else batch.addHistogram(timeMs, histogram);
  return timeMs;
}

const histogramFields: Readonly<Record<number, (reader: WireReader, wire: WireHistogram) => void>> = {
  1: (reader, wire) => {
    wire.count = reader.uint64('CountInt');
  },
  2: (reader, wire) => {
    wire.count = reader.double('CountFloat');
  },
  3: (reader, wire) => {
    reader.double('Sum');
    wire.sumLow = reader.view.getUint32(reader.at - 8, true);
    wire.sumHigh = reader.view.getUint32(reader.at - 4, true);
  },
  4: (reader, wire) => {
    wire.schema = reader.sint32('Schema');
  },
  5: (reader, wire) => {
    wire.zeroThreshold = reader.double('ZeroThreshold');
  },
  6: (reader, wire) => {
    wire.zeroCount = reader.uint64('ZeroCountInt');
  },
  7: (reader, wire) => {
    wire.zeroCount = reader.double('ZeroCountFloat');
  },
  8: (reader, { negative }) => void negative.spans.push(readSpan(reader.message('NegativeSpans', 'BucketSpan'))),
  9: (reader, { negative }) => reader.sint64s('NegativeDeltas', negative.deltas),
  10: (reader, { negative }) => reader.doubles('NegativeCounts', negative.counts),
  11: (reader, { positive }) => void positive.spans.push(readSpan(reader.message('PositiveSpans', 'BucketSpan'))),
  12: (reader, { positive }) => reader.sint64s('PositiveDeltas', positive.deltas),
  13: (reader, { positive }) => reader.doubles('PositiveCounts', positive.counts),
  14: (reader, wire) => {
    wire.hint = reader.int64('ResetHint');
  },
  15: (reader, wire) => {
    wire.timeMs = reader.int64('Timestamp');
  },
  16: (reader, { customValues }) => reader.doubles('CustomValues', customValues),
};

function readSpan(reader: WireReader): BucketSpan {
  let [offset, length] = [0, 0];
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) offset = reader.sint32('Offset');
    else if (field === 2) length = reader.uint32('Length');
    else reader.skip();
  }
  return { offset, length };
}

function floatHistogramOf(wire: WireHistogram, at: number): FloatHistogram {
  const { schema, count, zeroThreshold, zeroCount, customValues, hint } = wire;
  return {
    ...{ schema, count, zeroThreshold, zeroCount, customValues },
    sum: doubleOf(wire.sumLow, wire.sumHigh),
    positive: bucketsOf(wire.positive, at),
    negative: bucketsOf(wire.negative, at),
    resetHint: hint === gaugeHint ? 'gauge' : 'unknown',
  };
}

function bucketsOf({ spans, deltas, counts }: Side, at: number) {
  const indexes = spanIndexes(spans, at);
  const given = counts.length > 0 ? Float64Array.from(counts) : new Float64Array(deltas.length);
  let count = 0n;
  for (let i = 0; i < deltas.length && counts.length === 0; i += 1) {
    count = BigInt.asIntN(64, count + (deltas[i] as bigint));
    given[i] = Number(count);
  }
  if (given.length !== indexes.length)
    throw new Refusal(at, `a histogram has ${given.length} counts of ${indexes.length} buckets`);
  return sparseBuckets(indexes, given);
}
