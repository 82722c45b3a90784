/** io.prometheus.client.MetricFamily, decoded by hand: https://github.com/prometheus/client_model/blob/master/io/prometheus/client/metrics.proto */
import { textOf } from './bytes-text.ts';
import { NewLinesError } from './exposition-error.ts';
import type { WireReader } from './wire.ts';

/** By its number. */
export const familyTypes = ['counter', 'gauge', 'summary', 'unknown', 'histogram', 'gaugehistogram'] as const;

/** Name and value of each, one behind the other: where they are in the bytes. */
export type LabelRanges = readonly (readonly [from: number, to: number])[];

export interface WireExemplar {
  readonly labels: LabelRanges;
  value: number;
  timeMs: number | undefined;
}

interface WireBucket {
  count: number;
  countFloat: number;
  upperBound: number;
  exemplar: WireExemplar | undefined;
}

interface WireSpan {
  offset: number;
  length: number;
}

export interface WireSide {
  readonly spans: WireSpan[];
  readonly deltas: bigint[];
  readonly counts: number[];
}

export interface WireHistogram {
  count: number;
  countFloat: number;
  sum: number;
  readonly buckets: WireBucket[];
  schema: number;
  zeroThreshold: number;
  zeroCount: number;
  zeroCountFloat: number;
  readonly positive: WireSide;
  readonly negative: WireSide;
  readonly exemplars: WireExemplar[];
  createdMs: number | undefined;
}

interface WireSummary {
  count: number;
  sum: number;
  readonly quantiles: { quantile: number; value: number }[];
  createdMs: number | undefined;
}

export interface WireMetric {
  readonly labels: (readonly [from: number, to: number])[];
  /** Of a counter, a gauge or an untyped one; absent where the message lacks it, which counts as 0. */
  readonly simple: { counter: number; gauge: number; untyped: number };
  exemplar: WireExemplar | undefined;
  createdMs: number | undefined;
  summary: WireSummary;
  histogram: WireHistogram;
  timeMs: number;
}

export interface WireFamily {
  name: string;
  nameRange: readonly [from: number, to: number];
  helpRange: readonly [from: number, to: number];
  unit: string;
  type: number;
  readonly metrics: WireMetric[];
}

/** @throws Refusal; NewLinesError where it has more metrics, each of which is a line at least */
export function readFamily(reader: WireReader, mostMetrics: number): WireFamily {
  const family: WireFamily = { name: '', nameRange: [0, 0], helpRange: [0, 0], unit: '', type: 0, metrics: [] };
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) {
      family.nameRange = reader.range('Name');
      family.name = textOf(reader.bytes, ...family.nameRange);
    } else if (field === 2) family.helpRange = reader.range('Help');
    else if (field === 3) family.type = reader.int32('Type');
    else if (field === 4) {
      // Two bytes are one, in the memory a thousand.
      if (family.metrics.length >= mostMetrics) throw new NewLinesError(0);
      family.metrics.push(readMetric(reader.message('Metric', 'Metric')));
    } else if (field === 5) family.unit = textOf(reader.bytes, ...reader.range('Unit'));
    else reader.skip();
  }
  return family;
}

function readMetric(reader: WireReader): WireMetric {
  const metric: WireMetric = {
    labels: [],
    simple: { counter: 0, gauge: 0, untyped: 0 },
    exemplar: undefined,
    createdMs: undefined,
    summary: { count: 0, sum: 0, quantiles: [], createdMs: undefined },
    histogram: newHistogram(),
    timeMs: 0,
  };
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) readLabel(reader.message('Label', 'LabelPair'), metric.labels);
    else if (field === 2) metric.simple.gauge = readValue(reader.message('Gauge', 'Gauge'), metric.simple.gauge);
    else if (field === 3) readCounter(reader.message('Counter', 'Counter'), metric);
    else if (field === 4) readSummary(reader.message('Summary', 'Summary'), metric.summary);
    else if (field === 5)
      metric.simple.untyped = readValue(reader.message('Untyped', 'Untyped'), metric.simple.untyped);
    else if (field === 6) metric.timeMs = reader.int64('TimestampMs');
    else if (field === 7) readHistogram(reader.message('Histogram', 'Histogram'), metric.histogram);
    else reader.skip();
  }
  return metric;
}

function readLabel(reader: WireReader, labels: (readonly [number, number])[]): void {
  let name: readonly [number, number] = [0, 0];
  let value: readonly [number, number] = [0, 0];
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) name = reader.range('Name');
    else if (field === 2) value = reader.range('Value');
    else reader.skip();
  }
  labels.push(name, value);
}

/** A message that occurs again adds to the one before. */
function readValue(reader: WireReader, before: number): number {
  let value = before;
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) value = reader.double('Value');
    else reader.skip();
  }
  return value;
}

