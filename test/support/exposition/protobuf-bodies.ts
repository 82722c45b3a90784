/** Protobuf bodies that a real Prometheus and our parser are to read alike, good ones and bad ones, by name. */
import {
  bytes,
  delimited,
  double,
  family,
  integer,
  labelPair,
  message,
  packedDoubles,
  packedSigned,
  signed,
  text,
} from './protobuf-writer.ts';

const span = (field: number, offset: number, length: number) => message(field, signed(1, offset), integer(2, length));

const bucket = (count: number, upperBound: number) => message(3, integer(1, count), double(2, upperBound));

const native = [
  integer(1, 12),
  double(2, 18.5),
  signed(5, 1),
  double(6, 0.001),
  integer(7, 2),
  span(12, -2, 2),
  span(12, 1, 3),
  packedSigned(13, [1, 1, -1, 0, 0]),
  span(9, 0, 1),
  packedSigned(10, [4]),
] as const;

const histogram = (...fields: readonly (readonly number[])[]) => [
  message(4, labelPair('a', 'b'), message(7, ...fields)),
];

const floats = [
  double(4, 7.5),
  double(2, 3),
  signed(5, 0),
  double(6, 0.5),
  double(8, 1.5),
  span(12, 0, 2),
  packedDoubles(14, [2.5, 3.5]),
];

export function protobufBodies(nowMs: number): Readonly<Record<string, Uint8Array>> {
  const timed = integer(6, BigInt(nowMs - 60_000));
  const plain = message(4, labelPair('a', 'é"\n'), labelPair('b', ''), message(3, double(1, 3.5)), timed);
  return {
    nothing: new Uint8Array(0),
    counter: delimited(family('requests_total', 0, [plain])),
    gauge: delimited(family('temperature', 1, [message(4, message(2, double(1, -0)))]), family('empty', 1, [])),
    untyped: delimited(family('some', 3, [message(4, labelPair('x', 'y'), message(5, double(1, Number.NaN)))])),
    'a counter without its message': delimited(family('none_total', 0, [message(4, labelPair('x', 'y'))])),
    summary: delimited(
      family('rpc', 2, [
        message(
          4,
          message(
            4,
            integer(1, 9),
            double(2, 1.25),
            message(3, double(1, 0.5), double(2, 7)),
            message(3, double(1, 0.99), double(2, 1e300)),
          ),
        ),
        message(4, labelPair('without', 'quantiles'), message(4, integer(1, 2n ** 53n + 1n), double(2, 0))),
      ]),
    ),
    'classic histogram': delimited(
      family('latency', 4, [
        message(
          4,
          message(
            7,
            integer(1, 5),
            double(2, 2.5),
            bucket(1, 0.005),
            bucket(2, 1),
            bucket(3, 1e6),
            bucket(4, 123456789),
            bucket(5, 1e-7),
          ),
        ),
        message(
          4,
          labelPair('with', 'infinity'),
          message(
            7,
            integer(1, 5),
            double(2, 2.5),
            bucket(1, 100000),
            bucket(5, Number.POSITIVE_INFINITY),
            bucket(6, 7),
          ),
        ),
      ]),
    ),
    'native histogram': delimited(family('native', 4, histogram(...native))),
    'native gauge histogram': delimited(family('native_gauge', 5, histogram(...native))),
    'native histogram of floats': delimited(family('native_floats', 4, histogram(...floats))),
    'native histogram with classic buckets': delimited(
      family('both', 4, histogram(...native, bucket(3, 1), bucket(9, 2))),
    ),
    'too few observations': delimited(family('native', 4, histogram(integer(1, 1), ...native.slice(1)))),
    'spans without buckets': delimited(family('native', 4, histogram(...native, span(12, 1, 1)))),
    'negative bucket': delimited(
      family('native', 4, histogram(integer(1, 9), double(6, 0.1), span(12, 0, 2), packedSigned(13, [1, -2]))),
    ),
    'negative offset': delimited(
      family(
        'native',
        4,
        histogram(integer(1, 9), double(6, 0.1), span(12, 0, 1), span(12, -1, 1), packedSigned(13, [1, 1])),
      ),
    ),
    'bad label name': delimited(family('m', 1, [message(4, labelPair('a-b', 'c'), message(2, double(1, 1)))])),
    'bad label value': delimited(
      family('m', 1, [message(4, message(1, text(1, 'a'), bytes(2, [0xff])), message(2, double(1, 1)))]),
    ),
    'label twice': delimited(
      family('m', 1, [message(4, labelPair('a', 'b'), labelPair('a', 'c'), message(2, double(1, 1)))]),
    ),
    'bad metric name': delimited(family('a.b', 1, [message(4, message(2, double(1, 1)))])),
    'bad help': delimited([
      ...text(1, 'm'),
      ...bytes(2, [0xff]),
      ...integer(3, 1),
      ...message(4, message(2, double(1, 1))),
    ]),
    'unknown fields': delimited(
      family('m', 1, [message(4, message(2, double(1, 1), integer(9, 4)), text(12, 'x'))], double(77, 1)),
    ),
    'unit of its own': delimited(family('m', 1, [message(4, message(2, double(1, 1)))], text(5, 'seconds'))),
    'wrong wire type': delimited(family('m', 1, [message(4, message(2, integer(1, 1)))])),
    'tag 0': delimited([0, 1]),
    'group end': delimited([0x0c]),
    'cut in a field': delimited([10, 5, 97]),
    'cut behind its length': Uint8Array.of(5, 10, 1),
    'endless length': new Uint8Array(8).fill(0xff),
    'good, then cut': Uint8Array.from([...delimited(family('m', 1, [message(4, message(2, double(1, 1)))])), 9, 1]),
  };
}
