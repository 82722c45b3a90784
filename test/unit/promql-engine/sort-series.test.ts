/** The series of a matrix: each label set once, in the order of its bytes. */
import { describe, expect, it } from 'vitest';
import type { Labels } from '../../../shared/model/labels.ts';
import { compareLabels } from '../../../shared/promql/engine/compare-labels.ts';
import { requireDistinct, sortedByLabels } from '../../../shared/promql/engine/sort-series.ts';
import { seeded } from './range-fixture.ts';

const series = (labels: Labels) => ({
  ...{ labels, timesMs: Float64Array.of(0), values: Float64Array.of(0), histograms: undefined },
});

const alphabets = [
  ['a', 'b', 'A', '_', '0', ''],
  ['a', 'é', '～', '\u{1f600}', 'b', ''],
  ['a', '\0', '\u0001', 'b', '', '\ud7ff'],
];

describe('sorting by labels', () => {
  it('is the same for plain texts, characters of every plane, and what separates', () => {
    const random = seeded(11);
    for (let round = 0; round < 300; round += 1) {
      const alphabet = alphabets[round % alphabets.length] ?? [];
      const text = () => Array.from({ length: 3 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
      const sets = new Map<string, Labels>();
      for (let i = 0; i < 30; i += 1) {
        const labels = Array.from({ length: 2 * Math.floor(random() * 4) }, text);
        sets.set(JSON.stringify(labels), labels);
      }
      const sorted = sortedByLabels([...sets.values()].map(series)).map(({ labels }) => labels);
      expect(sorted, `round ${round}`).toEqual([...sets.values()].toSorted(compareLabels));
    }
  });

  it('refuses label sets that are there twice', () => {
    for (const value of ['x', '～']) {
      const twice = [series(['a', value]), series(['b', value]), series(['a', value])];
      for (const refuse of [sortedByLabels, requireDistinct]) {
        expect(() => refuse(twice)).toThrow('vector cannot contain metrics with the same labelset');
      }
    }
  });
});
