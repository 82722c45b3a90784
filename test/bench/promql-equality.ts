/** Whether our columns are what Prometheus answered: every series, time and value. */
import { labelsFromPairs, labelsKey } from '../../shared/model/labels.ts';
import type { Columns } from '../../shared/model/query.ts';
import type { JsonAnswer } from '../support/promql-fuzz/answer.ts';

/** Sums and what is made of them may differ by some units in the last place: Go's and V8's functions do. */
const relativeError = 1e-12;

/** @returns how many samples there are @throws Error with the first difference */
export function requireEqual(expr: string, theirs: JsonAnswer, ours: Columns): number {
  if (theirs.status === 'error' || theirs.data.resultType !== 'matrix') throw new Error(`${expr} was not answered`);
  const places = new Map(ours.labels.map((labels, i) => [labelsKey(labels), i]));
  const { result } = theirs.data;
  if (result.length !== places.size) throw new Error(`${expr}: ${result.length} series there, ${places.size} here`);
  for (const { metric, values = [] } of result) {
    const key = labelsKey(labelsFromPairs(Object.entries(metric)));
    const place = places.get(key);
    if (place === undefined) throw new Error(`${expr}: ${key} is not here`);
    requireSamples(`${expr} ${key}`, values, ours, place);
  }
  return ours.values.length;
}

function requireSamples(
  what: string,
  values: readonly (readonly [number, string])[],
  ours: Columns,
  place: number,
): void {
  const from = ours.offsets[place] ?? 0;
  const count = (ours.offsets[place + 1] ?? 0) - from;
  if (count !== values.length) throw new Error(`${what}: ${values.length} samples there, ${count} here`);
  values.forEach(([seconds, text], i) => {
    const [timeMs, value] = [ours.timesMs[from + i] ?? 0, ours.values[from + i] ?? 0];
    const theirs = Number(text.replace('Inf', 'Infinity'));
    const isNear = Math.abs(value - theirs) <= relativeError * Math.max(Math.abs(value), Math.abs(theirs));
    if (Math.round(seconds * 1000) === timeMs && (Object.is(value, theirs) || isNear)) return;
    throw new Error(`${what}: at ${seconds} ${text} there, at ${timeMs / 1000} ${value} here`);
  });
}
