/** rate computes what times tell once for all series; where start times are kept but say nothing, each window is computed by itself. */
import { describe, expect, test } from 'vitest';
import { delta, increase, rate } from '../../../shared/promql/engine/range/rate.ts';
import type { SemanticsVersion } from '../../../shared/promql/engine/semantics.ts';
import { computed, kinds, randomGrid, randomSeries, rangeOver, seeded } from './range-fixture.ts';

const functions = { rate, increase, delta };

describe('slopes that are shared', () => {
  test('are those of each window, to the last bit', () => {
    const random = seeded(23);
    for (let round = 0; round < 600; round += 1) {
      const { timesMs, values } = randomSeries(kinds[round % kinds.length] ?? 'whole', random);
      const series = { timesMs, values };
      const semantics: SemanticsVersion = round % 2 === 0 ? 'v2' : 'v3';
      const options = { grid: randomGrid(series, random), semantics };
      const rangeMs = 1000 * (1 + Math.floor(random() * 300));
      const shared = rangeOver(series, { ...options, rangeMs });
      const alone = rangeOver(series, { ...options, rangeMs, startTimesMs: new Float64Array(timesMs.length) });
      for (const [name, compute] of Object.entries(functions)) {
        expect(computed(compute, shared), `${name}, round ${round}`).toEqual(computed(compute, alone));
        // A second series of the same times.
        const doubled = { ...shared, values: shared.values.map((value) => value * 2) };
        const twice = { ...alone, values: doubled.values };
        expect(computed(compute, doubled), `${name}, round ${round}`).toEqual(computed(compute, twice));
      }
    }
  });

  test('end where a counter was 0, however near to where they end anyway, and however small it is', () => {
    const random = seeded(29);
    const endMs = 1_700_000_000_000;
    for (let round = 0; round < 4000; round += 1) {
      const [sampledMs, toStartMs] = [1000 * (1 + Math.floor(random() * 300)), 1 + Math.floor(random() * 1000)];
      const first = random() * 10 ** (round % 3 === 0 ? random() * 18 - 324 : random() * 600 - 305);
      // So that it was 0 at the range's begin, but for a little.
      const little = (random() - 0.5) * 10 ** (-16 * random());
      const last = first + ((first * sampledMs) / toStartMs) * (1 + little);
      if (!Number.isFinite(last)) continue;
      const series = { timesMs: Float64Array.of(endMs - sampledMs, endMs), values: Float64Array.of(first, last) };
      const grid = { startMs: endMs, stepMs: 1, count: 1 };
      const options = { grid, rangeMs: sampledMs + toStartMs, semantics: round % 2 === 0 ? 'v2' : 'v3' } as const;
      const alone = computed(rate, rangeOver(series, { ...options, startTimesMs: new Float64Array(2) }));
      expect(computed(rate, rangeOver(series, options)), `round ${round}`).toEqual(alone);
    }
  });
});
