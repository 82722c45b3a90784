/** What is known of the rules of a name: several rules may have one, and an alert does not say which of them is its own. Pure. */
import type { RulesRead } from '../../../state/rules-feed.ts';

/** As they are now, or were when they were recorded. */
interface KnownRule {
  readonly intervalMs: number;
  /** How long they wait before they fire; undefined where they do so differently. */
  readonly forMs?: number | undefined;
  /** Their groups. */
  readonly groups: readonly string[];
}

export type KnownRules = ReadonlyMap<string, KnownRule>;

export function knownOf(read: RulesRead): KnownRules {
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
    // Of several that wait differently an alert does not say whose it is.
    const forMs = before === undefined || before.forMs === rule.forMs ? rule.forMs : undefined;
    known.set(rule.name, { intervalMs, forMs, groups: [...new Set([...(before?.groups ?? []), group.name])] });
  }
  return known;
}
