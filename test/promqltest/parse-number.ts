/** Numbers as Go reads them: an integer of any base, else a decimal number. */

const integer = /^(?:0(?:x[\da-f_]+|o[0-7_]+|b[01_]+|[0-7_]+)|[1-9]\d*(?:_\d+)+)$/;
const decimal = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/;

/** @returns undefined where it is none */
export function parseNumber(text: string): number | undefined {
  const [, sign, body = ''] = /^([+-]?)(.*)$/.exec(text) ?? [];
  const size = sizeOf(body.toLowerCase());
  return size === undefined || sign !== '-' ? size : -size;
}

function sizeOf(text: string): number | undefined {
  if (text === 'inf' || text === 'infinity') return Number.POSITIVE_INFINITY;
  if (text === 'nan') return Number.NaN;
  if (integer.test(text)) return integerOf(text.replaceAll('_', ''));
  return decimal.test(text) ? Number(text) : undefined;
}

function integerOf(text: string): number {
  return Number(BigInt(/^0\d/.test(text) ? `0o${text}` : text));
}
