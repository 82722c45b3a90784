/** What is wrong with a script is told with its line, and nothing of the script counts as passed. */
import { describe, expect, it } from 'vitest';
import { runScript } from '../promqltest/run-script.ts';

const cases: readonly [what: string, script: string, line: number, reason: string][] = [
  ['a command that is none', 'evil 1', 1, 'no command: evil 1'],
  ['a load without a step', 'load', 1, 'load or load_with_nhcb and a step expected, at "load"'],
  ['a step that is none', 'load 5x\n  a 1', 1, 'no duration: 5x, at "load 5x"'],
  ['a value that is none', 'load 1m\n  a 1 b', 2, 'value expected, at "b"'],
  ['a repetition without a number', 'load 1m\n  a 1x', 2, 'value expected, at "1x"'],
  ['too many values', 'load 1m\n  a 1x100001', 2, 'more than 100000 values, at the end of the line'],
  ['a label without quotes', 'load 1m\n  a{b=c} 1', 2, 'label value in quotes expected, at "c} 1"'],
  ['a label twice', 'load 1m\n  a{b="1",b="2"} 1', 2, 'label b is there twice, at "} 1"'],
  ['a name twice', 'load 1m\n  a{"b"} 1', 2, 'label __name__ is there twice, at "} 1"'],
  ['a string without an end', 'load 1m\n  a{b="c} 1', 2, 'unterminated quoted string, at "\\"c} 1"'],
  ['a key of a histogram', 'load 1m\n  a {{size:1}}', 2, 'no key of a histogram: size, at "1}}"'],
  ['a schema', 'load 1m\n  a {{schema:9}}', 2, 'no schema: 9, at the end of the line'],
  ['a hint', 'load 1m\n  a {{counter_reset_hint:no}}', 2, 'no counter reset hint: no, at "}}"'],
  [
    'a histogram into which another does not fit',
    'load 1m\n  a {{schema:1}}+{{schema:0}}x2',
    2,
    'cannot merge from schema 0 to 1, at the end of the line',
  ],
  ['start times without samples', 'load 1m\n  a@st -1m', 2, 'no samples follow'],
  ['start times of another series', 'load 1m\n  a@st -1m\n  b 1', 2, 'the line that follows is of another series'],
  ['too few start times', 'load 1m\n  a@st -1mx1\n  a 1 2 3', 2, '2 start times for 3 values'],
  ['a start time', 'load 1m\n  a@st now\n  a 1', 2, 'duration expected, at "now"'],
  [
    'an eval without a time',
    'eval instant 1',
    1,
    'eval instant at TIME EXPRESSION or eval range from TIME to TIME step STEP EXPRESSION expected, at "eval instant 1"',
  ],
  [
    'an end before the start',
    'eval range from 1m to 0 step 1m 1',
    1,
    'the end is before the start, at "eval range from 1m to 0 step 1m 1"',
  ],
  [
    'an expression',
    'eval instant at 0 1 +',
    1,
    '1:4: parse error: unexpected end of input, at "eval instant at 0 1 +"',
  ],
  [
    'two values',
    '\neval instant at 0 a\n  a 1 2',
    3,
    'an instant query has one value a series, unless a range vector is expected, at the end of the line',
  ],
  [
    'an expect line',
    'eval instant at 0 a\n  expect nothing',
    2,
    'expect KIND, or expect KIND msg: TEXT, or expect KIND regex: PATTERN expected, at "expect nothing"',
  ],
  [
    'two expected failures',
    'eval instant at 0 a\n  expect fail\n  expect fail',
    3,
    'a second line that expects a failure, at "expect fail"',
  ],
  [
    'expectations that exclude each other',
    'eval instant at 0 a\n  expect warn\n  expect no_warn',
    3,
    'warn and no_warn exclude each other, at "expect no_warn"',
  ],
  [
    'a string that is none',
    'eval instant at 0 "a"\n  expect string a',
    2,
    'a string in " or ` expected, at "expect string a"',
  ],
];

describe('a script', () => {
  it.each(cases)('is refused for %s', (_, script, line, got) => {
    expect(runScript(script).failures).toMatchObject([{ line, expected: 'a script that can be read', got }]);
  });

  it('that cannot be read fails with all of its eval statements', () => {
    const { passed, failed } = runScript('eval instant at 0 1\n  1\n\neval instant at 0 2\n  2\n\nevil');
    expect({ passed, failed }).toEqual({ passed: 0, failed: 2 });
  });

  it('fails where nothing in it could be counted', () => {
    expect(runScript('evil').failed).toBe(1);
  });

  it('fails with what comes after a load that does not fit what is there', () => {
    const { passed, failed, failures } = runScript(`load 1m
  a 1 2

eval instant at 0 1
  1

load 1m
  a 1 3

eval instant at 0 1
  1
`);
    expect({ passed, failed }).toEqual({ passed: 1, failed: 1 });
    expect(failures).toMatchObject([{ line: 7, got: 'a at 0s: out of order' }]);
  });

  it('fails where a classic histogram is to be loaded as a native one, and is none', () => {
    const { failures } = runScript('load_with_nhcb 1m\n  x_bucket{le="1"} 2\n  x_bucket{le="+Inf"} 1\n');
    expect(failures).toMatchObject([{ line: 1, got: 'x is no histogram: its buckets are not cumulative' }]);
  });
});
