/**
 * `npm run bench -- matrix`: an answer's bytes to columns, by the parse worker's code and by JSON.parse and a copy, on the same bytes in
 * the same process; every label, time and value has to be equal, bit by bit.
 */
import { type Answer, readAnswer } from '../../electron/backend/sources/prometheus/parse/answer-reader.ts';
import { paddingBytes } from '../../electron/backend/sources/prometheus/parse/cursor.ts';
import { type Labels, labelsFromPairs } from '../../shared/model/labels.ts';
import { type Figure, interleave, median, type Runs, report, timed } from './harness.ts';
import { largeMatrix, type MatrixShape, matrixAnswer } from './matrix-answer.ts';

interface ParsedMatrix {
  readonly labels: readonly Labels[];
  readonly ends: readonly number[];
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

interface JsonMatrix {
  readonly data: {
    readonly result: readonly {
      readonly metric: Record<string, string>;
      readonly values: readonly [number, string][];
    }[];
  };
}

/** What one would write without a reader of one's own. */
function byJsonParse(padded: Uint8Array, length: number): ParsedMatrix {
  const answer: JsonMatrix = JSON.parse(Buffer.from(padded.buffer, 0, length).toString('utf8'));
  const { result } = answer.data;
  const count = result.reduce((sum, series) => sum + series.values.length, 0);
  const timesMs = new Float64Array(count);
  const values = new Float64Array(count);
  const labels: Labels[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const series of result) {
    labels.push(labelsFromPairs(Object.entries(series.metric)));
    for (const [seconds, text] of series.values) {
      timesMs[at] = Math.round(seconds * 1000);
      values[at] = Number(text);
      at += 1;
    }
    ends.push(at);
  }
  return { labels, ends, timesMs, values };
}

function byReader(padded: Uint8Array, length: number): ParsedMatrix {
  const answer: Answer = readAnswer(padded, length);
  if (answer.kind !== 'success') throw new Error('the answer was refused');
  const { labels, ends, timesMs, values, count } = answer.columns;
  return { labels, ends, timesMs: timesMs.subarray(0, count), values: values.subarray(0, count) };
}

function assertEqual(ours: ParsedMatrix, reference: ParsedMatrix): void {
  const bits = (column: Float64Array) => Buffer.from(column.buffer, column.byteOffset, column.byteLength);
  const equal =
    JSON.stringify([ours.labels, ours.ends]) === JSON.stringify([reference.labels, reference.ends]) &&
    bits(ours.timesMs).equals(bits(reference.timesMs)) &&
    bits(ours.values).equals(bits(reference.values));
  if (!equal) throw new Error('the reader and JSON.parse differ');
}

async function compare(
  shape: MatrixShape,
): Promise<{ readonly runs: Readonly<Record<'reader' | 'jsonParse', readonly number[]>>; readonly bytes: number }> {
  const body = matrixAnswer(shape);
  const padded = new Uint8Array(body.length + paddingBytes);
  padded.set(body);
  assertEqual(byReader(padded, body.length), byJsonParse(padded, body.length));
  const runs = await interleave({
    reader: () => timed(() => byReader(padded, body.length)),
    jsonParse: () => timed(() => byJsonParse(padded, body.length)),
  });
  return { runs, bytes: body.length };
}

const shapes: Readonly<Record<string, MatrixShape>> = {
  rates: largeMatrix,
  'rates-millis': { ...largeMatrix, millis: '.123' },
  counters: { ...largeMatrix, values: 'counters' },
};

const figures: Figure[] = [];
const runs: Record<string, Runs> = {};
for (const [name, shape] of Object.entries(shapes)) {
  const result = await compare(shape);
  runs[name] = result.runs;
  const readerMs = median(result.runs.reader);
  const jsonParseMs = median(result.runs.jsonParse);
  figures.push(
    { name: `${name}.ratio`, value: jsonParseMs / readerMs, unit: 'x', goal: { op: '>=', bound: 4 } },
    { name: `${name}.reader`, value: readerMs, unit: 'ms' },
    { name: `${name}.json-parse`, value: jsonParseMs, unit: 'ms' },
    { name: `${name}.speed`, value: result.bytes / 1e3 / readerMs, unit: 'MB/s' },
  );
}
report('matrix', figures, runs);
