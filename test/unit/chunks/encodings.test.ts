import { describe, expect, it } from 'vitest';
import { decodeChunk, encodeChunk } from '../../../shared/chunks/chunk.ts';
import { kindMask, kinds } from '../../../shared/chunks/values/column-kind.ts';
import { seededRandom } from '../../fuzz/random.ts';
import { bitsOf } from '../../support/chunk-samples.ts';

const count = 100;
/** Version, shape, the number of the times and their count are a byte each. */
const columnAt = 4;

type Kind = keyof typeof kinds;

function kindOf(bytes: Uint8Array, at = columnAt): Kind | undefined {
  return (Object.keys(kinds) as Kind[]).find((kind) => kinds[kind] === ((bytes[at] ?? 0) & kindMask));
}

interface Encoded {
  readonly kind: Kind | undefined;
  readonly bytes: number;
}

/** Encodes, and checks that the same bits come back. */
function encoded(values: Float64Array, at?: Int32Array): Encoded {
  const bytes = encodeChunk(1, at === undefined ? values.length : count, { values, at });
  expect(bitsOf(decodeChunk(bytes, () => (at === undefined ? values.length : count)).values)).toBe(bitsOf(values));
  return { kind: kindOf(bytes), bytes: bytes.length };
}

function columnOf(value: (i: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => value(i));
}

/** Puts bits in: [index, low word, high word]. */
function withBits(values: Float64Array, ...patterns: readonly (readonly [number, number, number])[]): Float64Array {
  const copy = values.slice();
  const words = new Uint32Array(copy.buffer);
  for (const [index, low, high] of patterns) words.set([low, high], 2 * index);
  return copy;
}

const random = seededRandom(11);
const noise = Array.from({ length: count }, () => random() / 2 ** 32);
const noiseAt = (i: number) => noise[i] ?? 0;
const nan = [1, 0x7ff80000] as const;

it.each([2 ** 27, 2 ** 28 - 3, 2 ** 28, 2 ** 29, 2 ** 31 - 3, 2 ** 31, 2 ** 32, 2 ** 51 - 40])(
  'whole numbers come back that are about %i away from each other',
  (distance) => {
    for (const [sign, step] of [
      [1, 1],
      [-1, 1],
      [1, 3],
      [-1, 3],
    ] as const) {
      encoded(columnOf((i) => sign * (i % 2) * distance + step * Math.floor(4 * noiseAt(i))));
      encoded(columnOf((i) => (i % 3 === 0 ? sign * distance : -sign * 7) + step * i));
    }
  },
);

/** What comes before a column and after it. */
const envelope = columnAt + 4;

describe('a column is written as', () => {
  const cases: readonly (readonly [string, Float64Array, Encoded])[] = [
    ['a small constant: a decimal of one byte', columnOf(() => 1), { kind: 'constant', bytes: envelope + 2 }],
    ['a constant with two decimals', columnOf(() => 0.25), { kind: 'constant', bytes: envelope + 2 }],
    ['a constant that is no short decimal: its bits', columnOf(() => 1 / 3), { kind: 'constant', bytes: envelope + 9 }],
    ['-0: its bits', columnOf(() => -0), { kind: 'constant', bytes: envelope + 9 }],
    [
      'a NaN of any payload',
      withBits(
        columnOf(() => 0),
        [0, ...nan],
      ).fill(Number.NaN),
      { kind: 'constant', bytes: 17 },
    ],
    ['few changes: where they are', columnOf((i) => (i < 37 ? 3 : 4)), { kind: 'sparse', bytes: envelope + 9 }],
    ['a counter that rises evenly: nearly nothing', columnOf((i) => 1000 + 15 * i), { kind: 'decimal', bytes: 15 }],
    ['a falling stone: differences of differences', columnOf((i) => i * i), { kind: 'decimal', bytes: 25 }],
    [
      'a counter: five bits each',
      columnOf((i) => 100 * i + Math.floor(16 * noiseAt(i))),
      { kind: 'decimal', bytes: 76 },
    ],
    [
      'pages of memory: their number',
      columnOf((i) => 4096 * (1000 + Math.floor(16 * noiseAt(i)))),
      { kind: 'decimal', bytes: 68 },
    ],
    ['hundredths', columnOf((i) => Math.floor(16 * noiseAt(i)) / 100), { kind: 'decimal', bytes: 63 }],
    [
      'thousandths by a product, half of them a unit off',
      columnOf((i) => (i + 3) * 0.001),
      { kind: 'nearDecimal', bytes: 30 },
    ],
    ['fractions that are near each other', columnOf((i) => 1 + noiseAt(i) / 64), { kind: 'units', bytes: 423 }],
    [
      'fractions of all sizes, with few bits',
      columnOf((i) => Math.fround(noiseAt(i) * 2 ** (40 * noiseAt(i)))),
      { kind: 'xor', bytes: 464 },
    ],
    [
      'arbitrary bits',
      withBits(
        columnOf(() => 0),
        ...noise.map((_, i) => [i, random(), random()] as const),
      ),
      { kind: 'raw', bytes: envelope + 1 + 8 * count },
    ],
  ];
  it.each(cases)('%s', (_name, values, expected) => {
    expect(encoded(values)).toEqual(expected);
  });
});

