/**
 * Prometheus's protobuf: MetricFamily messages, each behind its length. Classic histograms and summaries become the series that the text
 * formats would have (model/textparse/protobufparse.go); a native histogram is one sample, and its classic buckets are
 * left out unless they are asked for.
 */
import { labelsFromPairs, metricNameLabel } from '../model/labels.ts';
import { goQuotedText, isUtf8, textOf } from './bytes-text.ts';
import type { Dialect, ExpositionParser, ParsedExposition, ParserOptions } from './exposition.ts';
import { ExpositionError, NewLinesError, Refusal } from './exposition-error.ts';
import type { LineCache } from './line-cache.ts';
import {
  familyTypes,
  type LabelRanges,
  readFamily,
  type WireExemplar,
  type WireFamily,
  type WireHistogram,
  type WireMetric,
} from './metric-family.ts';
import { floatHistogramOf, isNative } from './native-histogram.ts';
import { formatOpenMetricsFloat } from './open-metrics-float.ts';
import { SampleColumns } from './sample-columns.ts';
import { SeriesKey } from './series-key.ts';
import { BadSeries, checkedLabels, type SeriesLabels } from './series-labels.ts';
import { WireReader } from './wire.ts';

const plainMetric = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const plainLabel = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const encoder = new TextEncoder();

const nowhere = [0, 0] as const;

/** Go's binary.MaxVarintLen32. */
const longestPrefix = 5;

/** What is wrong with a message, so that no sample of it is read. */
class BadFamily extends Error {}

/** A label that the message has as a number. */
interface BoundLabel {
  readonly name: 'le' | 'quantile';
  readonly value: string;
}

export class ProtobufParser implements ExpositionParser {
  readonly parsed: SampleColumns;
  readonly #cache: LineCache;
  readonly #dialect: Dialect;
  readonly #mostNewLines: number;
  readonly #classicHistograms: boolean;
  readonly #key = new SeriesKey();
  #bytes = new Uint8Array(0);

  constructor({ cache, dialect, mostNewLines = Number.POSITIVE_INFINITY, classicHistograms = false }: ParserOptions) {
    this.parsed = new SampleColumns(cache);
    this.#cache = cache;
    this.#dialect = dialect;
    this.#mostNewLines = mostNewLines;
    this.#classicHistograms = classicHistograms;
  }

  parse(body: Uint8Array): ParsedExposition {
    this.#cache.begin();
    this.parsed.clear();
    this.#bytes = new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.length);
    let at = 0;
    while (at < body.length) {
      try {
        const { from, to } = this.#delimited(at);
        this.#family(readFamily(new WireReader(this.#bytes, from, to, 'MetricFamily'), this.#mostNewLines));
        at = to;
      } catch (error) {
        if (error instanceof Refusal) throw new ExpositionError(0, error.at, error.message);
        if (error instanceof BadFamily) throw new ExpositionError(0, at, error.message);
        if (error instanceof BadSeries) throw new ExpositionError(0, at, error.message, true);
        throw error;
      }
    }
    return this.parsed;
  }

