import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinRules, joinSelectors } from '../../../electron/backend/history/coverage/join-rules.ts';
import { type CoverageState, type Span, spansWithin } from '../../../electron/backend/history/coverage/spans.ts';
import { goneDetailOf } from '../../../electron/backend/recorder/asked-again.ts';

const window = { startMs: 0, endMs: 99 };
const span = (startMs: number, endMs: number, state: CoverageState, detail = ''): Span => ({
  startMs,
  endMs,
  state,
  detail,
});
const join = (...rules: readonly Span[][]) =>
  joinRules(
    rules.map((spans) => spansWithin(spans, window)),
    window,
  );

test('a time is recorded where any rule recorded', () => {
  expect(join([span(0, 49, 'recorded')], [span(40, 69, 'recorded')], [span(80, 99, 'recorded')])).toEqual([
    span(0, 69, 'recorded'),
    span(70, 79, 'notRecorded'),
    span(80, 99, 'recorded'),
  ]);
});

test('where none did, the reason that says most is told, with its words', () => {
  const rules = [
    [span(0, 9, 'recorded'), span(10, 49, 'unreachable', 'no route')],
    [span(10, 19, 'asleep'), span(20, 29, 'deleted'), span(30, 59, 'other', 'what')],
  ];
  expect(join(...rules)).toEqual([
    span(0, 9, 'recorded'),
    span(10, 19, 'asleep'),
    span(20, 49, 'unreachable', 'no route'),
    span(50, 59, 'other', 'what'),
    span(60, 99, 'notRecorded'),
  ]);
});

test('of several with one reason, one with words speaks; without rules nothing was recorded', () => {
  expect(join([span(0, 99, 'asleep')], [span(0, 99, 'asleep', 'lid closed')])).toEqual([
    span(0, 99, 'asleep', 'lid closed'),
  ]);
  expect(join()).toEqual([span(0, 99, 'notRecorded')]);
});

const states: readonly CoverageState[] = ['recorded', 'asleep', 'unreachable', 'deleted', 'other', 'notRecorded'];
const ruleOf = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: 30 }), state: fc.constantFrom(...states, undefined) }), {
    maxLength: 12,
  })
  .map((parts) => {
    let atMs = 0;
    return parts.flatMap(({ length, state }) => {
      const startMs = atMs;
      atMs += length;
      return state === undefined ? [] : [span(startMs, atMs - 1, state)];
    });
  });

test('whatever the rules say, each millisecond is what the first of the reasons is that any rule has for it', () => {
  fc.assert(
    fc.property(fc.array(ruleOf, { maxLength: 5 }), (rules) => {
      const joined = join(...rules);
      const at = (spans: readonly Span[], ms: number) =>
        spans.find((one) => one.startMs <= ms && one.endMs >= ms)?.state;
      for (let ms = 0; ms <= 99; ms += 1) {
        const said = rules.map((spans) => at(spans, ms) ?? 'notRecorded');
        const best = states.find((state) => said.includes(state)) ?? 'notRecorded';
        expect(at(joined, ms)).toBe(best);
      }
      expect([joined[0]?.startMs, joined.at(-1)?.endMs]).toEqual([0, 99]);
    }),
    { seed: 8, numRuns: 300 },
  );
});

const rules = [
  { rule: 'a', spans: spansWithin([span(0, 59, 'recorded', 'as JSON'), span(60, 79, 'asleep')], window) },
  { rule: 'b', spans: spansWithin([span(30, 99, 'recorded')], window) },
  { rule: 'c', spans: spansWithin([], window) },
];

test('of a selector the rules count that may have its series, whether or not they were recorded', () => {
  expect(joinSelectors(rules, [['b', 'c']], window)).toEqual([
    span(0, 59, 'recorded', 'as JSON'),
    span(60, 79, 'asleep'),
    span(80, 99, 'notRecorded'),
  ]);
  expect(joinSelectors(rules, [['a', 'b']], window)).toEqual([span(0, 99, 'notRecorded')]);
});

