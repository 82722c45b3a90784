/** The classic histograms of a load as native ones with custom buckets: `X_bucket`, `X_count` and `X_sum` become histograms of `X`. */
import { customBucketsSchema, emptyBuckets, type FloatHistogram } from '../../shared/model/float-histogram.ts';
import {
  formatLabels,
  type Labels,
  labelPairs,
  labelsFromPairs,
  labelValue,
  metricNameLabel,
} from '../../shared/model/labels.ts';
import { parseNumber } from './parse-number.ts';
import { type LoadCommand, type LoadedSeries, ScriptError } from './script.ts';

export interface HistogramSample {
  readonly labels: Labels;
  readonly timeMs: number;
  readonly histogram: FloatHistogram;
}

/** What was seen of one histogram at one time. */
interface Classic {
  /** Counts up to a bound, by it. */
  readonly counts: Map<number, number>;
  count: number | undefined;
  sum: number;
}

interface Family {
  readonly labels: Labels;
  readonly byTime: Map<number, Classic>;
}

const suffixed = /^(.*)_(bucket|count|sum)$/s;

/** In time order for each series. @throws ScriptError where a histogram is none */
export function customBucketHistograms({ series, stepMs, line }: LoadCommand): readonly HistogramSample[] {
  const families = new Map<string, Family>();
  for (const one of series) collect(one, stepMs, families);
  return [...families.values()].flatMap(({ labels, byTime }) =>
    [...byTime]
      .sort(([a], [b]) => a - b)
      .map(([timeMs, classic]) => ({ labels, timeMs, histogram: convert(classic, labels, line) })),
  );
}

function collect({ labels, values }: LoadedSeries, stepMs: number, families: Map<string, Family>): void {
  const [, name = '', part] = suffixed.exec(labelValue(labels, metricNameLabel) ?? '') ?? [];
  if (part === undefined) return;
  const bound = parseNumber(labelValue(labels, 'le') ?? '');
  if (part === 'bucket' && (bound === undefined || Number.isNaN(bound))) return;
  const rest = labelPairs(labels).filter(([label]) => label !== metricNameLabel && label !== 'le');
  const base = labelsFromPairs([...rest, [metricNameLabel, name]]);
  const key = JSON.stringify(base);
  const family = families.get(key) ?? { labels: base, byTime: new Map<number, Classic>() };
  families.set(key, family);
  values.forEach((value, i) => {
    if (value.kind !== 'number') return;
    const timeMs = i * stepMs;
    const classic = family.byTime.get(timeMs) ?? { counts: new Map<number, number>(), count: undefined, sum: 0 };
    family.byTime.set(timeMs, classic);
    if (part === 'sum') classic.sum = value.value;
    else if (part === 'count') classic.count = value.value;
    else if (bound !== undefined && !classic.counts.has(bound)) classic.counts.set(bound, value.value);
  });
}

/** Bounds in rising order; the last bucket has none. Empty buckets are left out. */
function convert({ counts, count, sum }: Classic, labels: Labels, line: number): FloatHistogram {
  const cumulative = [...counts].sort(([a], [b]) => a - b);
  const total = count ?? cumulative.at(-1)?.[1];
  const fail = (reason: string) => {
    throw new ScriptError(line, `${formatLabels(labels)} is no histogram: ${reason}`);
  };
  if (total === undefined) return fail('it has a sum only');
  if (cumulative.at(-1)?.[0] !== Number.POSITIVE_INFINITY) cumulative.push([Number.POSITIVE_INFINITY, total]);
  const indexes: number[] = [];
  const own: number[] = [];
  let before = 0;
  for (const [i, [, upTo]] of cumulative.entries()) {
    if (!(upTo >= before)) return fail('its buckets are not cumulative');
    if (upTo > before) {
      indexes.push(i);
      own.push(upTo - before);
    }
    before = upTo;
  }
  if (before !== total) return fail('its count is not that of its last bucket');
  return {
    ...{ schema: customBucketsSchema, count: total, sum, zeroThreshold: 0, zeroCount: 0, resetHint: 'unknown' },
    positive: { indexes: Int32Array.from(indexes), counts: Float64Array.from(own) },
    negative: emptyBuckets,
    customValues: cumulative.slice(0, -1).map(([bound]) => bound),
  };
}
