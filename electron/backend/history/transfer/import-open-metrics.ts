/**
 * Puts OpenMetrics text into a history, as much at a time as fits into a bounded memory: what is refused in the middle leaves what was
 * before. Taken is what Prometheus 3 takes, which is what 2.42 does and more (names in quotes, a comma behind the last label), as
 * `promtool tsdb create-blocks-from openmetrics` does it: every sample with its time. Exemplars are skipped.
 */
import { AppError } from '../../../../shared/base/errors.ts';
import type { ParsedExposition } from '../../../../shared/exposition/exposition.ts';
import { ExpositionError } from '../../../../shared/exposition/exposition-error.ts';
import { LineCache } from '../../../../shared/exposition/line-cache.ts';
import { OpenMetricsStream } from '../../../../shared/exposition/open-metrics-stream.ts';
import { type Labels, labelsKey } from '../../../../shared/model/labels.ts';
import type { SeriesColumn } from '../store/append-columns.ts';
import { addCounts, noCounts, type SampleCounts } from '../store/sample-counts.ts';
import { endOfTimeMs } from '../store/slots.ts';
import { CommentMetadata } from './comment-metadata.ts';
import type { ImportProgress, ImportSink } from './import-recording.ts';
import { type TransferControl, TransferPace } from './transfer-control.ts';

/** Samples are stored when so many came: 16 bytes each. */
const samplesAtOnce = 2 ** 19;
/** So many lines are known at once: of more series, the order of times is not checked over all of the text. */
const mostSeries = 2 ** 18;
const mostMetrics = 2 ** 16;
/** And so many bytes of lines, and characters of what is said of metrics: a line may have megabytes. */
const usualBounds = { lineBytes: 64 * 2 ** 20, metadataText: 2 ** 24 };
/** As milliseconds, in 1973; as seconds, in the year 5138. */
const leastMilliseconds = 1e11;

export interface ImportedOpenMetrics {
  readonly lines: number;
  readonly samples: SampleCounts;
  readonly metrics: number;
}

/** @throws AppError history.badOpenMetrics, with its line; CancelledError; what the sink and `bytes` throw */
export async function importOpenMetrics(
  bytes: AsyncIterable<Uint8Array>,
  sink: ImportSink,
  control: TransferControl<ImportProgress> = {},
  { lineBytes, metadataText }: typeof usualBounds = usualBounds,
): Promise<ImportedOpenMetrics> {
  const samples = noCounts();
  let read = 0;
  let metrics = 0;
  const pace = new TransferPace(control, (): ImportProgress => ({ bytes: read, samples: { ...samples } }));
  const cache = new LineCache();
  const stream = new OpenMetricsStream({ cache, dialect: '3' });
  const pending = new PendingSeries(cache);
  const metadata = new CommentMetadata(cache);
  const storeSamples = async () => {
    const columns = pending.take();
    if (columns.length > 0) addCounts(samples, await sink.appendColumns(columns));
  };
  const storeMetadata = async (isOver: boolean) => {
    const known = metadata.take(isOver);
    if (known.length > 0) await sink.setMetadata(known);
    metrics += known.length;
  };
  const take = async (parsed: ParsedExposition) => {
    for (let i = 0; i < parsed.count; i += 1) {
      pending.add(parsed, i);
      if (pending.isFull) await storeSamples();
    }
    metadata.add(parsed.comments);
    if (metadata.size >= mostMetrics || metadata.textLength >= metadataText) await storeMetadata(false);
    if (cache.size < mostSeries && cache.sizeBytes < lineBytes) return;
    await storeSamples();
    pending.forget();
    stream.forget();
  };
  try {
    for await (const piece of bytes) {
      await takeLines(() => stream.push(piece), stream, take);
      read += piece.length;
      await pace.step();
    }
    await takeLines(() => stream.end(), stream, take);
  } catch (error) {
    throw refusal(error);
  }
  await storeSamples();
  await storeMetadata(true);
  pace.report();
  return { lines: stream.lines, samples, metrics };
}

/** What stands before an error is taken, too: it may have an error of its own, which then is the first. */
async function takeLines(
  read: () => ParsedExposition,
  { parsed }: { readonly parsed: ParsedExposition },
  take: (parsed: ParsedExposition) => Promise<void>,
): Promise<void> {
  let problem: unknown;
  try {
    read();
  } catch (error) {
    problem = error;
  }
  await take(parsed);
  if (problem !== undefined) throw problem;
}

