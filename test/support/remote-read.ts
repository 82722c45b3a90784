/**
 * All samples of a real Prometheus bit for bit, by remote read 1.0: queries hide stale markers, and JSON has no bits of a NaN.
 * https://prometheus.io/docs/prometheus/latest/querying/remote_read_api/ (messages: prometheus/prompb/remote.proto, types.proto)
 */
import { WireReader } from '../../shared/exposition/wire.ts';
import { snappyOf, unsnappy } from '../../shared/format/snappy.ts';
import type { FloatHistogram, HistogramBuckets } from '../../shared/model/float-histogram.ts';
import { formatLabels } from '../../shared/model/labels.ts';
import { integer, message, text } from './exposition/protobuf-writer.ts';
import { type StoredSamples, sampleText } from './history/stored-samples.ts';

interface ReadWindow {
  /** Both inclusive. */
  readonly fromMs: number;
  readonly toMs: number;
}

const matchesRegexp = 2;
const mostBytes = 2 ** 30;

/** @returns as `storedSamples`; histograms without a hint of resets, which storage makes up. @throws Error with the server's own words */
export async function readSamples(url: string, { fromMs, toMs }: ReadWindow): Promise<StoredSamples> {
  const matcher = message(3, integer(1, matchesRegexp), text(2, '__name__'), text(3, '.+'));
  const request = message(1, integer(1, fromMs), integer(2, toMs), matcher);
  const answer = await fetch(`${url}/api/v1/read`, {
    method: 'POST',
    body: snappyOf(Uint8Array.from(request)),
    headers: {
      'Content-Type': 'application/x-protobuf',
      'Content-Encoding': 'snappy',
      'X-Prometheus-Remote-Read-Version': '0.1.0',
    },
  });
  if (!answer.ok) throw new Error(`remote read: ${answer.status} ${await answer.text()}`);
  const bytes = unsnappy(new Uint8Array(await answer.arrayBuffer()), mostBytes);
  const found = new Map<string, ReadonlyMap<number, string>>();
  each(new WireReader(bytes, 0, bytes.length, 'ReadResponse'), {
    1: (response) =>
      each(response.message('Results', 'QueryResult'), {
        1: (result) => {
          const { labels, samples } = timeSeries(result.message('Timeseries', 'TimeSeries'));
          found.set(formatLabels(labels), new Map([...samples].sort(([a], [b]) => a - b)));
        },
      }),
  });
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Calls what is given for a field with the reader before its value, and skips the others. */
function each(reader: WireReader, fields: Readonly<Record<number, (reader: WireReader) => void>>): void {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    const take = fields[field];
    if (take === undefined) reader.skip();
    else take(reader);
  }
}

function textOf(reader: WireReader): string {
  const [from, to] = reader.range('text');
  return new TextDecoder().decode(reader.bytes.subarray(from, to));
}

function timeSeries(series: WireReader) {
  const labels: string[] = [];
  const samples = new Map<number, string>();
  each(series, {
    1: (reader) =>
      each(reader.message('Labels', 'Label'), {
        1: (of) => labels.push(textOf(of)),
        2: (of) => labels.push(textOf(of)),
      }),
    2: (reader) => {
      let [bits, timeMs] = [0n, 0];
      each(reader.message('Samples', 'Sample'), {
        1: (of) => {
          bits = of.view.getBigUint64(of.at, true);
          of.skip();
        },
        2: (of) => {
          timeMs = of.int64('Timestamp');
        },
      });
      samples.set(timeMs, sampleText(bits, undefined));
    },
    4: (reader) => {
      const { timeMs, text: sample } = histogram(reader.message('Histograms', 'Histogram'));
      samples.set(timeMs, sample);
    },
  });
  return { labels, samples };
}

const staleBits = 0x7ff0_0000_0000_0002n;

interface Side {
  readonly spans: { readonly offset: number; readonly length: number }[];
  readonly deltas: bigint[];
}

function histogram(reader: WireReader): { readonly timeMs: number; readonly text: string } {
  let [count, sumBits, schema, zeroThreshold, zeroCount, timeMs] = [0, 0n, 0, 0, 0, 0];
  const [negative, positive]: Side[] = [
    { spans: [], deltas: [] },
    { spans: [], deltas: [] },
  ];
  const span = (of: WireReader, side: Side | undefined) => {
    let [offset, length] = [0, 0];
    each(of.message('Spans', 'BucketSpan'), {
      1: (one) => {
        offset = one.sint32('Offset');
      },
      2: (one) => {
        length = one.uint32('Length');
      },
    });
    side?.spans.push({ offset, length });
  };
  each(reader, {
    1: (of) => {
      count = of.uint64('CountInt');
    },
    3: (of) => {
      sumBits = of.view.getBigUint64(of.at, true);
      of.skip();
    },
    4: (of) => {
      schema = of.sint32('Schema');
    },
    5: (of) => {
      zeroThreshold = of.double('ZeroThreshold');
    },
    6: (of) => {
      zeroCount = of.uint64('ZeroCountInt');
    },
    8: (of) => span(of, negative),
    9: (of) => of.sint64s('NegativeDeltas', negative?.deltas ?? []),
    11: (of) => span(of, positive),
    12: (of) => of.sint64s('PositiveDeltas', positive?.deltas ?? []),
    15: (of) => {
      timeMs = of.int64('Timestamp');
    },
  });
  if (sumBits === staleBits) return { timeMs, text: sampleText(staleBits, undefined) };
  const sum = new Float64Array(BigUint64Array.of(sumBits).buffer)[0] ?? 0;
  const read: FloatHistogram = {
    ...{ schema, count, sum, zeroThreshold, zeroCount, customValues: [], resetHint: 'unknown' },
    ...{ positive: bucketsOf(positive), negative: bucketsOf(negative) },
  };
  return { timeMs, text: sampleText(0n, read) };
}

/** Without those that are empty. */
function bucketsOf(side: Side | undefined): HistogramBuckets {
  const indexes: number[] = [];
  const counts: number[] = [];
  let [index, count, at] = [0, 0, 0];
  for (const { offset, length } of side?.spans ?? []) {
    index += offset;
    for (let i = 0; i < length; i += 1, index += 1, at += 1) {
      count += Number(side?.deltas[at] ?? 0n);
      if (count === 0) continue;
      indexes.push(index);
      counts.push(count);
    }
  }
  return { indexes: Int32Array.from(indexes), counts: Float64Array.from(counts) };
}
