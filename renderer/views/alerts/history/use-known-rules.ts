/** How often the rules of a name are evaluated, and where they stand: as the server says it now, or as it was recorded. Asked once. */
import { useMemo } from 'react';
import { useAsked } from '../../../state/asked.tsx';
import { useRules } from '../../../state/use-rules.ts';
import type { KnownRule, KnownRules } from './history-model.ts';

const none: KnownRules = new Map();

/** @returns undefined while they are read */
export function useKnownRules(atMs: number | undefined): KnownRules | undefined {
  const { id, live, record } = useAsked();
  const {
    read,
    none: why,
    problem,
  } = useRules({
    ...{ context: id, atMs: record === undefined ? undefined : atMs, active: live },
    everyMs: 0,
  });
  return useMemo(() => {
    if (read === undefined) return why === undefined && problem === undefined && live ? undefined : none;
    const groups = new Map(read.groups.map((group) => [group.key, group]));
    const known = new Map<string, KnownRule>();
    for (const rule of read.rules) {
      const group = groups.get(rule.group);
      if (rule.kind !== 'alerting' || group === undefined) continue;
      const before = known.get(rule.name);
      const intervalMs = Math.min(
        before?.intervalMs ?? Number.POSITIVE_INFINITY,
        group.intervalMs ?? Number.POSITIVE_INFINITY,
      );
      known.set(rule.name, { intervalMs, groups: [...new Set([...(before?.groups ?? []), group.name])] });
    }
    return known;
  }, [read, why, problem, live]);
}
