import { describe, expect, it } from 'vitest';
import type { Dialect, ExpositionFormat } from '../../../shared/exposition/exposition.ts';
import { readBody } from '../../support/exposition/read-body.ts';

const samplesOf = (format: ExpositionFormat, dialect: Dialect, body: string) => {
  const read = readBody(format, dialect, body);
  return typeof read === 'string' ? read : read.samples;
};

describe('in dialect 3, as Prometheus 3 reads it,', () => {
  it.each<readonly [ExpositionFormat, string, string]>([
    ['text', '', ''],
    ['open-metrics', '', '# EOF\n'],
  ])('names may be any UTF-8 in quotes (%s)', (format, _, end) => {
    const body = `{"a.b \\"c\\"","d e"="f",g="h"} 1\n{"é"} 2\nplain{"x.y"="z"} 3\n{g="h","m"} 4\n${end}`;
    expect(samplesOf(format, '3', body)).toEqual([
      ...['{"a.b \\"c\\"", "d e"="f", g="h"} 1', '{"é"} 2', 'plain{"x.y"="z"} 3', 'm{g="h"} 4'],
    ]);
  });

  it('metadata has them, too', () => {
    const read = readBody('text', '3', '# HELP "a.b" Some.\n# TYPE "a.b" counter\n{"a.b"} 1\n');
    expect(read).toEqual({
      samples: ['{"a.b"} 1'],
      comments: [
        { kind: 'help', metric: 'a.b', text: 'Some.' },
        { kind: 'type', metric: 'a.b', text: 'counter' },
      ],
    });
  });

  it.each<readonly [string, string]>([
    ['{"a","b"} 1', 'line 1, column 9: metric name already set while parsing: "{\\"a\\",\\"b\\"}"'],
    ['a{"b"} 1', 'line 1, column 6: metric name already set while parsing: "a{\\"b\\"}"'],
    ['{a="b"} 1', 'line 1, column 9: metric name not set while parsing: "{a=\\"b\\"} 1"'],
    ['{"a"="b"', 'line 1, column 9: expected label name, got "\\n" ("INVALID") while parsing: "{\\"a\\"=\\"b\\"\\n"'],
    ['{""} 1', 'line 1, column 1: missing metric name (__name__ label)'],
    ['é 1', 'line 1, column 1: expected a valid start token, got "\\xc3" ("INVALID") while parsing: "\\xc3"'],
    [
      'ok 1\n\nbad{é="x"} 1',
      'line 3, column 5: expected label name, got "\\xc3" ("INVALID") while parsing: "bad{\\xc3"',
    ],
    [
      'a{b="é\ncd",e=f} 1',
      'line 2, column 7: expected label value, got "f" ("INVALID") while parsing: "a{b=\\"é\\ncd\\",e=f"',
    ],
    ['a 1x', 'line 1, column 3: strconv.ParseFloat: parsing "1x": invalid syntax while parsing: "a 1x"'],
    ['# TYPE a thing', 'line 1, column 10: invalid metric type "thing"'],
  ])("%j is refused with Prometheus's words, where it is wrong", (body, problem) => {
    expect(readBody('text', '3', body)).toBe(problem);
  });

  it('bounds are written as OpenMetrics writes them, where the type says that they are bounds', () => {
    const body = `# TYPE h histogram
h_bucket{le="1"} 1
h_bucket{le="1e6"} 1
h_bucket{le="0x1p4"} 1
h_bucket{le="+Inf"} 1
# TYPE s summary
s{quantile="1",le="1"} 1
# TYPE g gauge
g{le="1",quantile="1"} 1
`;
    expect(samplesOf('text', '3', body)).toEqual([
      ...['h_bucket{le="1.0"} 1', 'h_bucket{le="1e+06"} 1', 'h_bucket{le="0x1p4"} 1', 'h_bucket{le="+Inf"} 1'],
      ...['s{le="1", quantile="1.0"} 1', 'g{le="1", quantile="1"} 1'],
    ]);
    expect(samplesOf('text', '2.42', body)).toContain('h_bucket{le="1"} 1');
  });

  it('OpenMetrics may have a comma behind the last label, and exemplars everywhere', () => {
    const body = 'a{b="c",} 1 # {x="y",} 1 2.5\n# EOF\n';
    expect(samplesOf('open-metrics', '3', body)).toEqual(['a{b="c"} 1']);
    expect(samplesOf('open-metrics', '2.42', body)).toBe('line 1, column 9: expected label name, got "BCLOSE"');
  });
});

describe('in dialect 2.42', () => {
  it.each<readonly [ExpositionFormat, string, string]>([
    ['text', '{"a"} 1', 'line 1, column 1: "INVALID" is not a valid start token'],
    ['text', 'a{"b"="c"} 1', 'line 1, column 3: expected label name, got "INVALID"'],
    ['open-metrics', '{"a"} 1\n# EOF', 'line 1, column 1: "INVALID" "{" is not a valid start token'],
    ['open-metrics', 'a 1\n\n# EOF', 'line 2, column 1: "INVALID" "\\n" is not a valid start token'],
    ['open-metrics', 'a 1 # {b="c"} 1\n# EOF', 'line 1, column 4: metric name a does not support exemplars'],
  ])('%s %j is refused', (format, body, problem) => {
    expect(readBody(format, '2.42', body)).toBe(problem);
  });
});
