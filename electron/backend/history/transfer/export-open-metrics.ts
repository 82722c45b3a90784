/**
 * Writes a part of a history as OpenMetrics text, for `promtool tsdb create-blocks-from openmetrics` and whoever reads that: family by family,
 * series by series, each with its samples in the order of time. What the text has no words for is counted. docs/formats/recording.md
 */
import { labelValue, metricNameLabel } from '../../../../shared/model/labels.ts';
import type { SelectedSeries, SeriesMatcher } from '../../../../shared/promql/queryable.ts';
import { wordsOf } from '../store/merge-samples.ts';
import { endOfTimeMs } from '../store/slots.ts';
import { clippedColumn, isStale } from './clipped-column.ts';
import { familiesOf, type MetricFamily } from './metric-family.ts';
import { familyText, isWritable, secondsText, seriesText, valueText } from './open-metrics-text.ts';
import { readableSeries } from './readable-series.ts';
import { type ExportSelector, eachSelected, type OnDamaged, type Snapshots } from './selected-series.ts';
import { type TransferControl, TransferPace, type WriteBytes } from './transfer-control.ts';

export interface OpenMetricsRequest {
  readonly snapshots: Snapshots;
  /** Both inclusive. */
  readonly startMs: number;
  readonly endMs: number;
  /** Series that one of them selects; none for all. */
  readonly selectors: readonly ExportSelector[];
  readonly onDamaged?: OnDamaged | undefined;
}

export interface OpenMetricsProgress {
  readonly families: number;
  readonly ofFamilies: number;
  readonly samples: number;
  readonly bytes: number;
}

export interface ExportedOpenMetrics {
  readonly families: number;
  /** With samples that the text has words for. */
  readonly series: number;
  readonly samples: number;
  readonly bytes: number;
  readonly leftOut: {
    /** Stale markers: the text knows none. */
    readonly stale: number;
    /** Native histograms. */
    readonly histograms: number;
    /** Series with a name, or a label's name, that version 1.0 cannot write. */
    readonly series: number;
  };
}

const flushLength = 2 ** 18;

/** @param write gets the bytes in order, the next when it has taken those before. @throws CancelledError; AppError history.*; what `write` throws */
export async function exportOpenMetrics(
  request: OpenMetricsRequest,
  write: WriteBytes,
  control: TransferControl<OpenMetricsProgress> = {},
): Promise<ExportedOpenMetrics> {
  const window = { startMs: Math.max(0, request.startMs), endMs: Math.min(endOfTimeMs - 1, request.endMs) };
  const made = { families: 0, series: 0, samples: 0, bytes: 0 };
  const leftOut = { stale: 0, histograms: 0, series: 0 };
  const { onDamaged } = request;
  let ofFamilies = 0;
  const pace = new TransferPace(control, (): OpenMetricsProgress => ({ ...made, ofFamilies }));
  const run = pace.runWarned(onDamaged);
  const text = textWriter(write, made);
  const timeText = createTimeTexts();
  const found = familiesIn({ ...request, ...window }, pace);
  ofFamilies = found.families.length;
  leftOut.series = found.unwritable;
  await pace.step();
  for (const family of found.families) {
    let isBegun = false;
    const snapshot = request.snapshots.begin();
    try {
      const { storage } = snapshot;
      const selectors = withinFamily(family, request.selectors);
      for (const series of readableSeries({ storage, selectors, window, run, onDamaged })) {
        if (!isWritable(series.labels)) continue;
        if (!isBegun) await text.add(familyText(family));
        isBegun = true;
        const before = made.samples;
        for (const lines of linesOf(series, window, made, leftOut, timeText)) {
          await text.add(lines);
          await pace.step();
        }
        if (made.samples > before) made.series += 1;
      }
    } finally {
      snapshot.end();
    }
    made.families += 1;
  }
  await text.add('# EOF\n');
  await text.flush();
  pace.report();
  return { ...made, leftOut };
}

function textWriter(write: WriteBytes, made: { bytes: number }) {
  const encoder = new TextEncoder();
  let buffered = '';
  const flush = async () => {
    const bytes = encoder.encode(buffered);
    buffered = '';
    await write(bytes);
    made.bytes += bytes.length;
  };
  const add = async (text: string) => {
    buffered += text;
    if (buffered.length >= flushLength) await flush();
  };
  return { add, flush };
}

/** By their names alone: of label sets, one is held at a time. */
function familiesIn(
  { snapshots, startMs, endMs, selectors }: OpenMetricsRequest,
  pace: TransferPace<OpenMetricsProgress>,
): { readonly families: readonly MetricFamily[]; readonly unwritable: number } {
  const names = new Set<string>();
  let unwritable = 0;
  const snapshot = snapshots.begin();
  try {
    const { storage } = snapshot;
    const read = function* (matchers: readonly SeriesMatcher[]) {
      for (const labels of storage.seriesLabels({ matchers, startMs, endMs }, pace.run)) yield { labels };
    };
    for (const { labels } of eachSelected(selectors, read)) {
      if (isWritable(labels)) names.add(labelValue(labels, metricNameLabel) ?? '');
      else unwritable += 1;
    }
    return { families: familiesOf(names, storage.metadata()), unwritable };
  } finally {
    snapshot.end();
  }
}

/** One selector for each metric and each of the given: metrics come in their order. */
function withinFamily({ metrics }: MetricFamily, selectors: readonly ExportSelector[]): readonly ExportSelector[] {
  return metrics.flatMap((value) => {
    const named: SeriesMatcher = {
      name: metricNameLabel,
      op: '=',
      value,
      values: [value],
      matches: (one) => one === value,
    };
    if (selectors.length === 0) return [{ text: value, matchers: [named] }];
    return selectors.map(({ text, matchers }) => ({ text, matchers: [named, ...matchers] }));
  });
}

const linesAtOnce = 4096;

/** Series have the same times, mostly. */
const keptTimes = 2 ** 15;

function createTimeTexts(): (timeMs: number) => string {
  const texts = new Map<number, string>();
  return (timeMs) => {
    const known = texts.get(timeMs);
    if (known !== undefined) return known;
    const text = secondsText(timeMs);
    if (texts.size >= keptTimes) texts.clear();
    texts.set(timeMs, text);
    return text;
  };
}

function* linesOf(
  series: SelectedSeries,
  window: { readonly startMs: number; readonly endMs: number },
  made: { samples: number },
  leftOut: { stale: number; histograms: number },
  timeText: (timeMs: number) => string,
): Generator<string, void, undefined> {
  const { labels, timesMs, values, histograms } = clippedColumn(series, window);
  const words = wordsOf(values);
  const name = seriesText(labels);
  let lines = '';
  for (let i = 0; i < timesMs.length; i += 1) {
    if (histograms?.[i] !== undefined) leftOut.histograms += 1;
    else if (isStale(words, i)) leftOut.stale += 1;
    else {
      lines += `${name} ${valueText(values[i] as number)} ${timeText(timesMs[i] as number)}\n`;
      made.samples += 1;
    }
    if (i % linesAtOnce !== linesAtOnce - 1) continue;
    yield lines;
    lines = '';
  }
  yield lines;
}
