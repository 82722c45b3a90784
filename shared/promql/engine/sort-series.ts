/** The series of a result: each label set once, and those of a matrix in the order of their labels. */
import type { Labels } from '../../model/labels.ts';
import { compareLabels } from './compare-labels.ts';
import { failExecution } from './evaluation-error.ts';
import { setKey } from './label-sets.ts';
import type { ResultSeries } from './result.ts';
import { sameLabelset } from './unite-columns.ts';

/** @throws EvaluationError where two have the same labels */
export function requireDistinct(series: readonly ResultSeries[]): void {
  const known = new Set(series.map(({ labels }) => setKey(labels)));
  if (known.size !== series.length) failExecution(sameLabelset);
}

/** @throws EvaluationError where two have the same labels */
export function sortedByLabels(series: readonly ResultSeries[]): readonly ResultSeries[] {
  if (!series.every(({ labels }) => isPlain(labels))) {
    requireDistinct(series);
    return series.toSorted((a, b) => compareLabels(a.labels, b.labels));
  }
  const known = new Map(series.map((one) => [one.labels.join('\0'), one]));
  if (known.size !== series.length) failExecution(sameLabelset);
  // Without a function to compare by: that would be called a hundred thousand times for ten thousand series.
  return [...known.keys()].sort().flatMap((key) => known.get(key) ?? []);
}

const notPlain = /[\0\ud800-\uffff]/;

/** Put together with what is less than all that is in it, such label sets sort as texts do. */
function isPlain(labels: Labels): boolean {
  for (const text of labels) if (notPlain.test(text)) return false;
  return true;
}
