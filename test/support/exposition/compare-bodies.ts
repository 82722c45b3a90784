/** What our parser makes of a body, beside what a real Prometheus made of it. */
import { formatFor } from '../../../shared/exposition/content-type.ts';
import type { Dialect, ExpositionParser, ParsedExposition } from '../../../shared/exposition/exposition.ts';
import { ExpositionError } from '../../../shared/exposition/exposition-error.ts';
import { LineCache } from '../../../shared/exposition/line-cache.ts';
import { parserFor } from '../../../shared/exposition/parser-for.ts';
import { parseGoFloat } from '../../../shared/format/go-float.ts';
import { labelPairs } from '../../../shared/model/labels.ts';
import type { ScrapedBody, ServedBody, ShownHistogram } from './scraped-bodies.ts';

export interface OwnBody {
  readonly cache: LineCache;
  readonly parser: ExpositionParser;
  /** Of the body. @throws ExpositionError */
  readonly parse: () => ParsedExposition;
}

export function ownBody({ contentType, body }: ServedBody, dialect: Dialect = '2.42'): OwnBody {
  const cache = new LineCache();
  const parser = parserFor(formatFor(contentType, dialect).format, { cache, dialect });
  return { cache, parser, parse: () => parser.parse(body) };
}

/** What is the server's word for a text that its parser has lost by then, and what it adds of the target. */
function comparable(error: string): string {
  return error
    .replace(/(ParseFloat|ParseInt): parsing .*: (invalid syntax|value out of range)$/s, '$1: $2')
    .replace(/: \{.*\}$/s, '');
}

/** Times of samples that Prometheus takes for certain: not older than its head reaches back, nor from the future. */
const certainMs = { before: 20 * 60_000, after: 0 };

/** @returns what differs, for a person to read; undefined where nothing does */
export function differenceOf(served: ServedBody, scraped: ScrapedBody, nowMs: number): string | undefined {
  const { cache, parser, parse } = ownBody(served);
  let parsed: ParsedExposition;
  try {
    parsed = parse();
    const again = snapshotOf(parsed);
    const second = snapshotOf(parse());
    if (again !== second) return `the second time it is ${second} instead of ${again}`;
  } catch (error) {
    if (!(error instanceof ExpositionError)) throw error;
    if (isOfTheStorage(error, served, nowMs)) return undefined;
    if (scraped.lastError === undefined) return `Prometheus takes it; ours: ${error.message}`;
    const [own, other] = [comparable(error.reason), comparable(scraped.lastError)];
    if (own !== other) return `Prometheus: ${scraped.lastError}; ours: ${error.message}`;
    return countDifference(parser.parsed, error.hasSample ? 1 : 0, scraped);
  }
  if (scraped.lastError !== undefined) return `ours takes it; Prometheus: ${scraped.lastError}`;
  return (
    countDifference(parsed, 0, scraped) ??
    seriesDifference(cache, parsed, scraped, nowMs) ??
    metadataDifference(cache, parsed, scraped)
  );
}

/** @param refused read, and refused for its series */
function countDifference({ count, histograms }: ParsedExposition, refused: number, { samples }: ScrapedBody) {
  const own = count + histograms.length + refused;
  return own === samples ? undefined : `Prometheus counts ${samples} samples; ours ${own}`;
}

function isCertain(timeMs: number, nowMs: number): boolean {
  return timeMs > nowMs - certainMs.before && timeMs <= nowMs + certainMs.after;
}

/**
 * That a label stands twice is found by Prometheus's storage, after it has looked at the sample's time: not where that is one that it does not take,
 * nor where both were renamed because the target has that label. Which times it takes changes with the clock, so a parser goes by none.
 */
