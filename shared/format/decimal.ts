/**
 * Decimal numbers from bytes to doubles, bit-equal to `Number(text)`. Up to 17 significant digits, all that a shortest form has,
 * take the fast way; what it cannot prove (more digits, huge exponents, a value on the border between two doubles) is left to the
 * caller, who asks `Number`.
 */
import { largestPower, powerHigh, powerLow, powerLower, powersOfTen, powerUpper, splitter } from './powers-of-ten.ts';

const zero = 48;
const minus = 45;
const plus = 43;
const point = 46;
const exponentMark = 101;

/** What the sum of the digits lacks, handed from one function to the next: as an argument or a result it would be an object a number. */
const rest = new Float64Array(1);

/**
 * Reads `-?digits[.digits][(e|E)[+-]digits]` at `at` and writes its value to out[index].
 *
 * The fraction goes four digits at a time: its first twelve into `upper`, up to eleven more into `lower`. Loops, though the digits could be
 * counted without a branch: a guessed branch lets the next number begin before this one's length is known.
 * @param view over the same memory as `bytes`, which must go on for four bytes after the number and end in what is no digit (the
 *   reader pads with zeros).
 * @returns the position after the number; -1 where none begins here or its value cannot be proved, and then out[index] holds anything.
 */
export function readDecimal(bytes: Uint8Array, view: DataView, at: number, out: Float64Array, index: number): number {
  const negative = bytes[at] === minus;
  const start = negative ? at + 1 : at;
  let p = start;
  let digit = (bytes[p] as number) - zero;
  let small = 0;
  while (digit >= 0 && digit <= 9 && p - start < 9) {
    small = (Math.imul(small, 10) + digit) | 0;
    p += 1;
    digit = (bytes[p] as number) - zero;
  }
  if (p === start) return -1;
  let whole = small;
  while (digit >= 0 && digit <= 9) {
    whole = whole * 10 + digit;
    p += 1;
    digit = (bytes[p] as number) - zero;
  }
  if (p - start > 15) return -1;
  if (bytes[p] !== point) {
    out[index] = negative ? -whole : whole;
    if (!isExponentMark(bytes[p] as number)) return p;
    rest[0] = 0;
    return readExponent(bytes, p, 0, out, index);
  }
  p += 1;
  const fraction = p;
  let word = view.getInt32(p, true);
  let others = otherThanDigits(word);
  let upper = 0;
  while (others === 0 && p - fraction < 12) {
    upper = upper * 10_000 + fourDigits(word);
    p += 4;
    word = view.getInt32(p, true);
    others = otherThanDigits(word);
  }
  const middle = p;
  let lower = 0;
  while (others === 0 && p - middle < 8) {
    lower = lower * 10_000 + fourDigits(word);
    p += 4;
    word = view.getInt32(p, true);
    others = otherThanDigits(word);
  }
  if (others === 0) return -1;
  digit = (bytes[p] as number) - zero;
  while (digit >= 0 && digit <= 9) {
    lower = lower * 10 + digit;
    p += 1;
    digit = (bytes[p] as number) - zero;
  }
  // Every term is exact, and so is the sum of `sum` and `error`, as long as it stays under 10^17 (see isExactSum).
  const scale = p - fraction;
  const a = whole * (powersOfTen[scale] as number);
  const b = upper * (powersOfTen[p - middle] as number);
  const partial = a + b;
  const sum = partial + lower;
  const error = b - (partial - a) + (lower - (sum - partial));
  if (!isExactSum(sum, scale)) return -1;
  out[index] = negative ? -sum : sum;
  rest[0] = negative ? -error : error;
  if (isExponentMark(bytes[p] as number)) return readExponent(bytes, p, scale, out, index);
  return multiply(out, index, -scale) ? p : -1;
}

/**
 * A term is digits * 10^n = digits * 5^n * 2^n. Under 10^17 < 2^57 its odd part is under 2^53 where n is at least 4; with a smaller n only
 * the whole part can be too long, and then the sum is over 2^53.
 */
function isExactSum(sum: number, scale: number): boolean {
  return sum < 1e17 && (scale >= 4 || sum <= 2 ** 53);
}

/** 0xf0f0f0f0 as the int32 that it is in a bit operation: as a literal it is a double, and every use of it a conversion. */
const highNibbles = 0xf0f0f0f0 | 0;

/** @returns 0 where all four bytes of the word are digits. */
export function otherThanDigits(word: number): number {
  return ((word & highNibbles) ^ 0x30303030) | ((((word + 0x06060606) | 0) & highNibbles) ^ 0x30303030);
}

/** The first digit is in the lowest byte: 10 * byte 0 + byte 1 falls into byte 0, 10 * byte 2 + byte 3 into byte 2. */
export function fourDigits(word: number): number {
  const digits = word & 0x0f0f0f0f;
  const pairs = Math.imul(digits, 10) + (digits >>> 8);
  return Math.imul(pairs & 0xff, 100) + ((pairs >>> 16) & 0xff);
}

function isExponentMark(found: number): boolean {
  return (found | 32) === exponentMark;
}

/** From the 'e' on. */
function readExponent(bytes: Uint8Array, at: number, scale: number, out: Float64Array, index: number): number {
  let p = at + 1;
  const sign = bytes[p] as number;
  if (sign === minus || sign === plus) p += 1;
  const start = p;
  let exponent = 0;
  let digit = (bytes[p] as number) - zero;
  while (digit >= 0 && digit <= 9 && p - start < 4) {
    exponent = exponent * 10 + digit;
    p += 1;
    digit = (bytes[p] as number) - zero;
  }
  if (p === start || (digit >= 0 && digit <= 9)) return -1;
  return multiply(out, index, (sign === minus ? -exponent : exponent) - scale) ? p : -1;
}

/**
 * Makes out[index] (out[index] + rest[0]) * 10^power, rounded once. @returns whether that could be proved.
 *
 * The product with the double-double of the power is high + low, within 2^-102 of the true value: Dekker's product of the two highs is
 * exact, and each of the few roundings after it is at most 2^-105 of it. Moved by 2^-100 both ways it must round to the same double;
 * then so does all that lies between, the true value too.
 */
function multiply(out: Float64Array, index: number, power: number): boolean {
  const sum = out[index] as number;
  const error = rest[0] as number;
  if (error === 0 && power >= -22 && power <= 22) {
    out[index] = power < 0 ? sum / (powersOfTen[-power] as number) : sum * (powersOfTen[power] as number);
    return true;
  }
  if (sum === 0) return true;
  if (power < -largestPower || power > largestPower) return false;
  const i = power + largestPower;
  const scaled = splitter * sum;
  const upper = scaled - (scaled - sum);
  const lower = sum - upper;
  const powerTop = powerUpper[i] as number;
  const powerRest = powerLower[i] as number;
  const high = sum * (powerHigh[i] as number);
  const highError = upper * powerTop - high + upper * powerRest + lower * powerTop + lower * powerRest;
  const low = highError + (sum * (powerLow[i] as number) + error * (powerHigh[i] as number));
  const doubt = high * 2 ** -100;
  const value = high + (low + doubt);
  out[index] = value;
  return value === high + (low - doubt);
}
