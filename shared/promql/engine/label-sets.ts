/** Label sets while an expression is evaluated: parts of them as keys to group and match by, and sets made of others. */
import { type Labels, labelPairs, metricNameLabel } from '../../model/labels.ts';
import { quoteText } from '../go-text.ts';
import { printLabel } from '../print.ts';

/** What tells of the metric itself, and goes with its name: https://prometheus.io/docs/prometheus/latest/feature_flags/#type-and-unit-labels */
const metadataLabels: ReadonlySet<string> = new Set([metricNameLabel, '__type__', '__unit__']);

export function withoutMetadata(labels: Labels): Labels {
  for (let i = 0; i < labels.length; i += 2) {
    if (metadataLabels.has(labels[i] ?? '')) return keptLabels(labels, (name) => !metadataLabels.has(name));
  }
  return labels;
}

function keptLabels(labels: Labels, keep: (name: string) => boolean): Labels {
  const kept: string[] = [];
  for (let i = 0; i + 1 < labels.length; i += 2) {
    const name = labels[i] ?? '';
    if (keep(name)) kept.push(name, labels[i + 1] ?? '');
  }
  return kept;
}

export function onlyLabels(labels: Labels, names: ReadonlySet<string>): Labels {
  return keptLabels(labels, (name) => names.has(name));
}

export function exceptLabels(labels: Labels, names: ReadonlySet<string>): Labels {
  return keptLabels(labels, (name) => !names.has(name));
}

/** With a label set to a value, or taken away by the empty one: a label without a value is none. */
export function withLabel(labels: Labels, name: string, value: string): Labels {
  let at = 0;
  while (at < labels.length && (labels[at] ?? '') < name) at += 2;
  const isThere = labels[at] === name;
  if (isThere && labels[at + 1] === value) return labels;
  if (value === '') return isThere ? labels.toSpliced(at, 2) : labels;
  return labels.toSpliced(at, isThere ? 2 : 0, name, value);
}

/** No name and no value contains half a surrogate pair but those that stand for bytes, of which this is none. */
const separator = '\ud800';

/** Equal exactly where the label sets are equal. */
export function setKey(labels: Labels): string {
  return labels.join(separator);
}

/** Of the values of some labels; equal exactly where all of them are. */
export function keyOf(labels: Labels, names: readonly string[]): string {
  let key = '';
  for (const name of names) {
    for (let i = 0; i + 1 < labels.length; i += 2) {
      if (labels[i] === name) {
        key += labels[i + 1];
        break;
      }
    }
    key += separator;
  }
  return key;
}

/** Of all labels but some. */
export function keyWithout(labels: Labels, names: ReadonlySet<string>): string {
  let key = '';
  for (let i = 0; i + 1 < labels.length; i += 2) {
    if (!names.has(labels[i] ?? '')) key += `${labels[i]}${separator}${labels[i + 1]}${separator}`;
  }
  return key;
}

/** As Prometheus writes label sets in its errors: the name is a label like the others. */
export function labelsText(labels: Labels): string {
  return `{${labelPairs(labels)
    .map(([name, value]) => `${printLabel(name)}=${quoteText(value)}`)
    .join(', ')}}`;
}
