/** Puts OpenMetrics text into a history, as much at a time as fits into a bounded memory: what is refused in the middle leaves what was before. */
import { AppError } from '../../../../shared/base/errors.ts';
import { type Labels, labelsKey } from '../../../../shared/model/labels.ts';
import type { SeriesColumn } from '../store/append-columns.ts';
import { addCounts, noCounts, type SampleCounts } from '../store/sample-counts.ts';
import { endOfTimeMs } from '../store/slots.ts';
import type { ImportProgress, ImportSink } from './import-recording.ts';
import { LineError, type LineSample, parseSeries } from './open-metrics-line.ts';
import { OpenMetricsError, OpenMetricsParser } from './open-metrics-parser.ts';
import { textLines } from './text-lines.ts';
import { type TransferControl, TransferPace } from './transfer-control.ts';

/** Samples are stored when so many came: 16 bytes each. */
const samplesAtOnce = 2 ** 19;
/** So many series are known at once: of more, the order of times is not checked over all of the text. */
const mostSeries = 2 ** 18;
const mostMetrics = 2 ** 16;

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
): Promise<ImportedOpenMetrics> {
  const samples = noCounts();
  let read = 0;
  let metrics = 0;
  const pace = new TransferPace(control, (): ImportProgress => ({ bytes: read, samples: { ...samples } }));
  const pending = new PendingSeries();
  const parser = new OpenMetricsParser((series, sample) => pending.add(series, sample));
  const storeSamples = async () => {
    const columns = pending.take();
    if (columns.length > 0) addCounts(samples, await sink.appendColumns(columns));
  };
  const storeMetadata = async () => {
    const known = [...parser.metadata.values()];
    if (known.length > 0) await sink.setMetadata(known);
    metrics += known.length;
    parser.metadata.clear();
  };
  try {
    for await (const { lines, bytes: more } of textLines(bytes)) {
      for (const line of lines) {
        parser.line(line);
        if (pending.isFull) await storeSamples();
        if (parser.metadata.size >= mostMetrics) await storeMetadata();
      }
      read += more;
      await pace.step();
    }
    parser.end();
  } catch (error) {
    throw refusal(error, parser.number);
  }
  await storeSamples();
  await storeMetadata();
  pace.report();
  return { lines: parser.number, samples, metrics };
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

function refusal(error: unknown, line: number): unknown {
  if (error instanceof LineError) return badOpenMetrics(line + 1, error.message, error);
  return error instanceof OpenMetricsError ? badOpenMetrics(error.line, error.reason, error) : error;
}

function badOpenMetrics(line: number, reason: string, cause: Error): AppError {
  const message = `line ${line} is no OpenMetrics text that can be imported: ${reason}`;
  return new AppError('history.badOpenMetrics', message, { details: { line, reason }, cause });
}

interface Pending {
  readonly labels: Labels;
  lastMs: number;
  timesMs: number[];
  values: number[];
}

class PendingSeries {
  /** As it is written: its labels may come in another order, or be written with other escapes. */
  #byText = new Map<string, Pending>();
  #byLabels = new Map<string, Pending>();
  #samples = 0;

  get isFull(): boolean {
    return this.#samples >= samplesAtOnce || this.#byText.size >= mostSeries;
  }

  add(text: string, { timeMs, value }: LineSample): void {
    if (timeMs < 0 || timeMs >= endOfTimeMs) throw new LineError(`${timeMs / 1000} is no time that can be stored`);
    const series = this.#byText.get(text) ?? this.#newSeries(text);
    if (timeMs <= series.lastMs) {
      throw new LineError(`${text} has a sample at ${series.lastMs / 1000} already, and ${timeMs / 1000} is not later`);
    }
    series.lastMs = timeMs;
    series.timesMs.push(timeMs);
    series.values.push(value);
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
    if (this.#byText.size >= mostSeries) {
      this.#byText = new Map();
      this.#byLabels = new Map();
    }
    this.#samples = 0;
    return columns;
  }

  #newSeries(text: string): Pending {
    const labels = parseSeries(text);
    const key = labelsKey(labels);
    const series = this.#byLabels.get(key) ?? { labels, lastMs: -1, timesMs: [], values: [] };
    this.#byLabels.set(key, series);
    this.#byText.set(text, series);
    return series;
  }
}
