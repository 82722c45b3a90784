/**
 * The least and the greatest number of each window, and when they were, in amortized constant time: a queue of the samples that still can
 * be one, as windows only go forward. NaN counts only where there is nothing else.
 */
import type { FloatRange, FloatRangeFunction } from './float-range.ts';

/** Whether a later sample makes an earlier one worthless. */
type Beats = (later: number, earlier: number) => boolean;

/** What is told of a window. @param best the sample's index, -1 where all are NaN */
type Telling = (range: FloatRange, best: number, last: number) => number;

const extreme =
  (beats: Beats, tell: Telling): FloatRangeFunction =>
  (range, out, present) => {
    const { values, windows } = range;
    const { lo, hi } = windows;
    const queue = new Int32Array(values.length);
    let head = 0;
    let tail = 0;
    let next = 0;
    for (let i = 0; i < lo.length; i += 1) {
      const from = lo[i] as number;
      const to = hi[i] as number;
      if (to <= from) continue;
      if (next < from) next = from;
      for (; next < to; next += 1) {
        const value = values[next] as number;
        if (Number.isNaN(value)) continue;
        while (tail > head && beats(value, values[queue[tail - 1] as number] as number)) tail -= 1;
        queue[tail] = next;
        tail += 1;
      }
      while (head < tail && (queue[head] as number) < from) head += 1;
      out[i] = tell(range, head < tail ? (queue[head] as number) : -1, to - 1);
      present[i] = 1;
    }
  };

const valueAt: Telling = ({ values }, best) => (best < 0 ? Number.NaN : (values[best] as number));
const timeOfSample: Telling = ({ timesMs }, best, last) => (timesMs[best < 0 ? last : best] as number) / 1000;

// Of equal values the first is told, which can only be seen of 0 and -0; of their times the last.
export const minOverTime = extreme((later, earlier) => later < earlier, valueAt);
export const maxOverTime = extreme((later, earlier) => later > earlier, valueAt);
export const timeOfMin = extreme((later, earlier) => later <= earlier, timeOfSample);
export const timeOfMax = extreme((later, earlier) => later >= earlier, timeOfSample);
