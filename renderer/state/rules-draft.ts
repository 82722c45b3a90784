/**
 * Changes of a plan's rules that a person has made and not applied. They are kept as changes, not as a list: whoever changes the plan
 * meanwhile (another page, a query that is kept) is not written over. They stay when another view is shown, until they are applied or
 * discarded.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RecordingRule } from '../../shared/model/recorder.ts';

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

/** As the backend knows rules: by what they select, whatever their names are, and in whatever order. */
export function selectSame(one: readonly string[], other: readonly string[]): boolean {
  const selected = (selectors: readonly string[]) =>
    JSON.stringify([...new Set(selectors.map((text) => text.trim()))].sort());
  return selected(one) === selected(other);
}

/** Of rules that select the same, the first one stays: nothing may come of what was changed. */
function changesNothing(rules: readonly RecordingRule[], changes: RuleChanges): boolean {
  const all = changedRules(rules, changes);
  const kept = all.filter((rule, at) => all.findIndex((one) => selectSame(one.selectors, rule.selectors)) === at);
  return kept.length === rules.length && kept.every((rule, at) => rules[at] !== undefined && isSame(rule, rules[at]));
}

function isSame(one: RecordingRule, other: RecordingRule): boolean {
  return (
    one.name === other.name &&
    one.isOn === other.isOn &&
    one.selectors.length === other.selectors.length &&
    one.selectors.every((selector, at) => selector === other.selectors[at])
  );
}

/** By the source's name: what several contexts share has one plan. */
export type RuleDrafts = StoreApi<ReadonlyMap<string, RuleDraft>>;

interface RuleDraft {
  readonly changes: RuleChanges;
  /** Applied, and not in the report yet: the rules, as JSON, that they were applied to. */
  readonly over?: string | undefined;
}

export function createRuleDrafts(): RuleDrafts {
  return createStore<ReadonlyMap<string, RuleDraft>>(() => new Map());
}

/**
 * Applied ones stay until the report has them: it comes some time later, and what was before would be seen once more until then. As soon as
 * the rules are others, they are in it; and what only repeats another rule never comes to be.
 */
export function currentDraft(draft: RuleDraft | undefined, rules: readonly RecordingRule[]): RuleDraft {
  const isOver =
    draft?.over !== undefined && (draft.over !== JSON.stringify(rules) || changesNothing(rules, draft.changes));
  return draft === undefined || isOver ? { changes: noChanges } : draft;
}

/** @param change of what is not applied */
export function changeDraft(
  drafts: RuleDrafts,
  source: string,
  rules: readonly RecordingRule[],
  change: (before: RuleChanges) => RuleChanges,
): void {
  keepDraft(drafts, source, { changes: change(currentDraft(drafts.getState().get(source), rules).changes) });
}

export function applyDraft(drafts: RuleDrafts, source: string, rules: readonly RecordingRule[]): void {
  const { changes } = currentDraft(drafts.getState().get(source), rules);
  keepDraft(drafts, source, { changes, over: JSON.stringify(rules) });
}

function keepDraft(drafts: RuleDrafts, source: string, draft: RuleDraft): void {
  const next = new Map(drafts.getState());
  if (draft.changes === noChanges) next.delete(source);
  else next.set(source, draft);
  drafts.setState(next, true);
}
