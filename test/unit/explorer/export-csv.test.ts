import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvFile } from '../../../renderer/components/save-file.ts';
import { atOnce } from '../../../renderer/components/slices.ts';
import { longCsv, wideCsv } from '../../../renderer/views/explorer/export/csv.ts';
import { exportedParts } from '../../../renderer/views/explorer/export/exported-series.ts';
import type { ResultPart } from '../../../renderer/views/explorer/result/result-part.ts';
import { formatExact } from '../../../shared/format/number.ts';
import { labelPairs } from '../../../shared/model/labels.ts';
import type { Columns } from '../../../shared/model/query.ts';
import { columnsOf } from '../charts/columns-of.ts';
import { hardTexts, matrices, noColumns, partOf, vectors } from './result-cases.ts';

const runs = { seed: 20_261_129, numRuns: 300 };
const long = (parts: readonly ResultPart[], visible?: readonly number[]) =>
  atOnce(longCsv(exportedParts(parts, visible))).join('');
const wide = (parts: readonly ResultPart[], visible?: readonly number[]) =>
  atOnce(wideCsv(exportedParts(parts, visible))).join('');

/** As RFC 4180 says: a reader that knows nothing of the writer. @throws Error where the text is none */
function readCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const fields: string[] = [];
    for (;;) {
      const field = text[at] === '"' ? /^"((?:[^"]|"")*)"/.exec(text.slice(at)) : /^[^",\r\n]*/.exec(text.slice(at));
      if (field === null) throw new Error(`an open quote at ${at}`);
      fields.push(field[1] === undefined ? field[0] : field[1].replaceAll('""', '"'));
      at += field[0].length;
      if (text[at] !== ',') break;
      at += 1;
    }
    if (!text.startsWith('\r\n', at))
      throw new Error(`no end of a line at ${at}: ${JSON.stringify(text.slice(at, at + 20))}`);
    at += 2;
    records.push(fields);
  }
  return records;
}

/** docs/formats/export.md: the way back. */
const original = (text: string) => (text.startsWith("'") ? text.slice(1) : text);

const range = columnsOf([
  [{ __name__: 'up', job: 'a', zone: 'x' }, [0, 1], [15_000, 0.1]],
  [{ __name__: 'up', job: 'b' }, [15_000, Number.NaN]],
]);

describe('a row for each sample', () => {
  test('says when, how much, and of what, the metric name before the other labels', () => {
    expect(long([partOf(range, 'matrix')])).toBe(
      [
        'time,value,__name__,job,zone',
        '1970-01-01T00:00:00.000Z,1,up,a,x',
        '1970-01-01T00:00:15.000Z,0.1,up,a,x',
        '1970-01-01T00:00:15.000Z,NaN,up,b,',
        '',
      ].join('\r\n'),
    );
  });

  test('says which expression where there are several', () => {
    const parts = [
      partOf(range, 'matrix', { expr: 'up' }),
      partOf(noColumns, 'vector', { letter: 'A2', expr: '-sum(up)' }),
    ];
    const [head, ...rows] = readCsv(long([...parts, partOf(columnsOf([['c', [0, 5]]]), 'vector', { expr: '-c' })]));
    expect(head?.slice(0, 3)).toEqual(['expression', 'time', 'value']);
    expect(rows.map(([expr]) => expr)).toEqual(['up', 'up', 'up', "'-c"]);
  });

  test('has native histograms with their buckets, and values of numbers beside them', () => {
    const columns: Columns = {
      ...columnsOf([['a', [1000, 3]], ['b']]),
      histograms: [
        {
          ...{ series: 1, timeMs: 1000, count: 5, sum: 2.5 },
          buckets: [
            [3, -0.1, 0.1, 2],
            [0, 0.5, 1, 3],
          ],
        },
      ],
    };
    expect(readCsv(long([partOf(columns)]))).toEqual([
      ['time', 'value', 'count', 'sum', 'buckets', 'name'],
      ['1970-01-01T00:00:01.000Z', '3', '', '', '', 'a'],
      ['1970-01-01T00:00:01.000Z', '', '5', '2.5', '[-0.1, 0.1]:2 (0.5, 1]:3', 'b'],
    ]);
  });

  test('has a text with the time that it was evaluated at', () => {
    const part = partOf(noColumns, 'string', { evaluatedMs: 1000, done: { text: '=1, "x"' } });
    expect(readCsv(long([part]))).toEqual([
      ['time', 'value'],
      ['1970-01-01T00:00:01.000Z', `'=1, "x"`],
    ]);
  });

  test('of a graph is only of the series that are visible', () => {
    const parts = [partOf(range, 'matrix'), partOf(range, 'matrix', { letter: 'A2', expr: 'other' })];
    const rows = readCsv(long(parts, [1, 2])).slice(1);
    expect(rows.map(([expr, , value]) => [expr, value])).toEqual([
      ['up', 'NaN'],
      ['other', '1'],
      ['other', '0.1'],
    ]);
  });

  test('is read back as exactly what was written, whatever the texts are', () => {
    fc.assert(
      fc.property(matrices, vectors, hardTexts, (matrix, vector, expr) => {
        const parts = [partOf(matrix, 'matrix', { expr }), partOf(vector, 'vector', { letter: 'A2', expr: 'x' })];
        const [head = [], ...rows] = readCsv(long(parts));
        const own = head.indexOf('buckets') < 0 ? 3 : 6;
        const read = rows.map((fields) => ({
          expr: original(fields[0] ?? ''),
          time: fields[1],
          value: own === 6 && fields[2] === '' ? `${fields[3]} ${fields[4]}` : fields[2],
          labels: head
            .slice(own)
            .flatMap((name, i) => (fields[own + i] === '' ? [] : [[original(name), original(fields[own + i] ?? '')]]))
            .sort(),
        }));
        const written = [...expectedRows(matrix, expr), ...expectedRows(vector, 'x')];
        const ordered = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one)).sort();
        expect(rows.every((fields) => fields.length === head.length)).toBe(true);
        expect(ordered(read)).toEqual(ordered(written));
      }),
      runs,
    );
  });
});

