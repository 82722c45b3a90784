/** Answers for the tests of tables and exports: written out, or any that a server may give. */
import fc from 'fast-check';
import { atOnce } from '../../../renderer/components/slices.ts';
import type { ResultPart } from '../../../renderer/views/explorer/result/result-part.ts';
import { type RowKind, type TableModel, tableModel } from '../../../renderer/views/explorer/table-model.ts';
import { type Labels, labelsFromPairs } from '../../../shared/model/labels.ts';
import type { Columns, HistogramSample, QueryDone, ResultType } from '../../../shared/model/query.ts';

const done: QueryDone = { kind: 'done', warnings: [], infos: [], bytes: 1, totalMs: 1, waitMs: 1, parseMs: 1 };

export interface PartOptions {
  readonly letter?: string;
  readonly expr?: string;
  readonly evaluatedMs?: number | undefined;
  readonly done?: Partial<QueryDone>;
}

export function partOf(columns: Columns, resultType: ResultType = 'vector', options: PartOptions = {}): ResultPart {
  const { letter = 'A', expr = 'up', evaluatedMs } = options;
  return { letter, expr, evaluatedMs, answer: { columns, resultType, done: { ...done, ...options.done } } };
}

export function modelOf(columns: Columns, resultType: ResultType = 'vector', kind: RowKind = 'samples'): TableModel {
  return atOnce(tableModel([partOf(columns, resultType)], kind));
}

export const noColumns: Columns = {
  labels: [],
  offsets: new Uint32Array(1),
  timesMs: new Float64Array(0),
  values: new Float64Array(0),
  histograms: [],
};

/** Texts that are hard on whatever separates, quotes or evaluates. */
export const hardTexts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    ...['=1+1', '-2+3', '+Inf', '-1', '@x', "'", "''=", '"', ',', ';', '\t', '\r\n', ' = x', '', '한국어'],
  ),
  fc.constantFrom(...['__proto__', 'constructor', '\u202e', '=cmd|" /C calc"!A0', '＝1', '0.5', '1e5', ' ']),
);

const labelSets: fc.Arbitrary<Labels> = fc
  .array(fc.tuple(hardTexts, hardTexts), { maxLength: 4 })
  .map((pairs) => labelsFromPairs(pairs.filter(([name, value]) => name !== '' && value !== '')));

const numbers = fc.double();
const bounds = fc.double({ noNaN: true });
/** Whole milliseconds, as the API has them. */
const times = fc.integer({ min: 0, max: 4_000_000_000_000 });

const histograms = fc.record({
  count: fc.double({ noNaN: true, min: 0 }),
  sum: numbers,
  buckets: fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), bounds, bounds, fc.double({ noNaN: true, min: 0 })), {
    minLength: 1,
    maxLength: 3,
  }),
});

interface SampleSpec {
  readonly timeMs: number;
  readonly value: number | Omit<HistogramSample, 'series' | 'timeMs'>;
}

const samples: fc.Arbitrary<SampleSpec> = fc.record({
  timeMs: times,
  value: fc.oneof({ weight: 4, arbitrary: numbers }, { weight: 1, arbitrary: histograms }),
});

/** Of a matrix, with samples in the order of time. */
export const matrices: fc.Arbitrary<Columns> = fc
  .array(fc.tuple(labelSets, fc.uniqueArray(samples, { selector: ({ timeMs }) => timeMs, maxLength: 5 })), {
    maxLength: 5,
  })
  .map((series) => columnsFrom(series.map(([labels, own]) => [labels, own.toSorted((a, b) => a.timeMs - b.timeMs)])));

/** Of a vector: one sample a series. */
export const vectors: fc.Arbitrary<Columns> = fc
  .array(fc.tuple(labelSets, samples), { maxLength: 6 })
  .map((series) => columnsFrom(series.map(([labels, sample]) => [labels, [sample]])));

function columnsFrom(series: readonly (readonly [Labels, readonly SampleSpec[]])[]): Columns {
  const offsets = [0];
  const timesMs: number[] = [];
  const values: number[] = [];
  const list: HistogramSample[] = [];
  series.forEach(([, own], index) => {
    for (const { timeMs, value } of own) {
      if (typeof value === 'number') {
        timesMs.push(timeMs);
        values.push(value);
      } else list.push({ series: index, timeMs, ...value });
    }
    offsets.push(values.length);
  });
  return {
    labels: series.map(([labels]) => labels),
    offsets: Uint32Array.from(offsets),
    timesMs: Float64Array.from(timesMs),
    values: Float64Array.from(values),
    histograms: list,
  };
}
