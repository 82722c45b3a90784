/**
 * In what PromQL of Prometheus 2.42 and of 3.14 differ, each with the line of the changelog that it stands on: so that an answer can be
 * computed as the server that recorded the data would. test/promql/differential.test.ts shows each of them at a real 2.42.
 */

export type SemanticsVersion = 'v2' | 'v3';

/** What evaluation does one way or the other. */
export interface Semantics {
  /** Ranges and the lookback hold the sample at their beginning; a subquery is evaluated there. */
  readonly closedRanges: boolean;
  /** `.` in a pattern matches a line break too. */
  readonly dotMatchesNewline: boolean;
  /** What label_replace, label_join and count_values may write. */
  readonly utf8LabelNames: boolean;
  /** Where a counter was nought limits a rate's extrapolation even where that would not go so far. */
  readonly zeroBeforeThreshold: boolean;
  /** `atan2` leaves the metric its name, as if the values still were the metric's. */
  readonly atan2KeepsName: boolean;
  /** A comparison's partner is told to be there twice only where both pass the comparison. */
  readonly partnersCountWhenKept: boolean;
  /** Counts of buckets that differ by rounding only are the same to histogram_quantile. */
  readonly similarBucketsAreEqual: boolean;
  /** The deviation of one sample that is infinite or NaN is 0, as that of any other. */
  readonly deviationOfOneIsZero: boolean;
  /** histogram_fraction of buckets that are series. */
  readonly fractionsOfClassicHistograms: boolean;
  /** A range that `@` fixes moves on with the time of evaluation where its function does not give the same at every time. */
  readonly fixedRangesMove: boolean;
  /** Compensated sums that go to infinity are NaN: of deriv, predict_linear, stddev_over_time and stdvar_over_time. */
  readonly infiniteSumsLost: boolean;
  /** What a minus sign makes of two names is one series too many even where they have no sample at the same time. */
  readonly negationsCollide: boolean;
}

interface Difference {
  /** The release that changed it. */
  readonly since: string;
  /** Of https://github.com/prometheus/prometheus/blob/main/CHANGELOG.md; or, where that has none, of the pull request. */
  readonly changelog: string;
}

/** What the engine does otherwise for `v2`: what the flag is in 2.42; in 3.14 it is the other. */
export const evaluationDifferences: Readonly<Record<keyof Semantics, Difference & { readonly in2: boolean }>> = {
  closedRanges: {
    in2: true,
    since: '3.0.0',
    changelog:
      'PromQL: Range selectors and the lookback delta are now left-open, i.e. a sample coinciding with the lower time limit is excluded rather than included. #13904 (3.0.1: Make subqueries left open. #15431)',
  },
  dotMatchesNewline: {
    in2: false,
    since: '3.0.0',
    changelog: 'regexp `.` now matches all characters (performance improvement). #14505',
  },
  utf8LabelNames: {
    in2: false,
    since: '3.0.0',
    changelog:
      'UTF-8: Enable UTF-8 support by default. #14705 (3.3.0: Allow UTF-8 labels in `label_replace()`. #15974)',
  },
  zeroBeforeThreshold: {
    in2: true,
    since: '2.51.0',
    changelog: 'PromQL: Constrain extrapolation in rate() to half of sample interval #13725',
  },
  atan2KeepsName: {
    in2: true,
    since: '2.47.0',
    changelog: 'Not in the changelog: Drop metric name for "atan2" binary operator #12595',
  },
  partnersCountWhenKept: {
    in2: true,
    since: '3.9.0',
    changelog: 'PromQL: Check more consistently for many-to-one matching in filter binary operators. #17668',
  },
  similarBucketsAreEqual: {
    in2: false,
    since: '2.49.0',
    changelog: 'PromQL: Fix inaccuracies of `histogram_quantile` with classic histograms. #13153',
  },
  deviationOfOneIsZero: {
    in2: true,
    since: '3.0.0',
    changelog: 'PromQL: Fix stddev+stdvar aggregations to treat Infinity consistently. #14941',
  },
  fractionsOfClassicHistograms: {
    in2: false,
    since: '3.4.0',
    changelog: 'PromQL: histogram_fraction for bucket histograms. #16095',
  },
  fixedRangesMove: {
    in2: true,
    since: '2.51.0',
    changelog: 'PromQL: Fix wrongly scoped range vectors with @ modifier #13559',
  },
  infiniteSumsLost: {
    in2: true,
    since: '2.54.0',
    changelog: 'PromQL: use Kahan summation for sum(). #14074,#14362',
  },
  negationsCollide: {
    in2: true,
    since: '3.9.0',
    changelog: 'PromQL: Fix collision in unary negation with non-overlapping series. #17708',
  },
};

