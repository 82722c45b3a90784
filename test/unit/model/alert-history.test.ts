import { describe, expect, it } from 'vitest';
import {
  CommonBreaks,
  countAt,
  type HistorySpan,
  hasSampleWithin,
  IntervalGuess,
  type Known,
  spansOfSamples,
  spansOfSteps,
  tallyOf,
  timesOf,
  unionOf,
  withoutSamples,
} from '../../../shared/model/alert-history.ts';

const second = 1000;
const whole: Known = { startMs: 0, endMs: 100 * second, gaps: [] };

/** A letter a second from 0 on: `x` a sample. */
const timesIn = (drawn: string) => [...drawn].flatMap((letter, at) => (letter === 'x' ? [at * second] : []));

/** `[`: seen to begin, `(`: not; `]`: seen to end, `)`: not; seconds between. */
const written = (spans: readonly HistorySpan[]) =>
  spans
    .map(
      ({ fromMs, toMs, began, ended }) => `${began ? '[' : '('}${fromMs / second} ${toMs / second}${ended ? ']' : ')'}`,
    )
    .join(' ');

const samples = (drawn: string, known = { ...whole, endMs: (drawn.length - 1) * second }) =>
  written(spansOfSamples('firing', timesIn(drawn), second, known));

describe('the spans of an alert, from its samples', () => {
  it('reach from the first evaluation that had it to the first that had it no more, also of one evaluation alone', () => {
    expect(samples('...xxx...x......')).toBe('[3 6] [9 10]');
  });

  it('are not told as begun or ended at the edges of what is looked at', () => {
    expect(samples('xx.....xxx')).toBe('(0 2] [7 9)');
    expect(samples('.xx....xx.')).toBe('(1 3] [7 9)');
  });

  it('go on over an evaluation that comes late, and end where one is missing', () => {
    expect(written(spansOfSamples('firing', [5000, 6000, 7700, 8700, 10_700], second, whole))).toBe(
      '[5 9.7] [10.7 11.7]',
    );
  });

  it('neither begin nor end where nothing is known beside them, and do not reach into it', () => {
    const gaps = [{ startMs: 5500, endMs: 8500 }];
    expect(samples('..xxxx...xx.......', { startMs: 0, endMs: 17_000, gaps })).toBe('[2 5.5) (9 11]');
    // One that had ended before has.
    expect(samples('..x........xx.....', { startMs: 0, endMs: 17_000, gaps })).toBe('[2 3] [11 13]');
  });

  it('go on at another distance where it is the same all the time: the rule was evaluated less often then', () => {
    expect(samples('...x..x..x..x..x..x..xxxxxx....')).toBe('[3 27]');
    expect(samples('...x..x..x..x..x..x............')).toBe('(3 21]');
    // Four times are flapping.
    expect(samples('...x..x..x..x..x...')).toBe('[3 4] [6 7] [9 10] [12 13] [15 16]');
  });

  it('are none of no samples', () => {
    expect(samples('.......')).toBe('');
  });
});

describe('the spans of an alert, from how many samples each step had', () => {
  const step = { stepMs: 10 * second, intervalMs: second };
  const steps = (pairs: readonly (readonly [number, number])[]) =>
    written(
      spansOfSteps(
        'firing',
        pairs.map(([at]) => at * second),
        pairs.map(([, count]) => count),
        step,
        { ...whole, endMs: 100 * second },
      ),
    );

  it('begin and end within a step where the one beside it says on which side', () => {
    expect(
      steps([
        [30, 4],
        [40, 10],
        [50, 7],
      ]),
    ).toBe('[26 47]');
  });

  it('are a whole step where nobody knows when within it, so that a short one is seen', () => {
    expect(steps([[30, 1]])).toBe('[20 30]');
  });

  it('are apart where a step between them has nothing', () => {
    expect(
      steps([
        [20, 10],
        [40, 10],
        [50, 2],
      ]),
    ).toBe('[10 20] [30 42]');
  });

  it('are not told as begun or ended at the edges', () => {
    expect(
      steps([
        [10, 10],
        [20, 10],
      ]),
    ).toBe('(0 20]');
    expect(
      steps([
        [90, 10],
        [100, 10],
      ]),
    ).toBe('[80 100)');
  });
});

