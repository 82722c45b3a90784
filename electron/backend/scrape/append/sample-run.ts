/**
 * The samples of one body as rows for the history: labels of new lines, limits, times, and what Prometheus counts of it. A body that is
 * wrong somewhere, or over a limit, has no rows; what stood before that still counts as seen.
 */
import type { ParsedExposition } from '../../../../shared/exposition/exposition.ts';
import type { ExpositionError } from '../../../../shared/exposition/exposition-error.ts';
import { type LineCache, noId } from '../../../../shared/exposition/line-cache.ts';
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import { sampleLabels } from '../../../../shared/relabel/sample-labels.ts';
import { labelLimitProblem } from './label-limits.ts';
import { RowBuilder } from './row-builder.ts';
import type { ScrapeReport } from './scrape-call.ts';
import type { ScrapedTarget } from './scrape-rules.ts';

export interface ReadBody {
  readonly cache: LineCache;
  /** With an error, what stands before it. */
  readonly parsed: ParsedExposition;
  readonly error: ExpositionError | undefined;
}

export interface BuiltSamples {
  /** The first has the scrape's own time; none where the scrape fails. */
  readonly rows: readonly RowBuilder[];
  readonly report: ScrapeReport;
  /** Series with a sample of the scrape's own time: where the next scrape has none of them, they are stale. */
  readonly tracked: readonly number[];
}

/** Beside a line whose series metric relabelling drops. */
const droppedId = noId - 1;

/** A sample with a time of its own may be so much later than now. */
const mostAheadMs = 10 * 60_000;

interface Refused {
  readonly line: number;
  readonly message: string;
}

export class SampleRun {
  readonly #target: ScrapedTarget;
  readonly #body: ReadBody;
  readonly #row: RowBuilder;
  readonly #timed = new Map<number, RowBuilder>();
  readonly #tracked: number[] = [];
  readonly #fresh = new Set<number>();
  #scraped = 0;
  #kept = 0;
  #appended = 0;
  #seriesAdded = 0;
  #isOverLimit = false;

  /** @param timeMs of the scrape */
  constructor(target: ScrapedTarget, body: ReadBody, timeMs: number) {
    this.#target = target;
    this.#body = body;
    this.#row = new RowBuilder(timeMs, body.parsed.count + body.parsed.histograms.length + 8);
  }

  /** @param register gives the ids of label sets. @throws AppError history.* */
  build(register: (labels: readonly Labels[]) => readonly number[]): BuiltSamples {
    const { error, parsed } = this.#body;
    const refused = this.#giveIds(register);
    const place = error === undefined ? undefined : { line: error.line, column: error.column };
    const isWhole = this.#takeNumbers(parsed, refused?.line) && this.#takeHistograms(parsed, refused?.line);
    const message = error?.reason ?? (isWhole ? undefined : refused?.message) ?? this.#limitProblem();
    const report = { scraped: this.#scraped, kept: this.#kept };
    const tracked = this.#tracked;
    if (message !== undefined)
      return { rows: [], tracked, report: { ...report, error: message, place, seriesAdded: 0 } };
    const rows = [this.#row, ...this.#timed.values()];
    return { rows, tracked, report: { ...report, error: undefined, place, seriesAdded: this.#seriesAdded } };
  }

  /** @returns the first new line whose labels fail the scrape */
  #giveIds(register: (labels: readonly Labels[]) => readonly number[]): Refused | undefined {
    const { cache, parsed, error } = this.#body;
    const { labels: target, rules } = this.#target;
    const labelling = { target, honorLabels: rules.honorLabels, rules: rules.metricRules };
    const lines: number[] = [];
    const sets: Labels[] = [];
    let refused: Refused | undefined;
    for (const line of parsed.newLines()) {
      const result = sampleLabels(labelling, cache.labels(line));
      const message = result.kind === 'kept' ? labelLimitProblem(result.labels, rules.limits) : undefined;
      if (result.kind === 'failed' || message !== undefined) {
        refused = { line, message: result.kind === 'failed' ? result.message : (message ?? '') };
        break;
      }
      if (result.kind === 'dropped') cache.ids[line] = droppedId;
      else {
        lines.push(line);
        sets.push(result.labels);
      }
    }
    // What is not stored needs no series.
    if (refused !== undefined || error !== undefined || sets.length === 0) return refused;
    const ids = register(sets);
    lines.forEach((line, i) => {
      cache.ids[line] = ids[i] as number;
      this.#fresh.add(line);
    });
    return undefined;
  }

  /** @returns false where it came to the line that fails the scrape */
  #takeNumbers({ count, lines, values, timesMs }: ParsedExposition, failingLine: number | undefined): boolean {
    const words = new Uint32Array(values.buffer, values.byteOffset, 2 * count);
    for (let i = 0; i < count; i += 1) {
      const line = lines[i] as number;
      const row = this.#rowFor(line, timesMs[i] as number);
      if (line === failingLine) return false;
      row?.add(this.#idOf(line), words[2 * i] as number, words[2 * i + 1] as number);
    }
    return true;
  }

  #takeHistograms({ histograms }: ParsedExposition, failingLine: number | undefined): boolean {
    for (const { line, timeMs, histogram } of histograms) {
      const row = this.#rowFor(line, timeMs ?? Number.NaN);
      if (line === failingLine) return false;
      row?.addHistogram(this.#idOf(line), histogram satisfies FloatHistogram);
    }
    return true;
  }

  #idOf(line: number): number {
    return this.#body.cache.ids[line] as number;
  }

  /** Counts the sample. @returns where it goes; undefined for nowhere */
  #rowFor(line: number, ownMs: number): RowBuilder | undefined {
    const { rules } = this.#target;
    this.#scraped += 1;
    const id = this.#idOf(line);
    if (id === droppedId) return undefined;
    this.#kept += 1;
    const { samples: mostSamples } = rules.limits;
    const timeMs = rules.honorTimestamps && !Number.isNaN(ownMs) ? ownMs : undefined;
    const isAhead = timeMs !== undefined && timeMs > this.#row.timeMs + mostAheadMs;
    if (mostSamples > 0 && this.#appended === mostSamples) this.#isOverLimit = true;
    // A series that is new, in a body that fails, has no id: nobody will miss it.
    if (this.#isOverLimit || isAhead || id === noId) return undefined;
    this.#appended += 1;
    if (this.#fresh.delete(line)) this.#seriesAdded += 1;
    if (timeMs !== undefined) return this.#timedRow(timeMs);
    this.#tracked.push(id);
    return this.#row;
  }

  #timedRow(timeMs: number): RowBuilder {
    const known = this.#timed.get(timeMs);
    if (known !== undefined) return known;
    const made = new RowBuilder(timeMs);
    this.#timed.set(timeMs, made);
    return made;
  }

  #limitProblem(): string | undefined {
    return this.#isOverLimit ? 'sample limit exceeded' : undefined;
  }
}
