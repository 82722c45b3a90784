/**
 * The histograms that a vector holds: of classic ones the series of their buckets are put together once for all times; a native one is a
 * series by itself. Where both are there at a time, neither is taken.
 */

import { parseGoFloat } from '../../../format/go-float.ts';
import type { FloatHistogram } from '../../../model/float-histogram.ts';
import { type Labels, labelValue } from '../../../model/labels.ts';
import type { Span } from '../../ast.ts';
import { quoteText } from '../../go-text.ts';
import type { ClassicBuckets } from '../../histogram/classic-buckets.ts';
import { type Column, columnBytes, isEmptyColumn, isPresent } from '../column.ts';
import type { EvaluationContext } from '../context.ts';
import { forMetric, nameOf } from '../histogram-words.ts';
import { setKey, withLabel } from '../label-sets.ts';
import { hasHistogram } from '../numbers-only.ts';
import { withoutName } from '../unite-columns.ts';

export interface HistogramGroup {
  /** Without `le`. */
  readonly labels: Labels;
  /** By upper bound. */
  readonly buckets: BucketColumn[];
  native: Column | undefined;
}

interface BucketColumn {
  readonly upper: number;
  readonly column: Column;
}

export function groupHistograms(
  columns: readonly Column[],
  { annotations }: EvaluationContext,
  at: Span,
): readonly HistogramGroup[] {
  const groups = new Map<string, HistogramGroup>();
  const groupOf = (labels: Labels) => {
    const key = setKey(labels);
    const group = groups.get(key) ?? { labels, buckets: [], native: undefined };
    groups.set(key, group);
    return group;
  };
  for (const column of columns) {
    const { labels } = column;
    if (hasHistogram(column)) groupOf(labels).native = column;
    if (!hasNumber(column)) continue;
    const written = labelValue(labels, 'le') ?? '';
    const upper = parseGoFloat(written);
    if (upper !== undefined) groupOf(withLabel(labels, 'le', '')).buckets.push({ upper, column });
    else {
      const words = `bucket label "le" is missing or has a malformed value of ${quoteText(written)}`;
      annotations.warn(`${words}${forMetric(nameOf(labels))}`, at);
    }
  }
  for (const { buckets } of groups.values()) buckets.sort((a, b) => a.upper - b.upper);
  return [...groups.values()];
}

function hasNumber(column: Column): boolean {
  const { histograms, values } = column;
  if (histograms === undefined) return !isEmptyColumn(column);
  for (let i = 0; i < values.length; i += 1) if (isPresent(column, i) && histograms[i] === undefined) return true;
  return false;
}

/** What is computed of a histogram at a time of the grid. */
export interface HistogramFunction {
  /** The buckets are those of this time, and may be changed. */
  readonly classic: (buckets: ClassicBuckets, index: number) => number;
  readonly native: (histogram: FloatHistogram, index: number) => number;
}

/** @param at what is told of a mix is about @returns a column of the group, without its name; undefined where there is nothing at any time */
export function columnOfGroup(
  group: HistogramGroup,
  count: number,
  compute: HistogramFunction,
  context: EvaluationContext,
  at: Span,
): Column | undefined {
  context.run.check();
  const { labels, native } = group;
  const values = new Float64Array(count);
  const present = new Uint8Array(count);
  const bucketsAt = bucketReader(group.buckets);
  let isMixed = false;
  for (let i = 0; i < count; i += 1) {
    const buckets = bucketsAt(i);
    const histogram = native !== undefined && isPresent(native, i) ? native.histograms?.[i] : undefined;
    if (buckets.size === 0 && histogram === undefined) continue;
    if (buckets.size > 0 && histogram !== undefined) isMixed = true;
    else {
      values[i] = histogram === undefined ? compute.classic(buckets, i) : compute.native(histogram, i);
      present[i] = 1;
    }
  }
  if (isMixed) {
    const words = 'vector contains a mix of classic and native histograms';
    context.annotations.warn(`${words}${forMetric(nameOf(labels))}`, at);
  }
  if (!present.includes(1)) return undefined;
  context.run.charge(columnBytes(count));
  const column = { labels, values, present: present.includes(0) ? present : undefined, histograms: undefined };
  return withoutName({ ...column, dropName: false }, context);
}

/** Several spellings of one bound are one bucket. What is read holds until the next time is. */
function bucketReader(columns: readonly BucketColumn[]): (index: number) => ClassicBuckets {
  if (columns.every(isWhole)) return wholeReader(columns);
  const uppers = new Float64Array(columns.length);
  const counts = new Float64Array(columns.length);
  const read = { uppers, counts, size: 0 };
  return (index) => {
    let size = 0;
    for (const { upper, column } of columns) {
      const { present, histograms, values } = column;
      if (present !== undefined && present[index] !== 1) continue;
      if (histograms !== undefined && histograms[index] !== undefined) continue;
      const value = values[index] as number;
      if (size > 0 && uppers[size - 1] === upper) counts[size - 1] = (counts[size - 1] as number) + value;
      else {
        uppers[size] = upper;
        counts[size] = value;
        size += 1;
      }
    }
    read.size = size;
    return read;
  };
}

function isWhole({ upper, column }: BucketColumn, index: number, columns: readonly BucketColumn[]): boolean {
  return column.present === undefined && column.histograms === undefined && columns[index + 1]?.upper !== upper;
}

/** Where each bucket is there at each time, as it mostly is. */
function wholeReader(columns: readonly BucketColumn[]): (index: number) => ClassicBuckets {
  const all = columns.map(({ column }) => column.values);
  const size = all.length;
  const counts = new Float64Array(size);
  const read = { uppers: Float64Array.from(columns, ({ upper }) => upper), counts, size };
  return (index) => {
    for (let i = 0; i < size; i += 1) counts[i] = (all[i] as Float64Array)[index] as number;
    return read;
  };
}
