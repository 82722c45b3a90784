/** The order of label sets, as Prometheus sorts the series of a matrix: by the bytes of UTF-8, name by name and value by value. */
import type { Labels } from '../../model/labels.ts';

export function compareLabels(left: Labels, right: Labels): number {
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i += 1) {
    const [a, b] = [left[i] ?? '', right[i] ?? ''];
    if (a !== b) return compareTexts(a, b);
  }
  return left.length - right.length;
}

/** By code points, which is how their UTF-8 bytes sort; UTF-16 would put what is behind U+FFFF before U+E000. */
export function compareTexts(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i += 1) {
    const [a, b] = [left.charCodeAt(i), right.charCodeAt(i)];
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for what is behind all other code units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
