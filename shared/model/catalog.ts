/** What a Prometheus has: metrics, labels and their values, as they are searched and counted. Names and texts in here are the server's: hostile. */

/** As /api/v1/metadata says it; `unknown` where it says nothing. */
export type MetricType =
  | 'counter'
  | 'gauge'
  | 'histogram'
  | 'gaugehistogram'
  | 'summary'
  | 'info'
  | 'stateset'
  | 'unknown';

export interface MetricInfo {
  /** As it is in a selector: of a histogram, each of its `_bucket`, `_sum` and `_count` is a metric. */
  readonly name: string;
  readonly type: MetricType;
  /** '' where there is none; at most 2,000 characters. */
  readonly help: string;
  /** OpenMetrics' unit; '' where there is none. */
  readonly unit: string;
}

export interface FoundMetric extends MetricInfo {
  /** Where the name matches what was typed: UTF-16 offsets, `to` exclusive, rising. Empty where only the help matches. */
  readonly marks: readonly (readonly [from: number, to: number])[];
}

/** The index of one context's metric names. */
export type CatalogState =
  | { readonly kind: 'loading'; readonly receivedBytes: number }
  | { readonly kind: 'ready'; readonly names: number; readonly loadedAtMs: number; readonly withMetadata: boolean }
  /** Loading it anew failed; what was there before is searched still where `names` is above zero. */
  | { readonly kind: 'failed'; readonly names: number; readonly reason: string };

export interface FoundMetrics {
  readonly state: CatalogState;
  /** How many match in all. */
  readonly total: number;
  /** The best first: exact, prefix, the begin of a word in the name, anywhere in it, letters in order, help. */
  readonly metrics: readonly FoundMetric[];
}

export interface FoundTexts {
  /** Those that begin with what was typed, then the others, each sorted; without doubles, and without texts that no list could show. */
  readonly texts: readonly string[];
  /** How many there are in all; more than `texts` where a limit cut them. */
  readonly total: number;
}

export interface LabelValueCount {
  readonly value: string;
  readonly series: number;
}

export interface LabelSummary {
  readonly name: string;
  /** How many values it has among the series. */
  readonly values: number;
  /** How many series have it. */
  readonly series: number;
  /** Those with the most series first. */
  readonly top: readonly LabelValueCount[];
}

/** What a selector selects. */
export interface SelectorSummary {
  readonly series: number;
  /** False where the answer was too long, and only a part of it was counted. */
  readonly complete: boolean;
  /** The labels with the most values first; the metric's name is among them. */
  readonly labels: readonly LabelSummary[];
}

/** Why an expression has no series: of what is so of its selectors, the first of these. */
export type EmptyReason =
  /** `metric`: a name, or the expression that names should match, which then has no `near`. */
  | { readonly kind: 'noMetric'; readonly metric: string; readonly near: readonly string[] }
  /** `metric`: '' where the selector names none. */
  | { readonly kind: 'noLabel'; readonly metric: string; readonly label: string; readonly near: readonly string[] }
  | {
      readonly kind: 'noValue';
      readonly metric: string;
      readonly label: string;
      readonly op: '=' | '!=' | '=~' | '!~';
      readonly value: string;
      /** The matchers that no series has together with this one, where some have it alone: `job="a",env="b"`; else ''. */
      readonly beside: string;
      readonly near: readonly string[];
    }
  /** The series is known, but has no sample in the range; when it had its last one within the last day, as far as that is known. */
  | { readonly kind: 'noSamples'; readonly metric: string; readonly lastMs: number | undefined }
  /** Every selector has samples: the operators or functions leave nothing. */
  | { readonly kind: 'nothingLeft' }
  /** It could not be found out in time, or at all. */
  | { readonly kind: 'unknown' };
