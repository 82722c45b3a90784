/** The labels of a series that is new, checked as Prometheus's scrape checks them before it stores a sample. */

import { readGoFloat } from '../format/go-float.ts';
import { type Labels, metricNameLabel } from '../model/labels.ts';
import { goQuotedText } from './bytes-text.ts';
import type { Dialect } from './exposition.ts';
import { formatOpenMetricsFloat } from './open-metrics-float.ts';

const plainMetric = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const plainLabel = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** What is wrong with a series whose sample could be read; where it stands is known to the caller. */
export class BadSeries extends Error {}

export interface SeriesLabels {
  /** Sorted, without what is empty: a label that is empty once is not there, whatever else it is. */
  readonly labels: Labels;
  /** With the empty ones, which may keep a label of the target away; the same where there is none. */
  readonly exposed: Labels;
}

/**
 * @param texts names and values in turn, the metric's name first; sorted in place
 * @param mayBeBad whether names are to be looked at: a lexer that takes only plain ones has done it
 * @throws BadSeries
 */
export function checkedLabels(texts: string[], dialect: Dialect, mayBeBad: boolean): SeriesLabels {
  let isEmpty = false;
  for (let i = 1; i < texts.length; i += 2) isEmpty ||= texts[i] === '';
  const labels = isEmpty ? withoutEmpty(texts) : texts;
  sort(labels);
  let isNamed = false;
  let twice: string | undefined;
  for (let i = 0; i < labels.length; i += 2) {
    const name = labels[i];
    isNamed ||= name === metricNameLabel;
    if (i > 0 && name === labels[i - 2]) twice ??= name;
  }
  if (!isNamed) throw new BadSeries('missing metric name (__name__ label)');
  if (mayBeBad) checkNames(labels, dialect);
  if (twice !== undefined) throw new BadSeries(`label name ${goQuotedText(twice)} is not unique: invalid sample`);
  return { labels, exposed: isEmpty ? withEmpty(labels, emptyNames(texts)) : labels };
}

function emptyNames(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.filter((_, i) => i % 2 === 0 && texts[i + 1] === ''));
}

function withEmpty(labels: readonly string[], empty: ReadonlySet<string>): Labels {
  const all = [...labels, ...[...empty].flatMap((name) => [name, ''])];
  sort(all);
  return all;
}

function withoutEmpty(texts: readonly string[]): string[] {
  const empty = emptyNames(texts);
  return texts.filter((_, i) => !empty.has(texts[i - (i % 2)] as string));
}

/** By name, stable; they are few, and mostly in order. */
function sort(labels: string[]): void {
  for (let i = 2; i < labels.length; i += 2) {
    const name = labels[i] as string;
    const value = labels[i + 1] as string;
    let k = i;
    for (; k > 0 && (labels[k - 2] as string) > name; k -= 2) {
      labels[k] = labels[k - 2] as string;
      labels[k + 1] = labels[k - 1] as string;
    }
    labels[k] = name;
    labels[k + 1] = value;
  }
}

function checkNames(labels: readonly string[], dialect: Dialect): void {
  let isGood = true;
  let shown = '';
  for (let i = 0; i < labels.length; i += 2) {
    const [name = '', value = ''] = [labels[i], labels[i + 1]];
    isGood &&= isValid(name, value, dialect);
    shown += `${i === 0 ? '' : ', '}${name}=${goQuotedText(value)}`;
  }
  if (!isGood) throw new BadSeries(`invalid metric name or label names: {${shown}}`);
}

/** U+FFFD stands for what was no UTF-8. Prometheus would let one through that is written; no name has it. */
function isValid(name: string, value: string, dialect: Dialect): boolean {
  if (dialect === '3')
    return name !== '' && !name.includes('\ufffd') && (name !== metricNameLabel || !value.includes('\ufffd'));
  return plainLabel.test(name) && (name !== metricNameLabel || plainMetric.test(value));
}

/** @param type of the family whose TYPE stands before @returns the value as OpenMetrics writes that number */
export function normalBound(name: string, value: string, type: string | undefined): string {
  const isBound = name === 'le' && (type === 'histogram' || type === 'gaugehistogram');
  if (!isBound && !(name === 'quantile' && type === 'summary')) return value;
  const number = /[pP_]/.test(value) ? undefined : readGoFloat(value);
  return typeof number === 'number' ? formatOpenMetricsFloat(number) : value;
}