function isOfTheStorage({ reason, line }: ExpositionError, { contentType, body }: ServedBody, nowMs: number): boolean {
  const [, label] = /^label name "(.*)" is not unique: invalid sample$/.exec(reason) ?? [];
  if (label === undefined) return false;
  if (label === 'job' || label === 'instance') return true;
  const text = new TextDecoder().decode(body).split('\n')[line - 1] ?? '';
  const [, time] = /^[ \t]*\S+[ \t]+([^\s#]+)/.exec(text.replace(/^.*\}/, '')) ?? [];
  if (time === undefined) return false;
  const unitMs = formatFor(contentType, '2.42').format === 'open-metrics' ? 1000 : 1;
  return !isCertain(Number(parseGoFloat(time)) * unitMs, nowMs);
}

function snapshotOf({ count, lines, values, timesMs, comments, exemplars, histograms }: ParsedExposition): string {
  const columns = [lines, values, timesMs].map((column) => [...column.subarray(0, count)].map(String));
  return JSON.stringify([columns, comments, exemplars, histograms]);
}

interface OwnSeries {
  readonly samples: { readonly timeMs: number; readonly value: number }[];
  histograms: number;
}

/** As Prometheus renames what the target has, too. */
function shownKey(labels: Iterable<readonly [string, string]>): string {
  const target = new Set(['job', 'instance', 'served_body', '__metrics_path__']);
  const pairs = [...labels].map(([name, value]) => [target.has(name) ? `exported_${name}` : name, value] as const);
  return JSON.stringify(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ownSeries(cache: LineCache, parsed: ParsedExposition): Map<string, OwnSeries> {
  const own = new Map<string, OwnSeries>();
  const of = (line: number) => {
    const key = shownKey(labelPairs(cache.labels(line)));
    const series = own.get(key) ?? { samples: [], histograms: 0 };
    own.set(key, series);
    return series;
  };
  for (let i = 0; i < parsed.count; i += 1) {
    const [timeMs = 0, value = 0] = [parsed.timesMs[i], parsed.values[i]];
    of(parsed.lines[i] as number).samples.push({ timeMs, value });
  }
  for (const { line } of parsed.histograms) of(line).histograms += 1;
  return own;
}

function seriesDifference(
  cache: LineCache,
  parsed: ParsedExposition,
  scraped: ScrapedBody,
  nowMs: number,
): string | undefined {
  const own = ownSeries(cache, parsed);
  const seen = new Set<string>();
  for (const { labels, samples, hasHistograms } of scraped.series) {
    const key = shownKey(Object.entries(labels));
    const series = own.get(key);
    seen.add(key);
    if (series === undefined) return `only Prometheus has ${key}`;
    if (hasHistograms && series.histograms === 0) return `only Prometheus has a histogram in ${key}`;
    for (const [timeMs, value] of samples) {
      const number = parseGoFloat(value);
      const isThere = series.samples.some(
        (sample) => Object.is(sample.value, number) && (Number.isNaN(sample.timeMs) || sample.timeMs === timeMs),
      );
      if (!isThere) return `only Prometheus has ${value} at ${timeMs} in ${key}`;
    }
  }
  for (const [key, { samples, histograms }] of own) {
    const isTaken = ({ timeMs }: { timeMs: number }) => Number.isNaN(timeMs) || isCertain(timeMs, nowMs);
    if (!seen.has(key) && (histograms > 0 || samples.some(isTaken))) return `only ours has ${key}`;
  }
  return undefined;
}

function metadataDifference(cache: LineCache, parsed: ParsedExposition, scraped: ScrapedBody): string | undefined {
  const own = new Map<string, { metric: string; type: string; help: string; unit: string }>();
  for (const line of parsed.comments) {
    const comment = cache.comment(line);
    if (comment === undefined) continue;
    const { kind, metric, text } = comment;
    const known = own.get(metric) ?? { metric, type: 'unknown', help: '', unit: '' };
    own.set(metric, { ...known, [kind]: text });
  }
  const sorted = (all: Iterable<{ readonly metric: string }>) =>
    JSON.stringify([...all].sort((a, b) => (a.metric < b.metric ? -1 : 1)).map((one) => Object.entries(one).sort()));
  const [ours, theirs] = [sorted(own.values()), sorted(scraped.metadata)];
  return ours === theirs ? undefined : `metadata: Prometheus ${theirs}; ours ${ours}`;
}

/** Bounds are powers of two that Go and JavaScript compute with another last bit. */
const boundDigits = 12;

/** @returns the histogram with bounds that can be compared */
export function roundedBounds({ count, sum, buckets }: ShownHistogram): ShownHistogram {
  const rounded = (bound: string) => Number(bound).toPrecision(boundDigits);
  return {
    count,
    sum,
    buckets: buckets.map(([kind, from, to, of]) => [kind, rounded(from), rounded(to), of] as const),
  };
}

/** The native histograms of a body as Prometheus's API would show them. */
export function histogramsOf(served: ServedBody): readonly ShownHistogram[] {
  return ownBody(served)
    .parse()
    .histograms.map(({ histogram }) => {
      const { count, sum, zeroThreshold, zeroCount, schema, positive, negative } = histogram;
      const bound = (index: number) => 2 ** (index * 2 ** -schema);
      const buckets: [number, string, string, string][] = [];
      const from = negative.indexes.length - 1;
      for (let i = from; i >= 0; i -= 1) {
        const index = negative.indexes[i] as number;
        buckets.push([1, String(-bound(index)), String(-bound(index - 1)), String(negative.counts[i])]);
      }
      if (zeroCount > 0) buckets.push([3, String(-zeroThreshold), String(zeroThreshold), String(zeroCount)]);
      for (const [i, index] of positive.indexes.entries()) {
        buckets.push([0, String(bound(index - 1)), String(bound(index)), String(positive.counts[i])]);
      }
      return { count: String(count), sum: String(sum), buckets };
    });
}
