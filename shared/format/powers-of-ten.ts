/** Powers of ten as double-doubles: the sum of two doubles, 106 bits, for the reading of long decimals (decimal.ts). */

/** 10^±250 with 18 digits before it keeps every product, and the last bit of its lower half, inside the normal range of doubles. */
export const largestPower = 250;

/** 10^0 to 10^23; a double holds all but the last exactly. */
export const powersOfTen = Float64Array.from({ length: 24 }, (_, exponent) => Number(`1e${exponent}`));

/** Veltkamp's constant: a double times this falls into two halves of 26 bits, whose products are exact. */
export const splitter = 2 ** 27 + 1;

const count = 2 * largestPower + 1;
/** 10^(i - largestPower), correctly rounded. */
export const powerHigh = new Float64Array(count);
/** What `powerHigh` lacks, correctly rounded but for a last bit: together within 2^-105 of the power. */
export const powerLow = new Float64Array(count);
/** The upper and the lower half of `powerHigh`. */
export const powerUpper = new Float64Array(count);
export const powerLower = new Float64Array(count);

for (let i = 0; i < count; i += 1) {
  const exponent = i - largestPower;
  const high = Number(`1e${exponent}`);
  const scaled = splitter * high;
  powerHigh[i] = high;
  powerLow[i] = exponent < 0 ? restOfNegativePower(-exponent, high) : Number(10n ** BigInt(exponent) - BigInt(high));
  powerUpper[i] = scaled - (scaled - high);
  powerLower[i] = high - (scaled - (scaled - high));
}

/** 10^-exponent - high, by whole numbers: with high = m / 2^shift it is (2^shift - m * 10^exponent) / (10^exponent * 2^shift). */
function restOfNegativePower(exponent: number, high: number): number {
  const shift = 52 - Math.floor(Math.log2(high)) + 1;
  const mantissa = BigInt(high * 2 ** Math.min(shift, 1000) * 2 ** Math.max(shift - 1000, 0));
  const power = 10n ** BigInt(exponent);
  const difference = (1n << BigInt(shift)) - mantissa * power;
  // 160 more bits, so that the quotient has more than the 53 that a double takes.
  return Number((difference << 160n) / power) * 2 ** -160 * 2 ** -shift;
}
