import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atOnce } from '../../../renderer/components/slices.ts';
import type { GridColumn } from '../../../renderer/views/explorer/result/grid-column.ts';
import { cellText, rowText, tableText } from '../../../renderer/views/explorer/result/table-text.ts';
import { longestText, valueTexts } from '../../../renderer/views/explorer/result/value-texts.ts';
import { harmlessText, isoTime, separatedField } from '../../../shared/format/spreadsheet-text.ts';
import { columnsOf } from '../charts/columns-of.ts';
import { hardTexts, modelOf } from './result-cases.ts';

const runs = { seed: 20_261_129, numRuns: 500 };
const column = (key: GridColumn['key'], head: string, texts: readonly string[], numeric = false): GridColumn => ({
  ...{ key, head, minPx: 1, grows: 0, numeric },
  cell: () => null,
  text: (row) => texts[row] ?? '',
});
const columns: readonly GridColumn[] = [
  column('label:app', 'app', ['checkout', '=1+1', 'a\tb|c\n*d*']),
  { key: 'bar', head: 'size', minPx: 1, grows: 0, cell: () => null },
  column('value', 'value', ['1', '-2', '3'], true),
];

describe('rows that are copied', () => {
  test('are pasted into a spreadsheet as they are shown, without what is only drawn', () => {
    expect(atOnce(tableText(columns, Uint32Array.of(2, 0), 'tsv'))).toBe('app\tvalue\n"a\tb|c\n*d*"\t3\ncheckout\t1\n');
    expect(rowText(columns, 1)).toBe("'=1+1\t-2");
  });

  test('are pasted into a ticket as a table, and nothing in them is markup', () => {
    expect(atOnce(tableText(columns, Uint32Array.of(1, 2), 'markdown'))).toBe(
      '| app | value |\n| --- | ---: |\n| =1+1 | -2 |\n| a\tb\\|c \\*d\\* | 3 |\n',
    );
  });

  test('one by one are exact, and a figure stands for its value', () => {
    expect([cellText(columns, 1, 'label:app'), cellText(columns, 1, 'bar'), cellText(columns, 1, 'value')]).toEqual([
      '=1+1',
      '-2',
      '-2',
    ]);
  });
});

describe('a text for a spreadsheet', () => {
  test('never begins with what would make it a formula', () => {
    fc.assert(
      fc.property(hardTexts, (text) => {
        const first = harmlessText(text).trimStart()[0] ?? '';
        const isNumber = harmlessText(text) === text && /^[+-]?(\d|\.\d|Inf)/i.test(text);
        expect('=+-@＝＋－＠'.includes(first) && first !== '' && !isNumber).toBe(false);
      }),
      runs,
    );
    const guarded = ['=1', '+cmd', '-x', '@a', '\t=1', ' =1', '＝1', "'a", '-1+2', '+Infinity', '\r', '--1'];
    expect(guarded.filter((text) => harmlessText(text) !== `'${text}`)).toEqual([]);
  });

  test('leaves alone what is harmless: numbers as they come out of Prometheus, and nearly every label', () => {
    const same = [
      '-1',
      '+Inf',
      '-Inf',
      '1e-5',
      '+1.5E+10',
      'NaN',
      '',
      'up',
      'a=b',
      '10.0.0.1:9090',
      '한국어',
      '/api',
      '-.5',
    ];
    expect(same.filter((text) => harmlessText(text) !== text)).toEqual([]);
  });

  test('is what it was again without one apostrophe at its beginning', () => {
    fc.assert(
      fc.property(hardTexts, (text) => {
        const written = harmlessText(text);
        expect(written.startsWith("'") ? written.slice(1) : written).toBe(text);
      }),
      runs,
    );
  });

  test('is quoted where it has to be', () => {
    expect(['a', 'a,b', 'a"b', 'a\nb', ' a', 'a\tb'].map((text) => separatedField(text, ','))).toEqual([
      'a',
      '"a,b"',
      '"a""b"',
      '"a\nb"',
      '" a"',
      'a\tb',
    ]);
    expect(separatedField('a\tb', '\t')).toBe('"a\tb"');
  });
});

test('a time is ISO 8601, to the millisecond, and no time is no text', () => {
  expect([isoTime(1_795_346_080_123), isoTime(Number.NaN), isoTime(1e300)]).toEqual([
    '2026-11-22T11:14:40.123Z',
    '',
    '',
  ]);
});

describe('the numbers of a table', () => {
  const textsOf = (...values: number[]) =>
    valueTexts(modelOf(columnsOf(values.map((value, i) => [`s${i}`, [0, value]] as const))), {
      ...{ unit: 'bytes', locale: 'en', zone: 'utc' },
    });

  test('share a magnitude, and each has its unit', () => {
    const { measured } = textsOf(15_258_000_000, 8_480_000_000, 1);
    expect([15_258_000_000, 8_480_000_000, 1, Number.NaN].map(measured)).toEqual([
      '14.21 GiB',
      '7.90 GiB',
      '1 B',
      'NaN',
    ]);
  });

  test('that are counted have no unit, and parts where a rate has them', () => {
    const { counted } = textsOf(1);
    expect([counted(12_345), counted(0.25)]).toEqual(['12,345', '0.25']);
  });

  test('are measured by the longest of them, also where it is one of very many', () => {
    const values = new Float64Array(100_000).fill(1);
    values[54_321] = -123_456_789;
    expect(longestText(values, String)).toBe(10);
    expect(longestText(new Float64Array(0), String)).toBe(0);
  });
});
