import { describe, expect, it } from 'vitest';
import { labelValue } from '../../../shared/model/labels.ts';
import { calendarTime } from '../../../shared/promql/engine/calls/calendar.ts';
import { calls } from '../../../shared/promql/engine/calls/calls.ts';
import { compareNaturally } from '../../../shared/promql/engine/calls/natural-order.ts';
import { functions } from '../../../shared/promql/functions.ts';
import { evaluated, seriesOf } from './evaluated.ts';
import { seeded } from './range-fixture.ts';

describe('the functions', () => {
  it('are all there, and no others', () => {
    expect([...calls.keys()].sort()).toEqual([...functions.keys()].sort());
  });
});

describe('the calendar', () => {
  it('is that of JavaScript, as long as that one goes', () => {
    const random = seeded(3);
    for (let i = 0; i < 5000; i += 1) {
      const seconds = Math.floor((random() - 0.5) * 2 * 8.64e12 * (i % 3 === 0 ? 1 : 0.001));
      const date = new Date(seconds * 1000);
      const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
      const newYear = new Date(0);
      newYear.setUTCFullYear(year, 0, 1);
      const monthsEnd = new Date(0);
      monthsEnd.setUTCFullYear(year, month + 1, 0);
      expect(calendarTime(seconds), date.toISOString()).toEqual({
        ...{ year, month: month + 1, day: date.getUTCDate(), weekday: date.getUTCDay() },
        ...{ hour: date.getUTCHours(), minute: date.getUTCMinutes(), daysInMonth: monthsEnd.getUTCDate() },
        dayOfYear: Math.floor((date.getTime() - newYear.getTime()) / 86_400_000) + 1,
      });
    }
  });
});

describe('the date of what is no time', () => {
  it('is the one that Go comes to', () => {
    const text = 'year(vector(NaN)) * 10000 + month(vector(Inf)) * 100 + day_of_month(vector(-1e300))';
    expect(seriesOf(evaluated(text, []))).toEqual([[[], [292_277_026_596_1204]]]);
  });
});

describe('the natural order', () => {
  it('counts where there are digits', () => {
    const texts = ['node-10', 'node-9', '', 'a', 'node-9b', '2', '10', '02', '99999999999999999999', 'node-'];
    const sorted = ['', '02', '2', '10', '99999999999999999999', 'a', 'node-', 'node-9', 'node-9b', 'node-10'];
    expect(texts.toSorted(compareNaturally)).toEqual(sorted);
  });
});

const one = (labels: Readonly<Record<string, string>>) => [{ labels: { __name__: 'm', ...labels }, values: [1] }];

/** What becomes of the label `to`; undefined where there is none. */
function replaced(
  replacement: string,
  pattern: string,
  from: string,
  semantics: 'v2' | 'v3' = 'v3',
): string | undefined {
  const text = `label_replace(m, "to", ${JSON.stringify(replacement)}, "from", ${JSON.stringify(pattern)})`;
  const [labels = []] = seriesOf(evaluated(text, one({ from }), { semantics }))[0] ?? [];
  return labelValue(labels, 'to');
}

describe('label_replace', () => {
  it('puts in what the groups of the match are, as Go names them', () => {
    const cases = [
      ['$1-$2', 'a-b'],
      [`\${1}x$1x`, 'ax'],
      [`$word \${word}s $wordy`, 'b bs '],
      [`\${1`, `\${1`],
      ['$$1 costs $', '$1 costs $'],
      ['$0', 'a.b'],
      ['$9$01', undefined],
      ['$-$é', '$-'],
    ] as const;
    const results = cases.map(([replacement]) => replaced(replacement, '(\\w)[.](?P<word>\\w)', 'a.b'));
    expect(results).toEqual(cases.map(([, expected]) => expected));
  });

  it('sees a line break as any character since Prometheus 3 only', () => {
    expect([replaced('yes', 'a.b', 'a\nb', 'v3'), replaced('yes', 'a.b', 'a\nb', 'v2')]).toEqual(['yes', undefined]);
  });

  it('writes any name since Prometheus 3, and before that classic ones', () => {
    const text = 'label_replace(m, "t o", "x", "", "")';
    expect(seriesOf(evaluated(text, one({})))).toEqual([[['__name__', 'm', 't o', 'x'], [1]]]);
    expect(() => evaluated(text, one({}), { semantics: 'v2' })).toThrow(
      'invalid destination label name in label_replace(): t o',
    );
  });

  it('says which pattern is none', () => {
    expect(() => evaluated('label_replace(m, "a", "", "b", "(.*")', [])).toThrow(
      'invalid regular expression in label_replace(): (.*',
    );
  });
});

describe('info()', () => {
  it('reads info series no further than the selector looks', () => {
    const given = [
      { labels: { __name__: 'm', job: 'j' }, values: [1, 2, 3] },
      { labels: { __name__: 'target_info', job: 'j', version: '1' }, values: [1, 1, undefined] },
      { labels: { __name__: 'target_info', job: 'j', version: '2' }, values: [undefined, undefined, 1] },
    ];
    const options = { minutes: 2, lookbackMs: 90_000 };
    const versions = (text: string) =>
      seriesOf(evaluated(text, given, options)).map(([labels, values]) => [labels.at(-1), values]);
    expect(versions('info(m)')).toEqual([
      ['1', [1, 2]],
      ['2', [3]],
    ]);
    expect(versions('info(m offset 1m)')).toEqual([['1', [1, 2]]]);
  });

  it('fails where two info series were sampled at the same time', () => {
    const given = ['1', '2'].map((version) => ({
      labels: { __name__: 'target_info', job: 'j', version },
      values: [1],
    }));
    expect(() => evaluated('info(m)', [...given, { labels: { __name__: 'm', job: 'j' }, values: [1] }])).toThrow(
      'found duplicate series for info metric: existing {__name__="target_info", job="j", version="1"} @ 0, ' +
        'new {__name__="target_info", job="j", version="2"} @ 0',
    );
  });
});

describe('timestamp()', () => {
  it("is the sample's own of a selector, and the time of evaluation of everything else", () => {
    const given = [{ labels: { __name__: 'm' }, values: [5, undefined] }];
    const options = { minutes: 1, lookbackMs: 90_000 };
    expect(seriesOf(evaluated('timestamp(m)', given, options))).toEqual([[[], [0, 0]]]);
    expect(seriesOf(evaluated('timestamp(m + 0)', given, options))).toEqual([[[], [0, 60]]]);
  });
});
