/**
 * The series of the benchmark: for Prometheus as OpenMetrics, for our engine as columns, as a storage would give them. `a_X`, `b_X` and `h_X`
 * as in Prometheus's own benchmark of its engine (https://github.com/prometheus/prometheus/blob/main/promql/bench_test.go); counters and
 * buckets of many targets as in a cluster.
 */
import { type Labels, labelsFromPairs, labelValue } from '../../shared/model/labels.ts';
import type { Queryable, SelectedSeries } from '../../shared/promql/queryable.ts';
import { seededRandom } from '../fuzz/random.ts';

/** On a full minute, as steps of a panel are. */
export const endMs = 1_700_000_040_000;
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
/** Six hours of a cluster. */
const clusterTimes = timesOf(6 * hourMs, 15_000);

export const counterCount = 5000;
const histogramCount = 120;
const gaugeCount = 2500;
const constantCount = 1300;

type Pairs = readonly (readonly [string, string])[];
type NextValue = (before: number, fraction: () => number) => number;

/** Counts up by less than `most` a scrape, and begins anew now and then. */
const counter =
  (most: number): NextValue =>
  (before, fraction) =>
    (fraction() < 0.001 ? 0 : before) + Math.floor(fraction() * most);

/** Goes up and down, with two decimals. */
const gauge: NextValue = (before, fraction) => Math.round((before + (fraction() - 0.5) * 10) * 100) / 100;

const constant: NextValue = (before) => before;

/** The same for the same seed. */
export function engineSeries(seed: number): readonly SelectedSeries[] {
  const { all, add } = builder(seed);
  for (const [size, count] of [
    ['one', 1],
    ['hundred', 100],
  ] as const) {
    for (let i = 0; i < count; i += 1) {
      const pairs: Pairs = [['l', String(i)]];
      add(`a_${size}`, pairs, longTimes, counter(100));
      add(`b_${size}`, pairs, longTimes, counter(100));
      bounds.forEach((le, at) => {
        add(`h_${size}`, [...pairs, ['le', le]], shortTimes, counter(20 * (at + 1)));
      });
    }
  }
  return all;
}

/** 10,000 series at any time; one of twenty ends half-way, and another one takes its place. */
export function clusterSeries(seed: number): readonly SelectedSeries[] {
  const { all, add } = builder(seed);
  const half = clusterTimes.length >> 1;
  const [early, late] = [clusterTimes.slice(0, half), clusterTimes.slice(half)];
  let made = 0;
  const place = (name: string, pairs: Pairs, next: NextValue) => {
    made += 1;
    if (made % 20 !== 7) return add(name, [...pairs, ['pod', 'a']], clusterTimes, next);
    add(name, [...pairs, ['pod', 'a']], early, next);
    add(name, [...pairs, ['pod', 'b']], late, next);
  };
  for (let i = 0; i < counterCount; i += 1) {
    const where: Pairs = [
      ['job', `job-${i % 20}`],
      ['instance', `10.0.${i % 50}.1:80`],
      ['path', `/p/${i}`],
    ];
    place('requests_total', where, counter(100));
  }
  for (let i = 0; i < histogramCount; i += 1) {
    bounds.forEach((le, at) => {
      const where: Pairs = [
        ['job', `job-${i % 20}`],
        ['path', `/p/${i}`],
        ['le', le],
      ];
      place('latency_bucket', where, counter(20 * (at + 1)));
    });
  }
  for (let i = 0; i < gaugeCount; i += 1) place('memory_bytes', [['container', `c-${i}`]], gauge);
  for (let i = 0; i < constantCount; i += 1) place('kube_pod_info', [['uid', `u-${i}`]], constant);
  return all;
}

function builder(seed: number) {
  const random = seededRandom(seed);
  const fraction = () => random() / 2 ** 32;
  const all: SelectedSeries[] = [];
  const add = (name: string, pairs: Pairs, timesMs: Float64Array, next: NextValue) => {
    const values = new Float64Array(timesMs.length);
    let value = Math.floor(fraction() * 1e6);
    for (let i = 0; i < values.length; i += 1) {
      value = next(value, fraction);
      values[i] = value;
    }
    all.push({ labels: labelsFromPairs([['__name__', name], ...pairs]), timesMs, values });
  };
  return { all, add };
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
