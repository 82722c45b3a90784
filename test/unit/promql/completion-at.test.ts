import { describe, expect, test } from 'vitest';
import { completionAt, type Wanted } from '../../../shared/promql/completion-at.ts';
import { printExpr } from '../../../shared/promql/print.ts';
import { fuzzFactor, seededRandom } from '../../fuzz/random.ts';
import { damage, randomExpr } from './random-promql.ts';

/** The cursor is where `|` stands, or `‸` in a text that has others. */
function at(marked: string): Wanted & { readonly replaced?: string } {
  const cursor = marked.indexOf(marked.includes('‸') ? '‸' : '|');
  const text = marked.slice(0, cursor) + marked.slice(cursor + 1);
  const wanted = completionAt(text, cursor);
  return wanted.kind === 'nothing' ? wanted : { ...wanted, replaced: text.slice(wanted.from, wanted.to) };
}

const kinds = (marked: readonly string[]) => marked.map((text) => `${at(text).kind} ${text}`);

/** All but the place. */
function facts(marked: string): Record<string, unknown> {
  const { from: _, to: __, ...rest } = { from: 0, to: 0, ...at(marked) };
  return rest;
}

describe('where an expression begins', () => {
  test('names may stand', () => {
    const begins = [
      '|',
      'ra|',
      ' up + |',
      'up + ra|',
      'sum(|',
      'sum(ra|',
      'sum by (job) (ra|',
      'histogram_quantile(0.9, |',
      '(|',
      '-|',
      'up == bool |',
      'up and |',
      'up # and\n + |',
      'a or b unless |',
      'up offset 5m + |',
      'up[5m:] + |',
      'a * on (x) group_left (y) |',
      'a * on (x) group_left |',
      'up{a="|"} + ‸',
      'rate(|[5m])',
      'and + |',
    ];
    expect(kinds(begins)).toEqual(begins.map((text) => `expression ${text}`));
  });

  test('the whole word is replaced, and parentheses that stand there are told', () => {
    expect(facts('ra|te(up[5m])')).toEqual({
      kind: 'expression',
      text: 'ra',
      replaced: 'rate',
      mayMatch: false,
      mayBool: false,
      mayGroup: false,
      isCalled: true,
    });
    expect(facts('a + |rate')).toEqual({
      kind: 'expression',
      text: '',
      replaced: '',
      mayMatch: true,
      mayBool: false,
      mayGroup: false,
      isCalled: false,
    });
  });

  test('what belongs to an operator may stand behind it', () => {
    const may = (text: string) => {
      const wanted = at(text);
      if (wanted.kind !== 'expression') return wanted.kind;
      return [wanted.mayMatch && 'on', wanted.mayBool && 'bool', wanted.mayGroup && 'group_left'].filter(Boolean);
    };
    expect(['|', 'a + |', 'a > |', 'a > bool |', 'a and |', 'a > on (x) |', 'sum(|', 'a, |'].map(may)).toEqual([
      [],
      ['on'],
      ['on', 'bool'],
      ['on'],
      ['on'],
      ['group_left'],
      [],
      [],
    ]);
  });
});

describe('behind an operand', () => {
  test('operators may stand', () => {
    const behind = [
      'up |',
      'up o|',
      'up{a="b"} |',
      'up[5m] |',
      'rate(up[5m]) |',
      '5 |',
      '"a" |',
      'sum(up) |',
      'sum |',
      'sum(up) by (job) |',
      'up offset 5m |',
      'up @ 5 |',
      'up @ end() |',
      'sum by (job) (up |)',
      'up # x\n |',
    ];
    expect(kinds(behind)).toEqual(behind.map((text) => `operator ${text}`));
  });

  test('with a grouping where an aggregation has none, a range where one is wanted, modifiers where they fit', () => {
    const may = (text: string) => {
      const wanted = at(text);
      if (wanted.kind !== 'operator') return wanted.kind;
      return [wanted.mayAggregate && 'by', wanted.needsRange && 'range', wanted.mayModify && 'offset'].filter(Boolean);
    };
    expect(
      [
        'sum |',
        'sum(up) |',
        'sum by (a) (up) |',
        'sum(up) by (a) |',
        'rate(up |',
        'rate(up{a="b"} |)',
        'rate(up[5m] |)',
        'quantile_over_time(0.9, up |',
        'quantile_over_time(up |',
        'abs(up |',
        'sum(up) + up |',
        'rate(up[5m]) |',
      ].map(may),
    ).toEqual([
      ['by'],
      ['by'],
      [],
      [],
      ['range', 'offset'],
      ['range', 'offset'],
      ['offset'],
      ['range', 'offset'],
      ['offset'],
      ['offset'],
      ['offset'],
      [],
    ]);
  });
});

