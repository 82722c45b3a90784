/** The same rules with the effect of each: for people who want to know where a label came from, or why a target is gone. */
import type { FoundGroups } from '../format/go-template.ts';
import type { Labels } from '../model/labels.ts';
import type { RelabelConfig } from './config.ts';
import { LabelSet } from './label-set.ts';
import type { RelabelRules } from './relabel.ts';

export interface RelabelStep {
  /** Its place among the rules, from 0. */
  readonly rule: number;
  readonly config: RelabelConfig;
  readonly before: Labels;
  /** As before where the rule dropped the label set. */
  readonly after: Labels;
  readonly dropped: boolean;
  /** Sorted by name. */
  readonly changes: readonly LabelChange[];
  /**
   * What the rule looked at: the joined values of its source labels, one entry, whether its regex matched or not; for labelmap,
   * labeldrop and labelkeep the labels' names that matched.
   */
  readonly looks: readonly RuleLook[];
}

export interface LabelChange {
  readonly name: string;
  /** undefined: it was not there. */
  readonly before: string | undefined;
  /** undefined: it is gone. */
  readonly after: string | undefined;
}

interface RuleLook {
  readonly text: string;
  /** Group 0, the whole match, first; undefined where the regex did not match, or the action has none. */
  readonly groups: readonly MatchedGroup[] | undefined;
}

interface MatchedGroup {
  readonly index: number;
  /** undefined for a group without a name. */
  readonly name: string | undefined;
  /** undefined for a group that took no part in the match. */
  readonly text: string | undefined;
}

/** @returns a step for each rule up to the one that dropped the labels, which is then the last @throws RelabelError as `relabel` */
export function relabelSteps(rules: RelabelRules, labels: Labels): readonly RelabelStep[] {
  const set = new LabelSet(labels);
  const steps: RelabelStep[] = [];
  let before = set.labels();
  for (const [rule, config] of rules.configs.entries()) {
    const looks: RuleLook[] = [];
    const kept = rules.apply[rule]?.(set, (text, found) => looks.push({ text, groups: found && groupsOf(found) }));
    const after = set.labels();
    steps.push({ rule, config, before, after, dropped: kept === false, changes: changesOf(before, after), looks });
    if (kept === false) break;
    before = after;
  }
  return steps;
}

function groupsOf(found: FoundGroups): readonly MatchedGroup[] {
  const names = new Map(Object.entries(found.namedGroups).map(([name, index]) => [index, name]));
  return Array.from({ length: found.groupCount() + 1 }, (_, index) => ({
    index,
    name: names.get(index),
    text: found.group(index) ?? undefined,
  }));
}

/** Of two label sets, each sorted by name. */
export function changesOf(before: Labels, after: Labels): readonly LabelChange[] {
  const changes: LabelChange[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i], after[j]];
    if (now === undefined || (old !== undefined && old < now)) {
      changes.push({ name: old ?? '', before: before[i + 1], after: undefined });
      i += 2;
    } else if (old === undefined || now < old) {
      changes.push({ name: now, before: undefined, after: after[j + 1] });
      j += 2;
    } else {
      if (before[i + 1] !== after[j + 1]) changes.push({ name: now, before: before[i + 1], after: after[j + 1] });
      i += 2;
      j += 2;
    }
  }
  return changes;
}