  #delimited(at: number): { from: number; to: number } {
    let length = 0;
    for (let i = 0; i < longestPrefix; i += 1) {
      const byte = this.#bytes[at + i];
      if (byte === undefined) break;
      length += (byte & 0x7f) * 2 ** (7 * i);
      if (byte >= 0x80) continue;
      const left = this.#bytes.length - at;
      const total = i + 1 + length;
      if (total <= left) return { from: at + i + 1, to: at + total };
      const need = `insufficient length of buffer, expected at least ${total} bytes, got ${left} bytes`;
      throw new Refusal(at, `protobufparse: ${need}`);
    }
    throw new Refusal(at, 'protobufparse: invalid varint encountered');
  }

  #family(family: WireFamily): void {
    if (family.metrics.length === 0) return;
    this.#checkFamily(family);
    this.#comments(family);
    const type = familyTypes[family.type];
    const isHistogram = type === 'histogram' || type === 'gaugehistogram';
    // As its first metric is: Prometheus decides for the family.
    const native = isHistogram && isNative(family.metrics[0]?.histogram as WireHistogram, this.#dialect);
    for (const metric of family.metrics) {
      if (native) this.#native(family, metric, type === 'gaugehistogram');
      const isClassicToo = this.#classicHistograms && metric.histogram.buckets.length > 0;
      if (isHistogram && (!native || isClassicToo)) this.#classic(family, metric);
      else if (type === 'summary') this.#summary(family, metric);
      else if (!isHistogram) this.#simple(family, metric);
    }
  }

  #checkFamily({ name, nameRange, helpRange, type, unit }: WireFamily): void {
    const isName = this.#dialect === '3' ? name !== '' && isUtf8(this.#bytes, ...nameRange) : plainMetric.test(name);
    if (!isName) throw new BadFamily(`invalid metric name: ${name}`);
    if (!isUtf8(this.#bytes, ...helpRange)) {
      throw new BadFamily(`invalid help for metric ${goQuotedText(name)}: ${textOf(this.#bytes, ...helpRange)}`);
    }
    if (familyTypes[type] === undefined) {
      throw new BadFamily(`unknown metric type for metric ${goQuotedText(name)}: ${type}`);
    }
    if (this.#dialect === '2.42' || unit === '') return;
    const counted = familyTypes[type] === 'counter' && name.endsWith('_total');
    const base = counted ? name.slice(0, -'_total'.length) : name;
    if (base.endsWith(`_${unit}`)) return;
    throw new BadFamily(
      `unit ${goQuotedText(unit)} not a suffix of ${counted ? 'counter' : 'metric'} ${goQuotedText(name)}`,
    );
  }

  /** What the text formats say in comments. */
  #comments({ name, helpRange, type, unit }: WireFamily): void {
    const help = textOf(this.#bytes, ...helpRange);
    const all = [
      { kind: 'help', text: help } as const,
      { kind: 'type', text: familyTypes[type] ?? 'unknown' } as const,
      // 2.42 knows no units in this format.
      ...(unit === '' || this.#dialect === '2.42' ? [] : [{ kind: 'unit', text: unit } as const]),
    ];
    for (const { kind, text } of all) {
      this.#key.begin();
      for (const part of ['', kind, name, text]) this.#pushText(part);
      const line = this.#line(undefined);
      this.#cache.setComment(line, { kind, metric: name, text });
      this.parsed.comments.push(line);
    }
  }

  #pushText(text: string): void {
    const bytes = encoder.encode(text);
    this.#key.push(bytes, 0, bytes.length);
  }

  /** The entry of the key. @param labels of it, where it is new */
  #line(labels: (() => SeriesLabels) | undefined): number {
    const { bytes, view, length } = this.#key;
    bytes.fill(0, length, length + 4);
    const known = this.#cache.find(view, 0, length);
    if (known === -1 && this.#cache.added >= this.#mostNewLines) throw new NewLinesError(0);
    const found = known === -1 ? labels?.() : undefined;
    const line = known === -1 ? this.#cache.add(bytes, 0, length, view) : known;
    if (found !== undefined) this.#cache.setLabels(line, found.labels, found.exposed);
    this.#cache.seen[line] = this.#cache.generation;
    return line;
  }

  #series(family: WireFamily, { labels }: WireMetric, suffix: string, bound?: BoundLabel): number {
    this.#key.begin();
    this.#pushText(family.name + suffix);
    for (const range of labels) this.#key.push(this.#bytes, ...range);
    if (bound !== undefined) {
      this.#pushText(bound.name);
      this.#pushText(bound.value);
    }
    return this.#line(() => {
      const texts = [metricNameLabel, family.name + suffix];
      for (const [name, value] of this.#pairs(labels)) {
        if (!this.#isLabelName(name)) throw new BadFamily(`invalid label name: ${name}`);
        texts.push(name, value);
      }
      if (bound !== undefined) texts.push(bound.name, bound.value);
      return checkedLabels(texts, this.#dialect, false);
    });
  }

  #isLabelName(name: string): boolean {
    return this.#dialect === '3' ? name !== '' && !name.includes('\ufffd') : plainLabel.test(name);
  }

  #pairs(labels: LabelRanges): [string, string][] {
    const pairs: [string, string][] = [];
    for (let i = 0; i + 1 < labels.length; i += 2) {
      const name = labels[i] ?? nowhere;
      const value = labels[i + 1] ?? nowhere;
      const text = textOf(this.#bytes, ...value);
      if (!isUtf8(this.#bytes, ...value)) throw new BadFamily(`invalid label value: ${text}`);
      pairs.push([textOf(this.#bytes, ...name), text]);
    }
    return pairs;
  }

  /** 0 is none: the format cannot tell them apart. */
  #push(line: number, value: number, { timeMs }: WireMetric): void {
    this.parsed.push(line, value, timeMs === 0 ? Number.NaN : timeMs, 0);
  }

  #simple(family: WireFamily, metric: WireMetric): void {
    const { counter, gauge, untyped } = metric.simple;
    const type = familyTypes[family.type];
    this.#push(
      this.#series(family, metric, ''),
      type === 'counter' ? counter : type === 'gauge' ? gauge : untyped,
      metric,
    );
    if (type !== 'counter') return;
    this.#exemplar(metric.exemplar, this.parsed.count - 1);
    this.#created(metric.createdMs);
  }

  #summary(family: WireFamily, metric: WireMetric): void {
    const { count, sum, quantiles, createdMs } = metric.summary;
    this.#push(this.#series(family, metric, '_count'), count, metric);
    this.#created(createdMs);
    this.#push(this.#series(family, metric, '_sum'), sum, metric);
    for (const { quantile, value } of quantiles) {
      const bound: BoundLabel = { name: 'quantile', value: formatOpenMetricsFloat(quantile) };
      this.#push(this.#series(family, metric, '', bound), value, metric);
    }
  }

  #classic(family: WireFamily, metric: WireMetric): void {
    const { histogram } = metric;
    const total = histogram.countFloat > 0 ? histogram.countFloat : histogram.count;
    this.#push(this.#series(family, metric, '_count'), total, metric);
    this.#created(histogram.createdMs);
    this.#push(this.#series(family, metric, '_sum'), histogram.sum, metric);
    for (const { count, countFloat, upperBound, exemplar } of histogram.buckets) {
      const bound: BoundLabel = { name: 'le', value: formatOpenMetricsFloat(upperBound) };
      this.#push(this.#series(family, metric, '_bucket', bound), countFloat > 0 ? countFloat : count, metric);
      this.#exemplar(exemplar, this.parsed.count - 1);
      if (upperBound === Number.POSITIVE_INFINITY) return;
    }
    this.#push(this.#series(family, metric, '_bucket', { name: 'le', value: '+Inf' }), total, metric);
  }

  #native(family: WireFamily, metric: WireMetric, isGauge: boolean): void {
    const wire = metric.histogram;
    const line = this.#series(family, metric, '');
    const histogram = floatHistogramOf(wire, isGauge, this.#dialect);
    const timeMs = metric.timeMs === 0 ? undefined : metric.timeMs;
    this.parsed.histograms.push({ line, timeMs, histogram });
    const place = -this.parsed.histograms.length;
    const own = this.#dialect === '3' ? wire.exemplars : [];
    const exemplars = own.length > 0 ? own : wire.buckets.map(({ exemplar }) => exemplar);
    for (const one of exemplars) {
      if (this.#dialect === '2.42' || one?.timeMs !== undefined) this.#exemplar(one, place);
    }
    if (wire.createdMs !== undefined) this.parsed.created.push({ sample: place, timeMs: wire.createdMs });
  }

  #exemplar(exemplar: WireExemplar | undefined, sample: number): void {
    if (exemplar === undefined) return;
    const labels = labelsFromPairs(this.#pairs(exemplar.labels));
    this.parsed.exemplars.push({ sample, labels, value: exemplar.value, timeMs: exemplar.timeMs });
  }

  #created(timeMs: number | undefined): void {
    if (timeMs !== undefined) this.parsed.created.push({ sample: this.parsed.count - 1, timeMs });
  }
}
