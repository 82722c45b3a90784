/**
 * The series of the benchmark: for Prometheus as OpenMetrics, for our engine as columns, as a storage would give them. `a_X`, `b_X` and `h_X`
 * as in Prometheus's own benchmark of its engine (https://github.com/prometheus/prometheus/blob/main/promql/bench_test.go); counters and
 * buckets of many targets as in a cluster.
 */
import { type Labels, labelsFromPairs, labelValue } from '../../shared/model/labels.ts';
import type { Queryable, SelectedSeries } from '../../shared/promql/queryable.ts';
import { seededRandom } from '../fuzz/random.ts';

export const endMs = 1_700_000_000_000;
const bounds = ['0.005', '0.01', '0.05', '0.1', '0.5', '1', '2.5', '5', '10', '+Inf'];

/** Scraped together: one array of times for all. */
function timesOf(lengthMs: number, everyMs: number): Float64Array {
  const count = Math.floor(lengthMs / everyMs) + 1;
  return Float64Array.from({ length: count }, (_, i) => endMs - (count - 1 - i) * everyMs);
}

const hourMs = 3_600_000;
/** A day and 1,000 steps of 10 s. */
const longTimes = timesOf(24 * hourMs + 10_000_000, 10_000);
const shortTimes = timesOf(3 * hourMs, 10_000);
const clusterTimes = timesOf(3 * hourMs, 15_000);

export const counterCount = 5000;
const histogramCount = 120;

export function benchSeries(seed: number): readonly SelectedSeries[] {
  const random = seededRandom(seed);
  const fraction = () => random() / 2 ** 32;
  const all: SelectedSeries[] = [];
  const add = (name: string, pairs: readonly (readonly [string, string])[], timesMs: Float64Array, most: number) => {
    const values = new Float64Array(timesMs.length);
    let value = Math.floor(fraction() * 1e6);
    for (let i = 0; i < values.length; i += 1) {
      if (fraction() < 0.001) value = 0;
      value += Math.floor(fraction() * most);
      values[i] = value;
    }
    all.push({ labels: labelsFromPairs([['__name__', name], ...pairs]), timesMs, values });
  };
  for (const [size, count] of [
    ['one', 1],
    ['hundred', 100],
  ] as const) {
    for (let i = 0; i < count; i += 1) {
      add(`a_${size}`, [['l', String(i)]], longTimes, 100);
      add(`b_${size}`, [['l', String(i)]], longTimes, 100);
      bounds.forEach((le, at) => {
        add(
          `h_${size}`,
          [
            ['l', String(i)],
            ['le', le],
          ],
          shortTimes,
          20 * (at + 1),
        );
      });
    }
  }
  for (let i = 0; i < counterCount; i += 1) {
    add(
      'requests_total',
      [
        ['job', `job-${i % 20}`],
        ['instance', `10.0.${i % 50}.1:80`],
        ['path', `/p/${i}`],
      ],
      clusterTimes,
      100,
    );
  }
  for (let i = 0; i < histogramCount; i += 1) {
    bounds.forEach((le, at) => {
      add(
        'latency_bucket',
        [
          ['job', `job-${i % 20}`],
          ['path', `/p/${i}`],
          ['le', le],
        ],
        clusterTimes,
        20 * (at + 1),
      );
    });
  }
  return all;
}

/** Looks series up by metric name, which every expression here has. */
export function queryableOf(all: readonly SelectedSeries[]): Queryable {
  const byName = Map.groupBy(all, ({ labels }) => labelValue(labels, '__name__') ?? '');
  return {
    *select({ matchers }, run) {
      const name = matchers.find((one) => one.name === '__name__')?.value ?? '';
      for (const series of byName.get(name) ?? []) {
        run.check();
        if (matchers.every((one) => one.matches(labelValue(series.labels, one.name) ?? ''))) yield series;
      }
    },
  };
}

function seriesText(labels: Labels): string {
  const inside: string[] = [];
  for (let i = 0; i < labels.length; i += 2) {
    if (labels[i] !== '__name__') inside.push(`${labels[i]}="${labels[i + 1]}"`);
  }
  return `${labelValue(labels, '__name__')}{${inside.join(',')}}`;
}

export function* benchText(all: readonly SelectedSeries[]): Generator<string> {
  for (const { labels, timesMs, values } of all) {
    const text = seriesText(labels);
    let lines = '';
    for (let i = 0; i < timesMs.length; i += 1) lines += `${text} ${values[i]} ${(timesMs[i] ?? 0) / 1000}\n`;
    yield lines;
  }
  yield '# EOF\n';
}