function readCounter(reader: WireReader, metric: WireMetric): void {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) metric.simple.counter = reader.double('Value');
    else if (field === 2) metric.exemplar = readExemplar(reader.message('Exemplar', 'Exemplar'));
    else if (field === 3) metric.createdMs = readTime(reader.message('CreatedTimestamp', 'Timestamp'));
    else reader.skip();
  }
}

function readExemplar(reader: WireReader): WireExemplar {
  const labels: (readonly [number, number])[] = [];
  const exemplar: WireExemplar = { labels, value: 0, timeMs: undefined };
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) readLabel(reader.message('Label', 'LabelPair'), labels);
    else if (field === 2) exemplar.value = reader.double('Value');
    else if (field === 3) exemplar.timeMs = readTime(reader.message('Timestamp', 'Timestamp'));
    else reader.skip();
  }
  return exemplar;
}

function readTime(reader: WireReader): number {
  let seconds = 0;
  let nanos = 0;
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) seconds = reader.int64('Seconds');
    else if (field === 2) nanos = reader.int32('Nanos');
    else reader.skip();
  }
  return seconds * 1000 + Math.trunc(nanos / 1e6);
}

function readSummary(reader: WireReader, summary: WireSummary): void {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) summary.count = reader.uint64('SampleCount');
    else if (field === 2) summary.sum = reader.double('SampleSum');
    else if (field === 3) summary.quantiles.push(readQuantile(reader.message('Quantile', 'Quantile')));
    else if (field === 4) summary.createdMs = readTime(reader.message('CreatedTimestamp', 'Timestamp'));
    else reader.skip();
  }
}

function readQuantile(reader: WireReader): { quantile: number; value: number } {
  const found = { quantile: 0, value: 0 };
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) found.quantile = reader.double('Quantile');
    else if (field === 2) found.value = reader.double('Value');
    else reader.skip();
  }
  return found;
}

function newHistogram(): WireHistogram {
  return {
    count: 0,
    countFloat: 0,
    sum: 0,
    buckets: [],
    schema: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    zeroCountFloat: 0,
    positive: { spans: [], deltas: [], counts: [] },
    negative: { spans: [], deltas: [], counts: [] },
    exemplars: [],
    createdMs: undefined,
  };
}

type HistogramField = (reader: WireReader, histogram: WireHistogram) => void;

const histogramFields: Readonly<Record<number, HistogramField>> = {
  1: (reader, histogram) => {
    histogram.count = reader.uint64('SampleCount');
  },
  2: (reader, histogram) => {
    histogram.sum = reader.double('SampleSum');
  },
  3: (reader, { buckets }) => void buckets.push(readBucket(reader.message('Bucket', 'Bucket'))),
  4: (reader, histogram) => {
    histogram.countFloat = reader.double('SampleCountFloat');
  },
  5: (reader, histogram) => {
    histogram.schema = reader.sint32('Schema');
  },
  6: (reader, histogram) => {
    histogram.zeroThreshold = reader.double('ZeroThreshold');
  },
  7: (reader, histogram) => {
    histogram.zeroCount = reader.uint64('ZeroCount');
  },
  8: (reader, histogram) => {
    histogram.zeroCountFloat = reader.double('ZeroCountFloat');
  },
  9: (reader, { negative }) => void negative.spans.push(readSpan(reader.message('NegativeSpan', 'BucketSpan'))),
  10: (reader, { negative }) => reader.sint64s('NegativeDelta', negative.deltas),
  11: (reader, { negative }) => reader.doubles('NegativeCount', negative.counts),
  12: (reader, { positive }) => void positive.spans.push(readSpan(reader.message('PositiveSpan', 'BucketSpan'))),
  13: (reader, { positive }) => reader.sint64s('PositiveDelta', positive.deltas),
  14: (reader, { positive }) => reader.doubles('PositiveCount', positive.counts),
  15: (reader, histogram) => {
    histogram.createdMs = readTime(reader.message('CreatedTimestamp', 'Timestamp'));
  },
  16: (reader, { exemplars }) => void exemplars.push(readExemplar(reader.message('Exemplars', 'Exemplar'))),
};

function readHistogram(reader: WireReader, histogram: WireHistogram): void {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    const read = histogramFields[field];
    if (read === undefined) reader.skip();
    else read(reader, histogram);
  }
}

function readBucket(reader: WireReader): WireBucket {
  const bucket: WireBucket = { count: 0, countFloat: 0, upperBound: 0, exemplar: undefined };
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) bucket.count = reader.uint64('CumulativeCount');
    else if (field === 2) bucket.upperBound = reader.double('UpperBound');
    else if (field === 3) bucket.exemplar = readExemplar(reader.message('Exemplar', 'Exemplar'));
    else if (field === 4) bucket.countFloat = reader.double('CumulativeCountFloat');
    else reader.skip();
  }
  return bucket;
}

function readSpan(reader: WireReader): WireSpan {
  const span: WireSpan = { offset: 0, length: 0 };
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) span.offset = reader.sint32('Offset');
    else if (field === 2) span.length = reader.uint32('Length');
    else reader.skip();
  }
  return span;
}
