/** For each difference between 2.42 and 3.14 a query that shows it. */
import type {
  evaluationDifferences,
  precisionDifferences,
  syntaxDifferences,
} from '../../../shared/promql/engine/semantics.ts';
import type { QueryTime } from './random-query.ts';
import { beginMs } from './series.ts';

export interface Example {
  readonly text: string;
  readonly time: QueryTime;
}

/** On a sample of every target that is scraped on time. */
const onSampleMs = beginMs + 3_600_000;

const at = (text: string, timeMs = onSampleMs): Example => ({ text, time: { kind: 'instant', timeMs } });
/** Of the whole history; no regular sample is at any of its times. */
const over = (text: string): Example => ({
  text,
  time: { kind: 'range', startMs: beginMs + 500, endMs: beginMs + 7_200_000, stepMs: 15_000 },
});

const bucket = (value: string, le: string) => `label_replace(vector(${value}), "le", "${le}", "", "")`;
const named = (condition: string, name: string) =>
  `label_replace(vector(1) and on () (vector(time()) ${condition} ${onSampleMs / 1000}), "__name__", "${name}", "", "")`;

export const evaluationExamples: Readonly<Record<keyof typeof evaluationDifferences, Example>> = {
  closedRanges: at('count_over_time(k[1m])'),
  dotMatchesNewline: at('hostile{text!~"two.lines"}', onSampleMs + 5000),
  utf8LabelNames: at('label_replace(g, "é", "a", "", "")'),
  zeroBeforeThreshold: over('increase(c_total[90s])'),
  atan2KeepsName: at('g atan2 2'),
  partnersCountWhenKept: at('gi == on (job, instance) (max by (job, instance) (gi))'),
  similarBucketsAreEqual: at(
    `histogram_quantile(1, ${bucket('0.3', '1')} or ${bucket('0.1 + 0.2', '2')} or ${bucket('0.1 + 0.2', '+Inf')})`,
  ),
  deviationOfOneIsZero: at('stddev(vector(Inf))'),
  fractionsOfClassicHistograms: at('histogram_fraction(0, 1, lat_bucket)'),
  fixedRangesMove: over(`predict_linear(g[5m] @ ${onSampleMs / 1000}, 60)`),
  infiniteSumsLost: over('stdvar_over_time((odd * 1e160)[5m:15s])'),
  negationsCollide: over(`-(${named('<', 'a')} or ${named('>=', 'b')})`),
};

export const syntaxExamples: Readonly<Record<keyof typeof syntaxDifferences, Example>> = {
  durationsAndNumbers: at('g[300]'),
  digitGroups: at('1_000'),
  quotedNames: at('{"g"}'),
  trimming: at('g </ 1'),
  histogramDeviations: at('histogram_stddev(g)'),
  histogramAverage: at('histogram_avg(g)'),
};

/** One and two very large numbers that cancel each other out. */
const three =
  'label_replace(vector(1e100), "a", "1", "", "") or vector(1) or label_replace(vector(-1e100), "a", "2", "", "")';

export const precisionExamples: Readonly<Record<keyof typeof precisionDifferences, Example>> = {
  compensatedSums: at(`sum(${three})`),
  compensatedMeans: at(`avg(${three})`),
};
