import { describe, expect, it } from 'vitest';
import {
  applyDraft,
  changeDraft,
  changedRules,
  createRuleDrafts,
  currentDraft,
  isChanged,
  noChanges,
  shownRules,
  takenBack,
  withoutRule,
  withRule,
} from '../../../renderer/state/rules-draft.ts';
import type { RecordingRule } from '../../../shared/model/recorder.ts';

const rule = (id: string, part: Partial<RecordingRule> = {}): RecordingRule => ({
  ...{ id, name: id, selectors: [`${id}_total`], isOn: true },
  ...part,
});
const plan = [rule('nodes'), rule('pods')];
const states = (changes: Parameters<typeof shownRules>[1], rules = plan) =>
  shownRules(rules, changes).map(({ rule: { id }, state }) => `${id} ${state}`);

describe('rules that a person changes', () => {
  it('are those of the plan until something is another one', () => {
    expect(isChanged(plan, noChanges)).toBe(false);
    const same = withRule(plan, noChanges, { ...rule('nodes'), selectors: ['nodes_total'] });
    expect(isChanged(plan, same)).toBe(false);
    expect(isChanged(plan, withRule(plan, noChanges, rule('nodes', { isOn: false })))).toBe(true);
    expect(isChanged(plan, withRule(plan, noChanges, rule('nodes', { selectors: ['a', 'b'] })))).toBe(true);
  });

  it('show what is removed until it is applied, and take it back', () => {
    const removed = withoutRule(noChanges, 'nodes');
    expect(states(removed)).toEqual(['nodes removed', 'pods kept']);
    expect(changedRules(plan, removed)).toEqual([rule('pods')]);
    expect(states(takenBack(removed, 'nodes'))).toEqual(['nodes kept', 'pods kept']);
  });

  it('come after those that were there, and go without a trace', () => {
    const added = withRule(plan, noChanges, rule('new'));
    const renamed = withRule(plan, added, rule('new', { name: 'Newer' }));
    expect(states(renamed)).toEqual(['nodes kept', 'pods kept', 'new added']);
    expect(changedRules(plan, renamed).at(-1)?.name).toBe('Newer');
    expect(isChanged(plan, withoutRule(renamed, 'new'))).toBe(false);
  });

  it('do not write over what another page added meanwhile', () => {
    const changes = withoutRule(withRule(plan, noChanges, rule('pods', { isOn: false })), 'nodes');
    const meanwhile = [...plan, rule('kept-from-a-query')];
    expect(changedRules(meanwhile, changes)).toEqual([rule('pods', { isOn: false }), rule('kept-from-a-query')]);
  });
});

describe('the draft of a source', () => {
  const removeNodes = (before: Parameters<typeof withoutRule>[0]) => withoutRule(before, 'nodes');

  it('stays until it is discarded, and is not that of another source', () => {
    const drafts = createRuleDrafts();
    changeDraft(drafts, 'harbor', plan, removeNodes);
    const { changes } = currentDraft(drafts.getState().get('harbor'), plan);
    expect(states(changes)).toEqual(['nodes removed', 'pods kept']);
    expect(currentDraft(drafts.getState().get('shoal'), plan).changes).toBe(noChanges);
    changeDraft(drafts, 'harbor', plan, () => noChanges);
    expect(drafts.getState().size).toBe(0);
  });

  it('is shown once applied until the report has it, and does not come back', () => {
    const drafts = createRuleDrafts();
    changeDraft(drafts, 'harbor', plan, removeNodes);
    applyDraft(drafts, 'harbor', plan);
    expect(states(currentDraft(drafts.getState().get('harbor'), plan).changes)).toEqual(['nodes removed', 'pods kept']);
    const reported = [rule('pods')];
    expect(currentDraft(drafts.getState().get('harbor'), reported).changes).toBe(noChanges);
    changeDraft(drafts, 'harbor', reported, (before) => withRule(reported, before, rule('new')));
    const { changes } = currentDraft(drafts.getState().get('harbor'), reported);
    expect(states(changes, reported)).toEqual(['pods kept', 'new added']);
  });

  it('is over at once where it only repeats what another rule selects', () => {
    const drafts = createRuleDrafts();
    const twin = rule('twin', { name: 'Twin', selectors: [' pods_total', 'pods_total'] });
    changeDraft(drafts, 'harbor', plan, (before) => withRule(plan, before, twin));
    expect(states(currentDraft(drafts.getState().get('harbor'), plan).changes)).toContain('twin added');
    applyDraft(drafts, 'harbor', plan);
    expect(currentDraft(drafts.getState().get('harbor'), plan).changes).toBe(noChanges);
  });
});
