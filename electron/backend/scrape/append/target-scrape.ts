/**
 * One target's scrapes on their way into the history: parsed with the lines that are known, labelled, with stale markers for what is gone and
 * the series that a scrape makes of its own. What Prometheus's scrape loop does (scrape/scrape.go of 2.42 and 3), rule by rule.
 */
import type { ExpositionFormat, ExpositionParser } from '../../../../shared/exposition/exposition.ts';
import { ExpositionError } from '../../../../shared/exposition/exposition-error.ts';
import { LineCache, noId } from '../../../../shared/exposition/line-cache.ts';
import { parserFor } from '../../../../shared/exposition/parser-for.ts';
import { reportLabels } from '../../../../shared/relabel/sample-labels.ts';
import { RowBuilder } from './row-builder.ts';
import { type BuiltSamples, type ReadBody, SampleRun } from './sample-run.ts';
import type { ScrapeAnswer, ScrapeOutcome, ScrapeStore } from './scrape-call.ts';
import type { ScrapedTarget } from './scrape-rules.ts';

export interface ScrapeMoment {
  /** When it began; the time of its samples. */
  readonly timeMs: number;
  /** Until now: of asking, reading and parsing. */
  readonly durationMs: () => number;
}

/** Lines that so many bodies did not have are forgotten, once they are many. */
const keptBodies = 10;

const mostAttempts = 3;

const reportNames = [
  'up',
  'scrape_duration_seconds',
  'scrape_samples_scraped',
  'scrape_samples_post_metric_relabeling',
  'scrape_series_added',
];

export class TargetScrape {
  readonly #target: ScrapedTarget;
  readonly #store: ScrapeStore;
  readonly #readers = new Map<ExpositionFormat, { readonly cache: LineCache; readonly parser: ExpositionParser }>();
  #tracked: readonly number[] = [];
  #reportIds: readonly number[] | undefined;

  constructor(target: ScrapedTarget, store: ScrapeStore) {
    this.#target = target;
    this.#store = store;
  }

  /** Returns after the commit. @throws AppError history.*: then nothing of it counts, and the next scrape goes on as after the one before */
  scrape(answer: ScrapeAnswer, moment: ScrapeMoment): ScrapeOutcome {
    const read = answer.kind === 'body' ? this.#read(answer.format, answer.bytes) : undefined;
    const { tracked, outcome } = this.#append(() => {
      const built = read === undefined ? nothing(answer) : this.#build(read, moment.timeMs);
      const row = built.rows[0] ?? new RowBuilder(moment.timeMs);
      for (const id of missingIn(built.tracked, this.#tracked)) row.addStale(id);
      const outcome = { ...built.report, durationMs: moment.durationMs(), series: built.tracked.length };
      this.#addReport(row, outcome);
      return { ...built, outcome, rows: [...built.rows.slice(1), row] };
    });
    this.#tracked = tracked;
    read?.cache.trim(keptBodies);
    return outcome;
  }

  /** In the place of one whose rules or labels have changed: what that had and this one has not is stale with the next scrape. */
  follow(before: TargetScrape, { hasItsLabels }: { readonly hasItsLabels: boolean }): void {
    this.#tracked = hasItsLabels ? before.#tracked : [...before.#tracked, ...(before.#reportIds ?? [])];
  }

  /** The target is gone, or is not scraped any more: all its series end. @throws AppError history.* */
  end(timeMs: number): void {
    this.#append(() => {
      const row = new RowBuilder(timeMs);
      for (const id of [...this.#tracked, ...this.#ownIds()]) row.addStale(id);
      return { rows: [row] };
    });
    this.#tracked = [];
  }

  #read(format: ExpositionFormat, bytes: Uint8Array): ReadBody {
    const { cache, parser } = this.#reader(format);
    try {
      return { cache, parsed: parser.parse(bytes), error: undefined };
    } catch (error) {
      if (!(error instanceof ExpositionError)) throw error;
      return { cache, parsed: parser.parsed, error };
    }
  }

  #build(read: ReadBody, timeMs: number): BuiltSamples {
    return new SampleRun(this.#target, read, timeMs).build((labels) => this.#store.register(labels));
  }

  #reader(format: ExpositionFormat) {
    const known = this.#readers.get(format);
    if (known !== undefined) return known;
    const cache = new LineCache();
    const made = { cache, parser: parserFor(format, { cache, dialect: this.#target.rules.dialect }) };
    this.#readers.set(format, made);
    return made;
  }

  #ownIds(): readonly number[] {
    const { labels } = this.#target;
    this.#reportIds ??= this.#store.register(reportNames.map((name) => reportLabels(name, labels)));
    return this.#reportIds;
  }

  #addReport(row: RowBuilder, { error, durationMs, scraped, kept, seriesAdded }: ScrapeOutcome): void {
    const values = [error === undefined ? 1 : 0, durationMs / 1000, scraped, kept, seriesAdded];
    this.#ownIds().forEach((id, i) => void row.addNumber(id, values[i] as number));
  }

  /** Once more where the history has forgotten some of the series, as it does with those that have no samples any more. */
  #append<Result extends Pick<BuiltSamples, 'rows'>>(build: () => Result): Result {
    for (let attempt = 0; ; attempt += 1) {
      const built = build();
      try {
        for (const row of built.rows) this.#appendRow(row, row === built.rows.at(-1));
        return built;
      } catch (error) {
        const unknown = this.#store.unknownSeries(error);
        if (unknown === undefined || attempt === mostAttempts) throw error;
        this.#forget(new Set(unknown));
      }
    }
  }

  /** Samples with times of their own are as those of another target for the history: each group of series that share a time. */
  #appendRow(row: RowBuilder, isOwn: boolean): void {
    if (row.series.length === 0) return;
    const { name } = this.#target;
    const target = isOwn ? name : `${name} of ${row.series[0]}`;
    this.#store.appendScrape({ target, ...row.build() });
  }

  #forget(ids: ReadonlySet<number>): void {
    for (const { cache } of this.#readers.values()) {
      for (let entry = 0; entry < cache.size; entry += 1)
        if (ids.has(cache.ids[entry] as number)) cache.ids[entry] = noId;
    }
    this.#tracked = this.#tracked.filter((id) => !ids.has(id));
    this.#reportIds = undefined;
  }
}

function nothing(answer: ScrapeAnswer): BuiltSamples {
  const error = answer.kind === 'failed' ? answer.message : undefined;
  return { rows: [], tracked: [], report: { error, place: undefined, scraped: 0, kept: 0, seriesAdded: 0 } };
}

/** @returns those of `before` that are not in `now`, in their order */
function missingIn(now: readonly number[], before: readonly number[]): readonly number[] {
  // Most scrapes have the series of the one before, in the same order.
  if (now.length >= before.length && before.every((id, i) => now[i] === id)) return [];
  const there = new Set(now);
  return before.filter((id) => !there.has(id));
}
