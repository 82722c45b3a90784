import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atOnce } from '../../../renderer/components/slices.ts';
import { parseFilter } from '../../../renderer/views/explorer/result/row-filter.ts';
import { orderRows } from '../../../renderer/views/explorer/result/row-order.ts';
import type { UnitName } from '../../../shared/format/unit.ts';
import { columnsOf } from '../charts/columns-of.ts';
import { hardTexts, matrices, modelOf } from './result-cases.ts';

const runs = { seed: 20_261_129, numRuns: 500 };
const parse = (text: string, unit: UnitName = 'none') => parseFilter(text, unit);

describe('what is typed into the filter', () => {
  test('is words, words that may not be there, and comparisons', () => {
    expect(parse('Checkout !canary "two words" !"not these" > 5')).toEqual({
      words: ['checkout', 'two words'],
      without: ['canary', 'not these'],
      comparisons: [{ operator: '>', value: 5 }],
    });
  });

  test('compares numbers as they are shown, with their units', () => {
    const value = (text: string, unit: UnitName = 'none') => parse(text, unit).comparisons[0]?.value;
    expect([
      value('>= 2GiB', 'bytes'),
      value('<=200ms', 'seconds'),
      value('> 1.5 min', 'seconds'),
      value('> 2h', 'seconds'),
      value('< 80%', 'ratio'),
      value('< 80 %', 'percent'),
      value('> 5 MiB/s', 'bytesPerSecond'),
      value('> 3/s', 'perSecond'),
      value('> 2 Mbit/s', 'bitsPerSecond'),
      value('> 200mcores', 'cores'),
      value('> 20°C', 'celsius'),
      value('> 3km', 'meters'),
      value('> 3m', 'meters'),
      value('> 3m', 'seconds'),
      value('> 1.5k'),
      value('< -1e3'),
      value('< +Inf'),
      value('> -inf'),
    ]).toEqual([
      2 * 1024 ** 3,
      0.2,
      90,
      7200,
      0.8,
      80,
      5 * 1024 ** 2,
      3,
      2e6,
      0.2,
      20,
      3000,
      3,
      0.003,
      1500,
      -1000,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  test('is not yet a comparison while its number is missing', () => {
    expect(['>', '> ', '<=', '!', '!=', ''].map((text) => parse(text))).toEqual(
      Array.from({ length: 6 }, () => ({ words: [], without: [], comparisons: [] })),
    );
  });

  test('is words where it is no size', () => {
    expect(parse('> 5 parsecs').words).toEqual(['>5parsecs']);
    expect(parse('>5parsecs').words).toEqual(['>5parsecs']);
    expect(parse('10.0.0.1 a>b').words).toEqual(['10.0.0.1', 'a>b']);
  });

  test('is understood whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(hardTexts, fc.constantFrom('>', '!', '"', ' ', '5', 'ms'))), (pieces) => {
        const { words, without, comparisons } = parse(pieces.join(''));
        expect([...words, ...without]).not.toContain('');
        expect([...words, ...without].every((word) => word === word.toLowerCase())).toBe(true);
        expect(comparisons.every(({ value }) => typeof value === 'number')).toBe(true);
      }),
      runs,
    );
  });

  test('compares with the number that was typed', () => {
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.constantFrom('>', '>=', '<', '<=', '==', '!='), numbers, (operator, number) => {
        const value = number + 0;
        expect(parse(`${operator} ${value}`).comparisons).toEqual([{ operator, value }]);
        expect(parse(`${operator}${value}k`).comparisons).toEqual([{ operator, value: value * 1000 }]);
      }),
      runs,
    );
  });
});

describe('the rows that are left', () => {
  const model = modelOf(
    columnsOf([
      [{ app: 'checkout', track: 'stable' }, [0, 10]],
      [{ app: 'checkout', track: 'canary' }, [0, 20]],
      [{ app: 'Search', track: 'stable' }, [0, Number.NaN]],
    ]),
  );
  const left = (text: string) => [...atOnce(orderRows(model, parse(text), undefined)).rows];

  test('fit all that was typed', () => {
    expect(
      ['', 'checkout', 'checkout !canary', '> 15', 'search', 'app=search', '== NaN', '!= NaN', 'nothing'].map(left),
    ).toEqual([[0, 1, 2], [0, 1], [0], [1], [2], [2], [2], [0, 1], []]);
  });

  test('are the ones that have the word, in the order that they had', () => {
    fc.assert(
      fc.property(matrices, fc.stringMatching(/^[a-z0-9_]{1,3}$/), (columns, word) => {
        const any = modelOf(columns, 'matrix');
        const has = (series: number) => {
          const labels = columns.labels[series] ?? [];
          return labels.some((_, i) => i % 2 === 0 && `${labels[i]}=${labels[i + 1]}`.toLowerCase().includes(word));
        };
        const kept = [...atOnce(orderRows(any, parse(word), undefined)).rows];
        const rest = [...atOnce(orderRows(any, parse(`!${word}`), undefined)).rows];
        const expected = Array.from({ length: any.rowCount }, (_, row) => row);
        expect(kept).toEqual(expected.filter((row) => has(any.seriesOf[row] ?? 0)));
        expect([...kept, ...rest].sort((a, b) => a - b)).toEqual(expected);
      }),
      runs,
    );
  });
});
