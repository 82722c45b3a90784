/** Writes series as text: one moment for a scrape, or a whole history in OpenMetrics for `promtool`. */
import type { DemoSeries } from './cluster-series.ts';

type Labels = Readonly<Record<string, string>>;

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Milliseconds of a counter in seconds are enough, and shorter. */
function valueText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Math.round(value * 1000) / 1000);
}

function byFamily(series: readonly DemoSeries[]): ReadonlyMap<string, readonly DemoSeries[]> {
  return Map.groupBy(series, (one) => one.name);
}

/** The text format that every Prometheus scrapes. */
export function scrapeText(series: readonly DemoSeries[], atMs: number): string {
  const lines: string[] = [];
  for (const [name, members] of byFamily(series)) {
    lines.push(`# TYPE ${name} ${members[0]?.type ?? 'untyped'}`);
    for (const one of members) lines.push(`${name}${labelText(one.labels)} ${valueText(one.valueAt(atMs))}`);
  }
  return `${lines.join('\n')}\n`;
}

export interface HistoryTarget {
  /** What the scraped target's own labels are: job, instance … */
  readonly labels: Labels;
  readonly series: readonly DemoSeries[];
}

export interface HistoryRange {
  readonly fromMs: number;
  /** Inclusive. */
  readonly toMs: number;
  readonly stepMs: number;
  /** For series that never change. At most half of the five minutes that a query looks back. */
  readonly constantStepMs: number;
}

function withoutEmpty(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}

/** OpenMetrics chunks of all targets, `up` included, ending with `# EOF`. */
export function* historyText(targets: readonly HistoryTarget[], range: HistoryRange): Generator<string> {
  const up: DemoSeries = { name: 'up', type: 'gauge', labels: {}, isConstant: true, valueAt: () => 1 };
  const all = targets.flatMap(({ labels, series }) =>
    // What the exposition says wins (honor_labels), and an empty label is none.
    [...series, up].map((one) => ({ ...one, labels: withoutEmpty({ ...labels, ...one.labels }) })),
  );
  for (const [name, members] of byFamily(all)) {
    const isCounter = members[0]?.type === 'counter';
    yield `# TYPE ${isCounter ? name.replace(/_total$/, '') : name} ${isCounter ? 'counter' : 'gauge'}\n`;
    for (const one of members) yield seriesText(name, one, range);
  }
  yield '# EOF\n';
}

function seriesText(name: string, series: DemoSeries, range: HistoryRange): string {
  const head = name + labelText(series.labels);
  const stepMs = series.isConstant ? range.constantStepMs : range.stepMs;
  let text = '';
  // Backwards from the end, so that sparse series are fresh where the live scrapes take over.
  const count = Math.floor((range.toMs - range.fromMs) / stepMs);
  for (let index = count; index >= 0; index -= 1) {
    const atMs = range.toMs - index * stepMs;
    text += `${head} ${valueText(series.valueAt(atMs))} ${atMs / 1000}\n`;
  }
  return text;
}
