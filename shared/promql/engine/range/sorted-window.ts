/** The numbers of a window in order, kept so while the window goes on: what comes and goes is far less than what stays. */

export interface SortedWindow {
  /** Rising, NaN not among them; holds until the window goes on. */
  readonly numbers: Float64Array;
  readonly nans: number;
}

/** @returns what moves the window on to [from, to), and gives its numbers. Neither bound may ever go back. */
export function sortedWindow(values: Float64Array, longest: number): (from: number, to: number) => SortedWindow {
  const room = new Float64Array(longest);
  let size = 0;
  let nans = 0;
  let lo = 0;
  let hi = 0;
  const insert = (value: number) => {
    let at = size;
    while (at > 0 && (room[at - 1] as number) > value) {
      room[at] = room[at - 1] as number;
      at -= 1;
    }
    room[at] = value;
    size += 1;
  };
  const remove = (value: number) => {
    let at = lowerBound(room, size, value);
    size -= 1;
    for (; at < size; at += 1) room[at] = room[at + 1] as number;
  };
  const sortAnew = (from: number, to: number) => {
    size = 0;
    for (let i = from; i < to; i += 1) {
      const value = values[i] as number;
      if (Number.isNaN(value)) continue;
      room[size] = value;
      size += 1;
    }
    nans = to - from - size;
    room.subarray(0, size).sort();
  };
  return (from, to) => {
    const moved = from - lo + (to - hi);
    // A removal and an insertion cost some half of the window; sorting costs its logarithm for each number.
    if (from >= hi || moved > 2 * Math.log2(to - from + 1)) sortAnew(from, to);
    else {
      for (; lo < from; lo += 1) {
        const value = values[lo] as number;
        if (Number.isNaN(value)) nans -= 1;
        else remove(value);
      }
      for (; hi < to; hi += 1) {
        const value = values[hi] as number;
        if (Number.isNaN(value)) nans += 1;
        else insert(value);
      }
    }
    lo = from;
    hi = to;
    return { numbers: room.subarray(0, size), nans };
  };
}

function lowerBound(sorted: Float64Array, size: number, value: number): number {
  let from = 0;
  let to = size;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] as number) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
