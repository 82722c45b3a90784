import { describe, expect, it } from 'vitest';
import {
  alertMatcher,
  formatMatchers,
  matchersOf,
  matchesEverything,
  problemOf,
} from '../../../renderer/views/alertmanager/matchers.ts';
import type { MatcherOp, SilenceMatcher } from '../../../shared/model/alertmanager.ts';
import { labelsFromPairs } from '../../../shared/model/labels.ts';

const matcher = (name: string, op: MatcherOp, value: string): SilenceMatcher => ({ name, op, value });
const labels = labelsFromPairs([
  ['alertname', 'DiskFull'],
  ['team', 'store'],
  ['text', 'two\nlines'],
]);

describe('a matcher of a silence', () => {
  it.each<readonly [MatcherOp, string, string, boolean]>([
    ['=', 'alertname', 'DiskFull', true],
    ['=', 'alertname', 'Disk', false],
    ['!=', 'alertname', 'Disk', true],
    ['=~', 'alertname', 'Disk', false],
    ['=~', 'alertname', 'Disk.*', true],
    ['=~', 'alertname', 'x|Disk(Full|Slow)', true],
    ['!~', 'alertname', 'Disk', true],
    ['!~', 'alertname', 'Disk.*', false],
    // A missing label is as an empty one.
    ['=', 'node', '', true],
    ['!=', 'node', '', false],
    ['=~', 'node', '.*', true],
    ['=~', 'node', '.+', false],
    ['!~', 'node', 'a', true],
    // Anchored, in RE2: `.` is no line break, `(?i)` is known.
    ['=~', 'text', 'two.lines', false],
    ['=~', 'text', '(?s)two.lines', true],
    ['=~', 'alertname', '(?i)diskfull', true],
  ])('%s: %s against %s is %s', (op, name, value, matches) =>
    expect(alertMatcher([matcher(name, op, value)])(labels)).toBe(matches),
  );

  it('matches with all of its others, and with none of them nothing', () => {
    const both = [matcher('team', '=', 'store'), matcher('alertname', '!=', 'x')];
    expect([alertMatcher(both)(labels), alertMatcher([])(labels)]).toEqual([true, false]);
  });

  it('is refused without a name, and where RE2 does not take its pattern', () => {
    expect(problemOf(matcher(' ', '=', 'x'))).toEqual({ kind: 'noName' });
    expect(problemOf(matcher('a', '=~', '('))).toMatchObject({ words: expect.stringContaining('missing closing )') });
    expect(problemOf(matcher('a', '=~', '(?=x)'))).toMatchObject({ kind: 'regexp' });
    expect(problemOf(matcher('a', '=', '('))).toBeUndefined();
  });

  it('is of everything where an empty value fits all of them', () => {
    expect(matchesEverything([matcher('a', '=~', '.*'), matcher('b', '!=', 'x')])).toBe(true);
    expect(matchesEverything([matcher('a', '=~', '.*'), matcher('b', '=', 'x')])).toBe(false);
  });

  it('is written as Alertmanager writes it', () => {
    const all = [matcher('alertname', '=~', 'a|"b"'), matcher('odd name', '!~', 'x\n')];
    expect(formatMatchers(all)).toBe('{alertname=~"a|\\"b\\"", "odd name"!~"x\\n"}');
    expect(formatMatchers(matchersOf(labelsFromPairs([['a', 'b']])))).toBe('{a="b"}');
  });
});