describe('in braces', () => {
  const label = { kind: 'labelName', quotes: undefined, needsOperator: true, metric: 'named' };

  test('labels may stand, of the selector with its other conditions', () => {
    expect(facts('up{|')).toEqual({ ...label, text: '', replaced: '', selector: 'up' });
    expect(facts('up{jo|}')).toEqual({ ...label, text: 'jo', replaced: 'jo', selector: 'up' });
    expect(facts('sum(rate(up{job="a", in|[5m]))')).toEqual({
      ...label,
      text: 'in',
      replaced: 'in',
      selector: 'up{job="a"}',
    });
    expect(facts('up{i|nst, job=~"a,}b", half=, "q.q"="1"} + down{x="y"}')).toEqual({
      ...label,
      text: 'i',
      replaced: 'inst',
      selector: 'up{job=~"a,}b","q.q"="1"}',
    });
    expect(facts('{__name__="up", |')).toEqual({
      ...label,
      metric: 'open',
      text: '',
      replaced: '',
      selector: '{__name__="up"}',
    });
    expect(facts('up{in|="x"}')).toMatchObject({ needsOperator: false });
    expect(kinds(['up{job |', 'up{job="a" |', 'up{job=~"a" x|', 'up{job="a" + |'])).toEqual([
      'nothing up{job |',
      'nothing up{job="a" |',
      'nothing up{job=~"a" x|',
      'nothing up{job="a" + |',
    ]);
  });

  test('values may stand, in quotes or without', () => {
    const value = { kind: 'labelValue', label: 'job', isRegex: false, selector: 'up' };
    expect(facts('up{job=|')).toEqual({ ...value, text: '', replaced: '', quotes: undefined });
    expect(facts('up{job="|')).toEqual({ ...value, text: '', replaced: '', quotes: { sign: '"', closed: false } });
    expect(facts('up{job="no|de"}')).toEqual({
      ...value,
      text: 'no',
      replaced: 'node',
      quotes: { sign: '"', closed: true },
    });
    expect(facts("up{job!='a\\'|'}")).toEqual({
      ...value,
      text: "a'",
      replaced: "a\\'",
      quotes: { sign: "'", closed: true },
    });
    expect(facts('up{a="1", job = `C:\\|`, b="2"}')).toEqual({
      ...value,
      text: 'C:\\',
      replaced: 'C:\\',
      selector: 'up{a="1",b="2"}',
      quotes: { sign: '`', closed: true },
    });
    expect(facts('{"http.requests", "service.name"="|"}')).toEqual({
      ...value,
      label: 'service.name',
      text: '',
      replaced: '',
      selector: '{"http.requests"}',
      quotes: { sign: '"', closed: true },
    });
  });

  test('of a regular expression, the alternative that is being written', () => {
    const value = {
      kind: 'labelValue',
      label: 'job',
      isRegex: true,
      selector: 'up',
      quotes: { sign: '"', closed: true },
    };
    expect(facts('up{job=~"node|pro‸"}')).toEqual({ ...value, text: 'pro', replaced: 'pro' });
    expect(facts('up{job=~"‸|node"}')).toEqual({ ...value, text: '', replaced: '' });
    expect(facts('up{job!~"(10\\\\.0|"}')).toEqual({ ...value, text: '10.0', replaced: '10\\\\.0' });
    expect(facts('up{job=~"(a|b‸|c)"}')).toEqual({ ...value, text: 'b', replaced: 'b' });
  });

  test('a metric whose name is in quotes is looked for with the labels', () => {
    expect(facts('{"http.|"}')).toEqual({
      ...label,
      quotes: { sign: '"', closed: true },
      metric: 'open',
      text: 'http.',
      replaced: 'http.',
      selector: '',
    });
    expect(facts('{"http.requests", "|')).toMatchObject({ metric: 'named', selector: '{"http.requests"}' });
  });
});

