/** A stable sort that can be interrupted: rows may be hundreds of thousands, and the page answers between slices. */
import type { Work } from '../../../components/slices.ts';

const rowsPerStep = 2048;

/** @param compare of two rows; equal rows keep their order. @returns the rows in order; `rows` itself is not changed. */
export function* mergeSort(rows: Uint32Array, compare: (a: number, b: number) => number): Work<Uint32Array> {
  let from = rows.slice();
  let to = new Uint32Array(rows.length);
  let sinceStep = 0;
  for (let width = 1; width < rows.length; width *= 2) {
    for (let start = 0; start < rows.length; start += 2 * width) {
      const middle = Math.min(start + width, rows.length);
      const end = Math.min(start + 2 * width, rows.length);
      let [left, right] = [start, middle];
      for (let at = start; at < end; at += 1) {
        const [a, b] = [from[left] ?? 0, from[right] ?? 0];
        if (right >= end || (left < middle && compare(a, b) <= 0)) {
          to[at] = a;
          left += 1;
        } else {
          to[at] = b;
          right += 1;
        }
        sinceStep += 1;
        if (sinceStep < rowsPerStep) continue;
        sinceStep = 0;
        yield width / rows.length;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