/** What 2.42 cannot read. The engine reads it in any case: no answer of 2.42 is lost by that. */
export const syntaxDifferences = {
  durationsAndNumbers: {
    since: '3.0.0',
    changelog: 'Float literals and time durations being the same is now a stable feature. #15111',
  },
  digitGroups: {
    since: '2.54.0',
    changelog: 'PromQL: Accept underscores in literal numbers, e.g. 1_000_000 for 1 million. #12821',
  },
  quotedNames: {
    since: '3.0.0',
    changelog: 'Prometheus now allows all UTF-8 characters in metric and label names. #14705',
  },
  trimming: {
    since: '3.11.0',
    changelog: 'PromQL: Add `</` and `>/` operators for trimming observations from native histograms. #17904',
  },
  histogramDeviations: {
    since: '2.47.0',
    changelog: 'Histograms: Add `histogram_stdvar` and `histogram_stddev` functions. #12614',
  },
  histogramAverage: {
    since: '2.51.0',
    changelog: 'PromQL (experimental native histograms): Add histogram_avg function #13467',
  },
} satisfies Readonly<Record<string, Difference>>;

/** What 2.42 has under another name: the engine knows only the new one. */
export const renamedFunctions = {
  holt_winters: {
    now: 'double_exponential_smoothing',
    since: '3.0.0',
    changelog:
      '`holt_winters` is now called `double_exponential_smoothing` and moves behind the experimental-promql-functions feature flag. #14930',
  },
} satisfies Readonly<Record<string, Difference & { readonly now: string }>>;

/** What 3.14 computes more exactly. The engine does so in any case: 2.42 adds in an order that changes from run to run. */
export const precisionDifferences = {
  compensatedSums: { since: '2.54.0', changelog: 'PromQL: use Kahan summation for sum(). #14074,#14362' },
  compensatedMeans: {
    since: '2.55.0',
    changelog: 'PromQL: Use Kahan summation for better accuracy in `avg` and `avg_over_time`. #14413',
  },
} satisfies Readonly<Record<string, Difference>>;

const versions: Readonly<Record<SemanticsVersion, Semantics>> = {
  v2: flagsBy(({ in2 }) => in2),
  v3: flagsBy(({ in2 }) => !in2),
};

export function semanticsOf(version: SemanticsVersion): Semantics {
  return versions[version];
}

function flagsBy(pick: (row: { readonly in2: boolean }) => boolean): Semantics {
  const of = (name: keyof Semantics) => pick(evaluationDifferences[name]);
  return {
    closedRanges: of('closedRanges'),
    dotMatchesNewline: of('dotMatchesNewline'),
    utf8LabelNames: of('utf8LabelNames'),
    zeroBeforeThreshold: of('zeroBeforeThreshold'),
    atan2KeepsName: of('atan2KeepsName'),
    partnersCountWhenKept: of('partnersCountWhenKept'),
    similarBucketsAreEqual: of('similarBucketsAreEqual'),
    deviationOfOneIsZero: of('deviationOfOneIsZero'),
    fractionsOfClassicHistograms: of('fractionsOfClassicHistograms'),
    fixedRangesMove: of('fixedRangesMove'),
    infiniteSumsLost: of('infiniteSumsLost'),
    negationsCollide: of('negationsCollide'),
  };
}
