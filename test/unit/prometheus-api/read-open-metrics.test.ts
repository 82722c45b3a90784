import { describe, expect, it } from 'vitest';
import { readOpenMetrics } from '../../support/promapi/read-open-metrics.ts';

const read = (text: string) => readOpenMetrics([text]);

function problemOf(text: string): string | undefined {
  try {
    read(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : undefined;
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
    ['', 'line 1, column 1: data does not end with # EOF'],
    ['a 1 1', 'line 1, column 1: data does not end with # EOF'],
    ['a 1 1\n# EOF\na 1 2', 'line 3, column 1: unexpected data after # EOF'],
    ['a 1 1\n\n# EOF', 'line 2, column 1: expected a valid start token, got "\\n" ("INVALID") while parsing: "\\n"'],
    ['# EOF\n\n', 'line 2, column 1: unexpected data after # EOF'],
    ['a 1\n# EOF', 'line 1: the sample has no timestamp'],
    ['a\n# EOF', 'line 1, column 2: expected value after metric, got "\\n" ("INVALID") while parsing: "a\\n"'],
    ['a  1 1\n# EOF', 'line 1, column 2: expected value after metric, got "  " ("INVALID") while parsing: "a  "'],
    [
      'a 1 1 \n# EOF',
      'line 1, column 6: expected next entry after timestamp, got " \\n" ("INVALID") while parsing: "a 1 1 \\n"',
    ],
    ['a 0x1p1 1\n# EOF', 'line 1, column 2: unsupported character in float while parsing: "a 0x1p1"'],
    [
      'a 1e400 1\n# EOF',
      'line 1, column 2: strconv.ParseFloat: parsing "1e400": value out of range while parsing: "a 1e400"',
    ],
    ['a 1 x\n# EOF', 'line 1, column 4: strconv.ParseFloat: parsing "x": invalid syntax while parsing: "a 1 x"'],
    ['a 1 NaN\n# EOF', 'line 1, column 5: invalid timestamp NaN'],
    ['a 1 1\na 1 1\n# EOF', 'line 2: a has a sample at 1 already, and 1 is not later'],
    ['a{b="c"} 1 2\na{b="c"} 1 1\n# EOF', 'line 2: a{b="c"} has a sample at 2 already, and 1 is not later'],
    ['a{b="c",b="d"} 1 1\n# EOF', 'line 1, column 1: label name "b" is not unique: invalid sample'],
    ['a{b=c} 1 1\n# EOF', 'line 1, column 5: expected label value, got "c" ("INVALID") while parsing: "a{b=c"'],
    [
      'a{b="c" 1 1\n# EOF',
      'line 1, column 8: expected comma or brace close, got " " ("INVALID") while parsing: "a{b=\\"c\\" "',
    ],
    ['a{"x",b="c"} 1 1\n# EOF', 'line 1, column 6: metric name already set while parsing: "a{\\"x\\","'],
    ['{b="c"} 1 1\n# EOF', 'line 1, column 8: metric name not set while parsing: "{b=\\"c\\"} 1"'],
    ['1a 1 1\n# EOF', 'line 1, column 1: expected a valid start token, got "1" ("INVALID") while parsing: "1"'],
    ['# hello\n# EOF', 'line 1, column 1: expected a valid start token, got "# h" ("INVALID") while parsing: "# h"'],
    ['# TYPE a thing\n# EOF', 'line 1, column 10: invalid metric type "thing"'],
    ['# UNIT a_b seconds\n# EOF', 'line 1, column 12: unit "seconds" not a suffix of metric "a_b"'],
    [
      'a 1 1 # {x="y"}\n# EOF',
      'line 1, column 16: expected value after exemplar labels, got "\\n" ("INVALID") while parsing: "a 1 1 # {x=\\"y\\"}\\n"',
    ],
    [
      'a 1 1\r\n# EOF',
      'line 1, column 4: strconv.ParseFloat: parsing "1\\r": invalid syntax while parsing: "a 1 1\\r"',
    ],
  ])('%j is refused with its line', (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });
});
