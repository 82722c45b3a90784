/** Random series and windows over them, and ranges as a function over ranges is given them. */
import { createAnnotations } from '../../../shared/promql/engine/annotations.ts';
import type { FloatRange, FloatRangeFunction } from '../../../shared/promql/engine/range/float-range.ts';
import { type SemanticsVersion, semanticsOf } from '../../../shared/promql/engine/semantics.ts';
import type { TimeGrid } from '../../../shared/promql/engine/time-grid.ts';
import { windowFinder } from '../../../shared/promql/engine/windows.ts';

/** Numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface RandomSeries {
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

/** Whole numbers, fractions, counters that begin anew, and what is no number. */
export const kinds = ['whole', 'fraction', 'counter', 'level', 'special', 'huge'] as const;
type SeriesKind = (typeof kinds)[number];

export function randomSeries(kind: SeriesKind, random: () => number): RandomSeries {
  const timesMs: number[] = [];
  const values: number[] = [];
  let timeMs = 1_700_000_000_000;
  let value = Math.floor(random() * 10);
  for (let i = 0; i < 120; i += 1) {
    timeMs += 1 + Math.floor(random() * (random() < 0.05 ? 400_000 : 20_000));
    value = nextValue(kind, value, random);
    timesMs.push(timeMs);
    values.push(value);
  }
  return { timesMs: Float64Array.from(timesMs), values: Float64Array.from(values) };
}

const specials = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1, 2];

function nextValue(kind: SeriesKind, before: number, random: () => number): number {
  switch (kind) {
    case 'whole':
      return Math.floor(random() * 20 - 10);
    case 'fraction':
      return random() * 100 - 30;
    case 'counter':
      return random() < 0.1 ? random() : before + Math.floor(random() * 3);
    case 'level':
      return random() < 0.1 ? Math.floor(random() * 5) : before;
    case 'special':
      return random() < 0.5 ? random() : (specials[Math.floor(random() * specials.length)] ?? 0);
    case 'huge':
      return (random() - 0.4) * 1.7e308;
  }
}

export function randomGrid({ timesMs }: RandomSeries, random: () => number): TimeGrid {
  const stepMs = 1 + Math.floor(random() * (random() < 0.5 ? 20_000 : 200_000));
  return { startMs: (timesMs[0] ?? 0) - 30_000 + Math.floor(random() * 100_000), stepMs, count: 40 };
}

interface RangeOptions {
  readonly grid: TimeGrid;
  readonly rangeMs: number;
  readonly startTimesMs?: Float64Array;
  readonly scalars?: readonly number[];
  readonly semantics?: SemanticsVersion;
}

export function rangeOver({ timesMs, values }: RandomSeries, options: RangeOptions): FloatRange {
  const { grid, rangeMs, startTimesMs, scalars = [], semantics = 'v3' } = options;
  const at = { start: 0, end: 0 };
  return {
    timesMs,
    values,
    startTimesMs,
    windows: windowFinder({ grid, lengthMs: rangeMs, closed: semanticsOf(semantics).closedRanges })(timesMs),
    ends: grid,
    rangeMs,
    times: grid,
    scalars: scalars.map((scalar) => new Float64Array(grid.count).fill(scalar)),
    labels: ['__name__', 'm'],
    teller: { annotations: createAnnotations(), callAt: at, rangeAt: at },
    semantics: semanticsOf(semantics),
    check: () => undefined,
  };
}

/** By time; undefined where there is no value. */
export function computed(compute: FloatRangeFunction, range: FloatRange): readonly (number | undefined)[] {
  const out = new Float64Array(range.ends.count);
  const present = new Uint8Array(range.ends.count);
  compute(range, out, present);
  return Array.from(out, (value, i) => (present[i] === 1 ? value : undefined));
}

export interface Sample {
  readonly timeMs: number;
  readonly value: number;
}

/** The samples of each window, found one by one. */
export function windowsOf({ timesMs, values, ends, rangeMs }: FloatRange): readonly (readonly Sample[])[] {
  return Array.from({ length: ends.count }, (_, i) => {
    const endMs = ends.startMs + i * ends.stepMs;
    const samples = Array.from(timesMs, (timeMs, at) => ({ timeMs, value: values[at] ?? 0 }));
    return samples.filter(({ timeMs }) => timeMs > endMs - rangeMs && timeMs <= endMs);
  });
}
