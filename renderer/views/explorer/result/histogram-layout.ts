/**
 * Where the bars of a native histogram stand. On a linear axis a bar's area is its count, so that narrow buckets do not vanish beside wide
 * ones; on an exponential axis, where all buckets of a native histogram are equally wide, its height is. Pure.
 */
import type { HistogramSample } from '../../../../shared/model/query.ts';

export type HistogramAxis = 'linear' | 'exponential';

/** All of them shares, 0 to 1: of the width from the left, of the height from below. */
export interface HistogramBar {
  readonly from: number;
  readonly to: number;
  readonly height: number;
}

interface AxisMark {
  readonly at: number;
  readonly bound: number;
}

export interface HistogramLayout {
  /** By bucket. */
  readonly bars: readonly HistogramBar[];
  readonly marks: readonly AxisMark[];
}

type Buckets = HistogramSample['buckets'];

export function histogramLayout(buckets: Buckets, axis: HistogramAxis): HistogramLayout {
  const place = axis === 'linear' ? linearPlace(buckets) : exponentialPlace(buckets);
  const spans = buckets.map(([, lower, upper]) => [place(lower), place(upper)] as const);
  const left = Math.min(...spans.map(([from]) => from));
  const width = Math.max(...spans.map(([, to]) => to)) - left;
  const share = (at: number) => (width > 0 ? (at - left) / width : 0);
  const sizes = buckets.map(([, , , count], i) => {
    const [from = 0, to = 0] = spans[i] ?? [];
    return axis === 'linear' && to > from ? count / (to - from) : count;
  });
  const highest = Math.max(...sizes);
  const bars = spans.map(([from, to], i) => ({
    from: share(from),
    to: width > 0 ? share(to) : 1,
    height: highest > 0 ? Math.max(0, sizes[i] ?? 0) / highest : 0,
  }));
  const bounds = [...new Set(buckets.flatMap(([, lower, upper]) => [lower, upper]))].sort((a, b) => a - b);
  return { bars, marks: width > 0 ? apart(bounds.map((bound) => ({ at: share(place(bound)), bound }))) : [] };
}

type Place = (bound: number) => number;

/** What has no end is drawn as wide as a tenth of all that has one. */
const endlessPart = 0.1;

function linearPlace(buckets: Buckets): Place {
  const bounds = finiteBounds(buckets);
  // In parts of the largest: differences of huge numbers have no end.
  const scale = Math.max(...bounds.map(Math.abs)) || 1;
  const [low, high] = extent(bounds.map((bound) => bound / scale));
  const beyond = (high - low || 1) * endlessPart;
  return (bound) => Math.max(low - beyond, Math.min(high + beyond, bound / scale));
}

/** Sizes by their logarithm, on both sides of a zero bucket that is as wide as the others are. */
function exponentialPlace(buckets: Buckets): Place {
  const sizes = finiteBounds(buckets)
    .map(Math.abs)
    .filter((size) => size > 0);
  const [least, most] = sizes.length === 0 ? [0, 0] : extent(sizes.map(Math.log2));
  const step = typicalStep(buckets);
  const end = most - least + 2 * step;
  return (bound) => {
    const power = Math.log2(Math.abs(bound));
    return power < least ? 0 : Math.sign(bound) * Math.min(end, power - least + step);
  };
}

/** Half of the width that a zero bucket gets: of the buckets that lie on one side of zero, the narrowest is what is usual. */
function typicalStep(buckets: Buckets): number {
  const widths = buckets.flatMap(([, lower, upper]) => {
    const width = Math.abs(Math.log2(Math.abs(upper)) - Math.log2(Math.abs(lower)));
    return Math.sign(lower) === Math.sign(upper) && Number.isFinite(width) && width > 0 ? [width] : [];
  });
  return widths.length === 0 ? 1 : Math.min(...widths) / 2;
}

function finiteBounds(buckets: Buckets): readonly number[] {
  const bounds = buckets.flatMap(([, lower, upper]) => [lower, upper]).filter(Number.isFinite);
  return bounds.length === 0 ? [0, 1] : bounds;
}

function extent(numbers: readonly number[]): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const number of numbers) [low, high] = [Math.min(low, number), Math.max(high, number)];
  return [low, high];
}

/** Texts of bounds stand at least so far from each other. */
const marksApart = 0.17;

/** Both ends, and between them what has room. */
function apart(all: readonly AxisMark[]): readonly AxisMark[] {
  const last = all.at(-1);
  const marks: AxisMark[] = [];
  for (const mark of all.slice(0, -1)) {
    const room = Math.min(mark.at - (marks.at(-1)?.at ?? Number.NEGATIVE_INFINITY), (last?.at ?? 1) - mark.at);
    if (room >= marksApart || marks.length === 0) marks.push(mark);
  }
  return last === undefined ? marks : [...marks, last];
}

/** `(0.25, 0.5]`: which of its bounds a bucket holds, as the server says it. */
export function bucketText(rule: number, lower: string, upper: string): string {
  return `${rule === 1 || rule === 3 ? '[' : '('}${lower}, ${upper}${rule === 0 || rule === 3 ? ']' : ')'}`;
}