function expectedRows(columns: Columns, expr: string) {
  const labels = (series: number) =>
    labelPairs(columns.labels[series] ?? [])
      .map((pair) => [...pair])
      .sort();
  const iso = (timeMs: number | undefined) => new Date(timeMs ?? Number.NaN).toISOString();
  const numbers = columns.labels.flatMap((_, series) =>
    Array.from({ length: (columns.offsets[series + 1] ?? 0) - (columns.offsets[series] ?? 0) }, (_unused, i) => {
      const at = (columns.offsets[series] ?? 0) + i;
      const value = formatExact(columns.values[at] ?? Number.NaN);
      return { expr, time: iso(columns.timesMs[at]), value, labels: labels(series) };
    }),
  );
  const histograms = columns.histograms.map(({ series, timeMs, count, sum }) => ({
    ...{ expr, time: iso(timeMs), value: `${formatExact(count)} ${formatExact(sum)}`, labels: labels(series) },
  }));
  return [...numbers, ...histograms];
}

describe('a column for each series', () => {
  test('has a row for each time, and nothing where a series has no sample', () => {
    expect(readCsv(wide([partOf(range, 'matrix')]))).toEqual([
      ['time', 'up{job="a", zone="x"}', 'up{job="b"}'],
      ['1970-01-01T00:00:00.000Z', '1', ''],
      ['1970-01-01T00:00:15.000Z', '0.1', 'NaN'],
    ]);
  });

  test('says which expression where there are several, and leaves out what is hidden', () => {
    const parts = [partOf(range, 'matrix'), partOf(range, 'matrix', { letter: 'A2' })];
    expect(readCsv(wide(parts, [1, 2]))[0]).toEqual(['time', 'A: up{job="b"}', 'A2: up{job="a", zone="x"}']);
  });

  test('has two for native histograms: how many, and their sum', () => {
    const columns: Columns = {
      ...columnsOf([[{ job: 'a' }]]),
      histograms: [{ series: 0, timeMs: 1000, count: 5, sum: 2.5, buckets: [] }],
    };
    expect(readCsv(wide([partOf(columns, 'matrix')]))).toEqual([
      ['time', '{job="a"} count', '{job="a"} sum'],
      ['1970-01-01T00:00:01.000Z', '5', '2.5'],
    ]);
  });

  test('holds every value at its time and its series', () => {
    fc.assert(
      fc.property(matrices, (columns) => {
        const numbers = { ...columns, histograms: [] };
        const [head = [], ...rows] = readCsv(wide([partOf(numbers, 'matrix')]));
        expect(head.length).toBe(1 + columns.labels.length);
        const times = [...new Set(columns.timesMs)].sort((a, b) => a - b);
        expect(rows.map(([time]) => time)).toEqual(times.map((timeMs) => new Date(timeMs).toISOString()));
        columns.labels.forEach((_, series) => {
          const own = rows.flatMap((fields) => (fields[series + 1] === '' ? [] : [fields[series + 1]]));
          const values = columns.values.subarray(columns.offsets[series], columns.offsets[series + 1]);
          expect(own).toEqual(Array.from(values, formatExact));
        });
      }),
      runs,
    );
  });
});

describe('the file', () => {
  const bytesOf = async (text: string) => new Uint8Array(await csvFile([text]).arrayBuffer());

  test('begins with the mark of UTF-8 only where a spreadsheet needs it', async () => {
    expect([...(await bytesOf('é')).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(new TextDecoder().decode(await bytesOf('a,b\r\n'))).toBe('a,b\r\n');
    expect((await bytesOf('a,b\r\n')).length).toBe(5);
  });
});
