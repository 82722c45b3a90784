/** Native histograms: `[seconds, {"count": "…", "sum": "…", "buckets": [[rule, "lower", "upper", "count"], …]}]`. They are few, so they are objects. */
import type { HistogramSample } from '../../../../../shared/model/query.ts';
import { byte, type Cursor, expectByte, fail, peek, readArray, readNumber, readObject, skipValue } from './cursor.ts';
import { malformed, tooLarge } from './parse-errors.ts';
import { readTimeMs, readValue } from './sample-reader.ts';

type Bucket = HistogramSample['buckets'][number];

/** Prometheus makes 160 at most; a sample of more than this would not fit into a frame. */
const mostBuckets = 8192;

/** Takes one histogram. */
export function readHistogram(cursor: Cursor, series: number): HistogramSample {
  expectByte(cursor, byte.openArray, 'before a histogram');
  const timeMs = readTimeMs(cursor);
  expectByte(cursor, byte.comma, 'after a time');
  let count: number | undefined;
  let sum: number | undefined;
  const buckets: Bucket[] = [];
  peek(cursor);
  const start = cursor.pos;
  readObject(cursor, 'a histogram', (key) => {
    if (key === 'count') count = readValue(cursor);
    else if (key === 'sum') sum = readValue(cursor);
    else if (key === 'buckets') readArray(cursor, 'the buckets', () => buckets.push(readBucket(cursor)));
    else skipValue(cursor);
  });
  if (buckets.length > mostBuckets) throw tooLarge(mostBuckets * 64);
  if (count === undefined || sum === undefined) throw malformed('a histogram without a count or a sum', start);
  expectByte(cursor, byte.closeArray, 'after a histogram');
  return { series, timeMs, count, sum, buckets };
}

function readBucket(cursor: Cursor): Bucket {
  expectByte(cursor, byte.openArray, 'before a bucket');
  const rule = readNumber(cursor, 'a boundary rule');
  if (rule !== 0 && rule !== 1 && rule !== 2 && rule !== 3) fail(cursor, 'a boundary rule that is not 0, 1, 2 or 3');
  expectByte(cursor, byte.comma, 'in a bucket');
  const lower = readValue(cursor);
  expectByte(cursor, byte.comma, 'in a bucket');
  const upper = readValue(cursor);
  expectByte(cursor, byte.comma, 'in a bucket');
  const count = readValue(cursor);
  expectByte(cursor, byte.closeArray, 'after a bucket');
  // + 0: never -0.
  return [rule + 0, lower, upper, count];
}
