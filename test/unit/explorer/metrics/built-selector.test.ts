import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BuiltSelector,
  everything,
  formatSelector,
  isChosen,
  matcherOf,
  negateMatcher,
  parseSelector,
  quotePattern,
  removeMatcher,
  selectorOf,
  selectorProblem,
  setPattern,
  toggleValue,
  withoutLabel,
} from '../../../../renderer/views/explorer/metrics/built-selector.ts';
import { parseExpr } from '../../../../shared/promql/parser.ts';

const up = selectorOf('up');
const include = (selector: BuiltSelector, label: string, ...values: string[]) =>
  values.reduce((built, value) => toggleValue(built, label, value, false), selector);
const exclude = (selector: BuiltSelector, label: string, ...values: string[]) =>
  values.reduce((built, value) => toggleValue(built, label, value, true), selector);

describe('a selector that is built by clicking', () => {
  it('matches one value exactly, and several by an expression that means them literally', () => {
    const built = [
      up,
      include(up, 'job', 'node'),
      include(up, 'job', 'node', 'a.b|c'),
      exclude(up, 'job', 'node'),
      exclude(include(up, 'job', 'node'), 'mode', 'idle', 'irq'),
    ];
    expect(built.map(formatSelector)).toEqual([
      'up',
      'up{job="node"}',
      'up{job=~"node|a\\\\.b\\\\|c"}',
      'up{job!="node"}',
      'up{job="node",mode!~"idle|irq"}',
    ]);
  });

  it('takes a value back by the same click, and moves it to the other side by the other one', () => {
    const both = exclude(include(up, 'job', 'a'), 'job', 'b');
    expect(
      [
        include(both, 'job', 'a'),
        exclude(both, 'job', 'a'),
        include(both, 'job', 'b'),
        exclude(include(up, 'job', 'a', 'b'), 'job', 'a'),
      ].map(formatSelector),
    ).toEqual(['up{job!="b"}', 'up{job!~"b|a"}', 'up{job=~"a|b"}', 'up{job="b",job!="a"}']);
    expect(['a', 'b', 'c'].map((value) => isChosen(both, 'job', value))).toEqual(['included', 'excluded', undefined]);
  });

  it('matches by a pattern in the place of the values of the same label, until it is empty', () => {
    const built = setPattern(include(include(up, 'job', 'a'), 'mode', 'idle'), 'job', 'a.*', false);
    expect(
      [built, setPattern(built, 'job', 'b.*', true), setPattern(built, 'job', '', false)].map(formatSelector),
    ).toEqual(['up{mode="idle",job=~"a.*"}', 'up{mode="idle",job!~"b.*"}', 'up{mode="idle"}']);
  });

  it('turns a condition around; values that come to the same sign are one condition', () => {
    const both = exclude(include(up, 'job', 'a'), 'job', 'b');
    const mixed = setPattern(include(up, 'mode', 'idle'), 'job', 'a.*', false);
    expect(
      [negateMatcher(both, 0), negateMatcher(both, 1), negateMatcher(mixed, 1), negateMatcher(both, 7)].map(
        formatSelector,
      ),
    ).toEqual(['up{job!~"b|a"}', 'up{job=~"a|b"}', 'up{mode="idle",job!~"a.*"}', 'up{job="a",job!="b"}']);
  });

  it('takes a condition, or all of a label, back', () => {
    const both = include(exclude(include(up, 'job', 'a'), 'job', 'b'), 'mode', 'idle');
    expect([removeMatcher(both, 1), withoutLabel(both, 'job'), withoutLabel(both, 'x')].map(formatSelector)).toEqual([
      'up{job="a",mode="idle"}',
      'up{mode="idle"}',
      'up{job="a",job!="b",mode="idle"}',
    ]);
  });

  it('quotes names that are no plain ones, and works without a metric', () => {
    const named = [selectorOf('http.requests'), include(selectorOf('http.requests'), 'a b', 'x')];
    expect([...named, everything, include(everything, 'job', 'a')].map(formatSelector)).toEqual([
      '{"http.requests"}',
      '{"http.requests","a b"="x"}',
      '',
      '{job="a"}',
    ]);
  });

  it('says beforehand what Prometheus would refuse', () => {
    const problems = [
      everything,
      up,
      exclude(everything, 'job', 'a'),
      include(exclude(everything, 'job', 'a'), 'mode', 'idle'),
      exclude(up, 'job', 'a'),
      setPattern(up, 'job', 'a(', false),
    ].map((selector) => selectorProblem(selector)?.kind);
    expect(problems).toEqual([undefined, undefined, 'tooWide', undefined, undefined, 'refused']);
  });

  it('begins with the selector under the cursor, where that is one', () => {
    const texts = [
      'up',
      ' up{job="a",mode=~"x|y"} ',
      '{__name__="up",job!="a"}',
      'up{job=~"a.*"}',
      'up{',
      'rate(up[5m])',
      '',
    ];
    expect(texts.map(parseSelector)).toEqual([
      up,
      include(include(up, 'job', 'a'), 'mode', 'x', 'y'),
      exclude(up, 'job', 'a'),
      setPattern(up, 'job', 'a.*', false),
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('keeps two conditions of one label apart: both have to hold', () => {
    const selector = parseSelector('up{a="x",a="y"}');
    expect(selector === undefined ? '' : formatSelector(selector)).toBe('up{a="x",a="y"}');
  });
});

describe('any selector that was built', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.constantFrom('', '.*', 'a|b', '\\', '"', '('),
  );
  const label = fc.constantFrom('job', 'mode', 'a b', 'le');
  type Step = { readonly label: string; readonly value: string; readonly negative: boolean; readonly turn: boolean };
  const step: fc.Arbitrary<Step> = fc.record({ label, value: text, negative: fc.boolean(), turn: fc.boolean() });
  const built = fc
    .tuple(fc.option(fc.constantFrom('up', 'http.requests'), { nil: undefined }), fc.array(step))
    .map(([metric, steps]) =>
      steps.reduce((selector, one, index) => {
        const next = toggleValue(selector, one.label, one.value, one.negative);
        return one.turn ? negateMatcher(next, index % Math.max(1, next.matchers.length)) : next;
      }, selectorOf(metric)),
    );

  it('is read back as what was written, and its values mean themselves', () => {
    fc.assert(
      fc.property(built, (selector) => {
        const written = formatSelector(selector);
        if (written === '' || selectorProblem(selector) !== undefined) return;
        parseExpr(written);
        const again = parseSelector(written);
        expect(again === undefined ? undefined : formatSelector(again)).toBe(written);
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  it('has each label and sign once', () => {
    fc.assert(
      fc.property(built, ({ matchers }) => {
        const sides = matchers.map(({ label: name, negative }) => `${name} ${negative}`);
        expect(new Set(sides).size).toBe(sides.length);
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  it('quotes what has a meaning in a regular expression', () => {
    fc.assert(
      fc.property(text, text, (value, other) => {
        const whole = new RegExp(`^(?:${quotePattern(value)})$`, 'u');
        expect([whole.test(value), whole.test(other)]).toEqual([true, other === value]);
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  it('gives a matcher for every condition', () => {
    expect(exclude(include(up, 'job', 'a', 'b'), 'mode', 'x').matchers.map(matcherOf)).toEqual([
      { name: 'job', op: '=~', value: 'a|b' },
      { name: 'mode', op: '!=', value: 'x' },
    ]);
  });
});
