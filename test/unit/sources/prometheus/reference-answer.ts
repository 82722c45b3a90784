/** What an answer of Prometheus means, by JSON.parse and a copy: slow, and obviously right. The tests and the benchmark hold the reader to it. */
import type { Answer } from '../../../../electron/backend/sources/prometheus/parse/answer-reader.ts';
import { readAnswer } from '../../../../electron/backend/sources/prometheus/parse/answer-reader.ts';
import { paddingBytes } from '../../../../electron/backend/sources/prometheus/parse/cursor.ts';
import { type Labels, labelsFromPairs } from '../../../../shared/model/labels.ts';
import type { HistogramSample, QueryStats, ResultType } from '../../../../shared/model/query.ts';

interface PlainAnswer {
  readonly resultType: ResultType;
  readonly labels: readonly Labels[];
  readonly ends: readonly number[];
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
  readonly histograms: readonly HistogramSample[];
  readonly text: string | undefined;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly stats: QueryStats | undefined;
}

export type PlainResult = PlainAnswer | { readonly errorType: string; readonly error: string };

// biome-ignore lint/suspicious/noExplicitAny: anything may come out of JSON.parse; the checks below are the point
type Json = any;

class WrongShape extends Error {}

function must(condition: boolean): asserts condition {
  if (!condition) throw new WrongShape('not what the API promises');
}

/** @throws SyntaxError where it is not JSON, another Error where it is no answer. */
export function referenceAnswer(text: string): PlainResult {
  const answer: Json = JSON.parse(text);
  must(isObject(answer));
  for (const key of ['status', 'errorType', 'error'])
    must(!Object.hasOwn(answer, key) || typeof answer[key] === 'string');
  const warnings = texts(answer.warnings);
  const infos = texts(answer.infos);
  const { data } = answer;
  if (isObject(data)) must(!Object.hasOwn(data, 'resultType') || typeof data.resultType === 'string');
  const result = isObject(data) && Object.hasOwn(data, 'result') ? readResult(data.result) : undefined;
  if (answer.status === 'error') return { errorType: answer.errorType ?? '', error: answer.error ?? '' };
  must(answer.status === 'success' && isObject(data) && result !== undefined);
  const { resultType } = data;
  const beside = { warnings, infos, stats: stats(data.stats) };
  const none = { labels: [], ends: [], timesMs: [], values: [], histograms: [] };
  if (resultType === 'vector' || resultType === 'matrix') {
    must(result.single === undefined && (result.form === undefined || result.form === resultType));
    return { resultType, ...result.series, text: undefined, ...beside };
  }
  must((resultType === 'scalar' || resultType === 'string') && result.single !== undefined);
  const [timeMs, valueText] = result.single;
  if (resultType === 'string') return { resultType, ...none, text: valueText, ...beside };
  const columns = { labels: [[]], ends: [1], timesMs: [timeMs], values: [number(valueText)], histograms: [] };
  return { resultType, ...columns, text: undefined, ...beside };
}

type Series = Pick<PlainAnswer, 'labels' | 'ends' | 'timesMs' | 'values' | 'histograms'>;

function readResult(result: Json): { form?: string | undefined; series: Series; single?: [number, string] } {
  const series = {
    labels: [] as Labels[],
    ends: [] as number[],
    timesMs: [] as number[],
    values: [] as number[],
    histograms: [] as HistogramSample[],
  };
  if (result === null) return { series };
  must(Array.isArray(result));
  if (result.length > 0 && !isObject(result[0])) {
    must(result.length === 2 && typeof result[1] === 'string');
    return { series, single: [time(result[0]), result[1]] };
  }
  let form: string | undefined;
  for (const one of result) {
    must(isObject(one) && isObject(one.metric));
    const keys = Object.keys(one);
    const isVector = keys.includes('value') || keys.includes('histogram');
    const isMatrix = keys.includes('values') || keys.includes('histograms');
    must(!(isVector && isMatrix));
    const own = isVector ? 'vector' : isMatrix ? 'matrix' : undefined;
    must(form === undefined || own === undefined || own === form);
    form = own ?? form;
    const pairs = Object.entries(one.metric);
    must(pairs.every(([, value]) => typeof value === 'string'));
    series.labels.push(labelsFromPairs(pairs as [string, string][]));
    for (const sample of list(one, 'value', 'values')) {
      must(Array.isArray(sample) && sample.length === 2);
      series.timesMs.push(time(sample[0]));
      series.values.push(number(sample[1]));
    }
    for (const sample of list(one, 'histogram', 'histograms'))
      series.histograms.push(histogram(sample, series.labels.length - 1));
    series.ends.push(series.values.length);
  }
  return { form, series };
}

function list(one: Json, single: string, many: string): Json[] {
  if (Object.hasOwn(one, single)) return [one[single]];
  if (!Object.hasOwn(one, many)) return [];
  must(Array.isArray(one[many]));
  return one[many];
}

function histogram(sample: Json, series: number): HistogramSample {
  must(Array.isArray(sample) && sample.length === 2 && isObject(sample[1]));
  const { count, sum, buckets = [] } = sample[1];
  must(Array.isArray(buckets));
  return {
    series,
    timeMs: time(sample[0]),
    count: number(count),
    sum: number(sum),
    buckets: buckets.map((bucket: Json) => {
      must(Array.isArray(bucket) && bucket.length === 4 && [0, 1, 2, 3].includes(bucket[0]));
      return [bucket[0] + 0, number(bucket[1]), number(bucket[2]), number(bucket[3])];
    }),
  };
}

function isObject(value: Json): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts(value: Json): string[] {
  if (value === undefined || value === null) return [];
  must(Array.isArray(value) && value.every((text) => typeof text === 'string'));
  return value;
}

/** Whatever else stands there is as nothing. */
function stats(said: Json): QueryStats | undefined {
  const [timings, samples] = [said?.timings, said?.samples];
  const numbers = [
    timings?.evalTotalTime,
    timings?.execQueueTime,
    samples?.totalQueryableSamples,
    samples?.peakSamples,
  ];
  if (!numbers.every((one) => Number.isFinite(one) && one >= 0)) return undefined;
  const [evalTotalTime = 0, execQueueTime = 0, totalSamples = 0, peakSamples = 0] = numbers;
  return { evalMs: evalTotalTime * 1000, queueMs: execQueueTime * 1000, totalSamples, peakSamples };
}

function time(seconds: Json): number {
  must(typeof seconds === 'number');
  return Math.round(seconds * 1000) + 0;
}

/** Go's way to write a double. */
export function number(text: Json): number {
  must(typeof text === 'string');
  if (/^\+?Inf$/.test(text)) return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  if (text === 'NaN') return Number.NaN;
  must(/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text));
  return Number(text);
}

/** Reads bytes as the worker does. */
export function readBytes(body: Uint8Array): Answer {
  const padded = new Uint8Array(body.length + paddingBytes);
  padded.set(body);
  return readAnswer(padded, body.length);
}

/** The reader's answer in the form of the reference. */
export function plain(answer: Answer): PlainResult {
  if (answer.kind === 'refusal') return { errorType: answer.errorType, error: answer.error };
  const { columns, resultType, text, warnings, infos, stats: said } = answer;
  const { labels, ends, histograms, count } = columns;
  const timesMs = [...columns.timesMs.subarray(0, count)];
  const values = [...columns.values.subarray(0, count)];
  return { resultType, labels, ends, timesMs, values, histograms, text, warnings, infos, stats: said };
}
