/** Whether two selectors may select a series that both have. Said of matchers alone: no series is looked at. */
import type { VectorSelector } from '../ast.ts';
import type { SeriesMatcher } from '../queryable.ts';
import { seriesMatcher } from './series-matcher.ts';

/** All that a selector says, by label; of the metric's name as `__name__`. */
export type SelectedLabels = ReadonlyMap<string, readonly SeriesMatcher[]>;

export function selectedLabels({ name, matchers }: Pick<VectorSelector, 'name' | 'matchers'>): SelectedLabels {
  const labels = new Map<string, SeriesMatcher[]>();
  const named = name === undefined ? [] : [{ name: '__name__', op: '=', value: name } as const];
  for (const matcher of [...named, ...matchers]) {
    const its = labels.get(matcher.name) ?? [];
    labels.set(matcher.name, its);
    its.push(seriesMatcher(matcher, true));
  }
  return labels;
}

/** False only where that is proved: by a label of which one of them names its values, and the two together match none. */
export function mayShareSeries(a: SelectedLabels, b: SelectedLabels): boolean {
  for (const [name, its] of a) {
    const others = b.get(name);
    if (others !== undefined && areDisjoint([...its, ...others])) return false;
  }
  return true;
}

function areDisjoint(matchers: readonly SeriesMatcher[]): boolean {
  const values = matchers.find((one) => one.values !== undefined)?.values;
  if (values === undefined) return false;
  // Whether `.` is a line break hangs on the version of the server.
  return values.every((value) => !value.includes('\n') && matchers.some(({ matches }) => !matches(value)));
}
