/** A query's result as JSON, column by column: pieces of text of about equal length, and no object per sample. */
import type { Labels } from '../../../shared/model/labels.ts';
import type { ResultSeries, ResultValue } from '../../../shared/promql/engine/result.ts';
import { printNumber } from '../../../shared/promql/print.ts';
import { histogramJson } from './histogram-json.ts';
import { floatText, jsonText, timeText } from './json-text.ts';

/** Characters: some milliseconds of work at most, and a write that is worth its cost. */
const chunkLength = 64 * 1024;

/** The fields `resultType` and `result`. */
export function* resultChunks(value: ResultValue): Generator<string, void, undefined> {
  yield `"resultType":"${value.kind}","result":`;
  switch (value.kind) {
    case 'scalar':
      // A scalar's time and value are written by other functions of Go than those of samples.
      yield `[${value.timeMs / 1000},"${printNumber(value.value)}"]`;
      return;
    case 'string':
      yield `[${value.timeMs / 1000},${jsonText(value.text)}]`;
      return;
    case 'vector':
      yield* gathered(separated(value.series, sampleJson));
      return;
    case 'matrix':
      yield* gathered(separated(value.series, seriesJson));
      return;
  }
}

function* separated(
  series: readonly ResultSeries[],
  pieces: (one: ResultSeries) => Iterable<string>,
): Generator<string, void, undefined> {
  yield '[';
  let separator = '';
  for (const one of series) {
    yield separator;
    yield* pieces(one);
    separator = ',';
  }
  yield ']';
}

function* gathered(pieces: Iterable<string>): Generator<string, void, undefined> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < chunkLength) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** `{"__name__":"up","job":"node"}` */
export function labelsJson(labels: Labels): string {
  let text = '{';
  for (let i = 0; i + 1 < labels.length; i += 2) {
    if (i > 0) text += ',';
    text += `${jsonText(labels[i] ?? '')}:${jsonText(labels[i + 1] ?? '')}`;
  }
  return `${text}}`;
}

function* sampleJson({ labels, timesMs, values, histograms }: ResultSeries): Generator<string, void, undefined> {
  const time = timeText(timesMs[0] ?? 0);
  const histogram = histograms?.[0];
  const sample =
    histogram === undefined
      ? `"value":[${time},"${floatText(values[0] ?? 0)}"]`
      : `"histogram":[${time},${histogramJson(histogram)}]`;
  yield `{"metric":${labelsJson(labels)},${sample}}`;
}

function* seriesJson(series: ResultSeries): Generator<string, void, undefined> {
  yield `{"metric":${labelsJson(series.labels)}`;
  yield* numbersJson(series);
  yield* histogramsJson(series);
  yield '}';
}

/** Samples are put together in batches: a step of a generator for each of them would cost more than its text. */
const batch = 512;

function* numbersJson({ timesMs, values, histograms }: ResultSeries): Generator<string, void, undefined> {
  let text = '';
  let opening = ',"values":[';
  for (let i = 0; i < timesMs.length; i += 1) {
    if (histograms?.[i] !== undefined) continue;
    text += `${opening}[${timeText(timesMs[i] ?? 0)},"${floatText(values[i] ?? 0)}"]`;
    opening = ',';
    if (i % batch !== 0) continue;
    yield text;
    text = '';
  }
  yield opening === ',' ? `${text}]` : '';
}

function* histogramsJson({ timesMs, histograms }: ResultSeries): Generator<string, void, undefined> {
  if (histograms === undefined) return;
  let opening = ',"histograms":[';
  for (const [i, histogram] of histograms.entries()) {
    if (histogram === undefined) continue;
    yield `${opening}[${timeText(timesMs[i] ?? 0)},${histogramJson(histogram)}]`;
    opening = ',';
  }
  if (opening === ',') yield ']';
}
