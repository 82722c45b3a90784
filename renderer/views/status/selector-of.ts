/** What the Explorer asks for a metric, or for a pair of a label and its value, of the TSDB's tables. Pure. */
import { formatLabels, labelsFromPairs, metricNameLabel } from '../../../shared/model/labels.ts';

export function metricSelector(name: string): string {
  return formatLabels(labelsFromPairs([[metricNameLabel, name]]));
}

/**
 * A pair may have a million series: they are counted by metric. Of a name with `=` in it, which 3.x can have, the pair cannot be told apart; the
 * first one is taken. @param pair `job=node`. @returns undefined for what is no pair
 */
export function pairQuery(pair: string): string | undefined {
  const at = pair.indexOf('=');
  if (at <= 0) return undefined;
  const [label, value] = [pair.slice(0, at), pair.slice(at + 1)];
  if (label === metricNameLabel) return metricSelector(value);
  return `count by (${metricNameLabel}) (${formatLabels(labelsFromPairs([[label, value]]))})`;
}
