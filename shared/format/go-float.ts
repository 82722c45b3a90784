/** Numbers as Go's strconv.ParseFloat reads them. https://pkg.go.dev/strconv#ParseFloat */

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const hexadecimal = /^([+-]?)0x([\da-f]*)\.?([\da-f]*)p([+-]?\d+)$/i;
const infinity = /^([+-]?)inf(?:inity)?$/i;

/** `_` stands between two digits, or behind the `0x`. */
const misplaced = /(?:^|[^\da-fx])_|_(?:$|[^\da-f])/i;

/** @returns undefined where Go says that there is no number, or that it is out of range */
export function parseGoFloat(text: string): number | undefined {
  const value = readGoFloat(text);
  return typeof value === 'number' ? value : undefined;
}

/** @returns the number, or which of Go's two errors it is. */
export function readGoFloat(text: string): number | 'invalid syntax' | 'value out of range' {
  const infinite = infinity.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  if (text.includes('_') && misplaced.test(text)) return 'invalid syntax';
  const digits = text.replaceAll('_', '');
  const value = decimal.test(digits) ? Number(digits) : hexadecimalValue(digits);
  if (value === undefined) return 'invalid syntax';
  return Number.isFinite(value) ? value : 'value out of range';
}

function hexadecimalValue(text: string): number | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = hexadecimal.exec(text) ?? [];
  if (whole === '' && fraction === '') return undefined;
  const mantissa = Number(BigInt(`0x${whole}${fraction}`));
  const value = mantissa * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}
