/** The expression in which a metric says most, by its type: what a person who only knows its name wants to see. */

import type { MetricType } from '../model/catalog.ts';
import { metricNameLabel } from '../model/labels.ts';
import { quoteText } from './go-text.ts';
import { mayNameMetric, words } from './tokens.ts';

/** Four scrapes at the usual minute, as Prometheus's documentation of `rate` advises, and the range that most people write. */
const range = '[5m]';

const plainName = /^[a-zA-Z_:][\w:]*$/;

/** A selector of the metric alone; a name that is no plain one is quoted in braces (Prometheus 3), and so is a word of the language. */
export function metricSelector(name: string): string {
  if (!plainName.test(name)) return `{${quoteText(name)}}`;
  const isFree = mayNameMetric(words.get(name.toLowerCase()) ?? 'identifier');
  return isFree ? name : `{${metricNameLabel}=${quoteText(name)}}`;
}

/** @param type as the metadata says; where that is `unknown`, the name's ending is believed. */
export function fittingQuery(name: string, type: MetricType): string {
  const selector = metricSelector(name);
  const rate = `rate(${selector}${range})`;
  if (name.endsWith('_bucket')) return `histogram_quantile(0.95, sum by (le) (${rate}))`;
  switch (type) {
    case 'counter':
      return rate;
    case 'histogram':
      return partOf(name) ? rate : `histogram_quantile(0.95, sum(${rate}))`;
    case 'summary':
      return partOf(name) ? rate : selector;
    case 'unknown':
      return name.endsWith('_total') || partOf(name) ? rate : selector;
    default:
      return selector;
  }
}

/** The running sum or count of a histogram or a summary. */
function partOf(name: string): boolean {
  return name.endsWith('_sum') || name.endsWith('_count');
}
