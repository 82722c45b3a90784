/**
 * One target's scrapes on their way into the history: parsed with the lines that are known, labelled, with stale markers for what is gone and
 * the series that a scrape makes of its own. What Prometheus's scrape loop does (scrape/scrape.go of 2.42 and 3), rule by rule.
 */
import { AppError } from '../../../../shared/base/errors.ts';
import type { ExpositionFormat } from '../../../../shared/exposition/exposition.ts';
import { ExpositionError } from '../../../../shared/exposition/exposition-error.ts';
import { reportLabels } from '../../../../shared/relabel/sample-labels.ts';
import { OwnTimes } from './own-times.ts';
import { PiecewiseRegister } from './piecewise-register.ts';
import { RowBuilder } from './row-builder.ts';
import { type BuiltSamples, type ReadBody, SampleRun } from './sample-run.ts';
import type { ScrapeAnswer, ScrapeOutcome, ScrapeReport, ScrapeStore } from './scrape-call.ts';
import type { ScrapedTarget } from './scrape-rules.ts';
import { missingIn } from './stale-series.ts';
import { TargetLines } from './target-lines.ts';
import { markStored, newMetadata } from './target-metadata.ts';

export interface ScrapeMoment {
  /** When it began; the time of its samples. */
  readonly timeMs: number;
  /** Until now: of asking, reading and parsing. */
  readonly durationMs: () => number;
}

const mostAttempts = 3;