test('of several selectors, a time is recorded where each was, and what is missing is said with the first reason', () => {
  const beside = [
    ['b', 'c'],
    ['a', 'c'],
  ];
  expect(joinSelectors(rules, beside, window)).toEqual([
    span(0, 29, 'notRecorded'),
    span(30, 59, 'recorded', 'as JSON'),
    span(60, 79, 'asleep'),
    span(80, 99, 'notRecorded'),
  ]);
});

test('a selector that no rule has says nothing; where there is no other, it is as whatever the rule', () => {
  const whatever = joinRules(
    rules.map(({ spans }) => spans),
    window,
  );
  expect([joinSelectors(rules, [['a', 'b', 'c']], window), joinSelectors(rules, [], window)]).toEqual([
    whatever,
    whatever,
  ]);
  expect(
    joinSelectors(
      rules,
      [
        ['a', 'b', 'c'],
        ['a', 'b'],
      ],
      window,
    ),
  ).toEqual([span(0, 99, 'notRecorded')]);
});

test('what a server had nothing of is no gap where it was recorded whatever the rule: the series was not there yet', () => {
  const gone = goneDetailOf('', 0);
  const known = [
    { rule: 'up', spans: spansWithin([span(10, 19, 'recorded'), span(30, 99, 'recorded', 'as JSON')], window) },
    { rule: 'young', spans: spansWithin([span(5, 39, 'other', gone), span(50, 99, 'recorded')], window) },
    { rule: 'slow', spans: spansWithin([span(5, 39, 'other', 'the server did not give that time')], window) },
  ];
  const young = [
    span(0, 4, 'notRecorded'),
    span(5, 9, 'other', gone),
    span(10, 19, 'recorded'),
    span(20, 29, 'other', gone),
    span(30, 39, 'recorded'),
    span(40, 49, 'notRecorded'),
    span(50, 99, 'recorded'),
  ];
  expect(joinSelectors(known, [['up', 'slow']], window)).toEqual(young);
  expect(
    joinSelectors(
      known,
      [
        ['up', 'slow'],
        ['young', 'slow'],
      ],
      window,
    ),
  ).toEqual(young.map((one) => (one.state === 'recorded' && one.startMs >= 30 ? { ...one, detail: 'as JSON' } : one)));
  // What was not given was there.
  expect(joinSelectors(known, [['up', 'young']], window)).toEqual([
    span(0, 4, 'notRecorded'),
    span(5, 39, 'other', 'the server did not give that time'),
    span(40, 99, 'notRecorded'),
  ]);
});

test('a gap of which the server had nothing is one where nothing was recorded, and the parts of it that are left lie where it did', () => {
  const at = (spans: readonly Span[], ms: number) => spans.find((one) => one.startMs <= ms && one.endMs >= ms)?.state;
  const states = ['recorded', 'other', 'asleep'] as const;
  const spansOf = (parts: readonly { readonly length: number; readonly state: CoverageState }[]) => {
    let atMs = 0;
    return spansWithin(
      parts.map(({ length, state }) => {
        atMs += length;
        return span(atMs - length, atMs - 1, state, state === 'other' ? goneDetailOf('', 0) : '');
      }),
      window,
    );
  };
  const some = fc.array(fc.record({ length: fc.integer({ min: 1, max: 30 }), state: fc.constantFrom(...states) }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(some, some, some, (a, b, c) => {
      const all = [a, b, c].map(spansOf);
      const rules = all.map((spans, i) => ({ rule: `${i}`, spans }));
      const joined = joinSelectors(rules, [['1', '2']], window);
      for (let ms = 0; ms <= 99; ms += 1) {
        const own = at(all[0] ?? [], ms);
        const isElsewhere = all.some((spans) => at(spans, ms) === 'recorded');
        expect(at(joined, ms)).toBe(own === 'other' && isElsewhere ? 'recorded' : own);
      }
      expect(joined.every(({ startMs }, i) => startMs === (joined[i - 1]?.endMs ?? -1) + 1)).toBe(true);
    }),
    { seed: 21, numRuns: 300 },
  );
});