describe('when no rule was evaluated', () => {
  const foundIn = (breaks: CommonBreaks) => {
    const finding = breaks.found();
    let pauses = 0;
    let step = finding.next();
    for (; !step.done; step = finding.next()) pauses += 1;
    return { found: step.value, pauses };
  };
  const found = (...drawn: readonly (readonly [string, string])[]) => {
    const breaks = new CommonBreaks(4 * second);
    for (const [name, one] of drawn) breaks.add(name, timesIn(one), second);
    return foundIn(breaks).found.map(({ startMs, endMs }) => [startMs / second, endMs / second]);
  };

  it('is when alerts of several rules are away together', () => {
    expect(found(['A', 'xxxx....xxxx..xx'], ['B', '.xxxx...xxx.....'])).toEqual([[4, 8]]);
  });

  it('is not when only the alerts of one rule are, or those of others at other times', () => {
    expect(found(['A', 'xxxx....xxxx'], ['A', 'xxxx....xxxx'])).toEqual([]);
    expect(found(['A', 'xxx...xxxxxxxxxx'], ['B', 'xxxxxxxxxx...xxx'])).toEqual([]);
  });

  it('is not when they are away for so long that the server would have been seen to be', () => {
    expect(found(['A', 'xxxx.....xxxx'], ['B', '.xxx.....xxx.'])).toEqual([]);
  });

  it('is found with pauses, however often alerts flap, and over the edge of a minute as within it', () => {
    const breaks = new CommonBreaks(4 * second);
    const flapping = (fromMs: number) => Array.from({ length: 1000 }, (_, n) => fromMs + n * 5 * second);
    for (const name of ['A', 'A', 'A']) breaks.add(name, flapping(0), second);
    breaks.add('B', [57 * second, 61 * second], second);
    const { found: common, pauses } = foundIn(breaks);
    expect(common).toEqual([{ startMs: 57 * second, endMs: 60 * second }]);
    expect(pauses).toBeGreaterThan(50);
  });

  it('is disproved by a sample within', () => {
    const times = Float64Array.from(timesIn('xxx..x.xx'));
    const within = (startMs: number, endMs: number) => hasSampleWithin(times, { startMs, endMs });
    expect([within(2000, 7000), within(2000, 5000), within(5000, 7000), within(8000, 9000)]).toEqual([
      ...[true, false, false, false],
    ]);
  });
});

describe('when a server is said to have been away', () => {
  const left = (drawn: string, startMs: number, endMs: number) =>
    withoutSamples(Float64Array.from(timesIn(drawn)), { startMs, endMs }, 2500);

  it('is told more exactly by the samples near its ends', () => {
    expect(left('xxxx........xxx', 2500, 13_500)).toEqual({ startMs: 3000, endMs: 12_000 });
    expect(left('..............x', 0, 14_000)).toEqual({ startMs: 0, endMs: 14_000 });
  });

  it('is not so where there are samples in the midst of it, or little is left', () => {
    expect(left('.......x.......', 0, 14_000)).toBeUndefined();
    expect(left('xxxxxxxx', 1500, 5500)).toBeUndefined();
  });
});

describe('alerts together', () => {
  const span = (fromMs: number, toMs: number, more: Partial<HistorySpan> = {}): HistorySpan => ({
    ...{ state: 'firing', fromMs, toMs, began: true, ended: true },
    ...more,
  });
  const some = tallyOf([span(5, 9), span(0, 3), span(2, 4), span(4, 5), span(20, 30)]);

  it('have a state while one of them has it; what begins where another ends goes on', () => {
    expect(unionOf('firing', some)).toEqual([
      { state: 'firing', fromMs: 0, toMs: 9 },
      { state: 'firing', fromMs: 20, toMs: 30 },
    ]);
    expect(unionOf('firing', tallyOf([]))).toEqual([]);
  });

  it('are counted at a time: with its beginning, without its end', () => {
    expect([-1, 0, 2, 3, 4, 9, 20, 30].map((at) => countAt(some, at))).toEqual([0, 1, 2, 1, 1, 0, 1, 0]);
  });

  it('fired as often as they began, and not once more after a stretch of which nothing is known', () => {
    expect(timesOf([span(0, 1, { began: false }), span(3, 4), { ...span(5, 6), state: 'pending' }])).toBe(2);
    expect(timesOf([span(0, 1, { ended: false }), span(3, 4, { began: false })])).toBe(1);
    expect(timesOf([span(0, 1, { ended: false }), span(3, 4)])).toBe(2);
    expect(timesOf([span(0, 1), span(3, 4, { began: false })])).toBe(2);
  });
});

describe('the interval of a rule', () => {
  it('is the usual distance between samples of its alerts, those of all of them together', () => {
    const guess = new IntervalGuess();
    expect(guess.ms).toBeUndefined();
    guess.add([0]);
    expect(guess.ms).toBeUndefined();
    guess.add([0, 15_003, 29_998, 90_000]);
    guess.add([0, 300_000]);
    expect(guess.ms).toBe(15_000);
  });
});