/** A scrape that is not done. */
interface Unfinished {
  readonly read: ReadBody;
  readonly run: SampleRun;
  readonly moment: ScrapeMoment;
  readonly registering: PiecewiseRegister;
}

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
  readonly #lines = new Map<ExpositionFormat, TargetLines>();
  readonly #ownTimes = new OwnTimes();
  /** Of the scrape before: those with a sample of its time, and those that are to end where this one has them not. */
  #tracked = new Uint32Array(0);
  #ending = new Uint32Array(0);
  #trackedMs = 0;
  #reportIds: readonly number[] | undefined;
  #unfinished: Unfinished | undefined;

  constructor(target: ScrapedTarget, store: ScrapeStore) {
    this.#target = target;
    this.#store = store;
  }

  /**
   * Returns after the commit, or unfinished. @throws AppError history.*: then nothing of it counts, and the next scrape goes on as after the one
   * before
   */
  scrape(answer: ScrapeAnswer, moment: ScrapeMoment): ScrapeOutcome {
    if (answer.kind === 'more') return this.#goOn();
    this.#unfinished?.read.lines.refused();
    this.#unfinished = undefined;
    const read = this.#read(answer);
    if (read === undefined) return this.#finished(undefined, moment, () => noSamples(moment.timeMs, failureIn(answer)));
    const run = this.#taken(read, moment);
    const registering = new PiecewiseRegister(run.unregistered());
    if (registering.isOnePiece) return this.#finished(read, moment, () => this.#built(run));
    this.#unfinished = { read, run, moment, registering };
    return this.#goOn();
  }

  #goOn(): ScrapeOutcome {
    const unfinished = this.#unfinished;
    if (unfinished === undefined) throw notBegun(this.#target.name);
    const { read, run, moment, registering } = unfinished;
    this.#unfinished = undefined;
    try {
      registering.next((labels) => this.#store.register(labels));
    } catch (error) {
      if (error instanceof RangeError)
        return this.#finished(read, moment, () => noSamples(moment.timeMs, error.message));
      read.lines.refused();
      throw error;
    }
    const { ids } = registering;
    if (ids !== undefined) return this.#finished(read, moment, () => run.build(() => ids));
    this.#unfinished = unfinished;
    const none = { error: undefined, place: undefined, scraped: 0, kept: 0, seriesAdded: 0, series: 0 };
    return { ...none, durationMs: moment.durationMs(), isUnfinished: true };
  }

  /** @param first what is stored, unless the history has forgotten some of its series */
  #finished(read: ReadBody | undefined, moment: ScrapeMoment, first: () => BuiltSamples): ScrapeOutcome {
    const { samples, missing, outcome } = this.#storedOrRefused(read, moment, first);
    samples.commit();
    const isAllTracked = this.#target.rules.trackTimestampsStaleness === true;
    this.#ownTimes.leave(missing, isAllTracked ? moment.timeMs : this.#trackedMs);
    this.#tracked = samples.tracked;
    this.#ending = samples.ending;
    this.#trackedMs = moment.timeMs;
    if (read === undefined) return outcome;
    if (outcome.error !== undefined) {
      read.lines.refused();
      return outcome;
    }
    this.#putMetadata(read);
    read.lines.taken();
    return outcome;
  }

  /** In the place of one whose rules or labels have changed: what that had and this one has not is stale with the next scrape. */
  follow(before: TargetScrape, { hasItsLabels }: { readonly hasItsLabels: boolean }): void {
    this.#trackedMs = before.#trackedMs;
    const own = hasItsLabels ? [] : (before.#reportIds ?? []);
    this.#tracked = Uint32Array.from([...before.#tracked, ...own]);
    this.#ending = Uint32Array.from([...before.#ending, ...own]);
  }

  /** The target is gone, or is not scraped any more: all its series end. @throws AppError history.* */
  end(timeMs: number): void {
    this.#append(() => {
      const row = new RowBuilder(timeMs);
      for (const id of this.#ending) if (this.#ownTimes.mayEndAt(id, timeMs)) row.addStale(id);
      for (const id of this.#ownIds()) row.addStale(id);
      return { rows: [row] };
    });
    this.#tracked = new Uint32Array(0);
    this.#ending = new Uint32Array(0);
    this.#unfinished = undefined;
  }

  /** @returns undefined where there is nothing to read: Prometheus, too, does not take an empty body for one without series, which forgets its lines */
  #read(answer: ScrapeAnswer): ReadBody | undefined {
    if (answer.kind !== 'body') return undefined;
    const { format, bytes } = answer;
    const { rules } = this.#target;
    if (bytes.length === 0 && (rules.dialect === '3' || format !== 'open-metrics')) return undefined;
    const lines = this.#lines.get(format) ?? new TargetLines(format, rules);
    this.#lines.set(format, lines);
    try {
      return { lines, parsed: lines.parser.parse(bytes), error: undefined };
    } catch (error) {
      if (!(error instanceof ExpositionError)) throw error;
      return { lines, parsed: lines.parser.parsed, error };
    }
  }

  #storedOrRefused(read: ReadBody | undefined, moment: ScrapeMoment, first: () => BuiltSamples) {
    try {
      return this.#stored(read, moment, first);
    } catch (error) {
      read?.lines.refused();
      throw error;
    }
  }

  #stored(read: ReadBody | undefined, moment: ScrapeMoment, first: () => BuiltSamples) {
    try {
      return this.#append((attempt) => {
        const isAnew = attempt > 0 && read !== undefined;
        return this.#withReport(isAnew ? this.#built(this.#taken(read, moment)) : first(), moment);
      });
    } catch (error) {
      // What the history cannot hold, a histogram that is none: the target's fault, which it is told by being down.
      if (read === undefined || !(error instanceof RangeError)) throw error;
      return this.#append(() => this.#withReport(noSamples(moment.timeMs, error.message), moment));
    }
  }

  #taken(read: ReadBody, { timeMs, durationMs }: ScrapeMoment): SampleRun {
    const nowMs = timeMs + durationMs();
    this.#ownTimes.begin({ timeMs, nowMs, before: this.#tracked, beforeMs: this.#trackedMs });
    const run = new SampleRun(this.#target, read, this.#ownTimes, timeMs);
    run.take();
    return run;
  }

  #built(run: SampleRun): BuiltSamples {
    return run.build((labels) => this.#store.register(labels));
  }

  /** With what is stale, and what is told of the scrape itself. */
  #withReport(samples: BuiltSamples, { durationMs }: ScrapeMoment) {
    const { row, timed, tracked, ending, report } = samples;
    const missing = missingIn(ending, this.#ending);
    for (const id of missing) if (this.#ownTimes.mayEndAt(id, row.timeMs)) row.addStale(id);
    const timedCount = timed.reduce((sum, { size }) => sum + size, 0);
    const outcome = { ...report, durationMs: durationMs(), series: tracked.length + timedCount };
    this.#addReport(row, outcome);
    return { samples, missing, outcome, rows: [...timed, row] };
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
  #append<Result extends { readonly rows: readonly RowBuilder[] }>(build: (attempt: number) => Result): Result {
    for (let attempt = 0; ; attempt += 1) {
      const built = build(attempt);
      try {
        this.#store.appendScrapes(built.rows.map((row, i) => this.#scrapeOf(row, i === built.rows.length - 1)));
        return built;
      } catch (error) {
        const unknown = this.#store.unknownSeries(error);
        if (unknown === undefined || attempt === mostAttempts) throw error;
        this.#forget(new Set(unknown));
      }
    }
  }

  /** Samples with times of their own are as those of another target for the history: each group of series that share a time. */
  #scrapeOf(row: RowBuilder, isOwn: boolean) {
    const { name } = this.#target;
    return { target: isOwn ? name : `${name} of ${row.series[0]}`, ...row.build() };
  }

  #putMetadata({ lines: { cache }, parsed }: ReadBody): void {
    const metrics = newMetadata(cache, parsed);
    if (metrics.length === 0) return;
    this.#store.setMetadata(metrics);
    markStored(cache, parsed);
  }

  #forget(ids: ReadonlySet<number>): void {
    for (const lines of this.#lines.values()) lines.forget(ids);
    this.#tracked = this.#tracked.filter((id) => !ids.has(id));
    this.#ending = this.#ending.filter((id) => !ids.has(id));
    this.#ownTimes.forget(ids);
    this.#reportIds = undefined;
  }
}

function noSamples(timeMs: number, error: string | undefined): BuiltSamples {
  const none = new Uint32Array(0);
  const report: ScrapeReport = { error, place: undefined, scraped: 0, kept: 0, seriesAdded: 0 };
  return { row: new RowBuilder(timeMs), timed: [], tracked: none, ending: none, commit: () => undefined, report };
}

function failureIn(answer: ScrapeAnswer): string | undefined {
  return answer.kind === 'failed' ? answer.message : undefined;
}

/** The writer was opened anew meanwhile, say. */
function notBegun(target: string): AppError {
  return new AppError('history.closed', `The scrape of ${target} cannot be gone on with: the history was opened anew.`);
}
