/**
 * topk and bottomk: group by group and time by time the same numbers; where several series have the last one that is chosen, any of them
 * may be there (in Prometheus 2.42 the order in which a range query's series come to the operator changes from run to run).
 */
import type { AnswerSeries } from './answer.ts';
import type { Extremes } from './random-query.ts';

interface Member {
  readonly key: string;
  readonly value: number;
}

export function compareExtremes(
  expected: readonly AnswerSeries[],
  actual: readonly AnswerSeries[],
  extremes: Extremes,
  ordered: boolean,
): string | undefined {
  const [theirs, ours] = [membersOf(expected, extremes), membersOf(actual, extremes)];
  if (theirs.size !== ours.size) return `${theirs.size} groups are ${ours.size}`;
  for (const [group, members] of theirs) {
    const others = ours.get(group) ?? [];
    const [a, b] = [numbers(members, ordered), numbers(others, ordered)];
    if (a !== b) return `${group}: ${a} is ${b}`;
    const known = new Map(others.map(({ key, value }) => [key, value]));
    const last = Math.min(...members.map(({ value }) => rank(value, extremes)));
    const lost = members.find(({ key, value }) => rank(value, extremes) > last && known.get(key) !== value);
    if (lost !== undefined) return `${group}: ${lost.key} is missing`;
  }
  return undefined;
}

/** NaN is worse than everything. */
function rank(value: number, { sign }: Extremes): number {
  return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : sign * value;
}

function numbers(members: readonly Member[], ordered: boolean): string {
  const texts = members.map(({ value }) => String(value));
  return (ordered ? texts : texts.toSorted()).join(' ');
}

/** Group and time → what was chosen there. */
function membersOf(all: readonly AnswerSeries[], { by, without }: Extremes): Map<string, Member[]> {
  const members = new Map<string, Member[]>();
  for (const { labels, timesMs, values } of all) {
    const kept = labels.filter((_, i) => {
      const name = labels[i - (i % 2)] ?? '';
      return without ? name !== '__name__' && !by.includes(name) : by.includes(name);
    });
    for (let i = 0; i < timesMs.length; i += 1) {
      const key = `${JSON.stringify(kept)} at ${timesMs[i]}`;
      const group = members.get(key) ?? [];
      members.set(key, group);
      group.push({ key: JSON.stringify(labels), value: values[i] ?? 0 });
    }
  }
  return members;
}