/** Reads all of it and stores nothing. @throws as `importOpenMetrics` */
export async function checkOpenMetrics(
  bytes: AsyncIterable<Uint8Array>,
  control: TransferControl<ImportProgress> = {},
): Promise<ImportedOpenMetrics> {
  const appendColumns = (columns: readonly SeriesColumn[]) => ({
    ...noCounts(),
    added: columns.reduce((sum, { timesMs }) => sum + timesMs.length, 0),
  });
  return importOpenMetrics(bytes, { appendColumns, setMetadata: () => undefined }, control);
}

/** A sample that the text may have, and a history may not. */
class BadSample extends Error {
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

function refusal(error: unknown): unknown {
  if (error instanceof BadSample) return badOpenMetrics(error, `line ${error.line}`, error.message);
  if (!(error instanceof ExpositionError)) return error;
  return badOpenMetrics(error, `line ${error.line}, column ${error.column}`, error.reason);
}

function badOpenMetrics(cause: BadSample | ExpositionError, place: string, reason: string): AppError {
  const { line } = cause;
  const column = cause instanceof ExpositionError ? { column: cause.column } : {};
  const message = `${place} is no OpenMetrics text that can be imported: ${reason}`;
  return new AppError('history.badOpenMetrics', message, { details: { line, ...column, reason }, cause });
}

/** What comes out as a time of our days where it is taken for milliseconds. */
function milliseconds(timeMs: number): string {
  return timeMs / 1000 >= leastMilliseconds && timeMs / 1000 < endOfTimeMs
    ? ': it looks like milliseconds, and a timestamp is in seconds'
    : '';
}

interface Pending {
  readonly labels: Labels;
  lastMs: number;
  timesMs: number[];
  values: number[];
}

class PendingSeries {
  readonly #cache: LineCache;
  /** By the entry of the cache: labels may come in another order, or be written with other escapes. */
  #byLine: (Pending | undefined)[] = [];
  #byLabels = new Map<string, Pending>();
  #samples = 0;

  constructor(cache: LineCache) {
    this.#cache = cache;
  }

  get isFull(): boolean {
    return this.#samples >= samplesAtOnce;
  }

  add(parsed: ParsedExposition, i: number): void {
    const line = parsed.lines[i] as number;
    const timeMs = parsed.timesMs[i] as number;
    const refuse = (reason: string) => new BadSample(parsed.lineNumbers[i] as number, reason);
    if (Number.isNaN(timeMs)) throw refuse('the sample has no timestamp');
    if (timeMs < 0 || timeMs >= endOfTimeMs)
      throw refuse(`${timeMs / 1000} is no time that can be stored${milliseconds(timeMs)}`);
    const series = this.#byLine[line] ?? this.#newSeries(line);
    if (timeMs <= series.lastMs) {
      const text = this.#cache.text(line);
      throw refuse(`${text} has a sample at ${series.lastMs / 1000} already, and ${timeMs / 1000} is not later`);
    }
    series.lastMs = timeMs;
    series.timesMs.push(timeMs);
    series.values.push(parsed.values[i] as number);
    this.#samples += 1;
  }

  take(): readonly SeriesColumn[] {
    const columns: SeriesColumn[] = [];
    for (const series of this.#byLabels.values()) {
      const { labels, timesMs, values } = series;
      if (timesMs.length === 0) continue;
      columns.push({ labels, timesMs: Float64Array.from(timesMs), values: Float64Array.from(values) });
      series.timesMs = [];
      series.values = [];
    }
    this.#samples = 0;
    return columns;
  }

  /** What was taken, and the cache. */
  forget(): void {
    this.#cache.clear();
    this.#byLine = [];
    this.#byLabels = new Map();
  }

  #newSeries(line: number): Pending {
    const labels = this.#cache.labels(line);
    const key = labelsKey(labels);
    const series = this.#byLabels.get(key) ?? { labels, lastMs: -1, timesMs: [], values: [] };
    this.#byLabels.set(key, series);
    this.#byLine[line] = series;
    return series;
  }
}
