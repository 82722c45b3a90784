/** Texts with numbers in them in the order in which people count: `node-9` before `node-10`. */
import { compareTexts } from '../compare-labels.ts';

const parts = /\d+|\D+/g;
const digits = /^\d/;
/** What is longer is no number to Prometheus (64 bits), but text. */
const mostDigits = 18;

/** A total order. Prometheus's is none where numbers have leading zeros, or a text is empty; there it is by code points here. */
export function compareNaturally(left: string, right: string): number {
  const [a, b] = [left.match(parts) ?? [], right.match(parts) ?? []];
  for (let i = 0; i < a.length && i < b.length; i += 1) {
    const order = compareParts(a[i] ?? '', b[i] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length || compareTexts(left, right);
}

function compareParts(left: string, right: string): number {
  if (!isNumber(left) || !isNumber(right)) return compareTexts(left, right);
  const [a, b] = [BigInt(left), BigInt(right)];
  return a === b ? 0 : a < b ? -1 : 1;
}

function isNumber(part: string): boolean {
  return digits.test(part) && part.length <= mostDigits;
}
