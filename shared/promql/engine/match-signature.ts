/** By what series of two vectors find each other. */
import { type Labels, metricNameLabel } from '../../model/labels.ts';
import type { VectorMatching } from '../ast.ts';
import { exceptLabels, keyOf, keyWithout, onlyLabels } from './label-sets.ts';

/** @returns texts that are equal exactly where the series match */
export function signatureOf({ on, labels }: VectorMatching): (labels: Labels) => string {
  if (on) {
    const names = [...labels].sort();
    return (set) => keyOf(set, names);
  }
  const ignored = new Set([metricNameLabel, ...labels]);
  return (set) => keyWithout(set, ignored);
}

/** The labels of the signature: what a message names a group by, and what a series that is filled in has. */
export function matchedLabels(set: Labels, { on, labels }: VectorMatching): Labels {
  if (on) return onlyLabels(set, new Set(labels));
  return exceptLabels(set, new Set([metricNameLabel, ...labels]));
}
