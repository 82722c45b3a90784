/** Results and expectations as a script would write them. */

import { formatExact } from '../../shared/format/number.ts';
import type { FloatHistogram, HistogramBuckets } from '../../shared/model/float-histogram.ts';
import { formatLabels } from '../../shared/model/labels.ts';
import type { ResultSeries, ResultValue } from '../../shared/promql/engine/result.ts';
import type { ExpectedValue, SequenceValue, SeriesDescription } from './script.ts';

const nothing = 'nothing';

export function describeExpected(value: ExpectedValue): string {
  switch (value.kind) {
    case 'scalar':
      return formatExact(value.value);
    case 'string':
      return `the string ${JSON.stringify(value.text)}`;
    case 'series':
      return lines(value.series.map(describeSeries));
  }
}

export function describeSeries({ labels, values }: SeriesDescription): string {
  return `${formatLabels(labels)} ${values.map(describeSequenceValue).join(' ')}`;
}

export function describeSequenceValue(value: SequenceValue): string {
  switch (value.kind) {
    case 'omitted':
      return '_';
    case 'stale':
      return 'stale';
    case 'number':
      return formatExact(value.value);
    case 'histogram':
      return describeHistogram(value.histogram);
  }
}

export function describeResult(value: ResultValue): string {
  switch (value.kind) {
    case 'scalar':
      return formatExact(value.value);
    case 'string':
      return `the string ${JSON.stringify(value.text)}`;
    case 'vector':
      return lines(value.series.map((series) => `${formatLabels(series.labels)} ${describeSample(series, 0)}`));
    case 'matrix':
      return lines(value.series.map(describeMatrixSeries));
  }
}

function describeMatrixSeries(series: ResultSeries): string {
  const samples = Array.from(series.timesMs, (timeMs, i) => `${describeSample(series, i)}@${timeMs / 1000}s`);
  return `${formatLabels(series.labels)} ${samples.join(' ')}`;
}

export function describeSample({ values, histograms }: ResultSeries, index: number): string {
  const histogram = histograms?.[index];
  return histogram === undefined ? formatExact(values[index] ?? 0) : describeHistogram(histogram);
}

function lines(texts: readonly string[]): string {
  if (texts.length === 0) return nothing;
  return texts.length === 1 ? texts.join('') : texts.map((text) => `\n    ${text}`).join('');
}

function describeHistogram(histogram: FloatHistogram): string {
  const { schema, count, sum, zeroThreshold, zeroCount, positive, negative, customValues, resetHint } = histogram;
  const parts = [`schema:${schema}`, `count:${formatExact(count)}`, `sum:${formatExact(sum)}`];
  if (zeroCount !== 0) parts.push(`z_bucket:${formatExact(zeroCount)}`);
  if (zeroThreshold !== 0) parts.push(`z_bucket_w:${formatExact(zeroThreshold)}`);
  if (customValues.length > 0) parts.push(`custom_values:[${customValues.join(' ')}]`);
  if (resetHint !== 'unknown') parts.push(`counter_reset_hint:${resetHint === 'notReset' ? 'not_reset' : resetHint}`);
  parts.push(...describeBuckets(positive, ''), ...describeBuckets(negative, 'n_'));
  return `{{${parts.join(' ')}}}`;
}

function describeBuckets({ indexes, counts }: HistogramBuckets, prefix: string): readonly string[] {
  const first = indexes[0];
  const last = indexes.at(-1);
  if (first === undefined || last === undefined) return [];
  const all = new Array<number>(last - first + 1).fill(0);
  indexes.forEach((index, i) => {
    all[index - first] = counts[i] ?? 0;
  });
  const offset = first === 0 ? [] : [`${prefix}offset:${first}`];
  return [...offset, `${prefix}buckets:[${all.map(formatExact).join(' ')}]`];
}
