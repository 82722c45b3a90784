/** What a function over ranges of numbers works on, and what it writes. */
import type { Labels } from '../../../model/labels.ts';
import type { Semantics } from '../semantics.ts';
import type { TimeGrid } from '../time-grid.ts';
import type { Windows } from '../windows.ts';
import type { WindowTeller } from './sample-window.ts';

export interface FloatRange {
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  /** Undefined where the storage knows none, or nobody asks for them. */
  readonly startTimesMs: Float64Array | undefined;
  /** Neither bound ever goes back from one time to the next. */
  readonly windows: Windows;
  /** Where the windows end. */
  readonly ends: TimeGrid;
  readonly rangeMs: number;
  /** Where the windows are looked at from: not their ends where there is an offset or `@`. */
  readonly times: TimeGrid;
  /** The scalar arguments, each by time of the grid. */
  readonly scalars: readonly Float64Array[];
  /** Of the series, for what is told of it. */
  readonly labels: Labels;
  readonly teller: WindowTeller;
  readonly semantics: Semantics;
  /** To be called every few thousand samples. @throws where the query is not to go on */
  readonly check: () => void;
}

/** Writes a value, and 1 into `present`, at each time where there is one; `present` comes full of 0. */
export type FloatRangeFunction = (range: FloatRange, out: Float64Array, present: Uint8Array) => void;

/** After so many samples the query is asked whether to go on: some hundred microseconds of the slowest function. */
const samplesBetweenChecks = 20_000;

/**
 * A function that looks at each window by itself, sample by sample: from inclusive, to exclusive.
 * @param least windows of fewer samples have no value
 */
export function eachWindow(
  least: number,
  compute: (range: FloatRange, from: number, to: number, index: number) => number,
): FloatRangeFunction {
  return (range, out, present) => {
    const { lo, hi } = range.windows;
    let unchecked = 0;
    for (let i = 0; i < lo.length; i += 1) {
      const from = lo[i] as number;
      const to = hi[i] as number;
      if (to - from < least) continue;
      out[i] = compute(range, from, to, i);
      present[i] = 1;
      unchecked += to - from;
      if (unchecked < samplesBetweenChecks) continue;
      unchecked = 0;
      range.check();
    }
  };
}
