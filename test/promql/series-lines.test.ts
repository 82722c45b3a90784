/** What series lines of scripts mean. */
import { describe, expect, it } from 'vitest';
import { customBucketHistograms } from '../promqltest/custom-bucket-histograms.ts';
import { describeSequenceValue, describeSeries } from '../promqltest/describe-values.ts';
import { parseScript } from '../promqltest/parse-script.ts';
import type { LoadCommand } from '../promqltest/script.ts';

function load(text: string): LoadCommand {
  const [command] = parseScript(text);
  if (command?.kind !== 'load') throw new Error('no load');
  return command;
}

/** The only series of a load, written out. */
const series = (line: string): string => load(`load 1m\n  ${line}`).series.map(describeSeries).join('\n');

const values: readonly [written: string, meaning: string][] = [
  ['', ''],
  ['1 2 -3 +4 1.5 .5 1e3 1E-1', '1 2 -3 4 1.5 0.5 1000 0.1'],
  ['010 1_000 0xff 0X1F', '8 1000 255 31'],
  ['Inf -Inf +inf NaN nan stale', '+Inf -Inf +Inf NaN NaN stale'],
  ['_ 1 _x3 2', '_ 1 _ _ _ 2'],
  ['1x2', '1 1 1'],
  ['0x2', '0 0 0'],
  ['NaNx1 Infx1 stalex1', 'NaN NaN +Inf +Inf stale stale'],
  ['1+2x3', '1 3 5 7'],
  ['1-2x3', '1 -1 -3 -5'],
  ['-1+0x1', '-1 -1'],
  ['0+0.1x3', '0 0.1 0.2 0.30000000000000004'],
  ['1x0 2+1x0', '1 2'],
  ['\t1\t 2', '1 2'],
  ['{{}}', '{{schema:0 count:0 sum:0}}'],
  ['{{sum:1 count:2}}x1 3', '{{schema:0 count:2 sum:1}} {{schema:0 count:2 sum:1}} 3'],
  [
    '{{schema:-2 z_bucket_w:0.1 z_bucket:1 buckets:[1 2] offset:-1 n_offset:3 n_buckets:[4]}}',
    '{{schema:-2 count:0 sum:0 z_bucket:1 z_bucket_w:0.1 offset:-1 buckets:[1 2] n_offset:3 n_buckets:[4]}}',
  ],
  [
    '{{schema:-53 custom_values:[-1 2.5] buckets:[0 1 2]}}',
    '{{schema:-53 count:0 sum:0 custom_values:[-1 2.5] buckets:[0 1 2]}}',
  ],
  [
    '{{count:1 sum:2 buckets:[1]}}+{{count:2 sum:1 buckets:[1 1]}}x2',
    '{{schema:0 count:1 sum:2 buckets:[1]}} {{schema:0 count:3 sum:3 buckets:[2 1]}} {{schema:0 count:5 sum:4 buckets:[3 2]}}',
  ],
  [
    '{{count:5 sum:9 buckets:[5]}}-{{count:1 sum:2 buckets:[1]}}x1',
    '{{schema:0 count:5 sum:9 buckets:[5]}} {{schema:0 count:4 sum:7 buckets:[4]}}',
  ],
  [
    '{{counter_reset_hint:gauge}} {{counter_reset_hint:not_reset}}',
    '{{schema:0 count:0 sum:0 counter_reset_hint:gauge}} {{schema:0 count:0 sum:0 counter_reset_hint:not_reset}}',
  ],
];

describe('a series line', () => {
  it.each(values)('has the values: %s', (written, meaning) => {
    expect(series(`a ${written}`)).toBe(`a ${meaning}`);
  });

  it('refuses two signs in a row', () => {
    expect(() => series('a -1--2x1')).toThrow('value expected, at "-1--2x1"');
  });

  it('has labels as PromQL has them, and none without a value', () => {
    expect(series('{} 1')).toBe('{} 1');
    expect(series('a:b{ x = "1" , y=\'2\',z=`3`, } 1')).toBe('a:b{x="1", y="2", z="3"} 1');
    expect(series('a{x="a\\"b } {{ \\u00e9", y=""} 1')).toBe('a{x="a\\"b } {{ é"} 1');
    expect(series('{"a.b", "c.d"="e"} 1')).toBe('{"a.b", "c.d"="e"} 1');
    expect(() => series('{{count:1}}')).toThrow('metric name or labels expected');
  });
});

describe('start times', () => {
  const offsets = (text: string) => load(`load 1m\n${text}`).series.map(({ startOffsetsMs }) => startOffsetsMs);

  it('are offsets from the samples’ times', () => {
    expect(offsets('a{x="1", y="2"}@st _ _x2 -1m 30s -1ms\na{x="1", y="2"} 1 2 3 4 5 6')).toEqual([
      [undefined, undefined, undefined, -60_000, 30_000, -1],
    ]);
    expect(offsets('a@st -30sx1 -30s-1mx2 1h+1msx1\na 1x6')).toEqual([
      [-30_000, -30_000, -30_000, -90_000, -150_000, 3_600_000, 3_600_001],
    ]);
  });

  it('are of the one series that follows, or of all without their own', () => {
    expect(offsets('a@st -1s\na 1\nb 1\n@st -2s -3s\nc 1 2 3\nd@st 0s\nd 1')).toEqual([
      [-1000],
      undefined,
      [-2000, -3000, -2000],
      [0],
    ]);
  });
});

describe('load_with_nhcb', () => {
  const histograms = (text: string) =>
    customBucketHistograms(load(`load_with_nhcb 1m\n${text}`)).map(
      ({ labels, timeMs, histogram }) =>
        `${labels.join(' ')} @${timeMs} ${describeSequenceValue({ kind: 'histogram', histogram, saysHint: false })}`,
    );

  it('makes one histogram of the buckets, the count and the sum of a time', () => {
    expect(
      histograms(
        `
x_bucket{le="2", j="a"} 3 5
x_bucket{le=".5", j="a"} 1 1
x_bucket{le="+Inf", j="a"} 4 5
x_count{j="a"} 4 _
x_sum{j="a"} 7.5 8
x_bucket{le="no", j="a"} 9
x_bucket{le="1", j="b"} 2
y 1`.trim(),
      ),
    ).toEqual([
      '__name__ x j a @0 {{schema:-53 count:4 sum:7.5 custom_values:[0.5 2] buckets:[1 2 1]}}',
      '__name__ x j a @60000 {{schema:-53 count:5 sum:8 custom_values:[0.5 2] buckets:[1 4]}}',
      '__name__ x j b @0 {{schema:-53 count:2 sum:0 custom_values:[1] buckets:[2]}}',
    ]);
  });

  it('refuses what is no histogram', () => {
    expect(() => histograms('x_sum 1')).toThrow('x is no histogram: it has a sum only');
    expect(() => histograms('x_count 2\nx_bucket{le="+Inf"} 1')).toThrow('its count is not that of its last bucket');
    expect(() => histograms('x_bucket{le="1"} NaN')).toThrow('its buckets are not cumulative');
  });
});