describe('a stale marker among whole numbers', () => {
  const counter = columnOf((i) => 100 * i + Math.floor(16 * noiseAt(i)));
  const stale = [2, 0x7ff00000] as const;

  it('costs its place in a list, not the encoding', () => {
    const { kind, bytes } = encoded(counter);
    const marked = encodeChunk(1, count, { values: withBits(counter, [30, ...stale], [99, ...stale]) });
    expect(kindOf(marked, columnAt + 5)).toBe(kind);
    expect(marked.length - bytes).toBeLessThan(16);
    expect(decodeChunk(marked, () => count).stale).toEqual([30, 99]);
  });

  it('may be all there is', () => {
    const values = withBits(
      columnOf(() => 0),
      ...noise.map((_, i) => [i, ...stale] as const),
    );
    const bytes = encodeChunk(1, count, { values });
    const decoded = decodeChunk(bytes, () => count);
    expect([bytes.length, bitsOf(decoded.values), decoded.stale]).toEqual([
      envelope + 2,
      bitsOf(values),
      Array.from(values, (_, i) => i),
    ]);
  });

  it('is told from other NaNs', () => {
    const values = withBits(counter, [5, ...nan], [6, 2, 0x7ff80000], [7, 2, 0xfff00000], [8, ...stale]);
    const decoded = decodeChunk(encodeChunk(1, count, { values }), () => count);
    expect([bitsOf(decoded.values), decoded.stale]).toEqual([bitsOf(values), [8]]);
  });
});

describe('the times of a series among the shared ones', () => {
  const ofTimes = (indices: readonly number[]) => {
    const values = new Float64Array(indices.length);
    const bytes = encodeChunk(1, count, { values, at: Int32Array.from(indices) });
    const { at } = decodeChunk(bytes, () => count);
    return { at: at && [...at], bytes: bytes.length - envelope - 2 };
  };
  const all = Array.from({ length: count }, (_, i) => i);

  it.each([
    ['all: nothing', all, 0],
    ['a range: where it begins, and how many', all.slice(20, 50), 2],
    ['none: a range of none', [], 0],
    ['runs', all.filter((i) => i < 30 || i > 60), 5],
    ['a bitmap where they come and go', all.filter((i) => i % 3 !== 1), 13],
  ])('are told as %s', (_name, indices, bytes) => {
    expect(ofTimes(indices)).toEqual({ at: indices.length === count ? undefined : indices, bytes });
  });

  it('are none of none', () => {
    const bytes = encodeChunk(7, 0, { values: new Float64Array(0) });
    expect(decodeChunk(bytes, () => 0)).toEqual({
      timesNumber: 7,
      at: undefined,
      values: new Float64Array(0),
      stale: undefined,
      histograms: undefined,
    });
  });
});
