import { describe, expect, it } from 'vitest';
import { joinSlices } from '../../shared/model/columns.ts';
import { type Labels, labelsKey } from '../../shared/model/labels.ts';
import type { Columns, HistogramSample } from '../../shared/model/query.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from './random.ts';

type Random = () => number;

interface Series {
  readonly labels: Labels;
  readonly samples: readonly (readonly [timeMs: number, value: number])[];
  readonly histograms: readonly Omit<HistogramSample, 'series'>[];
}

const texts = ['', 'a', 'job', '__name__', '__proto__', '"', '\\', '","', '한', '\ud83d\ude00', 'x'.repeat(50)];
const values = [0, -0, 1, Number.NaN, Number.POSITIVE_INFINITY, 0.1, 5e-324];

function randomSeries(random: Random, grid: readonly number[]): readonly Series[] {
  const known = new Map<string, Labels>();
  const text = () => texts[random() % texts.length] ?? '';
  for (let i = random() % 30; i > 0; i -= 1) {
    const labels = Array.from({ length: random() % 4 }, () => [`${text()}${random() % 3}`, text()]).flat();
    known.set(labelsKey(labels), labels);
  }
  return [...known.values()].map((labels) => {
    // Some series begin late, end early, have gaps, or are there once.
    const from = random() % grid.length;
    const to = from + (random() % (grid.length - from + 1));
    const times = grid.slice(from, to).filter(() => random() % 5 !== 0);
    return {
      labels,
      samples: times.map((timeMs) => [timeMs, values[random() % values.length] ?? 0] as const),
      histograms: times
        .filter(() => random() % 4 === 0)
        .map((timeMs) => ({ timeMs, count: random() % 9, sum: 1, buckets: [[0, 0, 1, random() % 9]] })),
    };
  });
}

/** As an answer of one request: only series that have something in it. */
function columnsOf(series: readonly Series[]): Columns {
  const offsets = [0];
  for (const { samples } of series) offsets.push((offsets.at(-1) ?? 0) + samples.length);
  const samples = series.flatMap((one) => one.samples);
  return {
    labels: series.map(({ labels }) => labels),
    offsets: Uint32Array.from(offsets),
    timesMs: Float64Array.from(samples, ([timeMs]) => timeMs),
    values: Float64Array.from(samples, ([, value]) => value),
    histograms: series.flatMap((one, i) => one.histograms.map((histogram) => ({ series: i, ...histogram }))),
  };
}

const isThere = ({ samples, histograms }: Series) => samples.length + histograms.length > 0;

function within(series: readonly Series[], fromMs: number, toMs: number): readonly Series[] {
  const isIn = (timeMs: number) => timeMs >= fromMs && timeMs < toMs;
  return series
    .map(({ labels, samples, histograms }) => ({
      labels,
      samples: samples.filter(([timeMs]) => isIn(timeMs)),
      histograms: histograms.filter(({ timeMs }) => isIn(timeMs)),
    }))
    .filter(isThere);
}

function shuffled<T>(random: Random, list: readonly T[]): readonly T[] {
  return list
    .map((item) => ({ item, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

/** Series by series, whatever their order: bits, so that NaN and -0 count. */
function bySeries({ labels, offsets, timesMs, values: all, histograms }: Columns): ReadonlyMap<string, unknown> {
  const bytes = (column: Float64Array, i: number) =>
    Buffer.from(column.slice(offsets[i], offsets[i + 1]).buffer).toString('hex');
  return new Map(
    labels.map((set, i) => {
      const own = histograms.filter(({ series }) => series === i).map(({ series: _series, ...rest }) => rest);
      return [labelsKey(set), [bytes(timesMs, i), bytes(all, i), own]];
    }),
  );
}

describe('random series that are cut into slices', () => {
  it(
    'are joined to what they were, and stay in their order where no slice changes it',
    () => {
      const random = seededRandom(4);
      for (let i = 0; i < 400 * fuzzFactor; i += 1) {
        const grid = Array.from({ length: 1 + (random() % 40) }, (_, step) => step * 15_000);
        const series = randomSeries(random, grid).filter(isThere);
        const borders = [
          ...new Set(Array.from({ length: random() % 6 }, () => random() % (grid.length * 15_000))),
        ].sort((a, b) => a - b);
        const ends = [...borders, Number.POSITIVE_INFINITY];
        const pieces = ends.map((end, at) => within(series, borders[at - 1] ?? 0, end));
        const inOrder = joinSlices(pieces.map(columnsOf));
        expect(bySeries(inOrder)).toEqual(bySeries(columnsOf(series)));
        expect(inOrder.labels.length).toBe(series.length);
        const met = new Set(pieces.flat().map(({ labels }) => labelsKey(labels)));
        expect(inOrder.labels.map(labelsKey)).toEqual([...met]);
        expect(inOrder.histograms.map((one) => one.series)).toEqual(
          inOrder.histograms.map((one) => one.series).toSorted((a, b) => a - b),
        );
        const mixed = joinSlices(pieces.map((piece) => columnsOf(shuffled(random, piece))));
        expect(bySeries(mixed)).toEqual(bySeries(columnsOf(series)));
      }
    },
    fuzzTimeoutMs,
  );
});
