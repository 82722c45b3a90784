import { describe, expect, it } from 'vitest';
import { LineCache } from '../../../shared/exposition/line-cache.ts';
import { parserFor } from '../../../shared/exposition/parser-for.ts';
import { formatLabels } from '../../../shared/model/labels.ts';
import { protobufBodies } from '../../support/exposition/protobuf-bodies.ts';
import {
  delimited,
  double,
  family,
  integer,
  labelPair,
  message,
  packedSigned,
  signed,
  text,
} from '../../support/exposition/protobuf-writer.ts';
import { readBody } from '../../support/exposition/read-body.ts';

const at = (field: number, seconds: number) => message(field, integer(1, seconds), integer(2, 5_000_000));

const gauge = message(4, message(2, double(1, 1)));

describe('protobuf', () => {
  it('says when counters and histograms were created, and has exemplars', () => {
    const exemplar = (field: number, id: string) =>
      message(field, labelPair('trace_id', id), double(2, 0.5), at(3, 100));
    const native = [
      integer(1, 2),
      signed(5, 0),
      message(12, signed(1, 3), integer(2, 2)),
      packedSigned(13, [1, 0]),
      double(2, 9),
    ];
    const body = delimited(
      family('c_total', 0, [message(4, message(3, double(1, 5), exemplar(2, 'one'), at(3, 7)))]),
      family('h', 5, [message(4, message(7, ...native, exemplar(16, 'two'), at(15, 8)))]),
    );
    const cache = new LineCache();
    const parsed = parserFor('protobuf', { cache, dialect: '3' }).parse(body);
    expect([parsed.exemplars, parsed.created, parsed.histograms]).toEqual([
      [
        { sample: 0, labels: ['trace_id', 'one'], value: 0.5, timeMs: 100_005 },
        { sample: -1, labels: ['trace_id', 'two'], value: 0.5, timeMs: 100_005 },
      ],
      [
        { sample: 0, timeMs: 7005 },
        { sample: -1, timeMs: 8005 },
      ],
      [
        {
          line: expect.any(Number),
          timeMs: undefined,
          histogram: {
            ...{ schema: 0, count: 2, sum: 9, zeroThreshold: 0, zeroCount: 0, customValues: [], resetHint: 'gauge' },
            positive: { indexes: Int32Array.of(3, 4), counts: Float64Array.of(1, 1) },
            negative: { indexes: new Int32Array(0), counts: new Float64Array(0) },
          },
        },
      ],
    ]);
  });

  it('has units and names of any text in dialect 3', () => {
    const body = delimited(family('a.b_seconds', 1, [gauge], text(5, 'seconds')));
    expect(readBody('protobuf', '3', body)).toMatchObject({ samples: ['{"a.b_seconds"} 1'] });
    expect(readBody('protobuf', '2.42', body)).toBe('byte 0: invalid metric name: a.b_seconds');
    expect(readBody('protobuf', '3', delimited(family('a', 1, [gauge], text(5, 'seconds'))))).toBe(
      'byte 0: unit "seconds" not a suffix of metric "a"',
    );
  });

  it('keeps series apart that differ only in where one text ends', () => {
    const one = (name: string, value: string) => message(4, labelPair(name, value), message(2, double(1, 1)));
    const body = delimited(family('m', 1, [one('ab', 'c'), one('a', 'bc'), one('ab', 'c')]));
    expect(readBody('protobuf', '3', body)).toMatchObject({ samples: ['m{ab="c"} 1', 'm{a="bc"} 1', 'm{ab="c"} 1'] });
  });

  it('leaves the classic buckets of a native histogram out, or has both', () => {
    const both = protobufBodies(0)['native histogram with classic buckets'] ?? new Uint8Array(0);
    const none = protobufBodies(0)['native histogram'] ?? new Uint8Array(0);
    const read = (body: Uint8Array, classicHistograms: boolean) => {
      const cache = new LineCache();
      const { count, lines, values, histograms } = parserFor('protobuf', {
        ...{ cache, dialect: '3', classicHistograms },
      }).parse(body);
      const text = (line: number) => formatLabels(cache.labels(line));
      const samples = Array.from({ length: count }, (_, i) => `${text(lines[i] ?? -1)} ${values[i]}`);
      return [histograms.map(({ line }) => text(line)), samples];
    };
    const classic = [
      'both_bucket{a="b", le="1.0"} 3',
      'both_bucket{a="b", le="2.0"} 9',
      'both_bucket{a="b", le="+Inf"} 12',
    ];
    expect(read(both, false)).toEqual([['both{a="b"}'], []]);
    expect(read(both, true)).toEqual([['both{a="b"}'], ['both_count{a="b"} 12', 'both_sum{a="b"} 18.5', ...classic]]);
    expect(read(none, true)).toEqual([['native{a="b"}'], []]);
  });
});
