/**
 * Quantities of the Kubernetes API (`250m`, `1536Mi`, `163467n`, `1e3`), exactly, as a decimal text.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */

const shape = /^([+-]?)(\d*)(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,3}))?$/;

const decimalExponents: Readonly<Record<string, number>> = {
  ...{ n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 },
};
const binaryExponents: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

/** The API writes at most 19 digits. */
const mostLength = 64;

/** @returns `0.25`, `1610612736`; undefined for what is no quantity */
export function quantityText(text: string): string | undefined {
  const match = text.length <= mostLength ? shape.exec(text) : null;
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  const scaled = digits * 2n ** (binaryExponents[suffix] ?? 0n);
  const shift = (decimalExponents[suffix] ?? 0) + Number(exponent) - fraction.length;
  const value = shifted(String(scaled), shift);
  return sign === '-' && value !== '0' ? `-${value}` : value;
}

/** @param digits without a sign. @returns them times ten to the power of `shift` */
function shifted(digits: string, shift: number): string {
  if (shift >= 0) return BigInt(digits + '0'.repeat(shift)).toString();
  const padded = digits.padStart(1 - shift, '0');
  const [whole, fraction] = [padded.slice(0, shift), padded.slice(shift).replace(/0+$/, '')];
  return fraction === '' ? String(BigInt(whole)) : `${BigInt(whole)}.${fraction}`;
}
