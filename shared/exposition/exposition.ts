/**
 * What exporters expose, read as Prometheus reads it: text 0.0.4, OpenMetrics 1.0 and the delimited protobuf. This file is the interface;
 * it has no code.
 *
 * A parser works on bytes and gives columns: for each sample which *line* it is of (an entry of a `LineCache`, whose key is the bytes of the
 * series as they stand there, name and labels), its value and its time. Who reads the same target again keeps the cache and puts an
 * id of its own beside each entry (`ids`, a series of the history, say): a line that was seen before then costs one comparison and one
 * number, and no label is looked at. What is new has `noId`, and its labels are in the cache.
 *
 *     const cache = new LineCache();
 *     const parser = parserFor(format, { cache, dialect });  // once a target
 *     const parsed = parser.parse(body);                     // each scrape; the columns are the parser's, until its next call
 *     for (const line of parsed.newLines()) cache.ids[line] = idOf(cache.labels(line));
 *
 * What Prometheus accepts is accepted, and what it rejects is an ExpositionError with line, column and Prometheus's words; the labels of
 * a series are checked as its scrape checks them, too (no label twice, names that are valid). Samples are not: a time that storage
 * refuses, or the same series twice in a body, is for who stores them.
 */
import type { FloatHistogram } from '../model/float-histogram.ts';
import type { Labels } from '../model/labels.ts';
import type { LineCache } from './line-cache.ts';

export type ExpositionFormat = 'text' | 'open-metrics' | 'protobuf';

/**
 * Where Prometheus 2.42 and 3 differ. In 3 names may be any UTF-8 text, in quotes and within the braces; OpenMetrics may have a comma
 * behind the last label, and exemplars on every sample; `le` and `quantile` are written as OpenMetrics writes numbers (`1` becomes `1.0`).
 */
export type Dialect = '2.42' | '3';

export interface ParserOptions {
  readonly cache: LineCache;
  readonly dialect: Dialect;
  /**
   * Lines of one body that the cache does not know yet, of samples and comments together: with one more the body is refused by a
   * NewLinesError, in the words that Prometheus has for too many samples. For bodies of whoever likes, as each new line costs many times what a
   * known one costs, and stays in the cache. None unless said.
   */
  readonly mostNewLines?: number;
  /** Of protobuf: the buckets of a native histogram that has classic ones, too, are series beside it. Default: they are left out. */
  readonly classicHistograms?: boolean;
}

/** The columns and lists of one call; owned by the parser, and overwritten by its next call. Times are milliseconds since the epoch. */
export interface ParsedExposition {
  /** Of samples, in their order; the columns may be longer. */
  readonly count: number;
  /** Entries of the cache. */
  readonly lines: Uint32Array;
  /** Every NaN has the bits that Prometheus gives it, 0x7ff8000000000001: never those of its stale marker. */
  readonly values: Float64Array;
  /** NaN where the sample has no time of its own. Of integers beyond 2^53 the nearest double. */
  readonly timesMs: Float64Array;
  /** Where each sample stands, from 1 on; 0 in protobuf. */
  readonly lineNumbers: Uint32Array;
  /** Entries of the cache that are `# HELP`, `# TYPE` and `# UNIT` (and plain comments), in their order. */
  readonly comments: readonly number[];
  readonly exemplars: readonly ParsedExemplar[];
  readonly histograms: readonly ParsedHistogram[];
  /** Of protobuf only: in OpenMetrics they are samples of their own, as for Prometheus. */
  readonly created: readonly ParsedCreated[];
  /** Entries without an id that samples or histograms of this call are of, each once. */
  newLines(): readonly number[];
}

export interface ParsedExemplar {
  /** The index of its sample; -1 - the index of its histogram. */
  readonly sample: number;
  /** As they are written: Prometheus, too, leaves the escapes of their values as they are. */
  readonly labels: Labels;
  readonly value: number;
  readonly timeMs: number | undefined;
}

export interface ParsedHistogram {
  readonly line: number;
  readonly timeMs: number | undefined;
  readonly histogram: FloatHistogram;
}

export interface ParsedCreated {
  /** As an exemplar's. */
  readonly sample: number;
  readonly timeMs: number;
}

export interface ExpositionParser {
  /** A whole body. @throws ExpositionError; the columns then have what stands before the error */
  parse(body: Uint8Array): ParsedExposition;
  /** What the last call found, an error or not. */
  readonly parsed: ParsedExposition;
}
