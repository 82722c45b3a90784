/**
 * An answer as JSON in the shape of Prometheus's own HTTP API, so that whatever reads that can read the file: numbers as texts, times in
 * seconds. Written by hand, since a label may be called `__proto__`. Pure, in slices.
 */
import { formatExact } from '../../../../shared/format/number.ts';
import { type Labels, labelPairs } from '../../../../shared/model/labels.ts';
import type { Columns, HistogramSample } from '../../../../shared/model/query.ts';
import type { Work } from '../../../components/slices.ts';
import { histogramAt, noSample, numberOf, type SampleRef, timeOf } from '../result/series-samples.ts';
import { type ExportedPart, samplesOfSeries } from './exported-series.ts';
import { TextChunks } from './text-chunks.ts';

const samplesPerStep = 1024;

export function* apiJson(part: ExportedPart): Work<readonly string[]> {
  const { resultType, columns, done } = part.answer;
  const chunks = new TextChunks();
  chunks.add(`{"status":"success","data":{"resultType":${JSON.stringify(resultType)},"result":[`);
  if (resultType === 'string') {
    chunks.add(`${seconds(part.evaluatedMs ?? 0)},${JSON.stringify(done.text ?? '')}`);
  } else if (resultType === 'scalar') {
    chunks.add(`${seconds(timeOf(columns, 0))},${quoted(numberOf(columns, 0))}`);
  } else yield* seriesInto(chunks, part);
  chunks.add(`]}${notes('warnings', done.warnings)}${notes('infos', done.infos)}}\n`);
  return chunks.take();
}

function* seriesInto(chunks: TextChunks, part: ExportedPart): Work<void> {
  const { resultType, columns } = part.answer;
  let samples = 0;
  for (const [at, series] of part.series.entries()) {
    const refs = samplesOfSeries(part, series);
    chunks.add(`${at === 0 ? '' : ','}\n{"metric":${metricText(columns.labels[series] ?? [])}`);
    if (resultType === 'vector') chunks.add(vectorSample(columns, refs[0] ?? noSample));
    else {
      yield* samplesInto(
        chunks,
        'values',
        columns,
        refs.filter((ref) => ref >= 0),
      );
      yield* samplesInto(
        chunks,
        'histograms',
        columns,
        refs.filter((ref) => ref < 0),
      );
    }
    chunks.add('}');
    samples += refs.length;
    if (samples < samplesPerStep) continue;
    samples = 0;
    yield at / part.series.length;
  }
}

function vectorSample(columns: Columns, ref: SampleRef): string {
  return `,"${ref < 0 ? 'histogram' : 'value'}":${sampleText(columns, ref)}`;
}

function* samplesInto(chunks: TextChunks, name: string, columns: Columns, refs: Int32Array): Work<void> {
  if (refs.length === 0) return;
  chunks.add(`,"${name}":[`);
  for (const [at, ref] of refs.entries()) {
    chunks.add(`${at === 0 ? '' : ','}${sampleText(columns, ref)}`);
    if (at % samplesPerStep === samplesPerStep - 1) yield 0;
  }
  chunks.add(']');
}

function sampleText(columns: Columns, ref: SampleRef): string {
  const histogram = histogramAt(columns, ref);
  const value = histogram === undefined ? quoted(numberOf(columns, ref)) : histogramText(histogram);
  return `[${seconds(timeOf(columns, ref))},${value}]`;
}

function histogramText({ count, sum, buckets }: HistogramSample): string {
  const list = buckets.map(([rule, lower, upper, n]) => `[${rule},${quoted(lower)},${quoted(upper)},${quoted(n)}]`);
  const bucketsText = list.length === 0 ? '' : `,"buckets":[${list.join(',')}]`;
  return `{"count":${quoted(count)},"sum":${quoted(sum)}${bucketsText}}`;
}

function metricText(labels: Labels): string {
  return `{${labelPairs(labels)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',')}}`;
}

const quoted = (value: number) => `"${formatExact(value)}"`;
const seconds = (timeMs: number) => (Number.isFinite(timeMs) ? String(timeMs / 1000) : '0');

function notes(name: string, texts: readonly string[]): string {
  return texts.length === 0 ? '' : `,"${name}":${JSON.stringify(texts)}`;
}
