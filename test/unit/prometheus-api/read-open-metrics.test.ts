import { describe, expect, it } from 'vitest';
import { OpenMetricsError } from '../../../electron/backend/history/transfer/open-metrics-parser.ts';
import { readOpenMetrics } from '../../support/promapi/read-open-metrics.ts';

const read = (text: string) => readOpenMetrics(text.split('\n'));

function problemOf(text: string): string | undefined {
  try {
    read(text);
    return undefined;
  } catch (error) {
    if (error instanceof OpenMetricsError) return error.message;
    throw error;
  }
}

describe('OpenMetrics text with timestamps', () => {
  it('becomes series in the order of their labels, and metadata', () => {
    const text = `# TYPE b_seconds counter
# UNIT b_seconds seconds
# HELP b_seconds A \\"help\\",\\nof two lines \\\\.
b_seconds_total{z="1",a="x\\"\\\\\\n,}"} 1 1.5
b_seconds_total{a="x\\"\\\\\\n,}",z="1"} 2.5e3 2 # {trace_id="{x}"} 1 1.2
b_seconds_total{z="",} NaN 1
a +Inf 1700000030.193
{"c.d","e f"="\\d",g="h"} -Inf -1
# HELP a
# EOF
`.replace('# HELP a\n', '# HELP a \n');
    expect(read(text)).toEqual({
      series: [
        { labels: ['__name__', 'a'], timesMs: [1_700_000_030_193], values: [Number.POSITIVE_INFINITY] },
        { labels: ['__name__', 'b_seconds_total'], timesMs: [1000], values: [Number.NaN] },
        {
          labels: ['__name__', 'b_seconds_total', 'a', 'x"\\\n,}', 'z', '1'],
          timesMs: [1500, 2000],
          values: [1, 2500],
        },
        { labels: ['__name__', 'c.d', 'e f', '\\d', 'g', 'h'], timesMs: [-1000], values: [Number.NEGATIVE_INFINITY] },
      ],
      metadata: [
        { metric: 'b_seconds', type: 'counter', help: 'A "help",\nof two lines \\.', unit: 'seconds' },
        { metric: 'a', type: 'unknown', help: '', unit: '' },
      ],
    });
  });

  it('may be nothing, and needs no line break at its end', () => {
    expect(read('# EOF')).toEqual({ series: [], metadata: [] });
  });

  it.each([
    ['', 'line 1: the line is empty'],
    ['a 1 1', 'line 1: the text does not end with # EOF'],
    ['a 1 1\n# EOF\na 1 2', 'line 3: there is more behind # EOF'],
    ['a 1 1\n\n# EOF', 'line 2: the line is empty'],
    ['# EOF\n\n', 'line 3: there is more behind # EOF'],
    ['a 1\n# EOF', 'line 1: the sample has no timestamp'],
    ['a\n# EOF', 'line 1: expected a blank, a value, a blank and a timestamp, got ""'],
    ['a  1 1\n# EOF', 'line 1: expected a blank, a value, a blank and a timestamp, got "  1 1"'],
    ['a 1 1 \n# EOF', 'line 1: expected a blank, a value, a blank and a timestamp, got " 1 1 "'],
    ['a 0x1p1 1\n# EOF', 'line 1: "0x1p1" is no value'],
    ['a 1e400 1\n# EOF', 'line 1: "1e400" is no value'],
    ['a 1 x\n# EOF', 'line 1: "x" is no timestamp'],
    ['a 1 NaN\n# EOF', 'line 1: invalid timestamp NaN'],
    ['a 1 1\na 1 1\n# EOF', 'line 2: a has a sample at 1 already, and 1 is not later'],
    ['a{b="c"} 1 2\na{b="c"} 1 1\n# EOF', 'line 2: a{b="c"} has a sample at 2 already, and 1 is not later'],
    ['a{b="c",b="d"} 1 1\n# EOF', 'line 1: a label stands twice in a{b="c",b="d"}'],
    ['a{b=c} 1 1\n# EOF', 'line 1: expected a label, "=" and a value in quotes, got "b=c"'],
    ['a{b="c" 1 1\n# EOF', 'line 1: expected a blank, a value, a blank and a timestamp, got "{b=\\"c\\" 1 1"'],
    ['a{"x",b="c"} 1 1\n# EOF', 'line 1: expected a label, "=" and a value in quotes, got "\\"x\\",b=\\"c\\""'],
    ['{b="c"} 1 1\n# EOF', 'line 1: the metric has no name'],
    ['1a 1 1\n# EOF', 'line 1: expected a metric name, or a comment of TYPE, HELP, UNIT or EOF'],
    ['# hello\n# EOF', 'line 1: expected # TYPE, # HELP or # UNIT with a metric and a text, or # EOF'],
    ['# TYPE a thing\n# EOF', 'line 1: invalid metric type "thing"'],
    ['# UNIT a_b seconds\n# EOF', 'line 1: unit "seconds" is no suffix of metric "a_b"'],
    ['a 1 1 # {x="y"}\n# EOF', 'line 1: " # {x=\\"y\\"}" is no exemplar'],
    ['a 1 1\r\n# EOF', 'line 1: "1\\r" is no timestamp'],
  ])('%j is refused with its line', (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });
});
