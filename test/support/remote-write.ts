/**
 * Native histograms into a real Prometheus, by remote write 1.0: it scrapes them only from the protobuf exposition, which no exporter here
 * speaks. Messages are written by hand (prometheus/prompb/types.proto), and packed as Snappy's literals.
 */

export interface HistogramSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly {
    readonly timeMs: number;
    readonly zeroCount: number;
    /** Of buckets beside each other; schema 1 doubles with every second of them. */
    readonly counts: readonly number[];
    /** The index of the first of them: its upper bound is 2 to the power of half of it. */
    readonly firstIndex: number;
    readonly sum: number;
  }[];
}

/** @throws Error with the server's own words */
export async function writeHistograms(url: string, series: readonly HistogramSeries[]): Promise<void> {
  const message = series.flatMap((one) => field(1, timeSeries(one)));
  const answer = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    body: snappy(Uint8Array.from(message)),
    headers: {
      'Content-Type': 'application/x-protobuf',
      'Content-Encoding': 'snappy',
      'X-Prometheus-Remote-Write-Version': '0.1.0',
    },
  });
  const words = await answer.text();
  if (!answer.ok) throw new Error(`remote write: ${answer.status} ${words}`);
}

type Bytes = readonly number[];

function timeSeries({ labels, samples }: HistogramSeries): Bytes {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...pairs.flatMap(([name, value]) => field(1, [...text(1, name), ...text(2, value)])),
    ...samples.flatMap((sample) => field(4, histogram(sample))),
  ];
}

const schema = 1;
const zeroThreshold = 1e-3;

function histogram({ timeMs, zeroCount, counts, firstIndex, sum }: HistogramSeries['samples'][number]): Bytes {
  const count = counts.reduce((total, one) => total + one, zeroCount);
  const deltas = counts.map((one, i) => one - (counts[i - 1] ?? 0));
  const span = [...number(1, zigzag(firstIndex)), ...number(2, BigInt(counts.length))];
  return [
    ...number(1, BigInt(count)),
    ...double(3, sum),
    ...number(4, zigzag(schema)),
    ...double(5, zeroThreshold),
    ...number(6, BigInt(zeroCount)),
    ...field(11, span),
    ...field(
      12,
      deltas.flatMap((delta) => varint(zigzag(delta))),
    ),
    ...number(15, BigInt(timeMs)),
  ];
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

const zigzag = (value: number): bigint => BigInt(value < 0 ? -2 * value - 1 : 2 * value);
const tag = (id: number, wireType: number): Bytes => varint(BigInt(id * 8 + wireType));
const number = (id: number, value: bigint): Bytes => [...tag(id, 0), ...varint(value)];
const double = (id: number, value: number): Bytes => [
  ...tag(id, 1),
  ...new Uint8Array(new Float64Array([value]).buffer),
];
const field = (id: number, bytes: Bytes): Bytes => [...tag(id, 2), ...varint(BigInt(bytes.length)), ...bytes];
const text = (id: number, value: string): Bytes => field(id, [...new TextEncoder().encode(value)]);

const longestLiteral = 60;

/** Snappy's block format without any compression: the length, then literals. */
function snappy(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = varint(BigInt(data.length));
  for (let at = 0; at < data.length; at += longestLiteral) {
    const literal = data.subarray(at, at + longestLiteral);
    out.push((literal.length - 1) * 4, ...literal);
  }
  return Uint8Array.from(out);
}
