/** How texts of a column stand in order: numbers (le, quantile, ports) by their size, names with numbers in them as people count (pod-2 before pod-10). */

/** `kind`: numbers before texts, and nothing after both. */
export interface NaturalKey {
  readonly kind: 0 | 1 | 2;
  readonly number: number;
  readonly text: string;
}

const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** @param text undefined where the series has no such label */
export function naturalKey(text: string | undefined): NaturalKey {
  if (text === undefined || text === '') return { kind: 2, number: 0, text: '' };
  const number = readNumber(text);
  if (number !== undefined) return { kind: 0, number, text };
  // A run of digits begins with how long it is: then comparing by character compares by size.
  return { kind: 1, number: 0, text: text.replace(/\d+/g, sized) };
}

/** What is not there is last in both directions. */
export function compareNatural(a: NaturalKey, b: NaturalKey, descending: boolean): number {
  if (a.kind === 2 || b.kind === 2) return a.kind - b.kind;
  const order = a.kind - b.kind || a.number - b.number || (a.kind === 1 ? compareText(a.text, b.text) : 0);
  return descending ? -order : order;
}

function readNumber(text: string): number | undefined {
  if (numberPattern.test(text)) return Number(text);
  if (text === '+Inf' || text === 'Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : undefined;
}

function sized(digits: string): string {
  const significant = digits.replace(/^0+(?=\d)/, '');
  return `0${String.fromCharCode(0x30 + significant.length)}${significant}`;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
