/** What is told of native histograms that do not go together, in Prometheus's words. */
import { type Labels, labelValue, metricNameLabel } from '../../model/labels.ts';
import type { Span } from '../ast.ts';
import { quoteText } from '../go-text.ts';
import type { Annotations } from './annotations.ts';

export interface Teller {
  readonly annotations: Annotations;
  readonly at: Span;
}

type What = 'addition' | 'subtraction' | 'aggregation';

/** As it is told of: the empty text for a series without one. */
export function nameOf(labels: Labels): string {
  return labelValue(labels, metricNameLabel) ?? '';
}

/** ` for metric name "up"`; nothing where there is no name. */
export function forMetric(name: string): string {
  return name === '' ? '' : ` for metric name ${quoteText(name)}`;
}

export function tellHintsCollided({ annotations, at }: Teller, what: What): void {
  annotations.warn(`conflicting counter resets during histogram ${what}`, at);
}

export function tellBoundsDiffered({ annotations, at }: Teller, what: What): void {
  annotations.info(`mismatched custom buckets were reconciled during ${what}`, at);
}

export function tellMixedBuckets({ annotations, at }: Teller, name: string): void {
  const words = 'vector contains a mix of histograms with exponential and custom buckets schemas for metric name';
  annotations.warn(`${words} ${quoteText(name)}`, at);
}

/** @param of `aggregation`, or a metric's name */
export function tellMixedSamples({ annotations, at }: Teller, of: string): void {
  annotations.warn(`encountered a mix of histograms and floats for ${of}`, at);
}

export function metricNamed(labels: Labels): string {
  return `metric name ${quoteText(nameOf(labels))}`;
}
