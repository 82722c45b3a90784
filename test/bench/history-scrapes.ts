/** Targets that were scraped for a while, for both sides: into a history as they came, and for Prometheus as OpenMetrics. */
import type { HistoryWriter } from '../../electron/backend/history/store/history-writer.ts';
import { type Labels, labelValue } from '../../shared/model/labels.ts';

/** What a target had at one time. */
export interface BenchScrape {
  readonly timeMs: number;
  /** Indices in the target's `labels`. */
  readonly series: Int32Array;
  readonly values: Float64Array;
}

export interface BenchTarget {
  readonly name: string;
  readonly labels: readonly Labels[];
  /** In the order of their times. May be asked for again. */
  readonly scrapes: () => Iterable<BenchScrape>;
}

/** The scrapes of all targets, round by round. */
function* rounds(targets: readonly BenchTarget[]): Generator<readonly (readonly [at: number, BenchScrape])[]> {
  const open = targets.map(({ scrapes }) => scrapes()[Symbol.iterator]());
  for (;;) {
    const round: [number, BenchScrape][] = [];
    for (const [at, iterator] of open.entries()) {
      const next = iterator.next();
      if (!next.done) round.push([at, next.value]);
    }
    if (round.length === 0) return;
    yield round;
  }
}

/** @param afterRound is called with the time of each round's last scrape @returns how many samples were stored */
export function recordScrapes(
  writer: HistoryWriter,
  targets: readonly BenchTarget[],
  afterRound: (nowMs: number) => void,
): number {
  const ids = targets.map(({ labels }) => Uint32Array.from(writer.register(labels)));
  let added = 0;
  for (const round of rounds(targets)) {
    let nowMs = 0;
    for (const [at, { timeMs, series, values }] of round) {
      const own = ids[at] ?? new Uint32Array(0);
      const target = targets[at]?.name ?? '';
      added += writer.appendScrape({ target, timeMs, series: series.map((i) => own[i] ?? 0), values }).added;
      nowMs = Math.max(nowMs, timeMs);
    }
    afterRound(nowMs);
  }
  return added;
}

export function* scrapesText(targets: readonly BenchTarget[]): Generator<string> {
  const texts = targets.map(({ labels }) => labels.map((of) => seriesText(of)));
  for (const round of rounds(targets)) {
    for (const [at, { timeMs, series, values }] of round) {
      let lines = '';
      for (let i = 0; i < series.length; i += 1) {
        lines += `${texts[at]?.[series[i] ?? 0]} ${valueText(values[i] ?? 0)} ${timeMs / 1000}\n`;
      }
      yield lines;
    }
  }
  yield '# EOF\n';
}

/** @param without labels that the scraper adds */
export function seriesText(labels: Labels, without: readonly string[] = []): string {
  const inside: string[] = [];
  for (let i = 0; i < labels.length; i += 2) {
    const name = labels[i] ?? '';
    if (name !== '__name__' && !without.includes(name)) inside.push(`${name}=${JSON.stringify(labels[i + 1])}`);
  }
  return `${labelValue(labels, '__name__')}{${inside.join(',')}}`;
}

export function valueText(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}
