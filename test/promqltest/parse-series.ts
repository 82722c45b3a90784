/** Series lines: `metric{label="value"} 0+10x5 _ stale {{sum:1 count:1}}x3`. */
import type { FloatHistogram } from '../../shared/model/float-histogram.ts';
import { added, subtracted } from '../../shared/promql/histogram/arithmetic.ts';
import type { LineReader } from './line-reader.ts';
import { parseHistogram, type WrittenHistogram } from './parse-histogram.ts';
import { parseMetric } from './parse-metric.ts';
import { parseNumber } from './parse-number.ts';
import type { SequenceValue, SeriesDescription } from './script.ts';

/** Hexadecimal only where it cannot be nought, repeated: `0x1f`, not `0x10`. */
const number = String.raw`(?:0[xX](?=\d*[a-fA-F])[\da-fA-F]+|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[iI]nf|[nN]a[nN])`;
const numberItem = new RegExp(String.raw`([+-]?${number})(?:([+-]${number})?x(\d+))?(?=\s|$)`, 'y');
const omittedItem = /_(?:x(\d+))?(?=\s|$)/y;
const staleItem = /stale(?:x(\d+))?(?=\s|$)/y;
const repeat = /x(\d+)(?=\s|$)/y;

export function parseSeries(reader: LineReader): SeriesDescription {
  const labels = parseMetric(reader);
  if (!reader.isAtEnd) reader.expect(/\s+/y, 'space');
  return { labels, values: parseValues(reader) };
}

function parseValues(reader: LineReader): readonly SequenceValue[] {
  const values: SequenceValue[] = [];
  for (reader.skipSpace(); !reader.isAtEnd; reader.skipSpace()) {
    for (const value of parseItem(reader)) values.push(value);
  }
  return values;
}

function parseItem(reader: LineReader): readonly SequenceValue[] {
  const omitted = reader.take(omittedItem);
  if (omitted !== undefined) return repeated({ kind: 'omitted' }, reader.times(omitted[1] ?? '1'));
  const stale = reader.take(staleItem);
  if (stale !== undefined) return repeated({ kind: 'stale' }, reader.times(stale[1] ?? '0') + 1);
  const written = parseHistogram(reader);
  if (written !== undefined) return histogramItem(written, reader);
  const found = reader.expect(numberItem, 'value');
  return numbers(
    requireNumber(found[1], reader),
    requireNumber(found[2] ?? '0', reader),
    reader.times(found[3] ?? '0') + 1,
  );
}

function requireNumber(text: string | undefined, reader: LineReader): number {
  return parseNumber(text ?? '') ?? reader.fail(`no number: ${text}`);
}

function repeated(value: SequenceValue, count: number): readonly SequenceValue[] {
  return new Array<SequenceValue>(count).fill(value);
}

/** Added step by step: rounding errors grow as they do in Prometheus. */
function numbers(first: number, step: number, count: number): readonly SequenceValue[] {
  const values: SequenceValue[] = [];
  for (let i = 0, value = first; i < count; i += 1, value += step) values.push({ kind: 'number', value });
  return values;
}

function histogramItem(written: WrittenHistogram, reader: LineReader): readonly SequenceValue[] {
  const first: SequenceValue = { kind: 'histogram', ...written };
  const sign = reader.take(/[+-](?=\{\{)/y)?.[0];
  if (sign === undefined) return repeated(first, reader.times(reader.take(repeat)?.[1] ?? '0') + 1);
  const step = parseHistogram(reader) ?? reader.fail('histogram expected');
  const times = reader.times(reader.expect(repeat, 'x and a number')[1] ?? '');
  if (written.histogram.schema > step.histogram.schema) {
    reader.fail(`cannot merge from schema ${step.histogram.schema} to ${written.histogram.schema}`);
  }
  return [first, ...stepped(written.histogram, step.histogram, times, sign === '+' ? added : subtracted, reader)];
}

function stepped(
  first: FloatHistogram,
  step: FloatHistogram,
  times: number,
  combine: typeof added,
  reader: LineReader,
): readonly SequenceValue[] {
  const values: SequenceValue[] = [];
  let histogram = first;
  for (let i = 0; i < times; i += 1) {
    const combined = combine(histogram, step) ?? reader.fail('custom buckets and exponential ones cannot be combined');
    histogram = combined.histogram;
    values.push({ kind: 'histogram', histogram, saysHint: false });
  }
  return values;
}
