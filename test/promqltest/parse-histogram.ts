/** Native histograms as they are written in scripts: `{{schema:0 sum:5 count:4 buckets:[1 2 1]}}`. */
import {
  type CounterResetHint,
  customBucketsSchema,
  type FloatHistogram,
  type HistogramBuckets,
} from '../../shared/model/float-histogram.ts';
import type { LineReader } from './line-reader.ts';
import { parseNumber } from './parse-number.ts';

const hints: ReadonlyMap<string, CounterResetHint> = new Map([
  ['unknown', 'unknown'],
  ['reset', 'reset'],
  ['not_reset', 'notReset'],
  ['gauge', 'gauge'],
]);

const numberKeys = new Set(['schema', 'sum', 'count', 'z_bucket', 'z_bucket_w', 'offset', 'n_offset']);
const listKeys = new Set(['buckets', 'n_buckets', 'custom_values']);

export interface WrittenHistogram {
  readonly histogram: FloatHistogram;
  readonly saysHint: boolean;
}

interface Parts {
  readonly numbers: Map<string, number>;
  readonly lists: Map<string, readonly number[]>;
  hint: CounterResetHint | undefined;
}

/** Consumes one, where there is one. */
export function parseHistogram(reader: LineReader): WrittenHistogram | undefined {
  if (reader.take(/\{\{/y) === undefined) return undefined;
  const parts: Parts = { numbers: new Map(), lists: new Map(), hint: undefined };
  for (;;) {
    reader.skipSpace();
    if (reader.take(/\}\}/y) !== undefined) break;
    const key = reader.expect(/(\w+):/y, 'key of a histogram')[1] ?? '';
    parsePart(key, reader, parts);
  }
  return { histogram: histogramOf(parts, reader), saysHint: parts.hint !== undefined };
}

function parsePart(key: string, reader: LineReader, parts: Parts): void {
  if (key === 'counter_reset_hint') {
    const word = reader.expect(/\w+/y, 'counter reset hint')[0];
    parts.hint = hints.get(word) ?? reader.fail(`no counter reset hint: ${word}`);
  } else if (numberKeys.has(key)) {
    const written = reader.expect(/[^\s{}[\]]+/y, 'number')[0];
    parts.numbers.set(key, parseNumber(written) ?? reader.fail(`no number: ${written}`));
  } else if (listKeys.has(key)) {
    const list = reader.expect(/\[([^\]]*)\]/y, 'list of numbers in brackets')[1] ?? '';
    const words = list.split(/\s+/).filter((word) => word !== '');
    const numbers = words.map((word) => parseNumber(word) ?? reader.fail(`no number: ${word}`));
    parts.lists.set(key, numbers);
  } else {
    reader.fail(`no key of a histogram: ${key}`);
  }
}

function histogramOf({ numbers, lists, hint }: Parts, reader: LineReader): FloatHistogram {
  const schema = numbers.get('schema') ?? 0;
  const isExponential = Number.isInteger(schema) && schema >= -4 && schema <= 8;
  if (!isExponential && schema !== customBucketsSchema) reader.fail(`no schema: ${schema}`);
  return {
    schema,
    count: numbers.get('count') ?? 0,
    sum: numbers.get('sum') ?? 0,
    zeroThreshold: numbers.get('z_bucket_w') ?? 0,
    zeroCount: numbers.get('z_bucket') ?? 0,
    positive: bucketsOf(numbers.get('offset'), lists.get('buckets')),
    negative: bucketsOf(numbers.get('n_offset'), lists.get('n_buckets')),
    customValues: lists.get('custom_values') ?? [],
    resetHint: hint ?? 'unknown',
  };
}

function bucketsOf(offset = 0, counts: readonly number[] = []): HistogramBuckets {
  return { indexes: Int32Array.from(counts, (_, i) => offset + i), counts: Float64Array.from(counts) };
}
