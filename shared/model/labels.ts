/**
 * A label set as a flat array `[name, value, name, value, …]`, sorted by name: one array a series, cheap to clone across the
 * contract, and safe with hostile names (`__proto__` is a valid label name, so a label set is never a plain object).
 */
export type Labels = readonly string[];

export const metricNameLabel = '__name__';

/** @returns the value of the label, or undefined where the set has none. */
export function labelValue(labels: Labels, name: string): string | undefined {
  for (let i = 0; i + 1 < labels.length; i += 2) {
    if (labels[i] === name) return labels[i + 1];
  }
  return undefined;
}

export function labelPairs(labels: Labels): readonly (readonly [name: string, value: string])[] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < labels.length; i += 2) pairs.push([labels[i] ?? '', labels[i + 1] ?? '']);
  return pairs;
}

/** Sorts pairs by name (by UTF-16 code unit) into a label set. A repeated name keeps its last value. */
export function labelsFromPairs(pairs: Iterable<readonly [string, string]>): Labels {
  const byName = new Map(pairs);
  const names = [...byName.keys()].sort();
  return names.flatMap((name) => [name, byName.get(name) ?? '']);
}

const plainName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** The series as Prometheus writes it: `up{job="node"}`; UTF-8 names quoted; `{}` for the empty set. */
export function formatLabels(labels: Labels): string {
  const name = labelValue(labels, metricNameLabel);
  const quotedName = name !== undefined && !plainName.test(name) ? [JSON.stringify(name)] : [];
  const rest = labelPairs(labels)
    .filter(([label]) => label !== metricNameLabel)
    .map(([label, value]) => `${plainName.test(label) ? label : JSON.stringify(label)}=${JSON.stringify(value)}`);
  const inside = [...quotedName, ...rest].join(', ');
  const outside = name !== undefined && quotedName.length === 0 ? name : '';
  return inside === '' && outside !== '' ? outside : `${outside}{${inside}}`;
}

/** A text that is equal exactly where the label sets are equal; for maps and colours. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify(labels);
}
