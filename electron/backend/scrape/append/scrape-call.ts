/**
 * A scrape as it is handed to the worker that writes the source, and what comes back: plain data. The worker keeps what it knows of a target
 * (its lines, their series, what may become stale) from scrape to scrape, under the target's name.
 */
import type { ExpositionFormat } from '../../../../shared/exposition/exposition.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import type { RelabelConfig } from '../../../../shared/relabel/config.ts';
import type { HistoryWriter } from '../../history/store/history-writer.ts';
import type { ScrapeRules } from './scrape-rules.ts';

/** What came of asking the target. */
export type ScrapeAnswer =
  /**
   * The whole body, unpacked. The bytes are the worker's from then on: where they fill their buffer, that is transferred and is empty for who
   * had it; of part of a buffer a copy is sent.
   */
  | { readonly kind: 'body'; readonly format: ExpositionFormat; readonly bytes: Uint8Array<ArrayBuffer> }
  /** In Prometheus's words where it has some. */
  | { readonly kind: 'failed'; readonly message: string }
  /** Goes on with the scrape before, which is not done. */
  | { readonly kind: 'more' };

export interface PlainScrapeRules
  extends Pick<
    ScrapeRules,
    'honorLabels' | 'honorTimestamps' | 'trackTimestampsStaleness' | 'classicHistograms' | 'limits' | 'dialect'
  > {
  /** Valid ones, by `readRelabelConfigs` for the same dialect. */
  readonly metricRelabelConfigs: readonly RelabelConfig[];
}

export interface ScrapeInput {
  /** A name of its own among the source's targets, and the same at its next scrape, in another run too: the history knows it by that. */
  readonly target: string;
  /** Of its series: `publicLabels`. */
  readonly labels: Labels;
  readonly rules: PlainScrapeRules;
  /** When it began; whole milliseconds, the time of its samples. */
  readonly timeMs: number;
  /** Of asking and reading. */
  readonly durationMs: number;
  readonly answer: ScrapeAnswer;
}

export interface ScrapeReport {
  /** Undefined where the target is up; in Prometheus's words. */
  readonly error: string | undefined;
  /** Where the body is wrong; from 1 on, in protobuf line 0 and the byte. */
  readonly place: { readonly line: number; readonly column: number } | undefined;
  /** Samples in the body, up to what is wrong with it. */
  readonly scraped: number;
  /** Of these, what metric relabelling kept. */
  readonly kept: number;
  readonly seriesAdded: number;
}

export interface ScrapeOutcome extends ScrapeReport {
  /** As it is stored: of asking, reading, parsing and labelling. */
  readonly durationMs: number;
  /** That the target has now; beside them, `up` and the others that a scrape makes of its own. */
  readonly series: number;
  /** A piece of its new series is registered, and nothing is stored yet: to be called again, with `more`, after whoever waits meanwhile. */
  readonly isUnfinished?: true;
}

export interface ScrapeCalls {
  /**
   * One after the other for a target, in the order of their times. Returns after the commit, or unfinished: a scrape that is not gone on with
   * counts for nothing. A body that is wrong is no failure of the call: the
   * target is down, and that is stored. @throws AppError history.*: nothing of it is stored, or not all, and the next scrape goes on
   */
  scrape(input: ScrapeInput): ScrapeOutcome;
  /** These are not scraped any more: their series end at that time, and what was kept of them is forgotten. @throws AppError history.* */
  endScrapes(targets: readonly string[], timeMs: number): void;
}

/** What of the history's writer is needed for that. */
export interface ScrapeStore extends Pick<HistoryWriter, 'register' | 'appendScrapes' | 'setMetadata'> {
  /** Of what `appendScrapes` threw: the series that the history has forgotten; undefined for every other error. */
  unknownSeries(error: unknown): readonly number[] | undefined;
}
