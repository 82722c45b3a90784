/** count_values, and what else takes the place of counting by hand: sparse columns where they are taken for whole ones. */
import { describe, expect, it } from 'vitest';
import { evaluated, type GivenSeries } from './evaluated.ts';
import { seeded } from './range-fixture.ts';

const minutes = 59;

/** Some values for all series, and some that are there hardly twice. */
function randomGiven(random: () => number): readonly GivenSeries[] {
  const value = (i: number) => [undefined, -0, 0, 1, 2.5, i, i + 0.5, Number.NaN][Math.floor(random() * 8)];
  return Array.from({ length: 6 }, (_, at) => ({
    labels: { __name__: 'm', l: String(at), g: at < 3 ? 'low' : 'high', ...(at === 5 ? { value: 'taken' } : {}) },
    values: Array.from({ length: minutes + 1 }, (__, i) => (random() < 0.2 ? i % 4 : value(i))),
  }));
}

/** As `labels: time count …`. */
function listed(text: string, given: readonly GivenSeries[]): readonly string[] {
  const { value } = evaluated(text, given, { minutes });
  if (value.kind !== 'matrix') throw new Error(value.kind);
  return value.series.map(
    ({ labels, timesMs, values }) =>
      `${labels.join(' ')}: ${Array.from(timesMs, (timeMs, i) => `${timeMs / 60_000} ${values[i]}`).join(', ')}`,
  );
}

function textOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function countedByHand(given: readonly GivenSeries[], groupOf: (one: GivenSeries) => readonly string[]) {
  const counts = new Map<string, Map<number, number>>();
  for (const one of given) {
    one.values.forEach((value, minute) => {
      if (value === undefined) return;
      const key = [...groupOf(one), 'value', textOf(value)].join(' ');
      const own = counts.get(key) ?? new Map<number, number>();
      counts.set(key, own);
      own.set(minute, (own.get(minute) ?? 0) + 1);
    });
  }
  return Array.from(counts, ([key, own]) => {
    const samples = [...own].sort(([a], [b]) => a - b).map(([minute, count]) => `${minute} ${count}`);
    return `${key}: ${samples.join(', ')}`;
  });
}

describe('count_values over a range', () => {
  const random = seeded(3);
  const rounds = Array.from({ length: 20 }, () => randomGiven(random));

  it('counts values that are there once, now and then, and always', () => {
    for (const given of rounds) {
      expect(listed('count_values("value", m)', given).toSorted()).toEqual(countedByHand(given, () => []).toSorted());
      expect(listed('count_values by (g) ("value", m)', given).toSorted()).toEqual(
        countedByHand(given, ({ labels }) => ['g', labels.g ?? '']).toSorted(),
      );
    }
  });

  it('is a vector like any other to what it stands in', () => {
    for (const given of rounds) {
      const whole = listed('count_values("value", m)', given);
      expect(listed('label_join(count_values("value", m), "none", "", "nothing")', given)).toEqual(whole);
      expect(listed('count_values("value", m) * 1', given)).toEqual(whole);
      expect(listed('1 * count_values("value", m)', given)).toEqual(whole);
      expect(listed('-(-count_values("value", m))', given)).toEqual(whole);
      expect(listed('+count_values("value", m)', given)).toEqual(whole);
      expect(listed('last_over_time(count_values("value", m)[1m:1m])', given)).toEqual(whole);
      expect(listed('sum(count_values("value", m))', given)).toEqual(listed('count(m)', given));
    }
  });

  it('is one series where the label it writes into is not kept', () => {
    for (const given of rounds) {
      expect(listed('count_values without (value, l) ("value", m)', given)).toEqual(listed('count by (g) (m)', given));
    }
  });

  it('is the same at every time where it is fixed', () => {
    for (const given of rounds) {
      expect(listed('count_values("value", m @ 600)', given)).toEqual(
        listed('count_values("value", m @ 600) * scalar(vector(time() >= bool 0))', given),
      );
    }
  });
});
