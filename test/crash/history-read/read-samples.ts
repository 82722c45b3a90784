/** What a storage gives, as a test compares it: series as text → time → the value's bits, or the histogram. */

import type { ApiStorage } from '../../../electron/backend/prometheus-api/api-storage.ts';
import { formatLabels } from '../../../shared/model/labels.ts';
import type { SelectedSeries, SeriesMatcher } from '../../../shared/promql/queryable.ts';
import { type StoredSamples, sampleText } from '../../support/history/stored-samples.ts';
import { createTestRun } from './test-run.ts';

export type Samples = Map<string, Map<number, string>>;

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

const always: Span = { startMs: 0, endMs: Number.MAX_SAFE_INTEGER };

/** Of what was given beyond the span nothing is looked at: a storage may give more. */
export function readSamples(
  storage: ApiStorage,
  { startMs, endMs }: Span = always,
  matchers: readonly SeriesMatcher[] = [],
): Samples {
  const all: Samples = new Map();
  for (const series of storage.select({ matchers, startMs, endMs }, createTestRun())) {
    const name = formatLabels(series.labels);
    if (all.has(name)) throw new Error(`${name} came twice`);
    const samples = samplesOf(series, { startMs, endMs });
    if (samples.size > 0) all.set(name, samples);
  }
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function samplesOf(
  { timesMs, values, histograms, stale }: SelectedSeries,
  { startMs, endMs }: Span,
): Map<number, string> {
  if (timesMs.length !== values.length || (histograms !== undefined && histograms.length !== timesMs.length))
    throw new Error(`${timesMs.length} times, ${values.length} values, ${histograms?.length} histograms`);
  const bits = new BigUint64Array(values.buffer, values.byteOffset, values.length);
  const samples = new Map<number, string>();
  const marks: number[] = [];
  for (let i = 0; i < timesMs.length; i += 1) {
    const timeMs = timesMs[i] ?? Number.NaN;
    if (i > 0 && timeMs <= (timesMs[i - 1] ?? 0)) throw new Error(`${timeMs} does not rise`);
    const text = sampleText(bits[i] ?? 0n, histograms?.[i]);
    if (text === '7ff0000000000002') marks.push(i);
    if (timeMs >= startMs && timeMs <= endMs) samples.set(timeMs, text);
  }
  if (marks.join() !== (stale ?? []).join()) throw new Error(`stale are ${marks}, said to be ${stale}`);
  return samples;
}

/** Of all samples those within the span. */
export function within(all: StoredSamples, { startMs, endMs }: Span): Samples {
  const some: Samples = new Map();
  for (const [name, samples] of [...all].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const kept = [...samples].filter(([timeMs]) => timeMs >= startMs && timeMs <= endMs).sort(([a], [b]) => a - b);
    if (kept.length > 0) some.set(name, new Map(kept));
  }
  return some;
}
