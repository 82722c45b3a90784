import { describe, expect, it } from 'vitest';
import { extremes } from '../../../shared/promql/engine/aggregate/extremes.ts';
import { sampleOffset, xxHash64 } from '../../../shared/promql/engine/aggregate/label-hash.ts';
import type { Column } from '../../../shared/promql/engine/column.ts';
import { evaluated, seriesOf } from './evaluated.ts';
import { seeded } from './range-fixture.ts';

const run = { check: () => undefined, charge: () => undefined };

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the hash that limit_ratio samples by', () => {
  it('is XXH64, whatever the length', () => {
    const hashes = ['', 'a', 'abc', 'Nobody inspects the spammish repetition'].map((text) =>
      xxHash64(bytes(text)).toString(16),
    );
    expect(hashes).toEqual(['ef46db3751d8e999', 'd24ec4f1a98c6e5b', '44bc2cf5ad770999', 'fbcea83c8a378bf1']);
  });

  it('is taken of names and values, each behind its length, which from 255 bytes on is written in three', () => {
    const long = 'é'.repeat(130);
    const encoded = [1, ...bytes('a'), 255, 4, 1, 0, ...bytes(long)];
    expect(sampleOffset(['a', long])).toBe(Number(xxHash64(Uint8Array.from(encoded))) / 2 ** 64);
  });
});

/** The keys that stay, the best first: NaN is worse than everything. */
function bestOf(values: readonly number[], most: number, sign: 1 | -1): readonly number[] {
  const worth = (value: number) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : sign * value);
  const isWorst = (value: number) => Number(Number.isNaN(value));
  return values.toSorted((a, b) => isWorst(a) - isWorst(b) || worth(b) - worth(a)).slice(0, most);
}

describe('topk and bottomk', () => {
  it('keep at each time what sorting would put first', () => {
    const random = seeded(5);
    const pick = () => [1, 2, 3, Number.NaN, Number.POSITIVE_INFINITY, -4, random() * 9][Math.floor(random() * 7)] ?? 0;
    for (let round = 0; round < 200; round += 1) {
      const count = 6;
      const columns = Array.from({ length: 1 + Math.floor(random() * 12) }, (_, i): Column => {
        const present = Uint8Array.from({ length: count }, () => (random() < 0.8 ? 1 : 0));
        const values = Float64Array.from({ length: count }, pick);
        return { labels: ['i', String(i)], values, present, histograms: undefined, dropName: false };
      });
      const wanted = Int32Array.from({ length: count }, () => Math.floor(random() * 6));
      for (const sign of [1, -1] as const) {
        const kept = extremes(columns, wanted, sign, run);
        for (let i = 0; i < count; i += 1) {
          const at = (of: readonly Column[]) =>
            of.flatMap(({ values, present }) => (present?.[i] === 0 ? [] : [values[i] ?? 0]));
          const most = wanted[i] ?? 0;
          expect(bestOf(at(kept), most, sign), `round ${round}, time ${i}`).toEqual(bestOf(at(columns), most, sign));
          expect(at(kept).length).toBe(Math.min(most, at(columns).length));
        }
      }
    }
  });

  it('give the best first at one time, and what is no number last', () => {
    const given = [3, Number.NaN, 1, 2].map((value, i) => ({
      labels: { __name__: 'm', i: String(i) },
      values: [value],
    }));
    const order = (text: string) => seriesOf(evaluated(text, given)).map(([, values]) => values[0]);
    expect(order('topk(3, m)')).toEqual([3, 2, 1]);
    expect(order('bottomk(9, m)')).toEqual([1, 2, 3, Number.NaN]);
  });

  it('take as many as a parameter says that changes over time', () => {
    const given = [
      { labels: { __name__: 'k' }, values: [0, 1, 2] },
      { labels: { __name__: 'm', i: 'a' }, values: [1, 1, 1] },
      { labels: { __name__: 'm', i: 'b' }, values: [2, 2, 2] },
    ];
    const found = seriesOf(evaluated('topk(scalar(k), m)', given, { minutes: 2 }));
    expect(found).toEqual([
      [['__name__', 'm', 'i', 'a'], [1]],
      [
        ['__name__', 'm', 'i', 'b'],
        [2, 2],
      ],
    ]);
  });

  it('take the parameter once where the series are the same at every time, as Prometheus does', () => {
    const given = [
      { labels: { __name__: 'k' }, values: [1, 2] },
      { labels: { __name__: 'm', i: 'a' }, values: [1, 1] },
      { labels: { __name__: 'm', i: 'b' }, values: [2, 2] },
    ];
    const found = seriesOf(evaluated('topk(scalar(k), m @ 0)', given, { minutes: 1 }));
    expect(found).toEqual([
      [
        ['__name__', 'm', 'i', 'b'],
        [2, 2],
      ],
    ]);
  });

  it('refuse numbers of series that no 64 bits hold', () => {
    expect(() => evaluated('topk(1e20, vector(1))', [])).toThrow('Scalar value 1e+20 overflows int64');
    expect(() => evaluated('topk(scalar(m), vector(1))', [])).toThrow('Parameter value is NaN');
  });
});
