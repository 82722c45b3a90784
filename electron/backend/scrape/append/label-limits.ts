/** Limits on the labels of a series, after all relabelling, in Prometheus's words. */
import { type Labels, labelValue, metricNameLabel } from '../../../../shared/model/labels.ts';
import type { ScrapeLimits } from './scrape-rules.ts';

const encoder = new TextEncoder();

/** @returns what is wrong; undefined where nothing is. Lengths are in bytes of UTF-8. */
export function labelLimitProblem(labels: Labels, limits: ScrapeLimits): string | undefined {
  const name = labelValue(labels, metricNameLabel) ?? '';
  const count = labels.length / 2;
  if (limits.labels > 0 && count > limits.labels)
    return `label_limit exceeded (metric: ${shortened(name)}, number of labels: ${count}, limit: ${limits.labels})`;
  if (limits.labelNameLength === 0 && limits.labelValueLength === 0) return undefined;
  for (let i = 0; i + 1 < labels.length; i += 2) {
    const [label = '', value = ''] = [labels[i], labels[i + 1]];
    const nameLength = encoder.encode(label).length;
    if (limits.labelNameLength > 0 && nameLength > limits.labelNameLength)
      return `label_name_length_limit exceeded (metric: ${shortened(name)}, label name: ${shortened(label)}, length: ${nameLength}, limit: ${limits.labelNameLength})`;
    const valueLength = encoder.encode(value).length;
    if (limits.labelValueLength > 0 && valueLength > limits.labelValueLength)
      return `label_value_length_limit exceeded (metric: ${shortened(name)}, label name: ${shortened(label)}, value: ${JSON.stringify(shortened(value))}, length: ${valueLength}, limit: ${limits.labelValueLength})`;
  }
  return undefined;
}

function shortened(text: string): string {
  return text.length > 50 ? `${text.slice(0, 50)}` : text;
}
