import { describe, expect, it } from 'vitest';
import { readDecimal } from '../../shared/format/decimal.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from './random.ts';

const rounds = Math.round(400_000 * fuzzFactor);
const longest = 64;
const bytes = new Uint8Array(longest);
const view = new DataView(bytes.buffer);
const out = new Float64Array(1);
const encoder = new TextEncoder();

/** Reads each text and compares with Number. @returns the first that differs, and how many of them took the fast way. */
function compare(texts: () => string): { readonly wrong: string | undefined; readonly fast: number } {
  let fast = 0;
  for (let i = 0; i < rounds; i += 1) {
    const text = texts();
    bytes.fill(0);
    encoder.encodeInto(text, bytes);
    const end = readDecimal(bytes, view, 0, out, 0);
    if (end < 0) continue;
    fast += 1;
    if (end !== text.length || !Object.is(out[0], Number(text))) return { wrong: text, fast };
  }
  return { wrong: undefined, fast: fast / rounds };
}

/** As Go's strconv writes a float in Prometheus's answers: shortest form, exponents outside of 1e-6 … 1e21. */
function asPrometheus(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-6 || size >= 1e21) ? value.toExponential() : String(value);
}

describe('the reader of decimals agrees with Number, bit by bit, on', () => {
  it(
    'doubles of random bits in their shortest form',
    () => {
      const random = seededRandom(20_260_101);
      const double = new Float64Array(1);
      const words = new Uint32Array(double.buffer);
      const result = compare(() => {
        words[0] = random();
        words[1] = random();
        return Number.isFinite(double[0]) ? asPrometheus(double[0] as number) : '0';
      });
      expect(result.wrong).toBeUndefined();
      // Of the 2,098 exponents of two, 1,660 are within 10^-250 … 10^250.
      expect(result.fast).toBeGreaterThan(0.75);
    },
    fuzzTimeoutMs,
  );

  it(
    'rates: quotients of whole numbers, nearly all of 16 or 17 digits, and every one by the fast way',
    () => {
      const random = seededRandom(7);
      const result = compare(() => asPrometheus((random() % 10_000_000) / ((random() % 100_000) + 1)));
      expect(result).toEqual({ wrong: undefined, fast: 1 });
    },
    fuzzTimeoutMs,
  );

  it(
    'fractions of powers of two, which lie on the borders between doubles',
    () => {
      const random = seededRandom(99);
      const result = compare(() => asPrometheus((random() * 2 ** 21 + (random() >>> 11)) / 2 ** (random() % 70)));
      expect(result.wrong).toBeUndefined();
      expect(result.fast).toBeGreaterThan(0.9);
    },
    fuzzTimeoutMs,
  );

  it(
    'arbitrary decimal texts: any number of digits, zeros in every place, exponents',
    () => {
      const random = seededRandom(4_242);
      const digits = (count: number) => {
        const zeros = random() % 3 === 0 ? 4 : 1;
        let text = '';
        for (let i = 0; i < count; i += 1) text += random() % zeros === 0 ? random() % 10 : 0;
        return text;
      };
      const result = compare(() => {
        const sign = random() % 4 === 0 ? '-' : '';
        const point = random() % 4 === 0 ? '' : `.${digits(random() % 25)}`;
        const exponent =
          random() % 4 === 0
            ? `${random() % 2 === 0 ? 'e' : 'E'}${['', '+', '-'][random() % 3]}${random() % (random() % 2 === 0 ? 30 : 340)}`
            : '';
        return `${sign}${digits(1 + (random() % 18))}${point}${exponent}`;
      });
      expect(result.wrong).toBeUndefined();
      expect(result.fast).toBeGreaterThan(0.25);
    },
    fuzzTimeoutMs,
  );

  it(
    'values near the middle of two doubles, cut to 17 digits and moved by one in the last',
    () => {
      const random = seededRandom(31);
      const double = new Float64Array(1);
      const words = new Uint32Array(double.buffer);
      const result = compare(() => {
        words[0] = random();
        words[1] = 0x3f000000 + (random() % 0x01000000);
        const value = double[0] as number;
        words[0] = (words[0] as number) + 1;
        const middle = ((value + (double[0] as number)) / 2).toPrecision(17);
        const last = Number(middle.at(-1));
        return middle.includes('e') ? middle : `${middle.slice(0, -1)}${(last + (random() % 3)) % 10}`;
      });
      expect(result.wrong).toBeUndefined();
      expect(result.fast).toBeGreaterThan(0.9);
    },
    fuzzTimeoutMs,
  );
});
