/**
 * Results as CSV (RFC 4180; docs/formats/export.md): long, with a row for each sample and a column for each label, or wide, with a row for
 * each time and a column for each series. Values are exact, times ISO 8601 in UTC. Pure, in slices.
 */
import { formatExact } from '../../../../shared/format/number.ts';
import { harmlessText, isoTime, separatedField } from '../../../../shared/format/spreadsheet-text.ts';
import { formatLabels, labelPairs, metricNameLabel } from '../../../../shared/model/labels.ts';
import type { Columns, HistogramSample } from '../../../../shared/model/query.ts';
import type { Work } from '../../../components/slices.ts';
import { bucketText } from '../result/histogram-layout.ts';
import { histogramAt, noSample, numberOf, type SampleRef, timeOf } from '../result/series-samples.ts';
import { type ExportedPart, samplesOfSeries, seriesCount } from './exported-series.ts';
import { TextChunks } from './text-chunks.ts';

type Chunks = readonly string[];

const samplesPerStep = 1024;

/** Every text but a number may come from outside. */
const textField = (text: string) => separatedField(harmlessText(text), ',');
const line = (fields: readonly string[]) => `${fields.join(',')}\r\n`;

export function* longCsv(parts: readonly ExportedPart[]): Work<Chunks> {
  const names = yield* labelNames(parts);
  const hasHistograms = parts.some(({ answer }) => answer.columns.histograms.length > 0);
  const several = parts.length > 1;
  const chunks = new TextChunks();
  const own = [...(several ? ['expression'] : []), 'time', 'value', ...(hasHistograms ? histogramHeads : [])];
  chunks.add(line([...own, ...names.map(textField)]));
  const all = Math.max(1, seriesCount(parts));
  let [series, samples] = [0, 0];
  for (const part of parts) {
    const { columns, done } = part.answer;
    const first = several ? [textField(part.expr)] : [];
    if (done.text !== undefined)
      chunks.add(line([...first, isoTime(part.evaluatedMs ?? Number.NaN), textField(done.text)]));
    for (const one of part.series) {
      const values = new Map(labelPairs(columns.labels[one] ?? []));
      const last = names.map((name) => textField(values.get(name) ?? ''));
      for (const ref of samplesOfSeries(part, one)) {
        chunks.add(line([...first, ...sampleFields(columns, ref, hasHistograms), ...last]));
        samples += 1;
        if (samples % samplesPerStep === 0) yield series / all;
      }
      series += 1;
    }
  }
  return chunks.take();
}

const histogramHeads = ['count', 'sum', 'buckets'];

function sampleFields(columns: Columns, ref: SampleRef, hasHistograms: boolean): readonly string[] {
  const histogram = histogramAt(columns, ref);
  const time = isoTime(timeOf(columns, ref));
  if (histogram !== undefined) {
    return [
      time,
      '',
      formatExact(histogram.count),
      formatExact(histogram.sum),
      separatedField(bucketsText(histogram), ','),
    ];
  }
  return [time, formatExact(numberOf(columns, ref)), ...(hasHistograms ? ['', '', ''] : [])];
}

/** `(0.25, 0.5]:12 (0.5, 1]:3`: as texts of the bounds that are read back as the same numbers. */
function bucketsText({ buckets }: HistogramSample): string {
  return buckets
    .map(
      ([rule, lower, upper, count]) =>
        `${bucketText(rule, formatExact(lower), formatExact(upper))}:${formatExact(count)}`,
    )
    .join(' ');
}

/** The metric name first, then in the order of the names. */
function* labelNames(parts: readonly ExportedPart[]): Work<readonly string[]> {
  const names = new Set<string>();
  let count = 0;
  for (const { answer, series } of parts) {
    for (const one of series) {
      for (const [name] of labelPairs(answer.columns.labels[one] ?? [])) names.add(name);
      count += 1;
      if (count % samplesPerStep === 0) yield 0;
    }
  }
  const hasMetric = names.delete(metricNameLabel);
  return [...(hasMetric ? [metricNameLabel] : []), ...[...names].sort()];
}

/** One column of the wide form: a number of each sample of a series that has one. */
interface WideColumn {
  readonly head: string;
  readonly columns: Columns;
  readonly refs: Int32Array;
  readonly numberIn: (columns: Columns, ref: SampleRef) => number | undefined;
  /** How many of the samples are written. */
  at: number;
}

/** Only for answers on one grid of times: of others, nearly every row would have one value. */
export function* wideCsv(parts: readonly ExportedPart[]): Work<Chunks> {
  const { wide, times } = yield* wideColumns(parts);
  const chunks = new TextChunks();
  let cells = 0;
  chunks.add('time');
  for (const { head } of wide) {
    chunks.add(`,${head}`);
    cells += 1;
    if (cells % samplesPerStep === 0) yield 0;
  }
  chunks.add('\r\n');
  for (const [row, timeMs] of times.entries()) {
    chunks.add(isoTime(timeMs));
    for (const column of wide) {
      chunks.add(`,${fieldAt(column, timeMs)}`);
      cells += 1;
      if (cells % samplesPerStep === 0) yield row / times.length;
    }
    chunks.add('\r\n');
  }
  return chunks.take();
}

function fieldAt(column: WideColumn, timeMs: number): string {
  const { columns, refs, numberIn } = column;
  let text = '';
  // Of one time there may be two samples, a number and a histogram.
  while (column.at < refs.length && timeOf(columns, refs[column.at] ?? noSample) === timeMs) {
    const value = numberIn(columns, refs[column.at] ?? noSample);
    if (value !== undefined) text = formatExact(value);
    column.at += 1;
  }
  return text;
}

function* wideColumns(parts: readonly ExportedPart[]): Work<{ wide: readonly WideColumn[]; times: readonly number[] }> {
  const wide: WideColumn[] = [];
  const times = new Set<number>();
  let samples = 0;
  for (const part of parts) {
    const { columns } = part.answer;
    for (const series of part.series) {
      const refs = samplesOfSeries(part, series);
      const name = `${parts.length > 1 ? `${part.letter}: ` : ''}${formatLabels(columns.labels[series] ?? [])}`;
      wide.push(...columnsOfSeries(name, columns, refs));
      for (const ref of refs) times.add(timeOf(columns, ref));
      samples += refs.length;
      if (samples >= samplesPerStep) {
        samples = 0;
        yield 0;
      }
    }
  }
  return { wide, times: [...times].sort((a, b) => a - b) };
}

function columnsOfSeries(name: string, columns: Columns, refs: Int32Array): readonly WideColumn[] {
  const column = (head: string, numberIn: WideColumn['numberIn']) => ({
    ...{ head: textField(head), columns, refs, numberIn, at: 0 },
  });
  const histograms = refs.some((ref) => ref < 0)
    ? [
        column(`${name} count`, (all, ref) => histogramAt(all, ref)?.count),
        column(`${name} sum`, (all, ref) => histogramAt(all, ref)?.sum),
      ]
    : [];
  const hasNumbers = refs.some((ref) => ref >= 0) || refs.length === 0;
  return hasNumbers
    ? [column(name, (all, ref) => (ref < 0 ? undefined : numberOf(all, ref))), ...histograms]
    : histograms;
}
