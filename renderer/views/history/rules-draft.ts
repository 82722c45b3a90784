/**
 * Changes of a plan's rules that a person has made and not applied. They are kept as changes, not as a list: whoever changes the plan
 * meanwhile (another page, a query that is kept) is not written over. Pure.
 */
import type { RecordingRule } from '../../../shared/model/recorder.ts';

export interface RuleChanges {
  readonly added: readonly RecordingRule[];
  /** By id. */
  readonly edited: ReadonlyMap<string, RecordingRule>;
  readonly removed: ReadonlySet<string>;
}

export const noChanges: RuleChanges = { added: [], edited: new Map(), removed: new Set() };

export interface ShownRule {
  readonly rule: RecordingRule;
  readonly state: 'kept' | 'edited' | 'added' | 'removed';
}

/** Every rule as it is shown: those that are to go as well, since that can be taken back. */
export function shownRules(rules: readonly RecordingRule[], changes: RuleChanges): readonly ShownRule[] {
  const known = rules.map((rule): ShownRule => {
    if (changes.removed.has(rule.id)) return { rule, state: 'removed' };
    const edited = changes.edited.get(rule.id);
    return edited === undefined || isSame(edited, rule) ? { rule, state: 'kept' } : { rule: edited, state: 'edited' };
  });
  return [...known, ...changes.added.map((rule): ShownRule => ({ rule, state: 'added' }))];
}

/** What the plan would be. */
export function changedRules(rules: readonly RecordingRule[], changes: RuleChanges): readonly RecordingRule[] {
  return shownRules(rules, changes)
    .filter(({ state }) => state !== 'removed')
    .map(({ rule }) => rule);
}

export function isChanged(rules: readonly RecordingRule[], changes: RuleChanges): boolean {
  return shownRules(rules, changes).some(({ state }) => state !== 'kept');
}

/** A new one, or one that is there, as it is to be. */
export function withRule(rules: readonly RecordingRule[], changes: RuleChanges, rule: RecordingRule): RuleChanges {
  if (rules.some(({ id }) => id === rule.id)) return { ...changes, edited: new Map(changes.edited).set(rule.id, rule) };
  const at = changes.added.findIndex(({ id }) => id === rule.id);
  return { ...changes, added: at < 0 ? [...changes.added, rule] : changes.added.with(at, rule) };
}

/** One that was never applied is simply no longer there. */
export function withoutRule(changes: RuleChanges, id: string): RuleChanges {
  if (changes.added.some((rule) => rule.id === id))
    return { ...changes, added: changes.added.filter((rule) => rule.id !== id) };
  return { ...changes, removed: new Set(changes.removed).add(id) };
}

/** As it was in the plan. */
export function takenBack(changes: RuleChanges, id: string): RuleChanges {
  const removed = new Set(changes.removed);
  removed.delete(id);
  const edited = new Map(changes.edited);
  edited.delete(id);
  return { ...changes, removed, edited };
}

function isSame(one: RecordingRule, other: RecordingRule): boolean {
  return (
    one.name === other.name &&
    one.isOn === other.isOn &&
    one.selectors.length === other.selectors.length &&
    one.selectors.every((selector, at) => selector === other.selectors[at])
  );
}
