/** Builds columns for tests: a name, a label set, and its samples. */
import { type Labels, labelsFromPairs } from '../../../shared/model/labels.ts';
import type { Columns } from '../../../shared/model/query.ts';

type Sample = readonly [timeMs: number, value: number];

/** A text stands for the label set `{name="text"}`. */
export function columnsOf(
  series: readonly (readonly [labels: string | Record<string, string>, ...samples: Sample[]])[],
): Columns {
  const labels: Labels[] = [];
  const offsets = [0];
  const samples: Sample[] = [];
  for (const [set, ...own] of series) {
    labels.push(labelsFromPairs(Object.entries(typeof set === 'string' ? { name: set } : set)));
    samples.push(...own);
    offsets.push(samples.length);
  }
  return {
    labels,
    offsets: Uint32Array.from(offsets),
    timesMs: Float64Array.from(samples, ([timeMs]) => timeMs),
    values: Float64Array.from(samples, ([, value]) => value),
    histograms: [],
  };
}