describe('in the list of a grouping', () => {
  test('labels of its arguments may stand', () => {
    const selectors = [
      'sum by (|) (rate(up{job="a"}[5m]))',
      'sum by (job, in|) (down / up)',
      'sum(rate(up{job="a"}[5m])) by (|)',
      'other + sum(up) without (|',
      'max(a) + sum(up * b) by (|)',
      'sum by (|',
      'quantile(0.9, up) by (|)',
    ].map((text) => {
      const wanted = at(text);
      return wanted.kind === 'grouping' ? wanted.selector : wanted.kind;
    });
    expect(selectors).toEqual(['up{job="a"}', 'down', 'up{job="a"}', 'up', 'up', '', 'up']);
  });

  test('and of the side of an operator that they are of', () => {
    const selectors = [
      'a / on (|) b',
      'a / ignoring (|',
      'x * a / on (job) group_left (|) b',
      'a * on (job) group_right (|) b',
    ].map((text) => {
      const wanted = at(text);
      return wanted.kind === 'grouping' ? wanted.selector : wanted.kind;
    });
    expect(selectors).toEqual(['a', 'a', 'b', 'a']);
    expect(facts('sum by (jo|b) (up)')).toEqual({
      kind: 'grouping',
      text: 'jo',
      replaced: 'job',
      selector: 'up',
      quotes: undefined,
    });
    expect(facts('sum by ("a.|") (up)')).toMatchObject({
      kind: 'grouping',
      text: 'a.',
      quotes: { sign: '"', closed: true },
    });
  });
});

describe('elsewhere', () => {
  test('durations stand in brackets and behind offset, times behind @', () => {
    expect(
      ['up[|', 'up[5|m]', 'up[1h:|', 'up[1h:5|', 'up offset |', 'up offset -3|', 'rate(up offset 5|)'].map(facts),
    ).toEqual(
      [
        ['', ''],
        ['5', '5m'],
        ['', ''],
        ['5', '5'],
        ['', ''],
        ['3', '3'],
        ['5', '5'],
      ].map(([text, replaced]) => ({ kind: 'duration', text, replaced })),
    );
    expect([facts('up @ |'), facts('up @ st|')]).toEqual([
      { kind: 'time', text: '', replaced: '' },
      { kind: 'time', text: 'st', replaced: 'st' },
    ]);
  });

  test('texts that a function takes for labels are labels', () => {
    const named = [
      'label_replace(up{a="b"}, "|',
      'label_replace(up, "a", "$1", "in|"',
      'label_join(up, "a", ",", "b", "|")',
      'label_replace(up, "a", "|")',
      'label_join(up, "a", "|")',
      'sort_by_label(up, "|")',
      'count_values("|", up)',
    ].map((text) => {
      const wanted = at(text);
      return wanted.kind === 'labelName' ? wanted.selector : wanted.kind;
    });
    expect(named).toEqual(['up{a="b"}', 'up', 'up', 'nothing', 'nothing', 'up', 'nothing']);
  });

  test('nothing stands in comments, texts and numbers, nor where a list is missing', () => {
    const none = [
      '# u|',
      'up # x|',
      '"a|"',
      '"a|',
      '`a\n|',
      '5|',
      '1e|',
      'sum by |',
      'sum by (job) |',
      'a + on |',
      'a + fill (|',
    ];
    expect(kinds(none)).toEqual(none.map((text) => `nothing ${text}`));
  });

  test('any text at any place has an answer whose place is around the cursor', () => {
    for (let seed = 1; seed <= 400 * fuzzFactor; seed++) {
      const random = seededRandom(seed * 97);
      const whole = printExpr(randomExpr(random, 1 + (seed % 4)));
      const text = seed % 2 === 0 ? damage(random, whole) : whole;
      for (let cursor = 0; cursor <= text.length; cursor++) {
        const wanted = completionAt(text, cursor);
        if (wanted.kind === 'nothing') continue;
        const isAround = wanted.from <= cursor && cursor <= wanted.to && wanted.to <= text.length && wanted.from >= 0;
        expect(isAround, `seed ${seed}, ${cursor}: ${text}`).toBe(true);
      }
    }
  });

  test('a long text is read in a moment’s work', () => {
    const long = `${'sum by (job) (rate(up{job="a"}[5m])) + '.repeat(1600)}ra`;
    expect(completionAt(long, long.length)).toMatchObject({ kind: 'expression', text: 'ra' });
    const open = '('.repeat(60_000);
    expect(completionAt(open, open.length)).toMatchObject({ kind: 'expression' });
    const quotes = `${'"\\'.repeat(30_000)}`;
    expect(completionAt(quotes, quotes.length).kind).toBe('nothing');
    const slashes = `"${'\\\\'.repeat(70_000)}a" + ra`;
    expect(completionAt(slashes, slashes.length)).toMatchObject({ kind: 'expression', text: 'ra' });
    const word = `up[${'m'.repeat(110_000)} 5`;
    expect(completionAt(word, word.length)).toMatchObject({ kind: 'duration', text: '5' });
  });

  test('what every object has is no function with names of labels', () => {
    const none = ['__proto__("|', 'constructor(up, "|', '__defineGetter__("|"', 'toString("|'];
    expect(kinds(none)).toEqual(none.map((text) => `nothing ${text}`));
  });
});
