/** Limits on the labels of a series, after all relabelling, in Prometheus's words. */
import { type Labels, labelValue, metricNameLabel } from '../../../../shared/model/labels.ts';
import { quoteText } from '../../../../shared/promql/go-text.ts';
import type { ScrapeLimits } from './scrape-rules.ts';

const encoder = new TextEncoder();
/** Of characters: Prometheus says no more of a text. */
const shownLength = 50;

/** @returns what is wrong; undefined where nothing is. Lengths are in bytes of UTF-8. */
export function labelLimitProblem(labels: Labels, limits: ScrapeLimits): string | undefined {
  const metric = () => `metric: ${shortened(labelValue(labels, metricNameLabel) ?? '')}`;
  const count = labels.length / 2;
  if (limits.labels > 0 && count > limits.labels)
    return `label_limit exceeded (${metric()}, number of labels: ${count}, limit: ${limits.labels})`;
  if (limits.labelNameLength === 0 && limits.labelValueLength === 0) return undefined;
  for (let i = 0; i + 1 < labels.length; i += 2) {
    const [label = '', value = ''] = [labels[i], labels[i + 1]];
    const nameLength = lengthOver(label, limits.labelNameLength);
    if (nameLength > 0)
      return `label_name_length_limit exceeded (${metric()}, label name: ${shortened(label)}, length: ${nameLength}, limit: ${limits.labelNameLength})`;
    const valueLength = lengthOver(value, limits.labelValueLength);
    if (valueLength > 0)
      return `label_value_length_limit exceeded (${metric()}, label name: ${shortened(label)}, value: ${quoteText(shortened(value))}, length: ${valueLength}, limit: ${limits.labelValueLength})`;
  }
  return undefined;
}

/** @returns its length where that is over the limit, else 0 */
function lengthOver(text: string, limit: number): number {
  // No character has more than three bytes a unit.
  if (limit === 0 || 3 * text.length <= limit) return 0;
  const { length } = encoder.encode(text);
  return length > limit ? length : 0;
}

function shortened(text: string): string {
  if (text.length <= shownLength) return text;
  return [...text.slice(0, 2 * shownLength)].slice(0, shownLength).join('');
}
