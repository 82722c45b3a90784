/** Where counters began anew, and how often; and how often a value changed. Found once for a series, since windows overlap. */
import type { FloatRange, FloatRangeFunction } from './float-range.ts';
import { beganAnew } from './start-times.ts';

type Series = Pick<FloatRange, 'timesMs' | 'values' | 'startTimesMs'>;

const none = new Int32Array(0);

/** The samples at which a counter began anew, rising. @param startTimesMs undefined where only the values tell */
export function resetsOf({ timesMs, values, startTimesMs }: Series): Int32Array {
  const resets: number[] = [];
  for (let i = startTimesMs === undefined ? firstFall(values) : 1; i < values.length; i += 1) {
    const fell = (values[i] as number) < (values[i - 1] as number);
    if (fell || (startTimesMs !== undefined && beganAnew(timesMs, startTimesMs, i))) resets.push(i);
  }
  return resets.length === 0 ? none : Int32Array.from(resets);
}

/** Most counters never begin anew: by itself, this is several times as fast. */
function firstFall(values: Float64Array): number {
  let before = Number.NaN;
  for (let i = 0; i < values.length; i += 1) {
    const now = values[i] as number;
    if (now < before) return i;
    before = now;
  }
  return values.length;
}

function changesOf({ values }: Series): Int32Array {
  const changes: number[] = [];
  for (let i = 1; i < values.length; i += 1) {
    const before = values[i - 1] as number;
    const now = values[i] as number;
    if (now !== before && !(Number.isNaN(now) && Number.isNaN(before))) changes.push(i);
  }
  return changes.length === 0 ? none : Int32Array.from(changes);
}

/** How many events are in each window; one at its first sample lies before it. */
const counting =
  (eventsOf: (series: Series) => Int32Array): FloatRangeFunction =>
  (range, out, present) => {
    const { lo, hi } = range.windows;
    const events = eventsOf(range);
    let before = 0;
    let until = 0;
    for (let i = 0; i < lo.length; i += 1) {
      const from = lo[i] as number;
      const to = hi[i] as number;
      if (to <= from) continue;
      while (before < events.length && (events[before] as number) <= from) before += 1;
      if (until < before) until = before;
      while (until < events.length && (events[until] as number) < to) until += 1;
      out[i] = until - before;
      present[i] = 1;
    }
  };

export const resets = counting(resetsOf);
export const changes = counting(changesOf);
