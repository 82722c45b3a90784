/** The generated cluster of the promql benchmark as targets of some hundred to a few thousand series, each scraped at its own moment. */
import type { Labels } from '../../shared/model/labels.ts';
import type { SelectedSeries } from '../../shared/promql/queryable.ts';
import { seededRandom } from '../fuzz/random.ts';
import type { BenchScrape, BenchTarget } from './history-scrapes.ts';
import { clusterSeries } from './promql-series.ts';

/** Series at a time; each is dealt its part of every kind. */
const targetSizes = [200, 300, 300, 500, 700, 1000, 1000, 1500, 2000, 2500];
const everyMs = 15_000;

export interface ClusterOptions {
  readonly seed: number;
  /** Each scrape comes so much sooner or later at most, in whole milliseconds; 0 for never. */
  readonly jitterMs: number;
}

export function clusterTargets({ seed, jitterMs }: ClusterOptions): readonly BenchTarget[] {
  const all = clusterSeries(seed);
  const timesMs = all.reduce<Float64Array>(
    (longest, one) => (one.timesMs.length > longest.length ? one.timesMs : longest),
    new Float64Array(0),
  );
  const random = seededRandom(seed + 1);
  const order = shuffled(placesOf(all), random);
  let taken = 0;
  return targetSizes.map((size, at) => {
    const own = order.slice(taken, taken + size).flat();
    taken += size;
    const offsetMs = random() % everyMs;
    const jitters = Int32Array.from(timesMs, () => (random() % (2 * jitterMs + 1)) - jitterMs);
    return targetOf(`target-${at}`, own, timesMs, (k) => offsetMs + (jitters[k] ?? 0));
  });
}

/** A series with the one that takes its place later stays on one target. */
function placesOf(all: readonly SelectedSeries[]): readonly (readonly SelectedSeries[])[] {
  const places: SelectedSeries[][] = [];
  for (const series of all) {
    const before = places.at(-1)?.[0];
    if (before !== undefined && isFollowedBy(before.labels, series.labels)) places.at(-1)?.push(series);
    else places.push([series]);
  }
  return places;
}

function isFollowedBy(a: Labels, b: Labels): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i] || a[i - 1] === 'pod');
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i -= 1) {
    const j = random() % (i + 1);
    [all[i], all[j]] = [all[j] as T, all[i] as T];
  }
  return all;
}

function targetOf(
  name: string,
  all: readonly SelectedSeries[],
  timesMs: Float64Array,
  shiftMs: (k: number) => number,
): BenchTarget {
  const begins = all.map((one) => timesMs.indexOf(one.timesMs[0] ?? 0));
  return {
    name,
    labels: all.map(({ labels }) => labels),
    *scrapes(): Generator<BenchScrape> {
      for (let k = 0; k < timesMs.length; k += 1) {
        const series = new Int32Array(all.length);
        const values = new Float64Array(all.length);
        let count = 0;
        for (let i = 0; i < all.length; i += 1) {
          const value = all[i]?.values[k - (begins[i] ?? 0)];
          if (value === undefined) continue;
          series[count] = i;
          values[count] = value;
          count += 1;
        }
        const timeMs = (timesMs[k] ?? 0) + shiftMs(k);
        yield { timeMs, series: series.slice(0, count), values: values.slice(0, count) };
      }
    },
  };
}
